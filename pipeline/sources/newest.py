"""The newest picture of a live stream, between a thread that decodes and one that looks."""

import threading
import time
from dataclasses import dataclass

from pipeline.errors import StreamError
from pipeline.sources.decoding import Picture

OLD_S = 1.0
"""A picture that came so long ago no longer waits until the one before it is looked at.

How fast a processor is that others use as well changes within seconds. In slow spells of a core
that watched five 1080p streams, 6 % of the samples were missed at half a second; at a whole one, in
other spells of that hour, less than 1 %. Who looks too slowly for longer gets newer pictures.
"""


@dataclass(frozen=True, eq=False)
class Received:
    """A decoded picture, its number, when it arrived, and whether parts of it are missing.

    `at` is when it arrived by the monotonic clock, `t_s` by that of the stream.
    """

    picture: Picture
    index: int
    t_s: float
    at: float
    is_damaged: bool = False


class Newest:
    """Holds a picture until somebody takes it, or a newer one is put that is old already."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: Received | None = None
        self._error: BaseException | None = None

    def put(self, received: Received) -> bool:
        """Hold a picture, and tell whether one that nobody had taken was dropped for it.

        It waits for that one to be taken for as long as the picture is not old.
        """
        with self._changed:
            while self._held is not None and self._error is None:
                left_s = received.at + OLD_S - time.monotonic()
                if left_s <= 0.0:
                    break
                self._changed.wait(left_s)
            if self._error is not None:
                return False
            dropped, self._held = self._held is not None, received
            self._changed.notify_all()
            return dropped

    def leave(self) -> None:
        """Let nobody wait any more, be it to put or to take."""
        self.fail(StreamError("the stream was left", "offline", "码流已关闭"))

    def fail(self, error: BaseException) -> None:
        """Hold the error after which nothing more will be put."""
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def take(self) -> Received:
        """Return the picture that is held, waiting for it; raises the error once it is taken."""
        with self._changed:
            while self._held is None:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            received, self._held = self._held, None
            self._changed.notify_all()
            return received
