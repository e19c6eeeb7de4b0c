"""Photographs and proofs beside the ledger, each under the SHA-256 of what it holds."""

import hashlib
from pathlib import Path

from pipeline.errors import InputError, StorageError
from pipeline.store.atomic import atomic_write

MAX_BYTES = 2**28
KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
"""Photographs by how they begin; a name says nothing."""


def keep_photograph(folder: Path, path: Path) -> str:
    """Keep a copy of a JPEG or PNG and return its SHA-256; raises InputError for anything else."""
    return _kept(folder, *_photograph(path))


def photograph_digest(path: Path) -> str:
    """Return under which SHA-256 a JPEG or PNG is kept; raises InputError for anything else."""
    return hashlib.sha256(_photograph(path)[0]).hexdigest()


def _photograph(path: Path) -> tuple[bytes, str]:
    data = read(path)
    suffix = next((end for magic, end in KINDS.items() if data.startswith(magic)), None)
    if suffix is None:
        raise InputError(f"{path}: not a JPEG or PNG picture")
    return data, suffix


def keep_document(folder: Path, path: Path) -> str:
    """Keep a copy of a JSON document and return its SHA-256."""
    return _kept(folder, read(path), ".json")


def read(path: Path) -> bytes:
    """Return what a file holds; raises InputError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: more than {MAX_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error


def _kept(folder: Path, data: bytes, suffix: str) -> str:
    digest = hashlib.sha256(data).hexdigest()
    path = folder / f"{digest}{suffix}"
    if not path.exists():
        atomic_write(path, data)
    return digest


def missing_evidence(folder: Path, digests: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some files that are not there, or are not what they were."""
    return tuple(digest for digest in digests if not _is_whole(folder, digest))


def _is_whole(folder: Path, digest: str) -> bool:
    try:
        kept = next(folder.glob(f"{digest}.*"), None)
        return kept is not None and hashlib.sha256(kept.read_bytes()).hexdigest() == digest
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror or error}") from error
