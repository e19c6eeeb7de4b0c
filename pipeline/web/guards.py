"""Stands before the routes: what is refused here has cost next to nothing.

In this order: the host's name (400), the size of the head (400), where a change comes from (403),
what it is written in (415), who asks (401), and the body's size and time (413, 408). Behind the
routes it puts on every answer what keeps a browser from doing more with it than was meant, and an
error that nobody expected becomes a sentence.
"""

import asyncio
import sys
import traceback
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

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
MOST_HEADERS = 64
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
                has_begun = True
                _dress(message, scope["path"])
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
        _check_head(headers)
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
        return await _whole(receive, headers, path, self._desk.body_s)

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


def _check_head(headers: Headers) -> None:
    if len(headers.raw) > MOST_HEADERS:
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


async def _whole(receive: Receive, headers: Headers, path: str, time_s: float) -> Receive:
    """Return what gives the whole body, which is here by then; refuses what is too long or slow."""
    most = next((limit for start, limit in LIMITS if path.startswith(start)), 4096)
    told = headers.get("content-length")
    if told is not None and not (told.isascii() and told.isdigit()):
        raise _RefusedError(400, BAD_LENGTH)
    if told is not None and int(told) > most:
        raise _RefusedError(413, TOO_LARGE)
    try:
        body = await asyncio.wait_for(_read(receive, most), time_s)
    except TimeoutError:
        raise _RefusedError(408, TOO_SLOW) from None
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


def _dress(message: MutableMapping[str, Any], path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
