"""The pictures below a plan: one for each floor, beside the site file, under names of our own.

A picture is decoded in a confined process and written anew before it is kept, so that nothing is
kept of an upload but what can be seen. An index says which belongs to which floor.
"""

import json
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import StorageError, UnknownNameError
from pipeline.importers.plans.confined import Limits, answered
from pipeline.store.atomic import atomic_write
from pipeline.store.removal import remove_files
from pipeline.workflows.picture_child import KEPT

CHILD = "pipeline.workflows.picture_child"
LIMITS = Limits(memory_mb=2048, time_s=30.0, file_mb=20)
FORMAT = 1
NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg)")
TYPES = {".png": "image/png", ".jpg": "image/jpeg"}


@dataclass(frozen=True)
class Underlay:
    """A picture that is kept: its name in the folder, and how large it is."""

    name: str
    width_px: int
    height_px: int
    size: int

    @property
    def media_type(self) -> str:
        """What it is to be sent as."""
        return TYPES[Path(self.name).suffix]


def underlay_folder(site_path: Path) -> Path:
    """Return where the pictures of a site lie.

    >>> underlay_folder(Path("school/site.yaml")).as_posix()
    'school/site.underlays'
    """
    return site_path.with_name(f"{site_path.stem}.underlays")


def keep_underlay(site_path: Path, floor_id: str, data: bytes) -> Underlay:
    """Keep a picture for a floor, in place of the one it had.

    Raises PlanError for what is no picture, or too large a one, and StorageError.
    """
    head, _, content = answered(CHILD, KEPT, data, limits=LIMITS).partition(b"\n")
    told = json.loads(head)
    name = secrets.token_hex(16) + told["suffix"]
    folder = underlay_folder(site_path)
    known = _index(folder)
    kept = Underlay(name, told["width_px"], told["height_px"], len(content))
    atomic_write(folder / name, content)
    floors = {**known, floor_id: asdict(kept)}
    atomic_write(folder / "index.json", json.dumps({"format": FORMAT, "floors": floors}, indent=2))
    if old := known.get(floor_id):
        remove_files([folder / old["name"]])
    return kept


def open_underlay(site_path: Path, floor_id: str) -> tuple[Underlay, bytes]:
    """Return the picture of a floor; UnknownNameError where it has none."""
    folder = underlay_folder(site_path)
    entry = _index(folder).get(floor_id)
    if entry is None:
        raise UnknownNameError(f"no picture lies below the floor {floor_id[:60]!r}")
    found = Underlay(**entry)
    try:
        return found, (folder / found.name).read_bytes()
    except OSError as error:
        raise UnknownNameError(f"the picture of the floor {floor_id[:60]!r} is gone") from error


def _index(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "index.json"
    if not path.exists():
        return {}
    try:
        floors = json.loads(path.read_bytes())["floors"]
        if all(NAME.fullmatch(each["name"]) for each in floors.values()):
            return dict(floors)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageError(f"{path}: cannot be read; take it away") from error
    raise StorageError(f"{path}: names what is none of ours; take it away")
