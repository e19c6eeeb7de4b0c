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
from pipeline.sources.picture import JPEG_MAGIC, PNG_MAGIC
from pipeline.store.atomic import atomic_write
from pipeline.store.removal import remove_files
from pipeline.workflows.picture_child import KEPT

CHILD = "pipeline.workflows.picture_child"
LIMITS = Limits(memory_mb=2048, time_s=30.0, file_mb=20)
FORMAT = 1
NAME = re.compile(r"[0-9a-f]{32}\.(png|jpg)")
TYPES = {PNG_MAGIC: "image/png", JPEG_MAGIC: "image/jpeg"}
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Underlay:
    """A picture that is kept: its name in the folder, and how large it is."""

    name: str
    width_px: int
    height_px: int
    size: int


def underlay_folder(site_path: Path) -> Path:
    """Return where the pictures of a site lie.

    >>> underlay_folder(Path("school/site.yaml")).as_posix()
    'school/site.underlays'
    """
    return site_path.with_name(f"{site_path.stem}.underlays")


def keep_underlay(
    site_path: Path, floor_id: str, data: bytes, named: str | None = None
) -> Underlay:
    """Keep a picture for a floor, in place of the one that was kept before.

    The one that the site file has `named` stays, since it is not saved yet that it does not.
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
    old = known.get(floor_id)
    if old and relative(site_path, old["name"]) != named:
        remove_files([folder / old["name"]])
    return kept


def open_underlay(site_path: Path, floor_id: str, named: str | None = None) -> tuple[bytes, str]:
    """Return the picture of a floor and what it is to be sent as; UnknownNameError without one.

    It is the one that was kept last, unless the site file has `named` one that lies elsewhere.
    """
    folder = underlay_folder(site_path)
    entry = _index(folder).get(floor_id)
    if named is not None and not named.startswith(f"{folder.name}/"):
        path = site_path.parent / named
    elif entry is not None:
        path = folder / entry["name"]
    elif named is not None:
        path = site_path.parent / named
    else:
        raise UnknownNameError(f"no picture lies below the floor {floor_id[:60]!r}")
    return _picture(path, site_path.parent)


def relative(site_path: Path, name: str) -> str:
    """Return how a site file names a picture that is kept."""
    return f"{underlay_folder(site_path).name}/{name}"


def _picture(path: Path, root: Path) -> tuple[bytes, str]:
    """Return a picture that lies in a folder, in truth too, and is one by its first bytes."""
    found = path.resolve()
    try:
        if not found.is_relative_to(root.resolve()) or found.stat().st_size > MOST_BYTES:
            raise UnknownNameError(f"{path.name}: no picture of this school")
        data = found.read_bytes()
    except OSError as error:
        raise UnknownNameError(f"{path.name}: the picture is gone") from error
    for magic, media_type in TYPES.items():
        if data.startswith(magic):
            return data, media_type
    raise UnknownNameError(f"{path.name}: no picture of this school")


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
