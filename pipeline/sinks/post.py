"""One HTTP request of ours and its answer: no redirect is followed, and little of it is read."""

import http.client
import socket
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from pipeline.domain.delivery import Target
from pipeline.errors import DeliveryError
from pipeline.sinks.connection import line
from pipeline.version import VERSION

MOST_ANSWER_BYTES = 16384
"""So much of an answer is read; whoever sends more is not listened to."""


def post(url: str, body: bytes, headers: Mapping[str, str], target: Target) -> bytes:
    """Send a body and return the answer's; raises DeliveryError for any answer but 2xx.

    The words of a refusal hold the host alone: path and query may be secrets.
    """
    parts, host = _split(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with line(host, target.timeout_s) as held:
        connected: socket.socket = held.connect(host, port, target.allowed)
        if parts.scheme == "https":
            connected = held.secure(connected, host)
        status, answer = _exchange(connected, parts, host, port, body, headers)
        if held.is_cut:
            raise OSError
    if 300 <= status < 400:
        raise DeliveryError(f"{host}: answered {status}, a redirect, which is not followed")
    if not 200 <= status < 300:
        raise DeliveryError(f"{host}: answered {status}")
    return answer


def _split(url: str) -> tuple[SplitResult, str]:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise DeliveryError("the address is no URL") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise DeliveryError("the address must be http(s)://HOST/…, without a user in it")
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in url):
        raise DeliveryError("the address holds signs that no URL has")
    return parts, parts.hostname


def _exchange(
    connected: socket.socket,
    parts: SplitResult,
    host: str,
    port: int,
    body: bytes,
    headers: Mapping[str, str],
) -> tuple[int, bytes]:
    speaker = http.client.HTTPConnection(host, port)
    speaker.sock = connected
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    told = {
        "Host": parts.netloc,
        "User-Agent": f"sightline/{VERSION}",
        "Content-Type": "application/json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    try:
        speaker.putrequest("POST", path, skip_host=True, skip_accept_encoding=True)
        for name, value in told.items():
            speaker.putheader(name, value)
        speaker.endheaders(body)
        answer = speaker.getresponse()
        return answer.status, answer.read(MOST_ANSWER_BYTES)
    except (http.client.HTTPException, ValueError) as error:
        raise DeliveryError(f"{host}: its answer is no HTTP") from error
