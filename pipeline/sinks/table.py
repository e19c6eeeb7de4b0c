"""The table of sinks, and what each of them is."""

from typing import Protocol

from pipeline.domain.delivery import Message, Target
from pipeline.registry import Registry


class Sink(Protocol):
    """Something that takes messages; it is made of a `Target`, and several threads may use it."""

    def __init__(self, target: Target) -> None: ...

    def send(self, message: Message) -> None:
        """Return when the message was taken; raises DeliveryError when it was not, in bounded time.

        The same message may be sent again, with the same key.
        """

    def close(self) -> None:
        """Let go of what is held."""


SINKS: Registry[type[Sink]] = Registry(
    "receiver",
    "pipeline.sinks",
    {
        "webhook": "pipeline.sinks.webhook:Webhook",
        "wecom": "pipeline.sinks.wecom:WeCom",
        "dingtalk": "pipeline.sinks.dingtalk:DingTalk",
        "mqtt": "pipeline.sinks.mqtt:Mqtt",
        "jsonl": "pipeline.sinks.jsonl:JsonLines",
        "email": "pipeline.sinks.email:Email",
    },
)
