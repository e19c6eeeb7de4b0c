"""Which recordings a command line names."""

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import FootageError, UsageError

MEDIA = (".avi", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mts", ".ts", ".webm")
"""What a folder is searched for; a file that is named is tried whatever its name."""


def recordings(named: Sequence[str]) -> tuple[Path, ...]:
    """Return the recordings named, a folder as its media files in the order of their names."""
    if not named:
        raise UsageError("no recording was named; write FOOTAGE before --zone")
    found: list[Path] = []
    for path in map(Path, named):
        try:
            inside = sorted(_media(path), key=by_number) if path.is_dir() else [path]
        except OSError as error:
            raise FootageError(f"{path}: could not be read: {error.strerror or error}") from error
        if not inside:
            raise FootageError(f"{path}: no recording in this folder; known are {' '.join(MEDIA)}")
        found += inside
    return tuple(found)


def _media(folder: Path) -> list[Path]:
    """Return the recordings of a folder, without the hidden files that other systems leave."""
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    return [path for path in shown if path.suffix.lower() in MEDIA and path.is_file()]


def by_number(path: Path) -> list[tuple[int, str]]:
    """Return by what recordings are ordered, so that 9.mp4 comes before 10.mp4."""
    parts = re.split(r"(\d+)", path.name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
