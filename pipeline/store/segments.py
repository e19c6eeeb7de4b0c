"""Results that are kept under all on which they depend, so that none is ever worked out twice.

A segment is a file of records named after the SHA-256 of its key: a mark, the SHA-256 of what
follows, and JSON lines compressed by gzip, the key first. It is written whole or not at all, and
one that was damaged since counts as not there.
"""

import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write
from pipeline.store.removal import remove_files

MARK = b"sightline segment 1\n"
DIGEST_BYTES = hashlib.sha256().digest_size
EFFORT = 3
"""Of gzip: 9 takes three times as long, to save a tenth."""

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True)

Key = Mapping[str, Any]


class Segments:
    """The segments of a folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: Key) -> Path:
        """Return where the segment of a key lies, or would."""
        return self.folder / f"{hashlib.sha256(_line(key)).hexdigest()}.segment"

    def has(self, key: Key) -> bool:
        """Tell whether the segment of a key is there, sound or not."""
        return self.path(key).is_file()

    def read(self, key: Key) -> Iterator[Any] | None:
        """Return the records of a key, or None where they are not there or not sound.

        Raises StorageError where they are, and cannot be read.
        """
        path = self.path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path}: could not be read: {error.strerror or error}") from error
        return _records(content[_begin() :]) if _is_sound(content) else None

    def keep(self, key: Key, content: bytes, *, synced: bool = True) -> None:
        """Leave what a SegmentWriter made; whoever else made it, it was the same.

        What is made again in no time need not be `synced`: to wait for the disk takes as long, and
        what a power cut has torn counts as not there.
        """
        atomic_write(self.path(key), content, synced=synced)

    def sweep(self) -> None:
        """Take away what those have left who were killed while they wrote; nobody may write now."""
        remove_files(self.folder.glob(".*.tmp"))


class SegmentWriter:
    """Makes the content of a segment, record by record; it holds them compressed."""

    def __init__(self, key: Key) -> None:
        self._packed = io.BytesIO()
        # Without a time in it, the same records are the same bytes.
        self._gzip = gzip.GzipFile(
            fileobj=self._packed, mode="wb", mtime=0, filename="", compresslevel=EFFORT
        )
        self.add(key)

    def add(self, record: object) -> None:
        """Take the next record, a JSON value."""
        self._gzip.write(_line(record))

    def finish(self) -> bytes:
        """Return the content."""
        self._gzip.close()
        packed = self._packed.getvalue()
        return MARK + hashlib.sha256(packed).digest() + packed


def _line(value: object) -> bytes:
    return _JSON.encode(value).encode("ascii") + b"\n"


def _begin() -> int:
    return len(MARK) + DIGEST_BYTES


def _is_sound(content: bytes) -> bool:
    digest = content[len(MARK) : _begin()]
    return content.startswith(MARK) and hashlib.sha256(content[_begin() :]).digest() == digest


def _records(packed: bytes) -> Iterator[Any]:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as lines:
        next(lines)
        yield from map(json.loads, lines)
