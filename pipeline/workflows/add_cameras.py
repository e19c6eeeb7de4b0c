"""A list of cameras goes into a site file: looked at first, then written, checked as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, cast

from pipeline.config.site_file import load_site
from pipeline.config.site_text import site_text
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.drawing import Drawing, Shape
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.errors import PlanError, SiteFileError
from pipeline.store.atomic import atomic_write

CHANGES: dict[str, Label] = {
    "new": Label("新增", "new"),
    "changed": Label("更改", "changed"),
    "same": Label("不变", "the same"),
}
MINE = ("line", "floor")
"""What a row says for us, and is no field of a camera."""


@dataclass(frozen=True)
class ListedChange:
    """What a row of the list does to the plan: the camera's entry, on which floor, as what."""

    line: int
    floor_id: str
    entry: dict[str, Any]
    change: Literal["new", "changed", "same"]


@dataclass(frozen=True, eq=False)
class Extended:
    """A site file with the cameras of a list, and what each row changed."""

    text: str
    site: Site
    changes: tuple[ListedChange, ...]


def add_cameras(site_path: Path, list_path: Path, drawing: Drawing) -> Extended:
    """Return a site file with all cameras of a list; those of the same id are changed.

    The values of the file stay, its comments do not. Raises SiteFileError for a site file that is
    not sound, and PlanError, with the row's line, for a camera that cannot be.
    """
    load_site(site_path)
    document = cast("dict[str, Any]", load_yaml(site_path).data)
    floors = document["floors"]
    try:
        shapes = drawing.storeys[0].shapes
        changes = tuple(_placed(shape, floors) for shape in shapes)
        _refuse_doubles(changes)
        text = site_text(document, (_comment(list_path),))
        # The school's own list lies beside its site file, and says nothing of where cameras hang.
        alone = {name: value for name, value in document.items() if name != "camera_list"}
        return Extended(text, _checked(site_text(alone), floors, changes), changes)
    except PlanError as error:
        raise PlanError(f"{list_path}：{error.zh}", f"{list_path}: {error}") from error


def _placed(shape: Shape, floors: Sequence[dict[str, Any]]) -> ListedChange:
    """Put a camera on its floor, and return what that changed."""
    line, wanted = shape.facts["line"], shape.facts["floor"]
    floor = _floor(line, wanted, floors)
    x, y = shape.geometry.coords[0]
    facts = {name: value for name, value in shape.facts.items() if name not in MINE}
    name = {"name": shape.name} if shape.name else {}
    entry = {"id": shape.id, **name, "position": [float(x), float(y)], **facts}
    cameras = floor.setdefault("cameras", [])
    number = next((n for n, each in enumerate(cameras) if each["id"] == shape.id), None)
    if number is None:
        cameras.append(entry)
        return ListedChange(line, floor["id"], entry, "new")
    old = cameras[number]
    lens = {"hfov_deg", "lens", "heads"} if {"hfov_deg", "lens"} & set(entry) else set()
    kept = {name: value for name, value in old.items() if name not in lens}
    cameras[number] = {**kept, **entry}
    return ListedChange(line, floor["id"], entry, "same" if cameras[number] == old else "changed")


def _floor(line: int, wanted: str, floors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    known = {str(floor["id"]): floor for floor in floors}
    if not wanted and len(floors) == 1:
        return floors[0]
    if wanted not in known:
        listed = ", ".join(known)
        raise PlanError(
            f"第 {line} 行：没有楼层“{wanted}”；有 {listed}",
            f"line {line}: there is no floor '{wanted}'; there are {listed}",
        )
    return known[wanted]


def _refuse_doubles(changes: Sequence[ListedChange]) -> None:
    first: dict[str, int] = {}
    for change in changes:
        id_ = change.entry["id"]
        if first.setdefault(id_, change.line) != change.line:
            raise PlanError(
                f"第 {change.line} 行：探头 {id_} 已在第 {first[id_]} 行",
                f"line {change.line}: camera {id_} stands on line {first[id_]} already",
            )


def _comment(path: Path) -> Label:
    return Label(f"由 Sightline 并入清单 {path.name}", f"With the cameras of {path.name}")


def _checked(text: str, floors: Sequence[dict[str, Any]], changes: Sequence[ListedChange]) -> Site:
    """Return the site of a text; a problem of a camera is told by its line in the list."""
    with TemporaryDirectory(prefix="sightline-") as folder:
        path = Path(folder) / "site.yaml"
        atomic_write(path, text)
        try:
            return load_site(path)
        except SiteFileError as error:
            raise _by_line(error, floors, changes) from error


def _by_line(
    error: SiteFileError, floors: Sequence[dict[str, Any]], changes: Sequence[ListedChange]
) -> PlanError:
    """Return the first problem of a site file, by the line of the list that brought it."""
    problem = error.problems[0]
    field = str(problem.field)
    parts = field.split(".")
    if parts[0::2][:2] == ["floors", "cameras"] and len(parts) > 3:
        camera = floors[int(parts[1])]["cameras"][int(parts[3])]
        line = next((each.line for each in changes if each.entry["id"] == camera["id"]), None)
        if line is not None:
            inner = ".".join(parts[4:])
            return PlanError(
                f"第 {line} 行：{inner}：{problem.wording.zh}",
                f"line {line}: {inner}: {problem.wording.en}",
            )
    return PlanError(f"{field}：{problem.wording.zh}", f"{field}: {problem.wording.en}")
