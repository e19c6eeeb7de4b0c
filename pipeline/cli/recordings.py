"""Which recordings a command line names."""

import glob
import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import FootageError, UsageError

MEDIA = (".avi", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mts", ".ts", ".webm")
"""What a folder is searched for; a file that is named is tried whatever its name."""


def recordings(named: Sequence[str]) -> tuple[Path, ...]:
    """Return the recordings named, each folder or pattern as its files in the order of their names.

    A pattern is one of shells, for those that hand it on: ``**`` stands for any folders, and of
    what it matches only media files count.
    """
    if not named:
        raise UsageError("no recording was named; write FOOTAGE before --zone")
    found: list[Path] = []
    for name in named:
        path = Path(name)
        try:
            is_pattern = glob.has_magic(name) and not path.exists()
            inside = _matching(name) if is_pattern else _inside(path)
        except OSError as error:
            raise FootageError(f"{path}: could not be read: {error.strerror or error}") from error
        if not inside:
            where = "matches this pattern" if is_pattern else "in this folder"
            raise FootageError(
                f"{path}: no recording {where}; known are {' '.join(MEDIA)};"
                " '**' in a pattern stands for all folders below"
            )
        found += inside
    return tuple(found)


def _inside(path: Path) -> list[Path]:
    return sorted(filter(_is_media, path.iterdir()), key=by_number) if path.is_dir() else [path]


def _matching(pattern: str) -> list[Path]:
    # Path.glob() takes no pattern that begins at the root.
    found = map(Path, glob.iglob(pattern, recursive=True))  # noqa: PTH207
    return sorted(filter(_is_media, found), key=by_folders)


def _is_media(path: Path) -> bool:
    """Tell whether this is a recording, and no hidden file as other systems leave them."""
    return not path.name.startswith(".") and path.suffix.lower() in MEDIA and path.is_file()


def by_folders(path: Path) -> list[list[tuple[int, str]]]:
    """Return by what recordings of several folders are ordered, so that day 9 is before day 10."""
    return [by_number(Path(part)) for part in path.parts]


def by_number(path: Path) -> list[tuple[int, str]]:
    """Return by what recordings are ordered, so that 9.mp4 comes before 10.mp4."""
    parts = re.split(r"(\d+)", path.name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
