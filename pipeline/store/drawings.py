"""Drawings that were read, kept under the SHA-256 of their file, so that none is read twice.

Whoever reads otherwise than before, after an update, takes none of those.
What is kept is only a saving: a folder that cannot be written, or a damaged file, costs time alone.
"""

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path

from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write
from pipeline.store.removal import remove_files

READERS = Path(__file__).parents[1] / "importers" / "plans"
MOST_KEPT = 40
DIGEST_BYTES = hashlib.sha256().digest_size


def drawings_folder() -> Path:
    """Return where drawings are kept for this user."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "sightline" / "drawings"


@cache
def readers_mark(folder: Path = READERS) -> str:
    """Return what tells the readers at hand from those of another version of them."""
    mark = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        mark.update(path.name.encode() + b"\n" + path.read_bytes())
    return mark.hexdigest()


class Drawings:
    """The kept drawings of a folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, kind: str, data: bytes) -> Path:
        """Return where the drawing of a file's content lies, or would."""
        key = hashlib.sha256(f"{readers_mark()} {kind}\n".encode() + data).hexdigest()
        return self.folder / f"{key}.drawing"

    def find(self, kind: str, data: bytes) -> bytes | None:
        """Return what was kept of a file's content, None where nothing sound is there."""
        try:
            kept = self.path(kind, data).read_bytes()
        except OSError:
            return None
        digest, content = kept[:DIGEST_BYTES], kept[DIGEST_BYTES:]
        return content if hashlib.sha256(content).digest() == digest else None

    def keep(self, kind: str, data: bytes, content: bytes) -> None:
        """Keep a drawing, and forget the oldest of too many; where that fails, nothing is kept."""
        with contextlib.suppress(StorageError, OSError):
            digest = hashlib.sha256(content).digest()
            atomic_write(self.path(kind, data), digest + content)
            by_age = sorted(self.folder.glob("*.drawing"), key=lambda path: path.stat().st_mtime)
            remove_files(by_age[:-MOST_KEPT])
