"""Work that takes a while: some at a time, beside the loop that answers, for whoever waits."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

MOST_AT_ONCE = 2
"""Plans are worked on by so many threads; more would only share the same cores."""
LEFT = 499
"""What is answered to nobody."""


async def worked(request: Request, work: Callable[[], Any]) -> Response:
    """Return what a function makes, as JSON, when its turn has come."""
    state = request.app.state
    if getattr(state, "turns", None) is None:
        state.turns = asyncio.Semaphore(MOST_AT_ONCE)
    async with state.turns:
        # A page that is dragged about asks again and again, and waits for the last answer alone.
        if await request.is_disconnected():
            return Response(status_code=LEFT)
        return await run_in_threadpool(lambda: told(work()))


def told(value: Any) -> Response:
    """Return a plain value as JSON."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode("utf-8"), media_type="application/json")


async def when_gone(request: Request, called_off: Callable[[], None]) -> None:
    """Call something off when whoever asked for it hangs up."""
    with suppress(asyncio.CancelledError):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        called_off()
