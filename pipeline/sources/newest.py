"""The newest picture of a live stream, between a thread that decodes and one that looks."""

import threading
import time

from pipeline.domain.frame import Frame
from pipeline.errors import StreamError

OLD_S = 1.0
"""A picture that came so long ago no longer waits until the one before it is looked at.

How fast a processor is that others use as well changes within seconds. In slow spells of a core
that watched five 1080p streams, 6 % of the samples were missed at half a second; at a whole one, in
other spells of that hour, less than 1 %. Who looks too slowly for longer gets newer pictures.
"""


class Newest:
    """Holds a picture until somebody takes it, or a newer one is put that is old already."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: Frame | None = None
        self._error: BaseException | None = None

    def put(self, frame: Frame, at: float) -> bool:
        """Hold a picture that came at a monotonic time, and tell whether another was dropped.

        One that nobody has taken yet is waited for as long as the picture is not old.
        """
        with self._changed:
            while self._held is not None and self._error is None:
                left_s = at + OLD_S - time.monotonic()
                if left_s <= 0.0:
                    break
                self._changed.wait(left_s)
            if self._error is not None:
                return False
            dropped, self._held = self._held is not None, frame
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

    def take(self) -> Frame:
        """Return the picture that is held, waiting for it; raises the error once it is taken."""
        with self._changed:
            while self._held is None:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            frame, self._held = self._held, None
            self._changed.notify_all()
            return frame
