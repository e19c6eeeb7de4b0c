"""The one door through which a whole file is written: it is there complete, or as it was."""

import contextlib
import glob
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import StorageError


def atomic_write(
    path: Path, data: bytes | str, *, private: bool = False, synced: bool = True
) -> None:
    """Leave `data` (text as UTF-8) at `path`, whole, or the file that was there before.

    A `private` file only its owner may read, from its first byte on. One that is not `synced`
    may be lost or torn by a power cut, and by nothing else: for what tells so by itself.

    A temporary file in the same folder is filled, synced and renamed over `path`, then the folder
    is synced, so that neither a full disk nor a power cut leaves half a file. Folders above `path`
    are created. Raises StorageError.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    beside = _beside(path)
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(beside, content, private, synced)
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        if synced:
            sync_folder(path.parent)


@contextlib.contextmanager
def atomic_lines(path: Path) -> Iterator[Callable[[str], None]]:
    """Give what appends text (as UTF-8) to `path`, which is there when the block has ended well.

    Until then the text lies in a temporary file beside it, as that of `atomic_write` does, and
    the file that was there before stays. Raises StorageError.
    """
    with atomic_file(path) as file:

        def append(text: str) -> None:
            with _told(path):
                file.write(text.encode("utf-8"))

        yield append


@contextlib.contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Give a file that can be written and sought, which is at `path` when the block has ended well.

    What fails in the block is the block's; what fails afterwards is a StorageError.
    """
    beside = _beside(path)
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = beside.open("xb")
    try:
        yield file
        with _told(path):
            file.flush()
            os.fsync(file.fileno())
            file.close()
            beside.replace(path)
            sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            file.close()
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def atomic_copy(source: Path, path: Path) -> None:
    """Leave what `source` holds at `path`, as `atomic_write` does, however much it is."""
    beside = _beside(path)
    with _told(path):
        try:
            shutil.copyfile(source, beside)
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        sync_folder(path.parent)


def half_written(path: Path) -> Iterator[Path]:
    """Yield what those have left beside `path` who were killed while they wrote it."""
    return path.parent.glob(f".{glob.escape(path.name[:40])}.*.tmp")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.tmp")


class GrowingFile:
    """A file that is written piece by piece, over several runs if need be, and whole at the end.

    Until `finish` the pieces lie in ``NAME.part`` beside `path`, so that nothing half-written
    ever has the file's name. Raises StorageError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")

    @property
    def size(self) -> int:
        """How many bytes are there already."""
        with _told(self.path):
            return self.part.stat().st_size if self.part.exists() else 0

    @contextlib.contextmanager
    def growing(self, from_byte: int) -> Iterator[Callable[[bytes], None]]:
        """Give what appends bytes after the first `from_byte`, which stay; the rest is cut off."""
        with _told(self.path):
            self.part.parent.mkdir(parents=True, exist_ok=True)
            file = self.part.open("ab")
            file.truncate(from_byte)

        def append(data: bytes) -> None:
            with _told(self.path):
                file.write(data)

        try:
            yield append
        finally:
            with _told(self.path):
                file.close()

    def finish(self) -> None:
        """Give the file its name, and make that last through a power cut."""
        with _told(self.path):
            with self.part.open("rb+") as file:
                os.fsync(file.fileno())
            self.part.replace(self.path)
            sync_folder(self.path.parent)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"{path}: could not be written: {reason}") from error


def _fill(path: Path, content: bytes, private: bool, synced: bool) -> None:
    with path.open("xb") as file:
        if private:
            path.chmod(0o600)
        file.write(content)
        if synced:
            file.flush()
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
