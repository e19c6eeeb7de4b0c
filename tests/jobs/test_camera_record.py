"""What is heard of a camera becomes occupancy, episodes and faults without a gap or a guess."""

import pytest

from pipeline.crowd.judging import Judging
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.shown import Shown
from pipeline.jobs.camera_record import CameraRecord, Change

GATE = PictureZone("gate", Label("校门", "gate"), ((0, 0), (1, 0), (1, 1)), (1, 2, 3, 4))
FPS = 5.0
NO_PICTURE, REFUSED = Label("没有画面", "no picture"), Label("被拒绝", "refused")


def record(began_s: float = 100.0, fps: float = FPS) -> CameraRecord:
    return CameraRecord("cam-1", Judging((GATE,), fps), began_s)


def occupancies(camera: CameraRecord) -> list[Occupancy]:
    return [one.occupancy for one in camera.take()[0]]


def counted(camera: CameraRecord, start_s: float, end_s: float, count: int) -> None:
    for number in range(round((end_s - start_s) * FPS)):
        camera.sampled(start_s + number / FPS, Shown((count,)))


def faults(changes: list[Change]) -> list[tuple[str, float, float | None]]:
    return [(c.kind, c.start_s, c.end_s) for c in changes if isinstance(c, HealthFault)]


def statuses(changes: list[Change]) -> list[str]:
    return [c.status for c in changes if isinstance(c, CrowdingEvent)]


def test_only_complete_seconds_are_handed_over() -> None:
    camera = record()
    counted(camera, 100.2, 102.2, 3)  # … 101.8, 102.0: second 102 has only begun
    assert {int(one.t_s) for one in occupancies(camera)} == {100, 101}
    camera.finish(102.4)
    assert [one.t_s for one in occupancies(camera)] == [102.0]


def test_a_saturated_sample_is_recorded_as_such() -> None:
    camera = record()
    camera.sampled(101.0, Shown((3,), saturated=True))
    camera.sampled(101.2, Shown((3,)))
    camera.finish(102.0)
    assert [one.told_quality for one in occupancies(camera)] == ["saturated", "ok"]


@pytest.mark.parametrize(("fps", "unknown"), [(FPS, [102.0, 103.0]), (0.25, [])])
def test_a_second_that_nobody_had_time_for_is_unknown(fps: float, unknown: list[float]) -> None:
    """At five samples a second two whole seconds are lost; at one in four seconds none is due."""
    camera = record(fps=fps)
    camera.sampled(101.5, Shown((3,)))
    camera.sampled(104.1, Shown((3,)))
    camera.finish(105.0)
    told = occupancies(camera)
    assert [one.t_s for one in told if one.quality == "fault"] == unknown
    assert [one.t_s for one in told if one.quality == "ok"] == [101.5, 104.1]


def test_what_nobody_had_time_for_is_no_fault_and_ends_no_episode() -> None:
    camera = record()
    counted(camera, 101.0, 141.0, 9)
    camera.sampled(144.0, Shown((9,)))
    told = camera.take()[1]
    assert (faults(told), set(statuses(told))) == ([], {"open"})


def test_a_fault_lasts_from_the_last_good_sample_to_the_next() -> None:
    camera = record()
    camera.sampled(101.0, Shown((3,)))
    camera.failed(106.0, "stalled", NO_PICTURE)
    camera.failed(107.0, "stalled", NO_PICTURE)
    camera.sampled(109.5, Shown((3,)))
    assert faults(camera.take()[1]) == [("stalled", 101.0, None), ("stalled", 101.0, 109.5)]


def test_a_camera_never_seen_is_at_fault_since_the_watch_began() -> None:
    camera = record(began_s=100.0)
    camera.failed(103.0, "offline", REFUSED)
    assert faults(camera.take()[1]) == [("offline", 100.0, None)]


def test_a_fault_of_another_kind_ends_the_one_before() -> None:
    camera = record()
    camera.failed(103.0, "stalled", NO_PICTURE)
    camera.failed(105.0, "offline", REFUSED)
    assert faults(camera.take()[1]) == [
        ("stalled", 100.0, None),
        ("stalled", 100.0, 105.0),
        ("offline", 105.0, None),
    ]


def test_every_second_of_a_fault_is_unknown() -> None:
    camera = record()
    camera.sampled(100.5, Shown((3,)))
    camera.failed(103.2, "offline", REFUSED)
    camera.passed(105.7)
    camera.sampled(106.1, Shown((4,)))
    camera.finish(106.2)
    seen = [(int(one.t_s), one.count, one.quality) for one in occupancies(camera)]
    unknown = [(second, None, "fault") for second in (101, 102, 103, 104, 105)]
    assert seen == [(100, 3, "ok"), *unknown, (106, 4, "ok")]


def test_a_sample_that_comes_late_ends_the_fault_and_rewrites_nothing() -> None:
    camera = record()
    camera.sampled(100.5, Shown((3,)))
    camera.failed(103.2, "stalled", NO_PICTURE)  # says 101.5 and 102.5 were unknown
    camera.sampled(102.0, Shown((4,)))
    camera.finish(103.0)
    moments, changes = camera.take()
    assert [one.occupancy.t_s for one in moments] == [100.5, 101.5, 102.5]
    assert faults(changes)[-1] == ("stalled", 100.5, 102.0)


def test_an_open_event_is_interrupted_when_the_watch_ends() -> None:
    camera = record()
    counted(camera, 101.0, 121.0, 1)
    camera.finish(121.0)
    assert statuses(camera.take()[1]) == ["open", "interrupted"]


def test_a_fault_of_twenty_seconds_interrupts_an_open_event() -> None:
    camera = record()
    counted(camera, 101.0, 121.0, 1)
    camera.failed(126.0, "offline", REFUSED)
    assert statuses(camera.take()[1]) == ["open"]
    camera.passed(150.0)
    assert statuses(camera.take()[1]) == ["interrupted"]


def test_its_control_without_a_fault_stays_open() -> None:
    camera = record()
    counted(camera, 101.0, 150.0, 1)
    assert statuses(camera.take()[1]) == ["open"]


def test_a_fault_that_lasts_is_ended_with_the_watch() -> None:
    camera = record()
    camera.failed(103.0, "offline", REFUSED)
    camera.finish(110.0)
    assert faults(camera.take()[1])[-1] == ("offline", 100.0, 110.0)
