"""The pictures below a plan: one for each floor, beside the site file, under names of our own.

A picture is decoded in a confined process and written anew before it is kept, so that nothing is
kept of an upload but what can be seen. An index says which was kept last for which floor. One that
was kept before may still be gone back to until the site is saved, so it is then that those go which
nothing names.
"""

import json
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
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
SITE_FILES = frozenset({".yaml", ".yml"})


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


def keep_underlay(site_path: Path, floor_id: str, data: bytes, saving: Lock) -> Underlay:
    """Keep a picture for a floor, beside those that were kept before.

    `saving` is held by whoever changes the site file or its pictures. Raises PlanError for what is
    no picture, or too large a one, and StorageError.
    """
    head, _, content = answered(CHILD, KEPT, data, limits=LIMITS).partition(b"\n")
    told = json.loads(head)
    name = secrets.token_hex(16) + told["suffix"]
    folder = underlay_folder(site_path)
    kept = Underlay(name, told["width_px"], told["height_px"], len(content))
    with saving:
        floors = {**_index(folder), floor_id: asdict(kept)}
        atomic_write(folder / name, content)
        index = json.dumps({"format": FORMAT, "floors": floors}, indent=2)
        atomic_write(folder / "index.json", index)
    return kept


def collect_underlays(site_path: Path) -> None:
    """Take away the pictures that neither the index names nor a site file in the same folder.

    To be called after a save, by whoever still holds the turn to. Raises StorageError.
    """
    folder = underlay_folder(site_path)
    if not folder.is_dir():
        return
    named = {entry["name"] for entry in _index(folder).values()} | _mentioned(site_path)
    lying = [path for path in folder.iterdir() if NAME.fullmatch(path.name)]
    remove_files(path for path in lying if path.name not in named)


def _mentioned(site_path: Path) -> set[str]:
    """Return the names of pictures that stand in a site file or in one beside it, say of a copy."""
    beside = [path for path in site_path.parent.iterdir() if path.suffix.lower() in SITE_FILES]
    try:
        texts = [path.read_text("utf-8") for path in {site_path, *beside}]
    except (OSError, ValueError) as error:
        raise StorageError(f"{site_path.parent}: a site file cannot be read") from error
    return {found.group() for text in texts for found in NAME.finditer(text)}


def open_underlay(
    site_path: Path, floor_id: str, named: str | None = None, asked: str | None = None
) -> tuple[bytes, str]:
    """Return the picture of a floor and what it is to be sent as; UnknownNameError without one.

    It is the one that was `asked` for, as a site file names it: one that the file has `named`, or
    any that is kept. Else it is the one that was kept last, unless the file has named one that lies
    elsewhere.
    """
    folder = underlay_folder(site_path)
    entry = _index(folder).get(floor_id)
    if asked is not None and asked != named:
        name = asked.removeprefix(f"{folder.name}/")
        if name == asked or not NAME.fullmatch(name):
            raise UnknownNameError(f"no picture {asked[:60]!r} is kept")
        path = folder / name
    elif named is not None and (asked or not named.startswith(f"{folder.name}/")):
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
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StorageError(f"{path}: cannot be read; take it away") from error
    raise StorageError(f"{path}: names what is none of ours; take it away")
