"""Shared memory in which a camera's picture lies while the model looks at it.

The supervisor makes and removes all of it, so that neither a camera's process nor a model's leaves
any behind when it is killed. When the supervisor itself is killed, Python's tracker removes it;
when that is killed as well, the next watch does, by the name, which holds the supervisor's number.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PREFIX = "sightline"
FOLDER = Path("/dev/shm")
"""Where Linux shows shared memory."""


class Slot:
    """Room for one picture, as the process sees it that writes or reads it.

    Its last byte says whether the model is looking at the picture: so it is known, after the
    model's process died, whose picture it was.
    """

    def __init__(self, name: str) -> None:
        self._memory = SharedMemory(name)
        last = self._memory.size - 1
        self._mark = np.ndarray((1,), np.uint8, self._memory.buf, offset=last)

    def picture(self, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """Return the picture that lies there, (h, w, 3), not a copy of it."""
        return np.ndarray(shape, np.uint8, self._memory.buf)

    @property
    def is_looked_at(self) -> bool:
        """Whether the model is looking at the picture, or was when it died."""
        return bool(self._mark[0])

    @is_looked_at.setter
    def is_looked_at(self, looked_at: bool) -> None:
        self._mark[0] = int(looked_at)

    def holds(self, shape: tuple[int, ...]) -> bool:
        """Tell whether there is room for a picture."""
        return int(np.prod(shape)) < self._memory.size

    def close(self) -> None:
        """Let go of it; whoever still looks at a picture keeps it."""
        del self._mark
        with suppress(BufferError):
            self._memory.close()


@dataclass
class Slots:
    """The room of all cameras of a watch, by camera, each of so many bytes."""

    size_bytes: int
    _memories: dict[str, SharedMemory] = field(default_factory=dict)
    _made: int = 0

    def provide(self, camera_ids: Iterable[str]) -> dict[str, str]:
        """Return the name of each camera's room; what others had is given back."""
        wanted = tuple(camera_ids)
        for gone in self._memories.keys() - set(wanted):
            _remove(self._memories.pop(gone))
        for camera_id in wanted:
            if camera_id not in self._memories:
                self._made += 1
                name = f"{PREFIX}-{os.getpid()}-{self._made}"
                made = SharedMemory(name, create=True, size=self.size_bytes + 1)
                self._memories[camera_id] = made
        return {camera_id: self._memories[camera_id].name for camera_id in wanted}

    def close(self) -> None:
        """Give all of it back."""
        self.provide(())


@contextmanager
def slots(size_bytes: int) -> Iterator[Slots]:
    """Give room for pictures while the block runs, once that of dead watches is removed."""
    remove_what_the_dead_left()
    made = Slots(size_bytes)
    try:
        yield made
    finally:
        made.close()


def remove_what_the_dead_left() -> int:
    """Remove the room of watches that were killed, and return how much there was."""
    removed = 0
    for path in FOLDER.glob(f"{PREFIX}-*-*") if FOLDER.is_dir() else ():
        if is_of_the_dead(path):
            with suppress(OSError):
                path.unlink()
                removed += 1
    return removed


def is_of_the_dead(path: Path) -> bool:
    """Tell whether a name holds the number of a watch that is no more."""
    found = re.fullmatch(rf"{PREFIX}-(\d+)-\w+", path.name)
    return found is not None and not _is_alive(int(found[1]))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(memory: SharedMemory) -> None:
    memory.close()
    with suppress(FileNotFoundError):
        memory.unlink()
