"""Work that takes a while: some at a time, beside the loop that answers, for whoever waits."""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Turn = Literal["numbers", "plan", "import", "audit", "console"]
AT_ONCE: Mapping[Turn, int] = {"numbers": 1, "plan": 2, "import": 1, "audit": 1, "console": 2}
"""So many of each kind are worked on; more would only share the same cores.

Each kind waits for its own: a drawing may take minutes, and numbers are wanted at once. Of numbers
one at a time is worked on in any case (`PlanNumbers`).
"""
LEFT = 499
"""What is answered to nobody."""


async def worked(request: Request, work: Callable[[], Any], turn: Turn | None = None) -> Response:
    """Return what a function makes, as JSON, when its turn has come; at once where it needs none.

    Reading and saving need none: they are soon done, and wait for nobody's plans.
    """
    if turn is None:
        return await run_in_threadpool(lambda: told(work()))
    state = request.app.state
    if getattr(state, "turns", None) is None:
        state.turns = {each: asyncio.Semaphore(most) for each, most in AT_ONCE.items()}
    async with state.turns[turn]:
        # A page that is dragged about asks again and again, and waits for the last answer alone.
        if await request.is_disconnected():
            return Response(status_code=LEFT)
        return await run_in_threadpool(lambda: told(work()))


def told(value: Any) -> Response:
    """Return a plain value as JSON; what is an answer already as it is."""
    if isinstance(value, Response):
        return value
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode("utf-8"), media_type="application/json")


async def when_gone(request: Request, called_off: Callable[[], None]) -> None:
    """Call something off when whoever asked for it hangs up."""
    with suppress(asyncio.CancelledError):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        called_off()
