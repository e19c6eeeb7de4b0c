"""A packet has the time at which it came, however long nobody takes it."""

import time
from collections.abc import Iterator
from itertools import pairwise

import av
import numpy as np
import pytest

from pipeline.errors import StreamError
from pipeline.sources import receiving
from pipeline.sources.clip import encoded_clip
from pipeline.sources.receiving import Arrival, Receiver
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer
from tests.sources.clips import patterns

FPS, BUSY_S = 25, 1.0
"""So long nobody takes anything, as a decoder on a busy core does not; a second is 25 pictures."""

OPTIONS = {"rtsp_transport": "tcp", "timeout": "1000000"}


@pytest.fixture(scope="module")
def server() -> Iterator[RtspServer]:
    with RtspServer({"gate": encoded_clip(patterns(50), FPS)}) as running:
        yield running


def arrivals(receiver: Receiver) -> list[Arrival]:
    """Take what came while nobody took anything."""
    taken(receiver)
    time.sleep(BUSY_S)
    return taken(receiver)


def taken(receiver: Receiver) -> list[Arrival]:
    """Take what there is."""
    found = receiver.take()
    assert found is not None
    return found.arrivals


def left(receiver: Receiver) -> bool:
    """Leave a receiver, and tell whether it has ended."""
    receiver.leave()
    receiver.thread.join(5.0)
    return not receiver.thread.is_alive()


def gaps_s(times: list[float]) -> float:
    """Return how much time lies between two of them at the median."""
    return float(np.median(np.diff(times)))


def test_packets_that_wait_keep_the_times_at_which_they_came(server: RtspServer) -> None:
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True)
        came = [one.pace.t_s for one in arrivals(receiver) if one.pace]
        assert left(receiver)
    assert len(came) > BUSY_S * FPS / 2
    assert gaps_s(came) == pytest.approx(1.0 / FPS, rel=0.5)


def test_its_control_that_reads_when_it_has_time_takes_them_to_come_at_once(
    server: RtspServer,
) -> None:
    with av.open(server.url("gate"), options=OPTIONS) as container:
        packets = container.demux(container.streams.video[0])
        next(packets)
        time.sleep(BUSY_S)
        came = [time.monotonic() for _, _ in zip(range(FPS // 2), packets, strict=False)]
    assert gaps_s(came) < 0.2 / FPS


def test_pictures_sent_out_of_order_are_as_far_apart_as_by_the_cameras_clock(
    server: RtspServer,
) -> None:
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True)
        came = arrivals(receiver)
        assert left(receiver)
    stamped = [one.pace.media_s for one in came if one.pace and one.pace.media_s is not None]
    assert np.diff(stamped) == pytest.approx(1.0 / FPS, abs=1e-3)
    shown = [one.packet.pts for one in came if one.packet.pts is not None]
    assert shown != sorted(shown)


def test_stamps_do_not_fall_once_a_camera_has_set_its_clock_back() -> None:
    with (
        RtspServer({"gate": encoded_clip(patterns(50), FPS)}) as server,
        av.open(server.url("gate"), options=OPTIONS) as container,
    ):
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True)
        came = arrivals(receiver)
        server.shift_s = -20.0
        while len(came) < 3 * FPS:
            came += taken(receiver)
        assert left(receiver)
    stamped = [one.pace.media_s for one in came if one.pace and one.pace.media_s is not None]
    # The clock is set back once. Its control: by FFmpeg's stamps it would be time and again.
    assert sum(after < before for before, after in pairwise(stamped)) == 1
    decoded = [one.packet.dts for one in came if one.packet.dts is not None]
    assert sum(after < before for before, after in pairwise(decoded)) > 1


def test_nothing_is_handed_out_before_something_is_due(server: RtspServer) -> None:
    due_at = [0.0]
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)

        def is_due(arrival: Arrival, waiting: int) -> bool:
            return arrival.pace is not None and arrival.pace.t_s >= due_at[0]

        receiver.begin(container.streams.video[0], is_due)
        # What came while it was opened is there at once.
        until(lambda: receiver.pace is not None and receiver.pace.frames > FPS, "what came before")
        due_at[0] = time.monotonic() + 0.4
        taken(receiver)
        found = receiver.take()
        since_s = time.monotonic() - due_at[0]
        assert left(receiver)
    assert found is not None
    times = [one.pace.t_s for one in found.arrivals if one.pace]
    assert times[-1] >= due_at[0] and times[0] < due_at[0] - 0.2
    # Of what could not be taken before, nothing is late.
    assert 0.0 <= found.waited_s <= since_s


def test_all_that_came_is_handed_out_before_the_stream_fails(server: RtspServer) -> None:
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: False)
        until(lambda: receiver.pace is not None and receiver.pace.frames >= 5, "packets")
        server.kill_clients()
        assert sum(one.pace is not None for one in taken(receiver)) >= 5
        with pytest.raises(StreamError):
            receiver.take()
        assert left(receiver)


@pytest.mark.parametrize("most_bytes", [5000, receiving.MOST_BYTES])
def test_a_decoder_that_hangs_costs_little_memory(
    server: RtspServer, monkeypatch: pytest.MonkeyPatch, most_bytes: int
) -> None:
    monkeypatch.setattr(receiving, "MOST_BYTES", most_bytes)
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True)
        held = arrivals(receiver)
        # Once something is taken it reads on.
        assert taken(receiver)
        assert left(receiver)
    # The other case is its control: where more may wait, more does.
    assert (sum(one.packet.size for one in held[:-1]) <= 5000) is (most_bytes == 5000)


def test_who_has_left_is_handed_nothing(server: RtspServer) -> None:
    with av.open(server.url("gate"), options=OPTIONS) as container:
        receiver = Receiver(container, "gate", 1.0, time.monotonic)
        receiver.begin(container.streams.video[0], lambda arrival, waiting: True)
        receiver.take()
        assert left(receiver)
        assert receiver.take() is None
