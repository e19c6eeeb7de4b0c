"""A web server on loopback that serves files well or badly, and remembers what it was asked."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Served:
    """One file, and how it is served.

    `cut_after` ends each connection after so many bytes of its body; `pause_after` sends so many,
    and the rest when the server ends. `told_length` stands in for the true one; -1 tells none.
    """

    content: bytes = b""
    etag: str | None = '"one"'
    knows_parts: bool = True
    cut_after: int | None = None
    pause_after: int | None = None
    told_length: int | None = None
    status: int = 200
    location: str | None = None


@dataclass
class WebServer:
    """The server as a test sees it: `asked` holds path and Range of each request, in order."""

    address: str = ""
    files: dict[str, Served] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Serve from a thread until the block ends."""
    state = WebServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers.get("Range")))
            served = state.files.get(self.path)
            if served is None:
                self.send_error(404)
            elif served.location is not None:
                self._redirect(served)
            elif served.status != 200:
                self.send_error(served.status)
            else:
                self._send(served)

        def _redirect(self, served: Served) -> None:
            self.send_response(302)
            self.send_header("Location", served.location or "")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _send(self, served: Served) -> None:
            start = self._start(served)
            if start > 0 and start >= len(served.content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(served.content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = served.content[start:]
            self._send_head(served, start, len(body))
            sent = body[: served.cut_after]
            self.close_connection = True
            # The client may be gone, which is its own affair.
            with suppress(OSError):
                self.wfile.write(sent[: served.pause_after])
                if served.pause_after is not None:
                    state.ending.wait(20)
                    self.wfile.write(sent[served.pause_after :])

        def _start(self, served: Served) -> int:
            """Return from which byte on the file is sent."""
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
            same = self.headers.get("If-Range") in (None, served.etag)
            return int(asked[1]) if asked and served.knows_parts and same else 0

        def _send_head(self, served: Served, start: int, length: int) -> None:
            self.send_response(206 if start else 200)
            if start:
                whole = len(served.content)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            told = length if served.told_length is None else served.told_length
            if told >= 0:
                self.send_header("Content-Length", str(told))
            if served.etag:
                self.send_header("ETag", served.etag)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
