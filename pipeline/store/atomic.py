"""The one door through which a whole file is written: it is there complete, or as it was."""

import contextlib
import os
import secrets
from pathlib import Path

from pipeline.errors import StorageError


def atomic_write(path: Path, data: bytes | str) -> None:
    """Leave `data` (text as UTF-8) at `path`, whole, or the file that was there before.

    A temporary file in the same folder is filled, synced and renamed over `path`, then the
    folder is synced, so that neither a full disk nor a power cut leaves half a file. Folders
    above `path` are created. Raises StorageError.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _fill(beside, content)
            beside.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"{path}: could not be written: {reason}") from error


def _fill(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
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
