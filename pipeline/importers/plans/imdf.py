"""Reads IMDF: a ZIP of GeoJSON files, with levels, units (rooms) and the openings between them.

IMDF draws no walls; they stand where units end, except where an opening lies.
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from pipeline.domain.drawing import Drawing, Storey
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import Collector, Layers
from pipeline.importers.plans.geojson import Feature, geometry_of, name_of, parsed, place_of
from pipeline.importers.plans.table import Progress

MOST_FILES = 100
MOST_BYTES = 256 * 2**20
"""Unpacked, all together."""

NEEDED = ("level", "unit")
READ = ("level", "unit", "opening", "kiosk", "fixture")
BESIDE_M = 0.02
"""An opening is drawn on the edge of a unit, to within so much."""

WALLS, DOORS, NAMES = "unit walls", "opening doors", "unit names"
OPEN_UNITS = frozenset({"opentobelow", "parking", "road", "sidewalk"})


def read_imdf(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of an IMDF archive's content, a storey for each level."""
    files = _unpacked(data)
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise PlanError(
            f"不是 IMDF：缺少 {missing[0]}.geojson",
            f"it is no IMDF: {missing[0]}.geojson is missing",
        )
    collections = {name: _features(files[name]) for name in READ if name in files}
    units = [(each, geometry_of(each)) for each in collections["unit"]]
    drawn = [shape for _, shape in units if shape is not None and not shape.is_empty]
    if not drawn:
        raise PlanError("IMDF 中没有房间", "the IMDF has no units")
    place, _, _ = place_of(drawn, {})
    if place is None:
        raise PlanError("IMDF 的坐标不是经纬度", "the IMDF is not in longitudes and latitudes")
    layers = Layers()
    storeys = []
    levels = sorted(collections["level"], key=_ordinal)
    for number, level in enumerate(levels, start=1):
        progress(number / len(levels))
        storeys.append(_storey(number, level, collections, place, Collector(layers)))
    kept = tuple(storey for storey in storeys if len(storey.strokes))
    facts = {"georeference": {"lat_deg": place.lat_deg, "lon_deg": place.lon_deg}}
    by = Label("经纬度", "longitudes and latitudes")
    return Drawing(layers.names(), kept, 1.0, by, (), (), facts)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the GeoJSON files of an archive by name; PlanError for one that is too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise PlanError(
                "压缩包解开后过大，不予读取", "it unpacks to more than is read (256 MB, 100 files)"
            )
        found = {}
        for entry in entries:
            folder, _, name = entry.filename.rpartition("/")
            if name.endswith(".geojson") and folder.count("/") < 2:
                with archive.open(entry) as packed:
                    # What an entry says of its size may be a lie.
                    content = packed.read(MOST_BYTES + 1)
                if len(content) > MOST_BYTES:
                    raise PlanError("压缩包解开后过大，不予读取", "it unpacks to more than is read")
                found[name.removesuffix(".geojson")] = content
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        raise PlanError("不是可以读取的 ZIP 文件", "it is no ZIP that can be read") from error
    return found


def _features(data: bytes) -> list[Feature]:
    features = parsed(data).get("features")
    if not isinstance(features, list):
        raise PlanError("IMDF 文件没有要素", "a file of the IMDF has no features")
    return [each for each in features if isinstance(each, dict)]


def _facts(each: Feature) -> Mapping[str, Any]:
    facts = each.get("properties")
    return facts if isinstance(facts, dict) else {}


def _ordinal(level: Feature) -> float:
    given = _facts(level).get("ordinal", 0)
    return float(given) if isinstance(given, int | float) else 0.0


def _storey(
    number: int,
    level: Feature,
    collections: Mapping[str, list[Feature]],
    place: Georeference,
    collector: Collector,
) -> Storey:
    """Return one level: the edges of its units without openings, openings, names."""
    on_level = {
        kind: [
            (each, shapely.transform(shape, place.plan))
            for each in features
            if _facts(each).get("level_id") == level.get("id")
            and (shape := geometry_of(each)) is not None
            and not shape.is_empty
        ]
        for kind, features in collections.items()
        if kind != "level"
    }
    units = [pair for pair in on_level["unit"] if _facts(pair[0]).get("category") not in OPEN_UNITS]
    edges = [shapely.boundary(shape) for _, shape in units]
    openings = [shape for _, shape in on_level.get("opening", ())]
    for line in _without(edges, openings):
        collector.stroke(shapely.get_coordinates(line), WALLS)
    for opening in openings:
        for line in shapely.get_parts(opening):
            collector.stroke(shapely.get_coordinates(line), DOORS)
    for each, shape in units:
        at = shape.representative_point()
        category = str(_facts(each).get("category") or "")
        collector.text(name_of(_facts(each)) or category, at.x, at.y, 0.0, NAMES)
    name = name_of(_facts(level)) or str(number)
    return Storey(f"f{number}", name, collector.strokes(), tuple(collector.texts))


def _without(edges: list[BaseGeometry], openings: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return lines along which walls stand."""
    if not edges:
        return []
    walls = shapely.union_all(np.array(edges, dtype=np.object_), grid_size=1e-4)
    if openings:
        gaps = shapely.buffer(np.array(openings, dtype=np.object_), BESIDE_M, cap_style="flat")
        walls = shapely.difference(walls, shapely.union_all(gaps))
    merged = shapely.line_merge(walls)
    return [line for line in shapely.get_parts(merged) if line.geom_type == "LineString"]
