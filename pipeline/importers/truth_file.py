"""The one door to labels: COCO and lists of boxes (JSON), MOT (text), counts and episodes (CSV)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.domain.truth import Truth
from pipeline.errors import InputError
from pipeline.importers.coco import coco_truth
from pipeline.importers.mot import mot_truth
from pipeline.importers.truth_csv import csv_truth

READERS = {".json": coco_truth, ".txt": mot_truth, ".csv": csv_truth}

MAX_BYTES = 2**28
"""COCO's own labels of 118,000 photographs are twice this; nobody evaluates on more in one go."""


def load_truths(paths: Sequence[Path]) -> Truth:
    """Return what several files say together: counts from one, say, and episodes from another.

    Raises InputError for a broken file, and for two that speak of the same.
    """
    together: dict[str, Any] = {}
    for path in paths:
        for field, told in vars(load_truth(path)).items():
            if told is not None and together.get(field) is not None:
                raise InputError(f"{path}: {field} are told by another file too; give one")
            together[field] = together.get(field) if told is None else told
    if together.get("frames") is not None and len(paths) > 1:
        raise InputError(f"{paths[-1]}: labelled boxes stand alone; evaluate on the rest apart")
    return Truth(**together)


def load_truth(path: Path) -> Truth:
    """Return what a file of labels says.

    Raises InputError, with file and place, for a file that is of no known kind or broken.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: labels are {', '.join(READERS)}, got '{path.suffix}'")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: {size} bytes; at most {MAX_BYTES} are read")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8 (byte {error.start})") from error
    try:
        return reader(text)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
