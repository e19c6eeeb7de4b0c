"""A stream over TLS: only who proves to be the camera is asked, and its silence is told as ever."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import StreamError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.live import LiveStream
from tests.rtsp_server import RtspServer
from tests.sources.clips import patterns
from tests.tls_front import tls_front

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate")


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


def test_only_a_camera_that_proves_who_it_is_hears_anything_over_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate(tmp_path)
    assert heard_over_tls(cert, key) == b""
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    assert heard_over_tls(cert, key) == b"OPTIONS"


@pytest.mark.parametrize("supervised", [False, True])
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(RtspServer.stop, "offline", marks=pytest.mark.fault("R1")),
        pytest.param(RtspServer.stall, "stalled", marks=pytest.mark.fault("R3")),
    ],
)
def test_what_ends_a_stream_is_told_over_tls_too(
    sealed: tuple[RtspServer, str],
    spoil: Callable[[RtspServer], None],
    fault: str,
    supervised: bool,
) -> None:
    server, url = sealed
    with LiveStream(url, read_timeout_s=1.0, supervised=supervised) as stream:
        frames = stream.frames()
        assert next(frames).source_size == (64, 48)
        spoil(server)
        with pytest.raises(StreamError) as caught:
            list(frames)
    assert caught.value.fault == fault


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[RtspServer, str]]:
    """Give a camera and the address at which it speaks TLS, with a certificate that is believed."""
    cert, key = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with (
        RtspServer({"gate": encoded_clip(patterns(50), 25)}) as server,
        tls_front(server.port, cert, key) as port,
    ):
        yield server, f"rtsps://127.0.0.1:{port}/gate"
