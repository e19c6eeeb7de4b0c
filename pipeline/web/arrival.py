"""What is looked at of a request before anybody asks what it is about; a refusal costs little."""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from pipeline.domain.label import Label

MEGABYTE = 2**20
MOST_PLAN = 4 * MEGABYTE
"""A plan in a body, which is read on the loop that answers everybody (0.01 s a megabyte).

5,000 walls with all their fields are 0.6 MB as a page writes them, 1,000 cameras 0.4 MB; the rest
is room for rings of many corners.
"""
LIMITS = (
    ("/api/login", 4096),
    ("/api/plan/import", 50 * MEGABYTE),
    ("/api/underlay/", 20 * MEGABYTE),
    ("/api/plan/", MOST_PLAN),
    ("/api/site", MOST_PLAN),
    ("/api/", 16 * MEGABYTE),
)
"""How long a body may be, by the beginning of its path; a proof in the ledger may be 12 MB."""

RAW = ("/api/plan/import", "/api/underlay/")
"""What takes the bytes of a file, which is written in anything but what a form can send."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""})
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


class RefusedError(Exception):
    """A request that goes no further: a status, and a sentence."""

    def __init__(self, status: int, told: Label) -> None:
        super().__init__(told.en)
        self.status, self.told = status, told


def host_name(host: str) -> str:
    """Return the name of a Host header without its port.

    >>> host_name("LocalHost:80"), host_name("[::1]:80"), host_name("a:b")
    ('localhost', '[::1]', 'a:b')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isascii() and port.isdigit() else host.lower()


def check_host(headers: Headers, hosts: Sequence[str]) -> None:
    """Refuse a host that is none of ours, or several (400)."""
    given = headers.getlist("host")
    if len(given) != 1 or host_name(given[0]) not in hosts:
        raise RefusedError(400, WRONG_HOST)


def check_origin(headers: Headers, *, is_secure: bool) -> None:
    """Refuse a change that a page of somebody else asks for (403)."""
    if headers.get("x-sightline") != "1":
        raise RefusedError(403, UNMARKED)
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise RefusedError(403, FOREIGN)
    origin = headers.get("origin")
    if origin is None:
        return
    schemes = ("https",) if is_secure else ("http", "https")
    if origin.lower() not in {f"{s}://{headers['host'].lower()}" for s in schemes}:
        raise RefusedError(403, FOREIGN)


def check_head(headers: Headers, scope: Scope) -> None:
    """Refuse a head with too much in it (400)."""
    size = sum(len(name) + len(value) for name, value in headers.raw)
    size += len(scope["query_string"]) + len(scope["path"])
    if len(headers.raw) > MOST_HEADERS or size > MOST_HEAD:
        raise RefusedError(400, TOO_MUCH_HEAD)
    if headers.get("range", "").count(",") >= MOST_RANGES:
        raise RefusedError(400, TOO_MANY_RANGES)


def check_kind(headers: Headers, path: str) -> None:
    """Refuse what a form of any site could send (415)."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if path.startswith(RAW):
        if kind in FORMS:
            raise RefusedError(415, NOT_A_FILE)
    elif kind != "application/json":
        raise RefusedError(415, NOT_JSON)


async def whole(receive: Receive, headers: Headers, path: str, time_s: float) -> bytes:
    """Return the whole body; refuses what is too long (413) or too slow (408)."""
    most = next((limit for start, limit in LIMITS if path.startswith(start)), 4096)
    told = headers.get("content-length")
    if told is not None and not (told.isascii() and told.isdigit()):
        raise RefusedError(400, BAD_LENGTH)
    if told is not None and int(told) > most:
        raise RefusedError(413, TOO_LARGE)
    try:
        return await asyncio.wait_for(_read(receive, most), time_s)
    except TimeoutError:
        raise RefusedError(408, TOO_SLOW) from None


def again(body: bytes, receive: Receive) -> Receive:
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
            raise RefusedError(400, TOO_SLOW)
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise RefusedError(413, TOO_LARGE)
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)
