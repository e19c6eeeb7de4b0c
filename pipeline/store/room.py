"""How much room a disk has left, and what a watch still writes there.

First it warns; then the oldest evidence that is not held goes; then nothing but events is written,
and an alarm says so. An event that was acknowledged is never given up for room.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.domain.label import Label
from pipeline.errors import StorageError

Rung = Literal["ok", "warn", "evict", "stop"]
GIB, MIB = 2**30, 2**20


@dataclass(frozen=True)
class Ladder:
    """Below how many free bytes which rung begins; the defaults are those of a known recorder.

    Milestone XProtect archives below 5 GB, deletes below 1 GB and stops below 250 MB.
    """

    warn_bytes: int = 5 * GIB
    evict_bytes: int = 1 * GIB
    stop_bytes: int = 250 * MIB

    def rung(self, free_bytes: int) -> Rung:
        """Return where a disk stands.

        >>> [Ladder().rung(mib * MIB) for mib in (6000, 3000, 500, 100)]
        ['ok', 'warn', 'evict', 'stop']
        """
        if free_bytes < self.stop_bytes:
            return "stop"
        if free_bytes < self.evict_bytes:
            return "evict"
        return "warn" if free_bytes < self.warn_bytes else "ok"


RUNG_LABELS: dict[Rung, Label] = {
    "ok": Label("磁盘空间恢复正常", "there is room on the disk again"),
    "warn": Label("警告：磁盘剩余 {free} MiB", "WARNING: {free} MiB are left on the disk"),
    "evict": Label(
        "警告：磁盘剩余 {free} MiB，正在删除最早的未保全证据",
        "WARNING: {free} MiB are left on the disk; the oldest evidence that is not held goes",
    ),
    "stop": Label(
        "警报：磁盘剩余 {free} MiB，只记录事件，不再记录人数和证据",
        "ALARM: {free} MiB are left on the disk; events alone are recorded, no counts, no evidence",
    ),
}


def free_bytes(path: Path) -> int:
    """Return how much room is left where a file lies; raises StorageError."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


class Room:
    """Looks at the disk of a store, and tells once of each change for the better or the worse."""

    def __init__(self, store: Path, ladder: Ladder) -> None:
        self._store = store
        self._ladder = ladder
        self.rung: Rung = "ok"

    def look(self) -> Label | None:
        """Look again, and return what is to be told if it has become another rung."""
        free = free_bytes(self._store)
        rung = self._ladder.rung(free)
        if rung == self.rung:
            return None
        self.rung = rung
        words = RUNG_LABELS[rung]
        told = str(free // MIB)
        return Label(words.zh.replace("{free}", told), words.en.replace("{free}", told))
