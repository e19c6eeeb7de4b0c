"""Work that takes a while: some at a time, beside the loop that answers, for whoever waits."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from threading import Event
from typing import Any, Literal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.errors import InterruptedRunError
from pipeline.web.refusals import Refusal

Turn = Literal["numbers", "plan", "import", "audit", "console"]
AT_ONCE: Mapping[Turn, int] = {"numbers": 1, "plan": 2, "import": 1, "audit": 1, "console": 2}
"""So many of each kind are worked on; more would only share the same cores.

Each kind waits for its own: a drawing may take minutes, and numbers are wanted at once. Of numbers
one at a time is worked on in any case (`PlanNumbers`).
"""
LEFT = 499
"""What is answered to nobody."""
ENDING = Label("服务正在停止，请稍后再试", "the server is about to end; try again later")


async def worked(request: Request, work: Callable[[], Any], turn: Turn | None = None) -> Response:
    """Return what a function makes, as JSON, when its turn has come; at once where it needs none.

    Reading and saving need none: they are soon done, and wait for nobody's plans.
    """
    async with _turn(request, turn) as is_waited_for:
        if not is_waited_for:
            return Response(status_code=LEFT)
        return await run_in_threadpool(lambda: told(work()))


async def heeding(
    request: Request, work: Callable[[Callable[[], bool]], Any], turn: Turn | None = None
) -> Response:
    """Return what a function makes that asks every now and then whether it is called off.

    It is when whoever asked has left, or the server is to end; then it raises InterruptedRunError.
    """
    left, ending = Event(), request.app.state.desk.ending

    def called_off() -> bool:
        return left.is_set() or ending.is_set()

    async with _turn(request, turn) as is_waited_for:
        if not is_waited_for:
            return Response(status_code=LEFT)
        leaving = asyncio.create_task(when_gone(request, left.set))
        try:
            return await run_in_threadpool(lambda: told(work(called_off)))
        except InterruptedRunError:
            if ending.is_set():
                raise Refusal(503, ENDING) from None
            return Response(status_code=LEFT)
        finally:
            leaving.cancel()


@asynccontextmanager
async def _turn(request: Request, turn: Turn | None) -> AsyncIterator[bool]:
    """Wait for one's turn, and tell whether anybody still waits for the answer then."""
    if turn is None:
        yield True
        return
    state = request.app.state
    if getattr(state, "turns", None) is None:
        state.turns = {each: asyncio.Semaphore(most) for each, most in AT_ONCE.items()}
    async with state.turns[turn]:
        # A page that is dragged about asks again and again, and waits for the last answer alone.
        yield not await request.is_disconnected()


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
