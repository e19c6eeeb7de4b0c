"""Stands before the routes: what is refused here has cost next to nothing.

In this order: the host's name (400), the size of the head (400), where a change comes from (403),
what it is written in (415), who asks (401), and the body's size and time (413, 408). Behind the
routes it puts on every answer what keeps a browser from doing more with it than was meant, and an
error that nobody expected becomes a sentence.
"""

import asyncio
import json
import sys
import traceback
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.domain.access import Who
from pipeline.domain.label import Label
from pipeline.web.desk import Desk
from pipeline.web.refusals import OF_OURS, answer
from pipeline.web.rights import STRANGER

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
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

MEGABYTE = 2**20
LIMITS = (
    ("/api/login", 4096),
    ("/api/plan/import", 50 * MEGABYTE),
    ("/api/underlay/", 20 * MEGABYTE),
    ("/api/", 16 * MEGABYTE),
)
"""How long a body may be, by the beginning of its path; a site file may be 16 MB."""

RAW = ("/api/plan/import", "/api/underlay/")
"""What takes the bytes of a file, which is written in anything but what a form can send."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""})
UNNOTED = ("/api/plan/", "/api/site", "/api/underlay/", "/api/login")
"""What changes nothing, or is written down by its own route, with more than we know here."""

FAILED = 400
MOST_WHAT = 300
MOST_HEADERS = 64
MOST_HEAD = 16 * 1024
"""Letters of all headers and the address together."""
MOST_RANGES = 16

WRONG_HOST = Label("此服务不以这个名称提供", "this server is not called by that name")
TOO_MUCH_HEAD = Label("请求头过多", "too many headers")
TOO_MANY_RANGES = Label("请求的区段过多", "too many ranges")
FOREIGN = Label("请求来自别的网站", "the request comes from another site")
UNMARKED = Label("缺少请求头 X-Sightline: 1", "the header X-Sightline: 1 is missing")
NOT_JSON = Label("请求应为 application/json", "the request must be application/json")
NOT_A_FILE = Label(
    "请求应为文件内容（application/octet-stream）",
    "the request must be the bytes of a file (application/octet-stream)",
)
BAD_LENGTH = Label("Content-Length 不成立", "Content-Length is no length")
TOO_LARGE = Label("请求的内容过大", "the request is too large")
TOO_SLOW = Label("请求的内容未能及时到达", "the request took too long to arrive")


class _RefusedError(Exception):
    def __init__(self, status: int, told: Label) -> None:
        super().__init__(told.en)
        self.status, self.told = status, told


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
        except _RefusedError as error:
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
        self._check_host(headers)
        _check_head(headers, scope)
        if scope["method"] not in READING:
            self._check_origin(headers)
            _check_kind(headers, path)
        elif path.startswith("/api/") and headers.get("sec-fetch-site") == "cross-site":
            raise _RefusedError(403, FOREIGN)
        who = self._who(headers)
        scope.setdefault("state", {})["who"] = who
        if path.startswith("/api/") and path not in FREE and who is None:
            raise _RefusedError(401, STRANGER)
        if scope["method"] in READING:
            return receive
        body = await _whole(receive, headers, path, self._desk.body_s)
        scope["state"]["body"] = body
        return _again(body, receive)

    async def _note(self, scope: Scope) -> None:
        """Write down what somebody has changed, before he is told that it is done."""
        who, log = scope["state"].get("who"), self._desk.log
        if who is not None and log is not None:
            what = f"{scope['method'].lower()}:{scope['path']}"
            why = _why(scope["state"].get("body", b""))
            await run_in_threadpool(log.note, who, what[:MOST_WHAT], "", why)

    def _check_host(self, headers: Headers) -> None:
        given = headers.getlist("host")
        if len(given) != 1 or host_name(given[0]) not in self._desk.hosts:
            raise _RefusedError(400, WRONG_HOST)

    def _check_origin(self, headers: Headers) -> None:
        """Refuse a change that a page of somebody else asks for."""
        if headers.get("x-sightline") != "1":
            raise _RefusedError(403, UNMARKED)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise _RefusedError(403, FOREIGN)
        origin = headers.get("origin")
        if origin is None:
            return
        schemes = ("https",) if self._desk.is_secure else ("http", "https")
        if origin.lower() not in {f"{s}://{headers['host'].lower()}" for s in schemes}:
            raise _RefusedError(403, FOREIGN)

    def _who(self, headers: Headers) -> Who | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._desk.access.holder_of(token.strip())
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None
        morsel = cookies.get(self._desk.access.cookie)
        return self._desk.access.holder_of_session(morsel.value) if morsel else None


def host_name(host: str) -> str:
    """Return the name of a Host header without its port.

    >>> host_name("LocalHost:80"), host_name("[::1]:80"), host_name("a:b")
    ('localhost', '[::1]', 'a:b')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isascii() and port.isdigit() else host.lower()


def _check_head(headers: Headers, scope: Scope) -> None:
    size = sum(len(name) + len(value) for name, value in headers.raw)
    size += len(scope["query_string"]) + len(scope["path"])
    if len(headers.raw) > MOST_HEADERS or size > MOST_HEAD:
        raise _RefusedError(400, TOO_MUCH_HEAD)
    if headers.get("range", "").count(",") >= MOST_RANGES:
        raise _RefusedError(400, TOO_MANY_RANGES)


def _check_kind(headers: Headers, path: str) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if path.startswith(RAW):
        if kind in FORMS:
            raise _RefusedError(415, NOT_A_FILE)
    elif kind != "application/json":
        raise _RefusedError(415, NOT_JSON)


async def _whole(receive: Receive, headers: Headers, path: str, time_s: float) -> bytes:
    """Return the whole body; refuses what is too long or too slow."""
    most = next((limit for start, limit in LIMITS if path.startswith(start)), 4096)
    told = headers.get("content-length")
    if told is not None and not (told.isascii() and told.isdigit()):
        raise _RefusedError(400, BAD_LENGTH)
    if told is not None and int(told) > most:
        raise _RefusedError(413, TOO_LARGE)
    try:
        return await asyncio.wait_for(_read(receive, most), time_s)
    except TimeoutError:
        raise _RefusedError(408, TOO_SLOW) from None


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that is here already, and then what else comes."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _read(receive: Receive, most: int) -> bytes:
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _RefusedError(400, TOO_SLOW)
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise _RefusedError(413, TOO_LARGE)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


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
