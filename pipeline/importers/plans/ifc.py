"""Reads IFC: storeys as floors, walls cut at a height, doors, windows, rooms, with their names.

The geometry library gives triangles; those that cross the cutting plane make the ground plan of
a thing, and where none does its shadow from above is taken.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.domain.drawing import NO_STROKES, Drawing, Shape, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError, UnavailableError
from pipeline.geometry.region import polygons
from pipeline.importers.plans.collector import refuse_nowhere
from pipeline.importers.plans.table import Progress

LIBRARIES = ("ifcopenshell", "ifcopenshell.util.unit", "ifcopenshell.geom")
"""By name, since they are installed for few and typed in part only."""

CUT_M = 1.2
"""Above a storey's floor: through doors and windows, above most furniture."""

KINDS: dict[str, str] = {
    "IfcWall": "wall",
    "IfcColumn": "pillar",
    "IfcCurtainWall": "glass",
    "IfcWindow": "glass",
    "IfcDoor": "door",
    "IfcRailing": "fence",
    "IfcSpace": "room",
}
FILLED = {"IfcDoor", "IfcWindow"}
"""Thin within the wall; what they fill is the wall's breadth, and their own ground bridges it."""

STEP_M, HIGH_M, NEAR_CEILING_M = 0.05, 2.5, 0.5
"""What begins lower stands on the floor; what ends higher, or nearer to the ceiling, ends there."""

MOST_THINGS = 50_000
GRID_M = 1e-4
MARK = b"ISO-10303-21"


