"""What could not be written because the disk is full: kept in memory until there is room again."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.errors import DiskFullError
from pipeline.jobs.camera_record import Change

MOST_MOMENTS = 200_000
"""Of occupancy so much is kept, some hours of ten gates; then the oldest goes. Changes all stay."""

Write: TypeAlias = Callable[[Sequence[Any], Sequence[Change]], None]


class HeldBack:
    """Writes batches, and keeps them while there is no room; the rest of a watch goes on.

    A change counts as written when `give` has returned it, and nobody is told of it before.
    """

    def __init__(self, write: Write, alarm: Callable[[Notice], None]) -> None:
        self._write = write
        self._alarm = alarm
        self._moments: list[Any] = []
        self._changes: list[Change] = []
        self._is_full = False
        self.dropped = 0

    @property
    def waiting(self) -> tuple[int, int]:
        """How many moments and how many changes wait for room."""
        return len(self._moments), len(self._changes)

    def give(
        self, moments: Sequence[Any], changes: Sequence[Change], *, last: bool = False
    ) -> list[Change]:
        """Write all that is there, and return the changes that are safe now.

        Raises StorageError; a full disk is one only at the `last` time.
        """
        self._moments += moments
        self._changes += changes
        if not (self._moments or self._changes):
            return []
        try:
            self._write(self._moments, self._changes)
        except DiskFullError as error:
            if last:
                raise
            self._keep(error)
            return []
        if self._is_full:
            self._is_full = False
            self._alarm(_room_again(self.dropped))
        written, self._moments, self._changes = self._changes, [], []
        return written

    def _keep(self, error: DiskFullError) -> None:
        if not self._is_full:
            self._is_full = True
            self._alarm(_no_room(str(error)))
        too_many = max(0, len(self._moments) - MOST_MOMENTS)
        self.dropped += too_many
        del self._moments[:too_many]


def _no_room(reason: str) -> Notice:
    label = Label(
        f"警报：{reason}；暂存于内存，腾出空间后写入",
        f"ALARM: {reason}; kept in memory until there is room",
    )
    return noticed(label, "store.full")


def _room_again(dropped: int) -> Notice:
    label = Label(
        f"已有空间，暂存内容已写入；期间丢弃 {dropped} 条人数记录，事件无丢失",
        f"there is room again and all was written; {dropped} counts were dropped, no event was",
    )
    return noticed(label, "store.resumed", dropped=dropped)
