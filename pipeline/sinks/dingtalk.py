"""A group robot of DingTalk (钉钉): its address holds its token, a secret signs each request."""

import base64
import hashlib
import hmac
import time
from urllib.parse import quote_plus

from pipeline.domain.delivery import Message, Target
from pipeline.sinks.robot import post_to_robot, told_text
from pipeline.sinks.secret import address_of, read_secret


class DingTalk:
    """Posts a text to a group, signed where the robot asks for it (加签)."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def send(self, message: Message) -> None:
        """Return when the robot has said errcode 0; raises DeliveryError."""
        url = address_of(self._target)
        if self._target.secret is not None:
            url += signed_query(read_secret(self._target.secret), int(time.time() * 1000))
        document = {"msgtype": "text", "text": {"content": told_text(message)}}
        post_to_robot(url, document, message, self._target)

    def close(self) -> None:
        """Hold nothing."""


def signed_query(secret: str, at_ms: int) -> str:
    """Return what is added to the address: the time, and HMAC-SHA256 over time and secret.

    >>> signed_query("SEC", 7)[:21]
    '&timestamp=7&sign=3Lt'
    """
    words = f"{at_ms}\n{secret}".encode()
    signed = hmac.new(secret.encode("utf-8"), words, hashlib.sha256).digest()
    return f"&timestamp={at_ms}&sign={quote_plus(base64.b64encode(signed))}"
