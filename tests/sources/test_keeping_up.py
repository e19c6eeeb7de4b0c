"""Who reads a live stream keeps up, rests or not, however it is held up."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import av
import numpy as np
import pytest

from pipeline.domain.pace import Pace
from pipeline.sources import receiving, resting, transit
from pipeline.sources.receiving import Receiver
from pipeline.sources.resting import LONGEST_REST_S, Resting

FPS, SAMPLE_FPS, SECONDS = 25, 5.0, 3.0
SMALL = 100
"""Bytes of a packet, of which any number has room."""


@dataclass
class Connection:
    """A camera's pictures, there from each 25th of a second on; to read one takes `cost_s`."""

    cost_s: float
    stamped: float = 1.0
    came: dict[int, float] = field(default_factory=dict)

    def demux(self, video: object) -> Iterator[av.Packet]:
        began = time.monotonic()
        for number in range(10_000):
            self.came[number] = began + number / FPS
            time.sleep(max(0.0, self.came[number] - time.monotonic()) + self.cost_s)
            packet = av.Packet(b"\0" * SMALL)
            packet.dts = packet.pts = round(self.stamped * number * 90_000 / FPS)
            packet.time_base = Fraction(1, 90_000)
            yield packet


VIDEO: Any = SimpleNamespace(
    time_base=Fraction(1, 90_000),
    codec_context=SimpleNamespace(name="h264", extradata=b"", has_b_frames=0),
)


@contextmanager
def busy(threads: int) -> Iterator[None]:
    """Keep so many other threads of this process at work meanwhile."""
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            sum(range(1000))

    working = [threading.Thread(target=work) for _ in range(threads)]
    for each in working:
        each.start()
    try:
        yield
    finally:
        is_over.set()
        for each in working:
            each.join()


def late_s(connection: Connection, sample_fps: float) -> tuple[list[float], list[float]]:
    """Return how long after they came packets were read, and said to have come, for some seconds.

    A backlog is seen by its growing.
    """
    slots = 1.0 / sample_fps
    receiver = Receiver(cast("Any", connection), "gate", 5.0, time.monotonic)
    receiver.begin(VIDEO, lambda one, waiting: True, lambda t_s: (t_s // slots + 1.0) * slots)
    time.sleep(SECONDS)
    found = receiver.take()
    receiver.leave()
    receiver.thread.join(5.0)
    assert found is not None
    came = list(enumerate(found.arrivals))
    read_s = [one.at - connection.came[number] for number, one in came]
    told_s = [one.pace.t_s - connection.came[number] for number, one in came if one.pace]
    return read_s, told_s


@pytest.mark.usefixtures("known_soon")
@pytest.mark.parametrize(
    ("cost_s", "stamped", "sample_fps"),
    [(0.0, 1.0, 1.0), (0.004, 1.0, 5.0), (0.004, 2.0, 5.0), (0.004, 1.5, 1.0), (0.0, 0.5, 5.0)],
)
def test_who_reads_keeps_up(cost_s: float, stamped: float, sample_fps: float) -> None:
    """However long reading takes, and however fast the camera's clock goes."""
    read_s, told_s = late_s(Connection(cost_s, stamped), sample_fps)
    assert np.median(read_s) <= LONGEST_REST_S
    assert read_s[-1] < 0.6, "its backlog would grow by more in each second"
    if stamped == 1.0:
        assert np.median(np.abs(told_s)) < 0.02


@pytest.mark.usefixtures("known_soon")
def test_who_reads_keeps_up_beside_threads_that_are_busy() -> None:
    """Each holds it up for 5 ms, which both together makes as long as for a packet is waited."""
    with busy(threads=2):
        read_s, _ = late_s(Connection(0.0), SAMPLE_FPS)
    assert read_s[-1] < 0.6, "its backlog would grow by more in each second"


@dataclass
class Clock:
    """A clock that goes on while somebody waits or works, alone."""

    now_s: float = 0.0
    worked_s: float = 0.0

    def monotonic(self) -> float:
        return self.now_s

    def thread_time(self) -> float:
        return self.worked_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds

    def work(self, seconds: float) -> None:
        self.now_s += seconds
        self.worked_s += seconds


@pytest.mark.parametrize(("does", "waited_s"), [(Clock.work, 0.0), (Clock.wait, 0.009)])
def test_who_works_on_a_packet_has_not_waited_for_it(
    does: Callable[[Clock, float], None], waited_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes 9 ms."""
    clock, told_s = Clock(), list[float]()

    def demux(video: object) -> Iterator[av.Packet]:
        for _ in range(3):
            does(clock, 0.009)
            yield av.Packet(b"\0" * SMALL)

    def noted(rests: Resting, now_s: float, media_s: Any, waited_s: float, before: Any) -> float:
        told_s.append(waited_s)
        return now_s

    monkeypatch.setattr(receiving, "time", clock)
    monkeypatch.setattr(Resting, "came_s", noted)
    receiver = Receiver(cast("Any", SimpleNamespace(demux=demux)), "gate", 5.0, clock.monotonic)
    receiver.begin(VIDEO, lambda one, waiting: True, lambda t_s: None)
    receiver.thread.join(10.0)
    assert told_s == pytest.approx([waited_s] * 3, abs=1e-9)


def most_late_s(
    rests: Resting, clock: Clock, held_up: float, seconds: int = 120, stamped: float = 1.0
) -> float:
    """Return by how much a reader of 25 pictures a second lags at most.

    Of so large a part of all packets it is held up for 10 ms, whether or not one lies there.
    """
    chance, before, most_s = random.Random(1), None, 0.0
    for number in range(seconds * FPS):
        came_s, asked_s, media_s = number / FPS, clock.now_s, stamped * number / FPS
        clock.wait(max(0.0, came_s - clock.now_s))
        clock.wait(0.01 if chance.random() < held_up else 0.0)
        t_s = rests.came_s(clock.now_s, media_s, clock.now_s - asked_s, before)
        before = Pace(0.0, t_s, number + 1, media_s)
        most_s = max(most_s, clock.now_s - came_s)
        rests.rest(rests.rest_s(t_s, SMALL), clock.now_s)
    return most_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which is rested."""
    clock = Clock()
    monkeypatch.setattr(resting, "time", clock)
    monkeypatch.setattr(resting, "threading", SimpleNamespace(Event=lambda: clock))
    return clock


def resting_until_slots(sample_fps: float) -> Resting:
    return Resting(lambda t_s: (t_s * sample_fps // 1.0 + 1.0) / sample_fps)


@pytest.mark.parametrize("sample_fps", [1.0, 5.0])
@pytest.mark.parametrize("held_up", [0.0, 0.1, 0.3, 0.5, 1.0])
def test_a_reader_lags_by_no_more_than_a_rest_and_what_is_usual(
    held_up: float, sample_fps: float, clock: Clock
) -> None:
    """However often it is held up for as long as a connection must be empty."""
    most_s = most_late_s(resting_until_slots(sample_fps), clock, held_up)
    assert most_s <= LONGEST_REST_S + transit.USUAL_S


def test_a_clock_that_is_fast_hides_what_it_gains_in_minutes_alone(clock: Clock) -> None:
    """By a thousandth: 0.3 s in 300, and 3.6 s in the hour for which a reader is held up."""
    most_s = most_late_s(resting_until_slots(SAMPLE_FPS), clock, 1.0, 3600, stamped=1.001)
    hidden_s = 0.001 * transit.FORGOTTEN_S
    assert most_s <= LONGEST_REST_S + 2.0 * transit.USUAL_S + hidden_s, "learnt while as late"
