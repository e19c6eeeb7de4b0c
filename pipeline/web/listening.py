"""Listens with uvicorn: whoever sends no request in time is hung up on, and none is too long."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
import threading
from collections.abc import Generator
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.errors import UsageError

HEAD_S = 10.0
"""A request's head must be here so soon after its connection."""
MOST_HEAD = 32 * 1024
MOST_AT_ONCE = 256
"""Connections and requests; beyond that it is said that there are too many (503)."""
ENDING_S = 5
ANSWER_S = 0.3
"""An answer that has begun and is not over by then is a stream."""
LOOK_S = 0.01
BACKLOG = 128
COLLECTED = (50_000, 20, 50)
"""A plan of 5,000 walls is 80,000 objects as JSON. By Python's own thresholds it is stopped for a
full look at all that is kept in the middle of it, for longer than all else takes (measured)."""
ENDING = (signal.SIGINT, signal.SIGTERM)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with an end to the patience with those who never finish a request's head."""

    head_s = HEAD_S
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(self.head_s, self._give_up)

    def handle_events(self) -> None:
        """Wait no longer where a request has begun."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def on_response_complete(self) -> None:
        """Wait for the next request, whose first byte ends the keep-alive time."""
        super().on_response_complete()
        if self._waiting is None and not self.transport.is_closing():
            self._waiting = self.loop.call_later(self.head_s, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()


def listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raises UsageError where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        made = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # asyncio does not see that it is TCP, and every answer would wait 40 ms for the last one's
        # acknowledgement.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    except (OSError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).partition(" (while")[0]
        is_taken = getattr(error, "errno", None) == errno.EADDRINUSE
        raise UsageError(
            f"{host}:{port} cannot be listened on: {reason}",
            f"无法在 {host}:{port} 上监听：{'端口已被占用' if is_taken else reason}",
        ) from error


class Server(uvicorn.Server):
    """Ends in good order on SIGINT and SIGTERM, which is no failure."""

    def __init__(self, config: uvicorn.Config, ending: threading.Event) -> None:
        super().__init__(config)
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let what is being answered be answered, and hang up on those who listen for ever."""
        self._ending.set()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        waited_s = 0.0
        while self._answered() and waited_s < ANSWER_S:
            await asyncio.sleep(LOOK_S)
            waited_s += LOOK_S
        for connection in self._answered():
            if connection.cycle.response_started:
                connection.transport.close()
        await super().shutdown(sockets)

    def _answered(self) -> list[Any]:
        """Return the connections to which an answer is on its way."""
        connections: list[Any] = list(self.server_state.connections)
        cycles = [(each, getattr(each, "cycle", None)) for each in connections]
        return [each for each, cycle in cycles if cycle and not cycle.response_complete]

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Heed the signals while serving, and leave them as they were."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in ENDING}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def server(app: FastAPI, **more: Any) -> Server:
    """Return a server of an application; `run(sockets=[…])` serves until it is told to end."""
    gc.set_threshold(*COLLECTED)
    ending: threading.Event = app.state.desk.ending
    options: dict[str, Any] = {"proxy_headers": False, **more}
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        # What a stranger sends shall fill no log; faults of ours are told by the guard.
        log_level="critical",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=MOST_HEAD,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=ENDING_S,
        **options,
    )
    return Server(config, ending)