def read_ifc(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of an IFC file's content (STEP), a storey for each of the building's."""
    try:
        ifcopenshell, units = (import_module(name) for name in LIBRARIES[:2])
    except ImportError as error:
        raise UnavailableError(
            "IFC needs ifcopenshell, which is not installed; type: pip install sightline[ifc]"
        ) from error
    if MARK not in data[:400]:
        raise PlanError("不是 STEP 格式的 IFC 文件", "it is no IFC file in STEP format")
    try:
        model = ifcopenshell.file.from_string(data.decode("utf-8", "replace"))
        things = [thing for kind in KINDS for thing in model.by_type(kind)]
        unit_m = float(units.calculate_unit_scale(model))
    except (RuntimeError, OSError, AttributeError) as error:
        raise PlanError("IFC 文件无法读取", "it is no IFC that can be read") from error
    if len(things) > MOST_THINGS:
        raise PlanError(
            f"构件超过 {MOST_THINGS} 个，无法处理",
            f"it has more than {MOST_THINGS} things, which is more than is read",
        )
    progress(0.2)
    levels = _levels(model, unit_m)
    found: dict[str, list[Shape]] = {level: [] for level, _, _ in levels}
    for share, thing, corners, triangles in _meshes(model, things):
        progress(0.2 + 0.8 * share)
        _sort_in(thing, corners, triangles, levels, found)
    storeys = tuple(
        Storey(f"f{n}", name, NO_STROKES, (), tuple(found[id_]))
        for n, (id_, name, _) in enumerate(levels, start=1)
        if found[id_]
    )
    if not storeys:
        raise PlanError("模型中没有墙和房间", "the model has neither walls nor rooms")
    # The geometry library gives metres, whatever the file's unit is.
    return Drawing((), storeys, 1.0, Label("模型（米）", "the model, in metres"))


Level = tuple[str, str, float]
"""A storey by its id in the file, its name, and how high its floor lies in metres."""


def _levels(model: Any, unit_m: float) -> list[Level]:
    found = [
        (storey.GlobalId, str(storey.Name or ""), float(storey.Elevation or 0.0) * unit_m)
        for storey in model.by_type("IfcBuildingStorey")
    ]
    if not found:
        return [("all", "1", 0.0)]
    return sorted(found, key=lambda level: level[2])


def _meshes(
    model: Any, things: list[Any]
) -> Iterator[tuple[float, Any, NDArray[np.float64], NDArray[np.int64]]]:
    """Yield each thing with its corners (n, 3) in metres and its triangles (m, 3)."""
    geom = import_module(LIBRARIES[2])
    settings = geom.settings()
    settings.set("use-world-coords", True)
    if not things:
        return
    iterator = geom.iterator(settings, model, 1, include=things)
    if not iterator.initialize():
        return
    done = 0
    while True:
        mesh = iterator.get()
        corners = np.array(mesh.geometry.verts, dtype=np.float64).reshape(-1, 3)
        triangles = np.array(mesh.geometry.faces, dtype=np.int64).reshape(-1, 3)
        done += 1
        if len(triangles):
            refuse_nowhere(corners)
            yield done / len(things), model.by_id(mesh.id), corners, triangles
        if not iterator.next():
            return


def _sort_in(
    thing: Any,
    corners: NDArray[np.float64],
    triangles: NDArray[np.int64],
    levels: list[Level],
    found: dict[str, list[Shape]],
) -> None:
    """Put a thing on each storey whose cutting height it reaches."""
    kind = next(kind for name, kind in KINDS.items() if thing.is_a(name))
    low, high = corners[:, 2].min(), corners[:, 2].max()
    for number, (id_, _, floor_m) in enumerate(levels):
        above_m = levels[number + 1][2] if number + 1 < len(levels) else np.inf
        if not (low < min(floor_m + CUT_M, above_m) and high > floor_m + 0.1):
            continue
        if kind == "room" and not (floor_m - 0.5 <= low < above_m - 0.5):
            continue
        at_m = min(max(floor_m + CUT_M, low + 1e-3), high - 1e-3)
        ground = _ground(corners, triangles, at_m, kind)
        if ground.is_empty:
            continue
        facts = _heights(kind, low - floor_m, high - floor_m, above_m - floor_m)
        name = str(getattr(thing, "LongName", None) or "") if kind == "room" else ""
        if kind == "room":
            name = " ".join(filter(None, (name, str(thing.Name or ""))))
        found[id_].append(Shape(kind, f"{kind}-1", name, ground, facts))


def _heights(kind: str, bottom_m: float, top_m: float, ceiling_m: float) -> dict[str, float]:
    """Return between which heights a thing hides; what reaches near the ceiling hides up to it.

    Around a door or a window the wall goes on below its sill and above its lintel.
    """
    low_m, high_m = round(bottom_m, 3), round(top_m, 3)
    is_low = top_m < min(ceiling_m - NEAR_CEILING_M, HIGH_M)
    if kind in ("door", "glass"):
        return {
            **({"sill_m": low_m} if bottom_m > STEP_M else {}),
            **({"lintel_m": high_m} if is_low and top_m > STEP_M else {}),
        }
    if kind == "room":
        return {}
    return {
        **({"bottom_m": low_m} if bottom_m > STEP_M else {}),
        **({"top_m": high_m} if is_low and top_m > max(bottom_m, STEP_M) else {}),
    }


def _ground(
    corners: NDArray[np.float64], triangles: NDArray[np.int64], at_m: float, kind: str
) -> shapely.Geometry:
    """Return the ground plan of a thing: its section at a height, or its shadow from above."""
    if kind in ("door", "glass"):
        return shapely.minimum_rotated_rectangle(shapely.MultiPoint(corners[:, :2]))
    section = _section(corners, triangles, at_m)
    if not section.is_empty:
        return section
    flat = shapely.polygons(corners[triangles][..., :2])
    sound = flat[(shapely.area(flat) > 1e-8) & shapely.is_valid(flat)]
    return shapely.union_all(sound, grid_size=GRID_M) if len(sound) else Polygon()


def _section(
    corners: NDArray[np.float64], triangles: NDArray[np.int64], at_m: float
) -> shapely.Geometry:
    """Return what the plane at a height cuts out of a closed surface."""
    heights = corners[:, 2][triangles] - at_m
    heights[heights == 0.0] = 1e-9
    crossing = (heights > 0).any(axis=1) & (heights < 0).any(axis=1)
    if not crossing.any():
        return Polygon()
    three, up = corners[triangles[crossing]], heights[crossing]
    ends = np.full((len(three), 3, 2), np.nan)
    for side in range(3):
        other = (side + 1) % 3
        crosses = (up[:, side] > 0) != (up[:, other] > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = up[:, side] / (up[:, side] - up[:, other])
            point = three[:, side] + share[:, None] * (three[:, other] - three[:, side])
        ends[crosses, side] = point[crosses, :2]
    pieces = ends[~np.isnan(ends[..., 0])].reshape(-1, 2, 2)
    lines = shapely.set_precision(shapely.linestrings(pieces), GRID_M)
    noded = shapely.node(shapely.MultiLineString([line for line in lines if not line.is_empty]))
    faces = polygons(shapely.build_area(noded))
    return shapely.union_all(np.array(faces, dtype=np.object_)) if faces else Polygon()
