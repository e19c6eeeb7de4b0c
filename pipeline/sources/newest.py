"""The newest picture of a live stream, between a thread that decodes and one that looks."""

import threading
from dataclasses import dataclass

from pipeline.sources.decoding import Picture


@dataclass(frozen=True, eq=False)
class Received:
    """A decoded picture, its number, when it arrived, and whether parts of it are missing."""

    picture: Picture
    index: int
    t_s: float
    is_damaged: bool = False


class Newest:
    """Holds the newest picture until somebody takes it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._held: Received | None = None
        self._error: BaseException | None = None

    def put(self, received: Received) -> bool:
        """Hold a picture, and tell whether one that nobody had taken was dropped for it."""
        with self._changed:
            dropped, self._held = self._held is not None, received
            self._changed.notify()
            return dropped

    def fail(self, error: BaseException) -> None:
        """Hold the error after which nothing more will be put."""
        with self._changed:
            self._error = error
            self._changed.notify()

    def take(self) -> Received:
        """Return the newest picture, waiting for it; raises the error once all is taken."""
        with self._changed:
            while self._held is None:
                if self._error is not None:
                    raise self._error
                self._changed.wait()
            received, self._held = self._held, None
            return received
