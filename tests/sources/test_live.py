"""A live stream gives frames while it lives, and says in time when, and how, it stopped."""

import io
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.domain.camera import Stream
from pipeline.domain.intake import Intake
from pipeline.errors import StreamError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.live import LONGEST_FAREWELL_S, LiveStream
from tests.jobs.lamps import lamp_clip
from tests.jobs.watching import until
from tests.rtsp_server import RtspServer, coded_clip
from tests.sources.clips import patterns
from tests.web_server import Served, WebServer, web_server

LOGIN = ("gate", "s3cret")


@pytest.fixture(scope="module")
def clip() -> bytes:
    return encoded_clip(patterns(50), 25)


@pytest.fixture
def server(clip: bytes) -> Iterator[RtspServer]:
    with RtspServer({"gate": clip}) as running:
        yield running


def ends(
    server: RtspServer,
    url: str,
    *,
    frames: int = 0,
    stall: bool = False,
    supervised: bool = False,
) -> StreamError:
    """Read some frames, spoil the stream, and return the error that reading on gives."""
    stream = LiveStream(url, open_timeout_s=1.0, read_timeout_s=1.0, supervised=supervised)
    with pytest.raises(StreamError) as caught, stream:
        reader = stream.frames()
        assert len(list(islice(reader, frames))) == frames
        if stall:
            server.stall()
        elif frames:
            server.kill_clients()
        list(reader)
    return caught.value


