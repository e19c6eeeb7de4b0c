"""A group robot of WeCom (企业微信): its address holds its key, and so is a secret itself."""

from pipeline.domain.delivery import Message, Target
from pipeline.sinks.robot import post_to_robot, told_text
from pipeline.sinks.secret import address_of


class WeCom:
    """Posts a text to a group."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def send(self, message: Message) -> None:
        """Return when the robot has said errcode 0; raises DeliveryError."""
        document = {"msgtype": "text", "text": {"content": told_text(message)}}
        post_to_robot(address_of(self._target), document, message, self._target)

    def close(self) -> None:
        """Hold nothing."""
