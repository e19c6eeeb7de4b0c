"""What a service says to systemd, played by a socket: ready, alive in time, stopping."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.jobs.service import BEATS, Service

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="has no Unix sockets")


@pytest.fixture(params=["file", "abstract"])
def manager(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """Give the other end, at a path or at a name that is in no file system."""
    name = f"@sightline-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(name.replace("@", "\0") if request.param == "abstract" else name)
        manager.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        monkeypatch.setenv("WATCHDOG_USEC", "600000000")
        monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
        yield manager


def heard(manager: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(manager.recv(4096))
        except BlockingIOError:
            return found


def test_a_service_is_ready_alive_and_stopping(manager: socket.socket) -> None:
    service = Service()
    service.ready("watching 2 streams")
    for _ in range(100):
        service.beat()
    service.stopping()
    assert heard(manager) == [b"READY=1\nSTATUS=watching 2 streams", b"WATCHDOG=1", b"STOPPING=1"]


def test_it_beats_more_often_than_it_is_asked_to() -> None:
    assert BEATS > 1


def test_what_a_service_starts_cannot_speak_for_it(manager: socket.socket) -> None:
    Service()
    assert {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}.isdisjoint(os.environ)
    Service().ready("not I")
    assert heard(manager) == []


@pytest.mark.parametrize(
    ("name", "value"), [("WATCHDOG_PID", "1"), ("WATCHDOG_USEC", "0"), ("WATCHDOG_USEC", "soon")]
)
def test_who_is_not_asked_for_signs_of_life_gives_none(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    service = Service()
    service.beat()
    service.ready("watching")
    assert heard(manager) == [b"READY=1\nSTATUS=watching"]


def test_a_manager_that_has_gone_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    service = Service()
    service.ready("watching")
    service.stopping()
