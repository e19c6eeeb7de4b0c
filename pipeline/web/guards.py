"""Stands before the routes: what is refused here has cost next to nothing.

In this order: the host's name (400), the size of the head (400), where a change comes from (403),
what it is written in (415), who asks (401), and the body's size and time (413, 408). Behind the
routes it puts on every answer what keeps a browser from doing more with it than was meant, and an
error that nobody expected becomes a sentence.
"""

import json
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.domain.access import Who
from pipeline.web.arrival import (
    FOREIGN,
    RefusedError,
    again,
    check_head,
    check_host,
    check_kind,
    check_origin,
    whole,
)
from pipeline.web.desk import Desk
from pipeline.web.refusals import OF_OURS, answer
from pipeline.web.rights import STRANGER

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
READING = frozenset({"GET", "HEAD"})
FREE = frozenset({"/api/login"})
"""What a stranger may call below /api."""

UNNOTED = ("/api/plan/", "/api/site", "/api/underlay/", "/api/ledger", "/api/login")
"""What changes nothing, or is written down by its own route before it is done.

The rest changes nothing that is kept here: a session is ended, and of evidence that is opened the
register of the store has the record before. It is written down before it is told, where there is a
log.
"""

FAILED = 400
MOST_WHAT = 300


class Guard:
    """The middleware."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                if message["status"] < FAILED and _changes(scope):
                    await self._note(scope)
                has_begun = True
                _dress(message)
            await send(message)

        try:
            receive = await self._admitted(scope, receive)
            await self._app(scope, receive, guarded)
        except RefusedError as error:
            language = self._desk.lang
            asked = Headers(scope=scope).get("accept-language", "")[:2].lower()
            told = error.told.told("zh" if asked == "zh" else "en" if asked == "en" else language)
            # Whoever is refused before his body was read shall not go on sending it.
            closing = {"Connection": "close"} if error.status in (401, 408, 413) else None
            await answer(error.status, told, closing)(scope, receive, guarded)
        except Exception:  # noqa: BLE001 - the last who can answer
            traceback.print_exc(file=sys.stderr)
            if not has_begun:
                await answer(500, OF_OURS.told(self._desk.lang))(scope, receive, guarded)

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        headers, path = Headers(scope=scope), scope["path"]
        check_host(headers, self._desk.hosts)
        check_head(headers, scope)
        if scope["method"] not in READING:
            check_origin(headers, is_secure=self._desk.is_secure)
            check_kind(headers, path)
        elif path.startswith("/api/") and headers.get("sec-fetch-site") == "cross-site":
            raise RefusedError(403, FOREIGN)
        who = self._who(headers)
        scope.setdefault("state", {})["who"] = who
        if path.startswith("/api/") and path not in FREE and who is None:
            raise RefusedError(401, STRANGER)
        if scope["method"] in READING:
            return receive
        body = await whole(receive, headers, path, self._desk.body_s)
        scope["state"]["body"] = body
        return again(body, receive)

    async def _note(self, scope: Scope) -> None:
        """Write down what somebody has done, before he is told of it."""
        who, log = scope["state"].get("who"), self._desk.log
        if who is not None and log is not None:
            what = f"{scope['method'].lower()}:{scope['path']}"
            why = _why(scope["state"].get("body", b""))
            await run_in_threadpool(log.note, who, what[:MOST_WHAT], "", why)

    def _who(self, headers: Headers) -> Who | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._desk.access.holder_of(token.strip())
        # Servers on other ports of a machine leave cookies too, of which not all are well formed.
        ours = cookie_parser(headers.get("cookie", "")).get(self._desk.access.cookie)
        return self._desk.access.holder_of_session(ours) if ours else None


def _changes(scope: Scope) -> bool:
    """Tell whether a call changes something, and leaves it to us to write that down."""
    return scope["method"] not in READING and not scope["path"].startswith(UNNOTED)


def _why(body: bytes) -> str:
    """Return the reason that a body gives, if it gives one."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    why = told.get("why", told.get("reason")) if isinstance(told, dict) else None
    return why if isinstance(why, str) else ""


def _dress(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
