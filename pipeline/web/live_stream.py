"""What changes while it does, told to all who listen: one look a second for everybody.

State is told as it stands now, and nobody waits for a state that has passed: a slow listener is
told the next one. Events are never left out: each listener has a mark in the chain of the store,
and is told whatever lies behind it, after a reconnection or a restart of the server too. So nothing
is queued for anybody, and no listener waits for another.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pipeline.domain.label import Label
from pipeline.domain.school_clock import clock_of
from pipeline.errors import SightlineError
from pipeline.report.events_json import entry_document
from pipeline.report.gates_json import gates_document
from pipeline.report.today_json import today_document
from pipeline.web.refusals import Refusal, kept_here
from pipeline.workflows.live_view import LiveView, Look, Mark

LOOK_S = 1.0
"""How often the store is looked at while anybody listens."""
STEP_S = 0.1
"""So soon is it seen that the server is to end: its listeners are told at once."""
BEAT_S = 5.0
"""So often a listener hears of us, whatever there is to tell."""
MOST_LISTENERS = 64
MOST_EACH = 8
"""Of all, and of one name: a browser that opens page after page takes no place of others."""
PATIENCE_S = 20.0
"""A listener that takes nothing for so long is hung up on; it comes back where it was."""
MOST_S = 600.0
"""A stream ends after so long and is begun anew, so that who may listen is asked again."""
TREND_S = 15.0
"""So many of the last seconds are told with each look, for those who missed one."""

TOO_MANY = Label("实时连接过多，请关闭其他页面", "too many pages listen; close some")

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Now:
    """What there is to tell of a moment; `keys` change when it is news before the next beat."""

    head: Mark | None = None
    told: Json = field(default_factory=dict)
    keys: Json = field(default_factory=dict)
    beat: Json = field(default_factory=dict)


class LiveFeed:
    """Looks while anybody listens, and counts who does."""

    def __init__(self, view: LiveView, is_ending: Callable[[], bool] = lambda: False) -> None:
        """Take what is looked at, and what tells that the server is to end."""
        self._view, self._is_ending = view, is_ending
        self._names: Counter[str] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Event()
        self._now = Now()

    @property
    def listeners(self) -> int:
        """How many listen."""
        return self._names.total()

    def enter(self, name: str) -> None:
        """Count somebody who wants to listen; refuses one too many (503)."""
        if self.listeners >= MOST_LISTENERS or self._names[name] >= MOST_EACH:
            raise Refusal(503, TOO_MANY, {"Retry-After": "10"})
        self._names[name] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def leave(self, name: str) -> None:
        """Count somebody who listens no more; with the last one goes what was seen last."""
        self._names[name] -= 1
        if not self.listeners and self._task is not None:
            self._task.cancel()
            self._task = None
            self._now = Now()

    async def messages(self, mark: Mark | None) -> AsyncIterator[bytes]:
        """Yield what a listener is told who was told all up to a mark; None knows nothing yet."""
        known: Json = {}
        word: object = None
        began_s = time.monotonic()
        beat_s = -BEAT_S
        yield b"retry: 2000\n\n"
        while time.monotonic() < began_s + MOST_S and not self._is_ending():
            turn, now = self._turn, self._now
            is_due = time.monotonic() >= beat_s + BEAT_S
            if now.head is not None and now.head != mark:
                async for place, message in self._events(mark):
                    mark = place
                    yield message
            for name, told in now.told.items():
                if is_due or known.get(name) != now.keys[name]:
                    yield _message(name, mark, told)
            known = now.keys
            if now.beat and (is_due or _word(now.beat) != word):
                beat_s, word = time.monotonic(), _word(now.beat)
                yield _message("heartbeat", mark, now.beat | {"listeners": self.listeners})
            await self._next(turn)

    async def _events(self, mark: Mark | None) -> AsyncIterator[tuple[Mark, bytes]]:
        """Yield the events behind a mark, each with its own, or that it is of another chain."""
        try:
            news = await asyncio.to_thread(self._view.news, mark)
        except SightlineError:
            return  # The next look says so.
        if news.is_other:
            yield news.mark, _message("reset", news.mark, {})
        for place, entry in news.entries:
            yield place, _message("event", place, entry_document(entry))
        if mark is None or news.mark.number > mark.number:
            yield news.mark, b""

    async def _next(self, turn: asyncio.Event) -> None:
        """Wait for the next look, or for what ended the looking."""
        task = self._task
        waiting = asyncio.create_task(turn.wait())
        try:
            await asyncio.wait({waiting, *([task] if task else [])}, return_when="FIRST_COMPLETED")
        finally:
            waiting.cancel()
        if task is not None and task.done() and not task.cancelled():
            task.result()

    async def _look(self) -> None:
        while not self._is_ending():
            try:
                look = await asyncio.to_thread(self._view.look, TREND_S)
                self._now = _told(look)
            except SightlineError as error:
                # Which is printed when it begins, and not each second.
                told = self._now.beat.get("trouble") or _both(kept_here(error))
                beat = {"at_s": time.time(), "watched_until_s": None, "trouble": told}
                self._now = Now(beat=beat)
            turn, self._turn = self._turn, asyncio.Event()
            turn.set()
            await self._rest()

    async def _rest(self) -> None:
        """Wait for the next look, and no longer than the server is to serve."""
        until_s = time.monotonic() + LOOK_S
        while time.monotonic() < until_s and not self._is_ending():
            await asyncio.sleep(STEP_S)


def _both(told: Label) -> str:
    """Return words in both languages: one look is told to all who listen."""
    return f"{told.zh} / {told.en}"


def _word(beat: Json) -> object:
    """Return what of a beat is told before the next one is due."""
    return beat["trouble"], beat.get("fresh")


def _told(look: Look) -> Now:
    """Return what there is to tell of a look."""
    today = today_document(look.today)
    cameras = today.pop("cameras")
    clock = clock_of(look.shown.zone, look.at_s)
    health = {"at_s": today["at_s"], "cameras": cameras}
    return Now(
        look.head,
        {"gates": gates_document(look.gates, clock, look.at_s), "health": health, "today": today},
        {
            "gates": [(gate.zone_id, gate.known_s, gate.is_fresh) for gate in look.gates],
            "health": [(each["id"], each["status"], each["faults"]) for each in cameras],
            "today": (today["status"], today["covered_m2"], len(today["blind_spots"])),
        },
        {
            "at_s": today["at_s"],
            "watched_until_s": look.today.watched_s,
            "fresh": look.is_fresh,
            "trouble": None,
        },
    )


def _message(name: str, mark: Mark | None, value: Json) -> bytes:
    """Return one message of a stream; with its id, whoever comes back goes on behind it."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    told = f"event: {name}\n" + (f"id: {mark}\n" if mark else "") + f"data: {data}\n\n"
    return told.encode("utf-8")


class LiveResponse(Response):
    """A stream of messages to one listener, who is let go when he leaves or takes nothing."""

    media_type = "text/event-stream"

    def __init__(self, feed: LiveFeed, name: str, mark: Mark | None) -> None:
        """Count the listener, or refuse him."""
        feed.enter(name)
        self._feed, self._name, self._mark = feed, name, mark
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell until the listener is gone."""
        telling = asyncio.create_task(self._tell(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when="FIRST_COMPLETED")
        finally:
            self._feed.leave(self._name)
            for task in (telling, leaving):
                task.cancel()
            ended = await asyncio.gather(telling, leaving, return_exceptions=True)
        for each in ended:
            if isinstance(each, Exception) and not isinstance(each, TimeoutError):
                raise each

    async def _tell(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        async for message in self._feed.messages(self._mark):
            if message:
                part = {"type": "http.response.body", "body": message, "more_body": True}
                # Not wait_for(), which swallows a cancellation that comes as the sending ends.
                async with asyncio.timeout(PATIENCE_S):
                    await send(part)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