def test_frames_come_in_order_with_the_time_of_their_arrival(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        before = time.time()
        frames = list(islice(stream.frames(), 10))
        after = time.time()
    assert all(one.index < next_one.index for one, next_one in pairwise(frames))
    # The wall clock may be corrected while this runs, by a little.
    assert before - 0.1 <= frames[0].t_s < frames[-1].t_s <= after + 0.1
    assert all(one.t_s < next_one.t_s for one, next_one in pairwise(frames))


def test_frames_are_sampled_and_scaled(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        first, second = islice(stream.frames(5.0, lambda size: (32, 24)), 2)
    assert first.image.shape == (24, 32, 3)
    assert first.source_size == (64, 48)
    assert second.index > first.index + 1


def test_without_deblocking_pictures_are_nearly_those_of_the_camera(server: RtspServer) -> None:
    seen: dict[bool, dict[int, NDArray[np.uint8]]] = {True: {}, False: {}}
    for deblock, pictures in seen.items():
        with LiveStream(server.url("gate"), deblock=deblock) as stream:
            # The server sends its clip from the beginning to whoever asks.
            for frame in islice(stream.frames(), 20):
                pictures[frame.index] = frame.image
    both = seen[True].keys() & seen[False].keys()
    assert len(both) >= 10
    apart = [np.abs(seen[True][n].astype(int) - seen[False][n]).mean() for n in sorted(both)]
    assert 0.0 < max(apart) < 4.0  # of 255 levels; 0 would be the same decoding


def test_who_looks_slowly_gets_fewer_frames_and_never_old_ones(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        frames = stream.frames(5.0)
        next(frames)
        for _ in range(2):
            # As long as a look of 1.6 s, in which eight frames are due, takes.
            until = stream.frames_decoded + 40
            while stream.frames_decoded < until:
                time.sleep(0.02)
            frame, now_s = next(frames), time.time()
            assert now_s - frame.t_s < 2.0
            assert frame.index > until - 20
        assert stream.frames_dropped > 3


def test_frames_of_a_live_stream_keep_the_time_of_the_clock_given(server: RtspServer) -> None:
    ticks = iter(range(1000))
    with LiveStream(server.url("gate"), now_s=lambda: next(ticks) / 25) as stream:
        held_back = {round(25 * f.t_s) - f.index for f in islice(stream.frames(), 5)}
    # One tick a packet: a picture is there once the decoder has the two that come before its next.
    assert held_back == {2}


def test_what_was_received_before_a_failure_is_still_given(server: RtspServer) -> None:
    with LiveStream(server.url("gate"), read_timeout_s=1.0) as stream:
        frames = stream.frames()
        next(frames)
        until = stream.frames_decoded + 5
        while stream.frames_decoded < until:
            time.sleep(0.02)
        server.kill_clients()
        assert next(frames).index >= until - 5
        with pytest.raises(StreamError) as caught:
            list(frames)
    assert caught.value.fault == "offline"


def test_a_stream_plays_on_past_the_end_of_the_clip(server: RtspServer) -> None:
    server.speed = 4.0
    with LiveStream(server.url("gate")) as stream:
        assert len(list(islice(stream.frames(), 80))) == 80


@pytest.mark.parametrize("supervised", [False, True])
@pytest.mark.fault("R1")
def test_a_broken_connection_is_offline(server: RtspServer, supervised: bool) -> None:
    error = ends(server, server.url("gate"), frames=5, supervised=supervised)
    assert error.fault == "offline"


@pytest.mark.parametrize("supervised", [False, True])
@pytest.mark.fault("R3")
def test_a_stall_is_stalled_within_the_read_timeout(server: RtspServer, supervised: bool) -> None:
    began = time.monotonic()
    error = ends(server, server.url("gate"), frames=5, stall=True, supervised=supervised)
    assert (error.fault, "nothing came for 1 s" in str(error)) == ("stalled", True)
    assert time.monotonic() - began < 1.0 + 1.0 + 0.5


def test_a_camera_that_only_reports_is_stalled_within_the_read_timeout(server: RtspServer) -> None:
    with (
        pytest.raises(StreamError) as caught,
        LiveStream(server.url("gate"), read_timeout_s=1.0) as stream,
    ):
        frames = stream.frames()
        next(frames)
        server.stall(reports=True)
        list(frames)
    assert caught.value.fault == "stalled"


def test_a_supervised_stream_is_left_although_its_reader_is_kept_waiting(
    server: RtspServer,
) -> None:
    with LiveStream(server.url("gate"), read_timeout_s=1.0, supervised=True) as stream:
        next(stream.frames())
        server.stall(reports=True)
        began = time.monotonic()
    assert time.monotonic() - began < LONGEST_FAREWELL_S + 1.0
    server.resume()


def test_a_supervised_stream_has_its_whole_time_to_open(server: RtspServer) -> None:
    server.stall(mute=True)
    supervised = LiveStream(
        server.url("gate"), open_timeout_s=1.5, read_timeout_s=0.3, supervised=True
    )
    with pytest.raises(StreamError, match=r"no answer within 1\.5 s"), supervised:
        pytest.fail("it opened")


@pytest.mark.fault("R2")
def test_a_camera_that_answers_no_more_is_offline(server: RtspServer) -> None:
    server.stall(mute=True)
    with (
        pytest.raises(StreamError, match=r"no answer within 0\.5 s") as caught,
        LiveStream(server.url("gate"), open_timeout_s=0.5),
    ):
        pytest.fail("it opened")
    assert caught.value.fault == "offline"


@pytest.mark.fault("R1")
def test_a_camera_that_is_off_is_offline(server: RtspServer) -> None:
    server.stop()
    error = ends(server, server.url("gate"))
    assert (error.fault, "refused" in str(error)) == ("offline", True)


def test_a_path_that_the_camera_does_not_know_is_offline(server: RtspServer) -> None:
    error = ends(server, server.url("nowhere"))
    assert (error.fault, "404" in str(error)) == ("offline", True)


def test_the_right_password_opens(clip: bytes) -> None:
    with (
        RtspServer({"gate": clip}, login=LOGIN) as server,
        LiveStream(server.url("gate", LOGIN)) as stream,
    ):
        assert next(stream.frames()).source_size == (64, 48)


@pytest.mark.parametrize("login", [None, ("gate", "wr0ng")])
@pytest.mark.fault("R5")
def test_a_wrong_password_is_auth_and_is_not_repeated(
    clip: bytes, login: tuple[str, str] | None
) -> None:
    with RtspServer({"gate": clip}, login=LOGIN) as server:
        error = ends(server, server.url("gate", login))
    assert error.fault == "auth"
    assert "wr0ng" not in str(error)


def test_frames_of_a_closed_stream_are_refused(server: RtspServer) -> None:
    with pytest.raises(StreamError, match="not open"):
        next(LiveStream(server.url("gate")).frames())


@pytest.mark.fault("R8")
def test_damaged_pictures_are_passed_over(server: RtspServer) -> None:
    server.speed = 4.0
    clip = server.clips["gate"]
    spoilt = [
        tuple(nal[:6] + bytes(len(nal) - 6) if number % 5 == 3 else nal for nal in unit.nals)
        for number, unit in enumerate(clip.units)
    ]
    for unit, nals in zip(clip.units, spoilt, strict=True):
        object.__setattr__(unit, "nals", nals)
    with LiveStream(server.url("gate")) as stream:
        assert len(list(islice(stream.frames(), 60))) == 60
        assert stream.corrupt_packets > 0


def test_packets_may_travel_beside_the_connection(server: RtspServer) -> None:
    with LiveStream(Stream(server.url("gate"), transport="udp")) as stream:
        frames = list(islice(stream.frames(), 10))
    assert {frame.source_size for frame in frames} == {(64, 48)}


@pytest.mark.parametrize("supervised", [False, True])
@pytest.mark.fault("R3")
def test_a_stall_is_told_over_udp_too(server: RtspServer, supervised: bool) -> None:
    beside = Stream(server.url("gate"), transport="udp")
    with (
        pytest.raises(StreamError, match="nothing came for 1 s") as caught,
        LiveStream(beside, open_timeout_s=1.0, read_timeout_s=1.0, supervised=supervised) as stream,
    ):
        frames = stream.frames()
        next(frames)
        server.stall()
        list(frames)
    assert caught.value.fault == "stalled"


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.fault("R8")
def test_a_picture_with_a_lost_part_is_marked_until_the_next_key_picture(
    transport: Literal["tcp", "udp"],
) -> None:
    with RtspServer({"gate": encoded_clip(patterns(20, (320, 240)), 20)}, speed=2.0) as server:
        stream = LiveStream(Stream(server.url("gate"), transport=transport))
        with stream:
            frames = stream.frames()
            whole = next(frames)
            server.loss = 0.3
            until_damaged = next(frame for frame in frames if frame.is_damaged)
            server.loss = 0.0
            mended = next(frame for frame in frames if not frame.is_damaged)
    assert not whole.is_damaged
    assert until_damaged.index < mended.index
    assert stream.intake.corrupt > 0


def unaccounted(intake: Intake) -> int:
    """Return how many pictures came of which nothing is told.

    They are those that the decoder holds, five at most, and those that came since the last one that
    was due, of which the stream sends four to a sample.
    """
    return intake.came - intake.decoded - intake.passed - intake.late


def test_the_frames_of_a_stream_can_be_asked_for_once(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        frames = stream.frames()
        next(frames)
        with pytest.raises(RuntimeError, match="asked for once"):
            next(stream.frames())
        # Who asked first is not disturbed.
        assert next(frames).index > 0


def test_pictures_on_which_none_rests_are_decoded_only_when_they_are_due() -> None:
    """x264 by itself codes B-frames, and every second picture or so is rested on by no other."""
    with RtspServer({"gate": lamp_clip(5)}) as server:
        with LiveStream(server.url("gate")) as stream:
            frames = list(islice(running := stream.frames(5.0), 6))
            server.stall()
            until(lambda: 0 <= unaccounted(stream.intake) < 6 + 20 / 5, "all is accounted for")
            sampled = stream.intake
            running.close()
            server.resume()
        with LiveStream(server.url("gate")) as stream:
            list(islice(stream.frames(), 20))
            whole = stream.intake
    assert sampled.passed >= 3 and whole.passed == 0
    # Each was looked into, and is whole.
    assert sampled.spared == 0
    steps = [after.t_s - before.t_s for before, after in pairwise(frames)]
    assert max(steps) < 0.6


@pytest.mark.fault("R9")
def test_a_size_that_changes_in_the_middle_is_followed(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        frames = stream.frames()
        assert next(frames).source_size == (64, 48)
        server.clips["gate"] = coded_clip(encoded_clip(patterns(50, (96, 80)), 25))
        assert next(f for f in frames if f.source_size != (64, 48)).image.shape == (80, 96, 3)


def remuxed(clip: bytes, container: str) -> bytes:
    """Return a clip's packets in another container."""
    target = io.BytesIO()
    with av.open(io.BytesIO(clip)) as source, av.open(target, "w", format=container) as out:
        video = source.streams.video[0]
        stream = out.add_stream_from_template(video)
        for packet in source.demux(video):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return target.getvalue()


def playlist(*parts: str) -> Served:
    """Return a live playlist of parts that last two seconds."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines += [line for part in parts for line in ("#EXTINF:2,", part)]
    return Served("\n".join([*lines, "#EXT-X-ENDLIST", ""]).encode())


@pytest.fixture
def web(clip: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with web_server() as server:
        server.files["/gate.flv"] = Served(remuxed(clip, "flv"))
        server.files["/part.ts"] = Served(remuxed(clip, "mpegts"))
        server.files["/gate.m3u8"] = playlist(server.url("/part.ts"))
        yield server


@pytest.mark.parametrize("name", ["/gate.flv", "/gate.m3u8"])
def test_a_stream_over_http_that_is_allowed_plays_and_its_end_is_a_fault(
    web: WebServer, name: str
) -> None:
    with (
        pytest.raises(StreamError, match="ended the stream") as caught,
        LiveStream(Stream(web.url(name), allows_http=True), read_timeout_s=1.0) as stream,
    ):
        frames = stream.frames()
        assert next(frames).source_size == (64, 48)
        list(frames)
    assert caught.value.fault == "offline"


@pytest.mark.fault("P4")
def test_a_playlist_leads_to_no_file(web: WebServer, tmp_path: Path, clip: bytes) -> None:
    part = tmp_path / "part.ts"
    part.write_bytes(remuxed(clip, "mpegts"))
    web.files["/evil.m3u8"] = playlist(f"file://{part}", str(part))
    with (
        pytest.raises(StreamError),
        LiveStream(Stream(web.url("/evil.m3u8"), allows_http=True), read_timeout_s=1.0) as stream,
    ):
        next(stream.frames())


SMALL, MAIN = "small", "gate"


def watched_size(server: RtspServer, least: tuple[int, int] | None, sub: str = SMALL) -> int:
    """Return the width of what is watched of a camera with two streams."""
    source = Stream(server.url(MAIN), sub=Stream(server.url(sub)))
    with LiveStream(source, least_size=least) as stream:
        return next(stream.frames()).source_size[0]


def test_the_second_stream_is_watched_where_it_is_large_enough(clip: bytes) -> None:
    with RtspServer({MAIN: clip, SMALL: encoded_clip(patterns(20, (48, 36)), 20)}) as server:
        assert watched_size(server, (48, 36)) == 48
        assert watched_size(server, (49, 36)) == 64
        assert watched_size(server, None) == 64
        # One that is not there is done without.
        assert watched_size(server, (48, 36), "nowhere") == 64


def test_a_second_stream_that_refuses_us_is_not_made_up_for_by_another_try(clip: bytes) -> None:
    with RtspServer({MAIN: clip}, login=LOGIN) as server:
        with pytest.raises(StreamError) as caught:
            watched_size(server, (1, 1))
        assert (caught.value.fault, server.connections) == ("auth", 1)
