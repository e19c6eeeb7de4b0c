"""Who reads a live stream rests, and what came meanwhile has the time at which it came."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.camera import Stream, Transport
from pipeline.domain.pace import Pace
from pipeline.sources import resting
from pipeline.sources.choosing import Choosing
from pipeline.sources.clock import Sampler
from pipeline.sources.live import LiveStream
from pipeline.sources.receiving import Arrival, Receiver
from pipeline.sources.resting import LONGEST_REST_S, Resting
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer
from tests.sources.packets import arrivals, choosing, clip

FPS, SAMPLE_FPS, SECONDS = 25, 5.0, 3.0
OPTIONS = {"rtsp_transport": "tcp", "timeout": "1000000"}
SMALL = 100
"""Bytes of a packet, of which any number has room."""

LONG_BEFORE = range(-6 * FPS, 1)
"""Pictures until 10, by which it is known how late they usually are."""


def paced(t_s: float = 10.0, media_s: float | None = 5.0) -> Pace:
    """Return the pace of a camera that sends 25 pictures a second."""
    return Pace(t_s - 2.0, t_s, 50, media_s)


def read(rests: Resting, numbers: range, size: int = SMALL, waited_s: float = 0.04) -> float:
    """Read 25 pictures a second, 0 at 10; return for how long is rested after the last one."""
    rest_s = 0.0
    for number in numbers:
        media_s, before_s = 5.0 + number / FPS, 5.0 + (number - 1) / FPS
        rests.came_s(5.0 + media_s, media_s, waited_s, paced(5.0 + before_s, before_s))
        rest_s = rests.rest_s(5.0 + media_s, size)
    return rest_s


def resting_after(
    next_s: float | None, waited_s: float = 0.04, media_s: float | None = 5.04
) -> Resting:
    """Return who has waited so long for a packet, the one after `paced`, at 10.04."""
    rests = Resting(lambda t_s: next_s)
    read(rests, LONG_BEFORE)
    rests.came_s(10.04, media_s, waited_s, paced())
    return rests


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": clip()}) as running:
        yield running


class Noting:
    """A tap that notes when packets came."""

    def __init__(self) -> None:
        self.times = list[float]()

    def begin(self, video: object) -> None:
        """Hear that packets follow."""

    def put(self, packet: object, t_s: float) -> None:
        """Take a packet."""
        self.times.append(t_s)


def received(
    server: RtspServer, *, rests: bool, tap: Noting | None = None
) -> tuple[list[Arrival], int]:
    """Return what came within some seconds, and how often who reads was woken for it.

    Its key pictures, each twelfth, are known by then, and how late they usually are.
    """
    with av.open(server.url("gate"), options=OPTIONS) as container:
        video = container.streams.video[0]
        sampler = Sampler(SAMPLE_FPS)
        chooser = Choosing(video, sampler)
        receiver = Receiver(container, "gate", 1.0, time.monotonic, tap)
        receiver.begin(video, chooser.is_due, chooser.next_s if rests else None)
        take_for(2.0, receiver, chooser, sampler)
        woken = _times_woken(receiver.thread)
        came = take_for(SECONDS, receiver, chooser, sampler)
        woken = _times_woken(receiver.thread) - woken
        receiver.leave()
        receiver.thread.join(5.0)
    return came, woken


def take_for(
    seconds: float, receiver: Receiver, chooser: Choosing, sampler: Sampler
) -> list[Arrival]:
    """Take what comes for so long, as who decodes and looks at it does."""
    end, came = time.monotonic() + seconds, list[Arrival]()
    while time.monotonic() < end:
        taken = receiver.take()
        assert taken is not None
        came += taken.arrivals
        for arrival in taken.arrivals:
            assert arrival.pace is not None
            sampler.takes(arrival.pace.t_s)
        chooser.decoded()
    return came


def _times_woken(thread: threading.Thread) -> int:
    status = Path(f"/proc/{os.getpid()}/task/{thread.native_id}/status")
    if not status.exists():
        pytest.skip("only Linux tells how often a thread was woken")
    told = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
    return int(told["voluntary_ctxt_switches"])


@pytest.mark.usefixtures("known_soon")
def test_who_rests_is_woken_more_seldom_and_loses_nothing(server: RtspServer) -> None:
    """25 pictures a second, of which each fifth is waited for: it and the end of a rest wake."""
    awake, often = received(server, rests=False)
    rested, seldom = received(server, rests=True)
    assert often >= SECONDS * FPS * 0.9, "its control"
    assert seldom <= 0.85 * often
    assert len(rested) == pytest.approx(len(awake), abs=0.1 * SECONDS * FPS)


@pytest.mark.usefixtures("known_soon")
def test_what_came_in_a_rest_has_the_time_at_which_it_came(server: RtspServer) -> None:
    tap = Noting()
    came, _ = received(server, rests=True, tap=tap)
    times = [one.pace.t_s for one in came if one.pace]
    assert np.median(np.diff(times)) == pytest.approx(1.0 / FPS, rel=0.1)
    assert all(after >= before for before, after in pairwise(times))
    assert set(times) <= set(tap.times), "a recorder is told the same"
    # Its control: much of it was read at once.
    assert np.percentile(np.diff([one.at for one in came]), 20) < 0.2 / FPS


def steadily(rests: Resting, size: int, waited_s: float = 0.04) -> float:
    """Return for how long is rested after the last of 25 pictures a second, at 11."""
    return read(rests, range(LONG_BEFORE.start, FPS + 1), size, waited_s)


def test_a_rest_ends_before_the_picture_that_is_waited_for() -> None:
    assert steadily(Resting(lambda t_s: 11.15), SMALL) == pytest.approx(0.14)


@pytest.mark.parametrize(
    ("next_s", "waited_s", "why"),
    [
        (None, 0.04, "any may be waited for"),
        (11.035, 0.04, "it comes soon"),
        (11.15, 0.0, "more may be there"),
    ],
)
def test_nobody_rests_where(next_s: float | None, waited_s: float, why: str) -> None:
    assert steadily(Resting(lambda t_s: next_s), SMALL, waited_s) == 0.0, why


def test_nobody_rests_where_a_camera_sends_no_stamps() -> None:
    for media_s, rest_s in ((5.04, 0.14), (None, 0.0)):
        rests = resting_after(10.19, media_s=media_s)
        assert rests.rest_s(10.04, SMALL) == pytest.approx(rest_s)


def test_nobody_rests_after_what_is_later_than_usual() -> None:
    """It was waited for, but longer under way: another thread held the reader up."""
    for media_s, rest_s in ((4.85, 0.14), (4.75, 0.0)):
        rests = resting_after(10.19, media_s=media_s)
        assert rests.rest_s(10.04, SMALL) == pytest.approx(rest_s)


@pytest.mark.parametrize(("size", "rest_s"), [(20_000, 0.131), (40_000, 0.066), (100_000, 0.0)])
def test_no_more_waits_than_has_room(size: int, rest_s: float) -> None:
    """Of 25 pictures a second, each of so many bytes, 65,536 come within so long."""
    assert steadily(Resting(lambda t_s: 11.3), size) == pytest.approx(rest_s, abs=0.001)
    assert steadily(Resting(lambda t_s: 11.3), SMALL) == LONGEST_REST_S, "its control"


def test_what_comes_is_told_by_the_last_pictures_not_by_the_night_before() -> None:
    rests = Resting(lambda t_s: t_s + 0.3)
    for number in range(1000):
        rests.rest_s(-200.0 + number / 5, 40_000)
    assert steadily(rests, 40_000) == pytest.approx(0.066, abs=0.001)


@pytest.mark.usefixtures("known_soon")
@pytest.mark.parametrize("leaves", [True, False])
def test_who_leaves_a_receiver_ends_its_rest(
    server: RtspServer, monkeypatch: pytest.MonkeyPatch, *, leaves: bool
) -> None:
    monkeypatch.setattr(resting, "LONGEST_REST_S", 60.0)
    monkeypatch.setattr(resting, "ROOM_BYTES", 2**40)
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True, lambda t_s: 1e9)
        until(lambda: _sleeps(receiver), "a rest")
        if leaves:
            receiver.leave()
        receiver.thread.join(10.0 if leaves else 0.5)
        assert receiver.thread.is_alive() is not leaves, "its control rests on"
        receiver.leave()
        receiver.thread.join(10.0)


def _sleeps(receiver: Receiver) -> bool:
    """Tell whether no packet has come for much longer than between two pictures."""
    return receiver.pace is not None and time.monotonic() - receiver.pace.t_s > 20.0 / FPS


@pytest.mark.parametrize(("transport", "rests"), [("tcp", True), ("udp", False)])
def test_a_live_stream_rests_where_what_comes_has_room(
    transport: Transport, server: RtspServer, monkeypatch: pytest.MonkeyPatch, *, rests: bool
) -> None:
    """What comes beside a connection would be lost."""
    given_, begin = list[object](), Receiver.begin

    def noted(receiver: Receiver, video: Any, is_due: Any, next_s: Any = None) -> None:
        given_.append(next_s)
        begin(receiver, video, is_due, next_s)

    monkeypatch.setattr(Receiver, "begin", noted)
    with LiveStream(Stream(server.url("gate"), transport=transport)) as stream:
        next(stream.frames(SAMPLE_FPS))
    assert [one is not None for one in given_] == [rests]


@pytest.fixture
def after_a_rest() -> Callable[[float, float, float], float]:
    """Return what tells when a packet came, by stamp, time of reading and waiting, after 0.15 s.

    The last one before came at 10, stamped 5.
    """
    rests = resting_after(10.3)
    rests.rest(0.15, time.monotonic() - 0.15)
    return lambda media_s, read_s, waited_s: rests.came_s(read_s, media_s, waited_s, paced())


When = Callable[[float, float, float], float]


def test_a_packet_came_as_long_after_the_last_as_by_its_stamp(after_a_rest: When) -> None:
    assert after_a_rest(5.04, 10.15, 0.0) == pytest.approx(10.04)


def test_so_it_did_where_reading_it_took_long(after_a_rest: When) -> None:
    """Another thread held Python up for 5 ms, say."""
    assert after_a_rest(5.04, 10.155, 0.005) == pytest.approx(10.04)
    assert after_a_rest(5.04, 10.155, 0.01) == 10.155, "its control: it was waited for"


@pytest.mark.parametrize("media_s", [-1000.0, 4.9, 5.0, 5.2, 9000.0])
def test_a_clock_that_jumps_is_believed_within_the_rest_alone(
    media_s: float, after_a_rest: When
) -> None:
    assert 10.0 <= after_a_rest(media_s, 10.15, 0.0) <= 10.15


def test_what_waited_for_longer_than_the_rest_did_not_come_before_it(after_a_rest: When) -> None:
    """A decoder that hung, say: the stream is behind, and its times have to say so."""
    assert 12.78 < after_a_rest(5.04, 13.0, 0.0) <= 12.85


def test_nothing_is_believed_for_longer_than_a_quarter_of_a_second() -> None:
    rests = resting_after(10.3)
    rests.rest(0.0, time.monotonic() - 5.0)
    assert rests.came_s(20.0, 5.0, 0.0, paced()) == pytest.approx(19.75)


@given(media_s=st.floats(0.0, 1e6), read_s=st.floats(10.0, 20.0), waited_s=st.floats(0.0, 1.0))
def test_no_packet_came_before_the_last_nor_after_it_was_read(
    media_s: float, read_s: float, waited_s: float
) -> None:
    told = resting_after(10.2).came_s(read_s, media_s, waited_s, paced())
    assert 10.0 <= told <= read_s
    if waited_s >= resting.EMPTY_S:
        assert told == read_s, "it was waited for"


def test_what_is_waited_for_is_the_next_slot_or_a_key_picture_in_it() -> None:
    """Slots of 0.2 s; at 12.4 the next begins at 12.6, less the millisecond of rounding."""
    chooser = choosing(Sampler(SAMPLE_FPS))
    given_ = arrivals([10.0 + number / FPS for number in range(80)], {0, 25, 50, 75})
    told = list[float | None]()
    for arrival in given_:
        chooser.is_due(arrival, 1)
        told.append(chooser.next_s(arrival.at))
    assert told[1] is None, "a key picture may come at any time"
    assert told[60] == pytest.approx(12.599)
    # At 12.96 the next key picture comes at 13, which the next slot begins with.
    assert told[74] == pytest.approx(12.999)
    assert Choosing.next_s(choosing(Sampler(None)), 10.0) is None


def test_a_key_picture_amid_a_slot_is_waited_for_too() -> None:
    """Each 24th of 25 a second: 12.88 is one, the fourth, amid the slot that ends at 13."""
    chooser = choosing(Sampler(SAMPLE_FPS))
    given_ = arrivals([10.0 + number / FPS for number in range(72)], {0, 24, 48, 72})
    for arrival in given_:
        chooser.is_due(arrival, 1)
    assert chooser.next_s(given_[-1].at) == pytest.approx(12.88)
