"""A live stream gives frames while it lives, and says in time when, and how, it stopped."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import pytest

from pipeline.errors import StreamError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.live import LiveStream
from tests.rtsp_server import RtspServer
from tests.sources.clips import patterns

LOGIN = ("gate", "s3cret")


@pytest.fixture(scope="module")
def clip() -> bytes:
    return encoded_clip(patterns(50), 25)


@pytest.fixture
def server(clip: bytes) -> Iterator[RtspServer]:
    with RtspServer({"gate": clip}) as running:
        yield running


def ends(server: RtspServer, url: str, *, frames: int = 0, stall: bool = False) -> StreamError:
    """Read some frames, spoil the stream, and return the error that reading on gives."""
    with pytest.raises(StreamError) as caught, LiveStream(url, read_timeout_s=1.0) as stream:
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


def test_who_looks_slowly_gets_fewer_frames_and_never_old_ones(server: RtspServer) -> None:
    with LiveStream(server.url("gate")) as stream:
        frames = stream.frames(5.0)
        next(frames)
        for _ in range(3):
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
    with LiveStream(server.url("gate"), now_s=lambda: float(next(ticks))) as stream:
        held_back = {frame.t_s - frame.index for frame in islice(stream.frames(), 5)}
    # One tick a packet: a picture is there once the decoder has the two that come before its next.
    assert held_back == {2.0}


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


def test_a_broken_connection_is_offline(server: RtspServer) -> None:
    error = ends(server, server.url("gate"), frames=5)
    assert error.fault == "offline"


def test_a_stall_is_stalled_within_the_read_timeout(server: RtspServer) -> None:
    error = ends(server, server.url("gate"), frames=5, stall=True)
    assert (error.fault, "nothing came for 1 s" in str(error)) == ("stalled", True)


def test_a_camera_that_answers_no_more_is_offline(server: RtspServer) -> None:
    server.stall(mute=True)
    with (
        pytest.raises(StreamError, match=r"no answer within 0\.5 s") as caught,
        LiveStream(server.url("gate"), open_timeout_s=0.5),
    ):
        pytest.fail("it opened")
    assert caught.value.fault == "offline"


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


def certificate(folder: Path) -> tuple[Path, Path]:
    """Leave a certificate for loopback that no authority has signed, and its key, in a folder."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run([*asked, *names, *files], check=True, capture_output=True)
    return cert, key


def heard_over_tls(cert: Path, key: Path) -> bytes:
    """Return what a camera with a certificate hears first of a stream that is opened."""
    context, heard = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    context.load_cert_chain(cert, key)

    def answer() -> None:
        try:
            with context.wrap_socket(listener.accept()[0], server_side=True) as client:
                heard.append(client.recv(7))
        except OSError:
            pass  # It was not believed, and the other side left.

    with socket.create_server(("127.0.0.1", 0)) as listener:
        camera = threading.Thread(target=answer)
        camera.start()
        url = f"rtsps://127.0.0.1:{listener.getsockname()[1]}/gate"
        with pytest.raises(StreamError), LiveStream(url):
            pass
        camera.join()
    return b"".join(heard)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate")
def test_only_a_camera_that_proves_who_it_is_hears_anything_over_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate(tmp_path)
    assert heard_over_tls(cert, key) == b""
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert heard_over_tls(cert, key) == b"OPTIONS"
