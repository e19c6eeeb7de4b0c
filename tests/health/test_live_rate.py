"""A live stream is slow where its camera sends too little, and not where we are late."""

from collections.abc import Iterable

from pipeline.domain.health import HealthFault
from pipeline.domain.pace import Pace
from pipeline.health.live_rate import LiveRate

DUE_FPS = 25.0


def paces(
    seconds: int, fps: float, media_fps: float | None = None, began_s: float = 0.0, first: int = 0
) -> list[Pace]:
    """Return where a stream stands at each second, stamped as so many a second or not at all."""
    return [
        Pace(began_s, began_s + t_s, round(t_s * fps), media_fps and t_s * fps / media_fps)
        for t_s in range(first, first + seconds)
    ]


def told(stream: Iterable[Pace]) -> list[tuple[float, float | None]]:
    rate = LiveRate("cam-1", DUE_FPS)
    changes = [fault for pace in stream if (fault := rate.step(pace)) is not None]
    assert all(isinstance(c, HealthFault) and c.kind == "low_fps" for c in changes)
    return [(c.start_s, c.end_s) for c in changes]


def test_ten_seconds_of_too_few_pictures_are_a_fault() -> None:
    assert told(paces(12, 10.0, 10.0)) == [(0.0, None)]
    assert told(paces(10, 10.0, 10.0)) == []


def test_enough_pictures_are_none_and_half_of_those_due_are_enough() -> None:
    assert told(paces(60, 25.0, 25.0)) == []
    assert told(paces(60, 13.0, 13.0)) == []


def test_it_ends_when_pictures_come_again_for_five_seconds() -> None:
    slow, quick = paces(15, 10.0, 10.0), paces(10, 25.0, 25.0, first=15)
    # 140 pictures by 14 s; the window from 14 s on is the first that is quick.
    assert told([*slow, *quick]) == [(0.0, None), (0.0, 14.0)]


def test_pictures_that_come_late_because_we_are_behind_are_no_fault() -> None:
    """Ten a second reach us, but the camera stamped them as twenty-five."""
    assert told(paces(60, 10.0, 25.0)) == []


def test_the_control_without_stamps_is_judged_by_arrival() -> None:
    assert told(paces(12, 10.0)) == [(0.0, None)]


def test_stamps_that_stand_still_or_run_backwards_say_nothing() -> None:
    still = [Pace(0.0, float(t_s), 10 * t_s, 7.0) for t_s in range(12)]
    backwards = [Pace(0.0, float(t_s), 10 * t_s, -float(t_s)) for t_s in range(12)]
    assert told(still) == told(backwards) == [(0.0, None)]


def test_stamps_that_jump_ahead_make_no_camera_slow() -> None:
    jumping = [Pace(0.0, float(t_s), 25 * t_s, 3600.0 * t_s) for t_s in range(30)]
    assert told(jumping) == []


def test_the_time_between_two_connections_is_not_counted() -> None:
    """Each lasts for two seconds, and a minute lies between them: that is another fault."""
    connections = [paces(3, 25.0, 25.0, began_s=60.0 * number) for number in range(10)]
    assert told(pace for each in connections for pace in each) == []


def test_a_fault_that_lasts_ends_with_the_last_picture() -> None:
    rate = LiveRate("cam-1", DUE_FPS)
    for pace in paces(20, 5.0, 5.0):
        rate.step(pace)
    (fault,) = rate.finish()
    assert (fault.start_s, fault.end_s) == (0.0, 19.0)
