"""A webhook: the document as JSON, with a key by which it is known again and a signature."""

import hashlib
import hmac
import json
import time

from pipeline.domain.delivery import Message, Target
from pipeline.sinks.post import post
from pipeline.sinks.secret import address_of, read_secret


class Webhook:
    """Posts JSON.

    ``Idempotency-Key`` is the same each time a message is sent again. With a secret,
    ``X-Sightline-Signature`` is ``t=SECONDS,v1=HEX``: HMAC-SHA256 over the seconds, a full stop
    and the body, so that an old request cannot be sent anew by somebody else.
    """

    def __init__(self, target: Target) -> None:
        self._target = target

    def send(self, message: Message) -> None:
        """Return when the receiver has answered 2xx; raises DeliveryError."""
        body = json.dumps(message.document, ensure_ascii=False).encode("utf-8")
        headers = {"Idempotency-Key": message.key}
        if self._target.secret is not None:
            headers["X-Sightline-Signature"] = signature(
                read_secret(self._target.secret), body, int(time.time())
            )
        post(address_of(self._target), body, headers, self._target)

    def close(self) -> None:
        """Hold nothing."""


def signature(secret: str, body: bytes, at_s: int) -> str:
    """Return what a receiver holds against its own sum over a body, with the time of sending.

    >>> signature("key", b"{}", 7)[:13]
    't=7,v1=77bc83'
    """
    signed = hmac.new(secret.encode("utf-8"), f"{at_s}.".encode() + body, hashlib.sha256)
    return f"t={at_s},v1={signed.hexdigest()}"
