"""The metrics of a watch, served in a process of their own: no scrape can slow a camera.

The supervisor hands a reading over once a second and waits for nobody. What the store and its disk
say is read here. Scrapes within a second are given the same text, and only some at a time are
answered.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.domain.reading import ReceiverReading, StoreReading
from pipeline.errors import StorageError, UsageError
from pipeline.jobs.attendant import Attendant, Line, attended
from pipeline.store.chain import chain_head
from pipeline.store.database import Store, open_store
from pipeline.store.outbox import backlogs
from pipeline.store.room import free_bytes

KEPT_S = 1.0
"""A text is served again for so long."""
STORE_S = 5.0
"""The store is looked into so often."""
MOST_AT_ONCE = 8
PATIENCE_S = 5.0
"""Who sends no request, or takes no answer, is given up after so long."""
NICE = 10
BACKLOG = 64


@contextmanager
def metrics_served(listener: socket.socket, store: Path) -> Iterator[Attendant]:
    """Serve metrics on a socket while the block runs; gives whom to tell readings."""
    with attended(partial(serve_metrics, listener, store), talks=True) as attendant:
        yield attendant


def serve_metrics(listener: socket.socket, store: Path, line: Line, stop: threading.Event) -> None:
    """Answer scrapes until told to stop."""
    with suppress(AttributeError, OSError):
        os.nice(NICE)
    page = Page(line)
    server = MetricsServer(listener, page)
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
    ).start()
    while not stop.is_set():
        page.store = StoreReading(free_bytes=_free(store), at_s=time.time())
        # The store may not be there yet, or be busy; the next turn tries again.
        with suppress(StorageError), closing(open_store(store)) as connection:
            while not stop.is_set():
                page.store = store_reading(connection, _free(store), time.time())
                stop.wait(STORE_S)
        stop.wait(STORE_S)
    server.shutdown()


def _free(path: Path) -> int | None:
    try:
        return free_bytes(path)
    except StorageError:
        return None


class Page:
    """The text that is served, made anew when it is older than `KEPT_S`."""

    def __init__(self, line: Line) -> None:
        self.store = StoreReading()
        self._line = line
        self._lock = threading.Lock()
        self._made: dict[str, tuple[float, bytes, str]] = {}

    def text(self, accept: str | None) -> tuple[bytes, str]:
        """Return the text and its type."""
        from pipeline.report.metrics import exposition

        kind = "openmetrics" if accept and "openmetrics" in accept else "plain"
        with self._lock:
            at, text, content_type = self._made.get(kind, (0.0, b"", ""))
            if not text or time.monotonic() - at > KEPT_S:
                text, content_type = exposition(self._line.heard, self.store, accept)
                self._made[kind] = time.monotonic(), text, content_type
            return text, content_type


def store_reading(store: Store, free: int | None, now_s: float) -> StoreReading:
    """Return what a store says of itself; raises StorageError."""
    owed = (ReceiverReading(o.receiver, o.waiting, o.oldest_due_s) for o in backlogs(store))
    return StoreReading(tuple(owed), chain_head(store).number, free, now_s)


class MetricsServer(ThreadingHTTPServer):
    """Answers on a socket that listens already, only some at a time."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, page: Page) -> None:
        self.page = page
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(listener.getsockname()[:2], _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, if there is one left; else hang up, as a scraper tries again."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who hangs up in the middle of a word."""


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE_S
    server_version = "sightline"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a scrape."""
        if self.path.partition("?")[0] != "/metrics":
            self.send_error(404)
            return
        page: Page = self.server.page  # type: ignore[attr-defined]
        try:
            text, content_type = page.text(self.headers.get("Accept"))
        except Exception as error:  # noqa: BLE001 - told to who scrapes, as what it is
            self.send_error(500, type(error).__name__)
            return
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Log no scrape."""


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises UsageError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        # Python adds to the reason where it tried to listen, which is said already.
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
        raise UsageError(f"--metrics {host}:{port} cannot be listened on: {reason}") from error


def is_private(host: str) -> bool:
    """Tell whether nobody but this machine reaches an address.

    >>> is_private("127.0.0.1"), is_private("::1"), is_private("localhost"), is_private("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def metrics_at(listener: socket.socket) -> Notice:
    """Return where metrics are to be had, with a warning where others can reach them."""
    host, port = listener.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/metrics"
    if is_private(host):
        return noticed(Label(f"指标：{url}", f"metrics at {url}"), "metrics.started", url=url)
    label = Label(
        f"警告：指标 {url} 可被网络上的任何人读取",
        f"WARNING: metrics at {url} can be read by anybody who reaches this machine",
    )
    return noticed(label, "metrics.exposed", url=url)
