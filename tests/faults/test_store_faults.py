"""What happens to a store, a report or a receiver without the protection that it has."""

import os
import sqlite3
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import numpy as np
import pytest

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError, StorageError
from pipeline.sinks.webhook import Webhook
from pipeline.store.atomic import atomic_write
from pipeline.store.database import open_store, sole_writer

MESSAGE = Message("school/hook/a/0", "", "", "", {})


class Full:
    """A disk that takes ten bytes of what is written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.real = os.fsync
        monkeypatch.setattr(os, "fsync", self.sync)

    def sync(self, handle: int) -> None:
        os.ftruncate(handle, 10)
        raise OSError(28, "No space left on device")


@pytest.mark.fault("S2", control=True)
def test_a_report_that_is_written_in_place_is_left_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.html"
    Full(monkeypatch)
    with pytest.raises(OSError, match="No space left"), report.open("w") as file:
        file.write("<html>" * 100)
        file.flush()
        os.fsync(file.fileno())
    assert report.stat().st_size == 10


@pytest.mark.fault("S2")
def test_a_report_that_a_full_disk_does_not_take_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Full(monkeypatch)
    with pytest.raises(StorageError, match="No space left"):
        atomic_write(tmp_path / "report.html", "<html>" * 100)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault("S5", control=True)
def test_without_the_lock_two_watches_write_into_one_store(tmp_path: Path) -> None:
    path = tmp_path / "gates.db"
    with closing(open_store(path)) as one, closing(open_store(path)) as other:
        for number, store in enumerate((one, other)):
            store.execute("INSERT INTO cameras VALUES (?, '门', 'gate')", (str(number),))
    with sole_writer(path), pytest.raises(StorageError), sole_writer(path):
        pass


@pytest.mark.fault("S6", control=True)
def test_what_nobody_checks_is_read_as_a_store_that_holds_nothing(tmp_path: Path) -> None:
    """A file that another program has emptied: SQLite by itself finds no fault with it."""
    path = tmp_path / "gates.db"
    with closing(open_store(path)):
        pass
    path.write_bytes(b"")
    for beside in tmp_path.glob("gates.db-*"):
        beside.unlink()
    with closing(sqlite3.connect(path)) as naive:
        assert naive.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert naive.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


class Inside(BaseHTTPRequestHandler):
    """A service that only this machine should reach; what is posted elsewhere is led to it."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/secret")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def inside() -> HTTPServer:
    Inside.asked = []
    server = HTTPServer(("127.0.0.1", 0), Inside)
    Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.fault("N2")
def test_a_receiver_cannot_lead_a_message_elsewhere(inside: HTTPServer) -> None:
    url = f"http://127.0.0.1:{inside.server_address[1]}/hook"
    with pytest.raises(DeliveryError, match="302"):
        Webhook(Target(url, allowed=("127.0.0.0/8",))).send(MESSAGE)
    inside.shutdown()
    inside.server_close()
    assert Inside.asked == []


@pytest.mark.fault("N2", control=True)
def test_a_plain_request_is_led_to_what_only_this_machine_should_reach(
    inside: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    url = f"http://127.0.0.1:{inside.server_address[1]}/hook"
    with urlopen(url, data=b"{}", timeout=5) as answer:
        assert answer.status == 200
    inside.shutdown()
    inside.server_close()
    assert Inside.asked == ["/secret"]


@pytest.mark.fault("M1", control=True)
def test_numbers_that_are_none_read_as_an_empty_gate() -> None:
    """What a detector would say that only compares scores with its threshold."""
    scores = np.full(84, np.nan, np.float32)
    assert int((scores >= 0.4).sum()) == 0
