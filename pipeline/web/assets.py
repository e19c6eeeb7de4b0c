"""The files of the pages, by their names, read once and packed: nothing else can be asked for."""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

ASSETS = Path(__file__).parent / "assets"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
PAGES = {
    "/": "planner.html",
    "/console": "console.html",
    "/ledger": "ledger.html",
    "/city": "city.html",
    "/login": "login.html",
    "/favicon.ico": "icon.svg",
}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: as it is, and packed where that is shorter."""

    content: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    media_type: str
    etag: str


def asset(name: str, folder: Path = ASSETS) -> Asset | None:
    """Return a file by its name below the folder, None where no such file is there.

    The name is looked up among those that are there, and never put together to a path.
    """
    if (path := names(folder).get(name)) is None:
        return None
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@cache
def names(folder: Path = ASSETS) -> dict[str, Path]:
    """Return the files that can be asked for, as they are when the first one is."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES and path.is_file()
    }


@lru_cache(maxsize=512)
def _read(path: Path, changed_ns: int) -> Asset:
    return asset_of(path.read_bytes(), TYPES[path.suffix])


def asset_of(content: bytes, media_type: str) -> Asset:
    """Return some content as it is sent."""
    packed = gzip.compress(content, 9, mtime=0)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    is_shorter = len(packed) < len(content)
    return Asset(content, packed if is_shorter else b"", media_type, etag)
