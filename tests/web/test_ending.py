"""A server that is to end answers what is asked, and hangs up on those who listen for ever."""

import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from fastapi import APIRouter
from starlette.responses import StreamingResponse

from pipeline.web.rights import Anyone
from tests.web.serving import hall_in, serving


def stream(who: Anyone) -> StreamingResponse:
    """Tell something, and then nothing for as long as anybody listens."""
    import asyncio

    async def parts() -> AsyncIterator[bytes]:
        yield b"hello\n"
        await asyncio.sleep(3600.0)

    return StreamingResponse(parts())


def test_a_stream_does_not_keep_a_server_from_ending(tmp_path: Path) -> None:
    router = APIRouter()
    router.add_api_route("/forever", stream)
    heard = threading.Event()
    with serving(site=hall_in(tmp_path)) as it:
        it.app.router.routes.extend(router.routes)

        def listen() -> None:
            with it.client() as client, client.stream("GET", "/forever") as answer:
                try:
                    for _ in answer.iter_raw():
                        heard.set()
                except httpx.TransportError:
                    return

        listening = threading.Thread(target=listen)
        listening.start()
        assert heard.wait(10.0)
        began = time.monotonic()
    listening.join(10.0)
    assert not listening.is_alive()
    # Sooner than the server loses its patience (5 s): it hangs up on him by itself.
    assert time.monotonic() - began < 2.0
