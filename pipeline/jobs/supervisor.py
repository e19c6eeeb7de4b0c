"""Keeps one process for each camera going, and alone writes down what they see."""

import math
import time
from collections.abc import Callable, Sequence
from itertools import chain
from multiprocessing.connection import wait
from typing import TypeAlias

from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.jobs.camera_record import Change
from pipeline.jobs.held_back import HeldBack
from pipeline.jobs.post import Post
from pipeline.jobs.pulse import Pulse
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.task import CameraTask, Eye

TICK_S = 0.25
WRITE_S = 1.0
"""Occupancy is written so often; what happens to events and faults at the next tick."""

Write: TypeAlias = Callable[[Sequence[ZoneMoment], Sequence[Change]], None]
"""Writes a batch down; when it returns, the batch is safe."""

Tell: TypeAlias = Callable[[Change], None]
"""Tells somebody of a change, after it was written down. An OSError says that nobody listens
any more, as when the reader of a pipe has left: then it is not called again."""


def _nobody(*_: object) -> None:
    """Hear nothing."""


class Supervisor:
    """Watches cameras that do not wait for each other: none can slow or stop another."""

    def __init__(
        self,
        tasks: Sequence[CameraTask],
        eye: Eye,
        write: Write,
        tell: Tell,
        alarm: Callable[[Label], None] = _nobody,
        pulse: Pulse | None = None,
    ) -> None:
        self.posts = tuple(Post(task, eye) for task in tasks)
        self._grace_s = max(task.patience.grace_s for task in tasks)
        self._held = HeldBack(write, alarm)
        self._tell: Tell | None = tell
        self._pulse = pulse or Pulse()
        self._write_at = 0.0

    def run(self, stop: Stop, for_s: float | None = None) -> None:
        """Watch until asked to stop, or for so many seconds; then end every worker."""
        end = math.inf if for_s is None else time.monotonic() + for_s
        try:
            while not stop.asked and time.monotonic() < end:
                self._turn()
        finally:
            self._end()

    def _turn(self) -> None:
        for post in self.posts:
            post.look_after()
        pipes = [post.worker.pipe for post in self.posts if post.worker is not None]
        if pipes:
            wait(pipes, TICK_S)
        else:
            time.sleep(TICK_S)
        for post in self.posts:
            post.hear()
        if time.monotonic() >= self._write_at or any(post.record.changes for post in self.posts):
            self._tell_of(self._hand_over())
        self._pulse.turned(self.posts, self._held)

    def _hand_over(self, last: bool = False) -> list[Change]:
        """Write down what all records hold, and return the changes that are safe now."""
        self._write_at = time.monotonic() + WRITE_S
        taken = [post.record.take() for post in self.posts]
        moments = list(chain.from_iterable(seen for seen, _ in taken))
        changes = list(chain.from_iterable(changed for _, changed in taken))
        self._pulse.took(moments, changes)
        return self._held.give(moments, changes, last=last)

    def _end(self) -> None:
        self._pulse.ends()
        until = time.monotonic() + self._grace_s
        for post in self.posts:
            post.tell_to_stop()
        for post in self.posts:
            post.finish(until)
        # A fault that is no longer watched is not mended: of its end nobody is told.
        self._tell_of([one for one in self._hand_over(last=True) if isinstance(one, CrowdingEvent)])

    def _tell_of(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if self._tell is None:
                return
            try:
                self._tell(change)
            except OSError:
                # What is recorded matters more than who reads along.
                self._tell = None
