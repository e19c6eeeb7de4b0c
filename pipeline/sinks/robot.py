"""What the robots of chat groups have in common: a text goes in, and an error code comes back."""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.domain.delivery import Message, Target
from pipeline.errors import DeliveryError
from pipeline.sinks.post import post

MOST_TEXT_BYTES = 2000
"""WeCom takes 2,048 bytes of text, DingTalk somewhat more (their documentation, recalled)."""


def told_text(message: Message) -> str:
    """Return title and text, cut where a robot would refuse more."""
    text = f"{message.title}\n{message.text}".encode()
    return text[:MOST_TEXT_BYTES].decode("utf-8", "ignore")


def post_to_robot(url: str, document: Mapping[str, Any], message: Message, target: Target) -> None:
    """Post a robot's document; its answer says 200 even when it has refused it.

    Raises DeliveryError.
    """
    body = json.dumps(document, ensure_ascii=False).encode("utf-8")
    answer = post(url, body, {"Idempotency-Key": message.key}, target)
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise DeliveryError("the robot's answer has no errcode") from error
    if code != 0:
        told = code if isinstance(code, int) else "no number"
        raise DeliveryError(f"the robot refused it with errcode {told}")
