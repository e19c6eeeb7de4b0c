"""An HTTP receiver on loopback that takes messages well, badly, or in bad faith, and remembers."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG_S = 30.0


@dataclass
class Hook:
    """The receiver as a test sees it.

    `mood` is asked for each request what becomes of it: ok, 500, hang, slow (a byte a time), drop
    (taken, but the answer is lost), reset, redirect, flood (an answer without end), length (an
    answer shorter than it says), garbage (no HTTP), or a refusal of a robot. `taken` counts the
    keys of what it has processed, `seen` holds all requests.
    """

    mood: Callable[[int], str] = lambda number: "ok"
    url: str = ""
    port: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    moods: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ending: threading.Event = field(default_factory=threading.Event)


@contextmanager
def hook_server(mood: Callable[[int], str] = lambda number: "ok") -> Iterator[Hook]:
    """Receive in threads until the block ends."""
    hook = Hook(mood)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with hook.lock:
                mood = hook.mood(sum(hook.moods.values()))
                hook.moods[mood] += 1
                hook.paths.append(self.path)
                hook.seen.append((dict(self.headers), json.loads(body)))
                if mood in {"ok", "drop", "length", "flood"}:
                    hook.taken[self.headers["Idempotency-Key"]] += 1
            with suppress(OSError):
                self.answer(mood)

        def answer(self, mood: str) -> None:
            match mood:
                case "ok" | "refused":
                    self.reply(200, json.dumps({"errcode": 0 if mood == "ok" else 45009}).encode())
                case "500" | "400":
                    self.reply(int(mood), b"")
                case "redirect":
                    self.send_response(302)
                    self.send_header("Location", "http://169.254.169.254/latest/meta-data")
                    self.end_headers()
                case "hang":
                    hook.ending.wait(HANG_S)
                case "slow":
                    for sign in b"HTTP/1.0 200 OK\r\nX-Slow: " + b"x" * 10_000:
                        self.wfile.write(bytes([sign]))
                        if hook.ending.wait(0.05):
                            return
                case "flood":
                    self.send_response(200)
                    self.end_headers()
                    until = time.monotonic() + HANG_S
                    while time.monotonic() < until and not hook.ending.is_set():
                        self.wfile.write(bytes(65536))
                case "length":
                    self.send_response(200)
                    self.send_header("Content-Length", "1000")
                    self.end_headers()
                    self.wfile.write(b"{}")
                case "garbage":
                    self.wfile.write(b"\x00\xff no http at all\r\n\r\n")
                case _:
                    self.connection.close()

        def reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    hook.port = server.server_port
    hook.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield hook
    finally:
        hook.ending.set()
        server.shutdown()
        thread.join()
        server.server_close()
