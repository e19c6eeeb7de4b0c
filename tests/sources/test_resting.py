"""Who reads a live stream rests, and what came meanwhile has the time at which it came."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.pace import Pace
from pipeline.sources.choosing import Choosing
from pipeline.sources.clip import encoded_clip
from pipeline.sources.clock import Sampler
from pipeline.sources.receiving import Arrival, Receiver
from pipeline.sources.resting import EMPTY_S, LONGEST_REST_S, Resting
from tests.rtsp_server import RtspServer
from tests.sources.clips import patterns
from tests.sources.packets import arrivals, choosing

FPS, SAMPLE_FPS, SECONDS = 25, 5.0, 3.0
OPTIONS = {"rtsp_transport": "tcp", "timeout": "1000000"}
SMALL = 100
"""Bytes of a packet, of which any number has room."""


def paced(t_s: float = 10.0, media_s: float | None = 5.0) -> Pace:
    """Return the pace of a camera that sends 25 pictures a second."""
    return Pace(t_s - 2.0, t_s, 50, media_s)


def rested(next_s: float | None, pace: Pace, size: int = SMALL, waited_s: float = 0.04) -> float:
    """Return for how long who reads rests after a packet."""
    resting = Resting(lambda t_s: next_s)
    began = time.monotonic()
    resting.rest(pace, size, waited_s)
    return time.monotonic() - began


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": encoded_clip(patterns(50), FPS)}) as running:
        yield running


def received(server: RtspServer, *, rests: bool) -> tuple[list[Arrival], int]:
    """Return what came within some seconds, and how often who reads was woken for it."""
    with av.open(server.url("gate"), options=OPTIONS) as container:
        video = container.streams.video[0]
        sampler = Sampler(SAMPLE_FPS)
        chooser, came = Choosing(video, sampler), list[Arrival]()
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(video, chooser.is_due, chooser.next_s if rests else None)
        until, woken = time.monotonic() + SECONDS, _times_woken(receiver.thread)
        while time.monotonic() < until:
            taken = receiver.take()
            assert taken is not None
            came += taken.arrivals
            for arrival in taken.arrivals:
                assert arrival.pace is not None
                sampler.takes(arrival.pace.t_s)
            chooser.decoded()
        woken = _times_woken(receiver.thread) - woken
        receiver.leave()
        receiver.thread.join(5.0)
    return came, woken


def _times_woken(thread: threading.Thread) -> int:
    status = Path(f"/proc/{os.getpid()}/task/{thread.native_id}/status")
    if not status.exists():
        pytest.skip("only Linux tells how often a thread was woken")
    told = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
    return int(told["voluntary_ctxt_switches"])


def test_who_rests_is_woken_more_seldom_and_loses_nothing(server: RtspServer) -> None:
    """25 pictures a second, of which each fifth is waited for: it and the end of a rest wake."""
    awake, often = received(server, rests=False)
    rested, seldom = received(server, rests=True)
    assert often >= SECONDS * FPS * 0.9, "its control"
    assert seldom <= 0.7 * often
    assert len(rested) == pytest.approx(len(awake), abs=0.1 * SECONDS * FPS)


def test_what_came_in_a_rest_has_the_time_at_which_it_came(server: RtspServer) -> None:
    came, _ = received(server, rests=True)
    times = [one.pace.t_s for one in came if one.pace][FPS:]
    assert np.median(np.diff(times)) == pytest.approx(1.0 / FPS, rel=0.1)
    assert all(after >= before for before, after in pairwise(times))
    # Its control: it was read at once.
    assert np.median(np.diff([one.at for one in came][FPS:])) < 0.2 / FPS


def test_a_rest_ends_before_the_picture_that_is_waited_for() -> None:
    assert rested(10.15, paced()) == pytest.approx(0.14, abs=0.02)


@pytest.mark.parametrize(
    ("next_s", "pace", "waited_s", "why"),
    [
        (None, paced(), 0.04, "any may be waited for"),
        (10.02, paced(), 0.04, "it comes soon"),
        (10.15, paced(media_s=None), 0.04, "nobody would know when they came"),
        (10.15, paced(), 0.0, "more may be there"),
    ],
)
def test_nobody_rests_where(next_s: float | None, pace: Pace, waited_s: float, why: str) -> None:
    assert rested(next_s, pace, waited_s=waited_s) < 0.02, why


@pytest.mark.parametrize(("size", "rest_s"), [(20_000, 0.131), (40_000, 0.066), (100_000, 0.0)])
def test_no_more_waits_than_has_room(size: int, rest_s: float) -> None:
    """Of 25 pictures a second, each of so many bytes, 65,536 come within so long."""
    assert rested(10.3, paced(), size) == pytest.approx(rest_s, abs=0.02)
    assert rested(10.3, paced()) == pytest.approx(LONGEST_REST_S, abs=0.02), "its control"


def test_who_leaves_ends_a_rest() -> None:
    resting = Resting(lambda t_s: t_s + 10.0)
    resting.leave()
    began = time.monotonic()
    resting.rest(paced(), SMALL, 0.04)
    assert time.monotonic() - began < 0.02


@pytest.fixture
def after_a_rest() -> Callable[[float, float], float]:
    """Return what tells when a packet came, by stamp and time of reading, after a rest of 0.15 s.

    The last one before came at 10, stamped 5.
    """
    resting, before = Resting(lambda t_s: 10.16), paced()
    resting.rest(before, SMALL, 0.04)
    return lambda media_s, read_s: resting.came_s(read_s, media_s, 0.0, before)


def test_a_packet_came_as_long_after_the_last_as_by_its_stamp(
    after_a_rest: Callable[[float, float], float],
) -> None:
    assert after_a_rest(5.04, 10.15) == pytest.approx(10.04)


@pytest.mark.parametrize("media_s", [-1000.0, 4.9, 5.0, 5.2, 9000.0])
def test_a_clock_that_jumps_is_believed_within_the_rest_alone(
    media_s: float, after_a_rest: Callable[[float, float], float]
) -> None:
    assert 10.0 <= after_a_rest(media_s, 10.15) <= 10.15


def test_what_waited_for_longer_than_the_rest_did_not_come_before_it(
    after_a_rest: Callable[[float, float], float],
) -> None:
    """A decoder that hung, say: the stream is behind, and its times have to say so."""
    assert after_a_rest(5.04, 13.0) == pytest.approx(13.0 - 0.15, abs=0.02)


@given(media_s=st.floats(0.0, 1e6), read_s=st.floats(10.0, 20.0))
def test_what_is_waited_for_came_when_it_is_read(media_s: float, read_s: float) -> None:
    resting, before = Resting(lambda t_s: 10.16), paced()
    assert resting.came_s(read_s, media_s, EMPTY_S, before) == read_s
    assert resting.came_s(read_s, None, 0.0, before) == read_s
    assert resting.came_s(read_s, media_s, 0.0, None) == read_s


def test_what_is_waited_for_is_the_next_slot_or_a_key_picture_in_it() -> None:
    """Slots of 0.2 s; at 10.04 the next begins at 10.2, less the millisecond of rounding."""
    chooser = choosing(Sampler(SAMPLE_FPS))
    given_ = arrivals([10.0 + number / FPS for number in range(80)], {0, 25, 50, 75})
    told = list[float | None]()
    for arrival in given_:
        chooser.is_due(arrival, 1)
        told.append(chooser.next_s(arrival.at))
    assert told[1] == pytest.approx(10.199)
    # Known by now: at 12.96 the next key picture comes at 13, which the next slot begins with.
    assert told[74] == pytest.approx(12.999)
    assert Choosing.next_s(choosing(Sampler(None)), 10.0) is None


def test_a_key_picture_amid_a_slot_is_waited_for_too() -> None:
    """Each 24th of 25 a second: 12.88 is one, the fourth, amid the slot that ends at 13."""
    chooser = choosing(Sampler(SAMPLE_FPS))
    given_ = arrivals([10.0 + number / FPS for number in range(72)], {0, 24, 48, 72})
    for arrival in given_:
        chooser.is_due(arrival, 1)
    assert chooser.next_s(given_[-1].at) == pytest.approx(12.88)
