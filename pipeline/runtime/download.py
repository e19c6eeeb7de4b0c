"""A file from a web server, from its beginning or from where an earlier attempt was cut off."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib import error, request
from urllib.parse import urlsplit

from pipeline.errors import ModelError

CHUNK_BYTES = 1 << 18
PARTIAL, UNSATISFIABLE = 206, 416
CONTENT_RANGE = r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)"


class Answer:
    """What a server sends of a file: bytes from `start` on; `total` is all there are, if told.

    `validator` is by what the server will know this very file again (an ETag, or the time of
    its last change), None where it gives nothing of the kind.
    """

    def __init__(self, response: Any, url: str, asked_from: int) -> None:
        self.url = url
        self._response = response
        address = shown(url)
        headers = response.headers
        self.start, self.total = 0, _number(headers.get("Content-Length"))
        if response.status == PARTIAL:
            self.start, self.total = _part(headers.get("Content-Range") or "", address)
            if self.start != asked_from:
                raise ModelError(
                    f"{address}: the server sends bytes from {self.start} on, not from {asked_from}"
                )
        etag = headers.get("ETag") or ""
        # A weak ETag only promises something much the same, which will not do for half a file.
        strong = etag if etag and not etag.startswith("W/") else None
        self.validator: str | None = strong or headers.get("Last-Modified")

    def chunks(self) -> Iterator[bytes]:
        """Yield what comes, as it comes; ModelError when the connection fails."""
        while True:
            with _told(shown(self.url)):
                data = self._response.read(CHUNK_BYTES)
            if not data:
                return
            yield data

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()


def ask(url: str, from_byte: int, validator: str | None, timeout_s: float) -> Answer | None:
    """Return a server's answer to being asked for a file, or for its rest from a byte on.

    The rest is asked for only of the very file that `validator` names; of another one, or of a
    server that knows no parts, the whole comes. None says that nothing of it is missing. Redirects
    are followed, over http and https alone. Raises ModelError in one sentence.
    """
    address, headers = shown(url), {"User-Agent": "sightline"}
    if from_byte and validator:
        headers |= {"Range": f"bytes={from_byte}-", "If-Range": validator}
    with _told(address):
        try:
            response = _opener().open(request.Request(url, headers=headers), timeout=timeout_s)
        except error.HTTPError as refusal:
            with refusal:
                return _after_refusal(refusal, url, from_byte, timeout_s)
    return Answer(response, url, from_byte)


def shown(url: str) -> str:
    """Return an address fit to be told: without a password, or the key that may follow a "?".

    >>> shown("https://me:secret@example.org/a.onnx?key=1")
    'https://example.org/a.onnx'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _after_refusal(
    refusal: error.HTTPError, url: str, from_byte: int, timeout_s: float
) -> Answer | None:
    """Begin anew where what is here is longer than the file; say what any other refusal is."""
    if refusal.code != UNSATISFIABLE or not from_byte:
        said = f"{refusal.code} {refusal.reason}".strip().splitlines()[0]
        raise ModelError(f"{shown(url)}: the server answers {said}")
    _, total = _part(refusal.headers.get("Content-Range") or "", shown(url))
    return None if total == from_byte else ask(url, 0, None, timeout_s)


def _opener() -> request.OpenerDirector:
    """Return what speaks http and https; not ftp, and no file of this machine."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPErrorProcessor,
        request.HTTPDefaultErrorHandler,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _part(content_range: str, address: str) -> tuple[int, int | None]:
    """Return where the part begins that a server sends, and how long the whole is."""
    found = re.fullmatch(CONTENT_RANGE, content_range.strip())
    if found is None:
        raise ModelError(f"{address}: the server does not say which part of the file it sends")
    return int(found[1] or 0), _number(found[2])


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,18}", text) else None


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn what a connection may fail with into one sentence."""
    try:
        yield
    except ModelError:
        raise
    except (OSError, http.client.HTTPException, ValueError) as failure:
        reason = getattr(failure, "reason", None) or failure
        words = "no answer in time" if isinstance(reason, TimeoutError) else _words(reason)
        raise ModelError(
            f"{address}: the file could not be fetched ({words});"
            " the same command goes on from where it was"
        ) from failure


def _words(reason: object) -> str:
    told = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return str(told).splitlines()[0][:200].lower()
