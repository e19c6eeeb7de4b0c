"""What a camera has brought is counted over all its connections, once each."""

from types import SimpleNamespace
from typing import Any

from pipeline.domain.crowding import Occupancy, PictureZone
from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.intake import Intake
from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.domain.shown import Shown
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.jobs.held_back import HeldBack
from pipeline.jobs.message import Sample
from pipeline.jobs.service import Service
from pipeline.jobs.toll import Toll
from pipeline.workflows.watch_pulse import WatchPulse
from tests.jobs.watching import WHOLE


def sample(t_s: float, began_s: float, *brought: int) -> Sample:
    """Return a sample whose connection has brought so many decoded, dropped and corrupt."""
    pace = Pace(began_s, t_s, 1, None)
    given = dict(zip(("decoded", "dropped", "corrupt"), brought, strict=False))
    return Sample(t_s, Shown((0,)), None, pace, Intake(**given) if brought else None)


def test_a_connection_counts_from_nothing_and_a_camera_goes_on() -> None:
    """9 and then 4 decoded, 1 and then 2 dropped, over two connections."""
    toll = Toll("cam-1")
    toll.sampled(sample(10.0, 5.0, 5, 0, 0), 10.2)
    toll.sampled(sample(11.0, 5.0, 9, 1, 3), 11.2)
    toll.sampled(sample(20.0, 19.0, 4, 2, 0), 20.2)
    assert (toll.decoded, toll.dropped, toll.corrupt) == (13, 3, 3)
    assert (toll.analyzed, toll.connections) == (3, 2)
    assert toll.latency.times.counts == (0, 0, 3, 0, 0, 0, 0, 0, 0)


def test_a_sample_that_says_nothing_of_its_stream_is_one_all_the_same() -> None:
    toll = Toll("cam-1")
    toll.sampled(sample(10.0, 5.0), 99.0)
    assert (toll.analyzed, toll.decoded, toll.connections) == (1, 0, 0)
    assert toll.latency.times.counts[-1] == 1


class Post:
    """As much of a camera's post as a pulse looks at."""

    def __init__(self, camera_id: str, *zone_ids: str) -> None:
        self.toll = Toll(camera_id)
        zones = tuple(PictureZone(zone_id, Label("门", "gate"), WHOLE) for zone_id in zone_ids)
        self.task = SimpleNamespace(zones=zones)


def fault(kind: FaultKind, end_s: float | None = None) -> HealthFault:
    return HealthFault("cam-1", kind, 5.0, end_s, Label("x", "x"))


def read(pulse: WatchPulse, post: Any) -> tuple[bool, dict[FaultKind, int]]:
    (camera,) = pulse.reading([post], HeldBack(lambda *_: None, lambda _: None)).cameras
    return camera.up, dict(camera.faults)


def test_a_camera_is_up_once_it_is_seen_and_while_no_fault_blinds_it() -> None:
    pulse, post = WatchPulse(Service(), None), Post("cam-1")
    assert read(pulse, post) == (False, {})
    post.toll.sampled(sample(10.0, 5.0, 1, 0, 0), 10.0)
    assert read(pulse, post) == (True, {})
    pulse.took([], [fault("low_fps"), fault("black")])
    assert read(pulse, post) == (False, {"low_fps": 1, "black": 1})
    pulse.took([], [fault("black", 9.0)])
    assert read(pulse, post) == (True, {"low_fps": 1, "black": 1})


def test_a_fault_of_one_moment_is_counted_and_leaves_the_camera_up() -> None:
    pulse, post = WatchPulse(Service(), None), Post("cam-1")
    post.toll.sampled(sample(10.0, 5.0, 1, 0, 0), 10.0)
    pulse.took([], [fault("clock_jump", 5.0)])
    assert read(pulse, post) == (True, {"clock_jump": 1})


def test_a_zone_has_the_tier_that_it_had_last_as_long_as_it_is_watched() -> None:
    pulse, held = WatchPulse(Service(), None), HeldBack(lambda *_: None, lambda _: None)
    watched: list[Any] = [Post("cam-1", "gate")]
    pulse.took([ZoneMoment(Occupancy(t_s, "gate", 3), "none") for t_s in (1.0, 2.0)], [])
    pulse.took([ZoneMoment(Occupancy(3.0, "gate", 9), "red")], [])
    assert pulse.reading(watched, held).tiers == {"gate": "red"}
    watched = [Post("cam-1", "yard")]
    assert pulse.reading(watched, held).tiers == {}


def test_readings_are_handed_on_more_rarely_than_turns_are_taken() -> None:
    published: list[object] = []
    pulse = WatchPulse(Service(), published.append)
    held = HeldBack(lambda *_: None, lambda _: None)
    for _ in range(100):
        pulse.turned([], held)
    assert 0 < len(published) < 100
