"""Keeps one process for each camera going, and alone writes down what they see."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing.connection import wait
from typing import TypeAlias

from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.notice import Notice
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.jobs.camera_record import Change
from pipeline.jobs.held_back import HeldBack
from pipeline.jobs.phase import free_phase
from pipeline.jobs.post import Post
from pipeline.jobs.pulse import Pulse
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.task import CameraTask, Eye, same_task

TICK_S = 0.25
GATHER_S = 0.2
"""So long what several cameras say is gathered once one of them speaks: a turn looks after all."""

WRITE_S = 1.0
"""Occupancy is written so often; what happens to events and faults at the next tick."""

Write: TypeAlias = Callable[[Sequence[ZoneMoment], Sequence[Change]], None]
"""Writes a batch down; when it returns, the batch is safe."""

Tell: TypeAlias = Callable[[Change], None]
"""Tells somebody of a change, after it was written down. An OSError says that nobody listens
any more, as when the reader of a pipe has left: then it is not called again."""


def _nobody(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class Replaced:
    """By id, the cameras whose watch began, began anew, and ended."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class Supervisor:
    """Watches cameras that do not wait for each other: none can slow or stop another."""

    def __init__(
        self,
        tasks: Sequence[CameraTask],
        eye: Eye,
        write: Write,
        tell: Tell,
        alarm: Callable[[Notice], None] = _nobody,
        pulse: Pulse | None = None,
    ) -> None:
        self._eye = eye
        self.posts: tuple[Post, ...] = ()
        for task in tasks:
            self._begin(task)
        self._leaving: list[tuple[Post, float]] = []
        self._coming: tuple[CameraTask, ...] = ()
        self._held = HeldBack(write, alarm)
        self._tell: Tell | None = tell
        self._pulse = pulse or Pulse()
        self._write_at = 0.0

    def replace(self, tasks: Sequence[CameraTask], eye: Eye | None = None) -> Replaced:
        """Watch by other tasks from now on; a camera whose task is the same is not disturbed.

        Those that begin look with another eye, if one is given. The workers of all others are told
        to leave. What a camera has open, an episode or a fault, ends with its worker, as it does at
        the end of a watch.
        """
        self._eye = eye or self._eye
        before = {post.task.camera_id: post for post in self.posts}
        wanted = {task.camera_id: task for task in tasks}
        kept = tuple(
            post
            for camera_id, post in before.items()
            if camera_id in wanted and same_task(post.task, wanted[camera_id])
        )
        until = time.monotonic()
        for post in self.posts:
            if post not in kept:
                post.tell_to_stop()
                self._leaving.append((post, until + post.task.patience.grace_s))
        staying = {post.task.camera_id for post in kept}
        self.posts = kept
        self._coming = tuple(task for task in tasks if task.camera_id not in staying)
        new = [task.camera_id for task in self._coming]
        return Replaced(
            added=tuple(each for each in new if each not in before),
            changed=tuple(each for each in new if each in before),
            removed=tuple(each for each in before if each not in wanted),
        )

    def run(
        self, stop: Stop, for_s: float | None = None, beside: Callable[[], None] = _nobody
    ) -> None:
        """Watch until asked to stop, or for so many seconds; then end every worker.

        `beside` is called some times a second.
        """
        end = math.inf if for_s is None else time.monotonic() + for_s
        try:
            while not stop.asked and time.monotonic() < end:
                self._turn()
                beside()
        finally:
            self._end()

    def _turn(self) -> None:
        self._let_go_and_come()
        for post in self.posts:
            post.look_after()
        pipes = [post.worker.pipe for post in self.posts if post.worker is not None]
        if pipes:
            if wait(pipes, TICK_S):
                time.sleep(GATHER_S)
        else:
            time.sleep(TICK_S)
        for post in self.posts:
            post.hear()
        if time.monotonic() >= self._write_at or any(post.record.changes for post in self.posts):
            self._tell_of(self._hand_over())
        self._pulse.turned(self.posts, self._held)

    def _let_go_and_come(self) -> None:
        """Take leave of workers whose cameras are no longer watched so, and begin with others."""
        gone = [one for one in self._leaving if one[0].has_left or time.monotonic() > one[1]]
        for post, until in gone:
            post.finish(until)
            self._leaving.remove((post, until))
            moments, changes = post.record.take()
            self._pulse.took(moments, changes)
            self._tell_of(_episodes(self._held.give(moments, changes)))
        if self._coming:
            # A worker that still leaves may be seen by the camera as one client too many.
            busy = {post.task.camera_id for post, _ in self._leaving}
            ready = tuple(task for task in self._coming if task.camera_id not in busy)
            self._coming = tuple(task for task in self._coming if task.camera_id in busy)
            for task in ready:
                self._begin(task)

    def _begin(self, task: CameraTask) -> None:
        """Watch one more camera, in a turn of its own."""
        turn = free_phase([post.task.phase for post in self.posts])
        self.posts += (Post(replace(task, phase=turn), self._eye),)

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
        began = time.monotonic()
        for post in self.posts:
            post.tell_to_stop()
        self.posts += tuple(post for post, _ in self._leaving)
        for post in self.posts:
            post.finish(began + post.task.patience.grace_s)
        self._tell_of(_episodes(self._hand_over(last=True)))

    def _tell_of(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if self._tell is None:
                return
            try:
                self._tell(change)
            except OSError:
                # What is recorded matters more than who reads along.
                self._tell = None


def _episodes(changes: Sequence[Change]) -> list[Change]:
    """Return what is told of at the end of a watch.

    A fault that is no longer watched is not mended: of its end nobody is told.
    """
    return [change for change in changes if isinstance(change, CrowdingEvent)]
