"""Reads GeoJSON: maps that Sightline wrote, and floor plans of others.

What a feature says of itself (layer, kind, indoor, category, …) tells what it is; what says nothing
becomes strokes on a layer of that name. Longitudes and latitudes are laid on a plane that touches
the earth in the middle of the map.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

from pipeline.domain.drawing import Drawing, Shape, Storey
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import Label
from pipeline.domain.site import OCCLUDER_KINDS
from pipeline.domain.zone import PROHIBITED_KINDS, ZONE_KINDS
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import Collector, Layers, refuse_nowhere
from pipeline.importers.plans.table import Progress

MOST_FEATURES = 200_000
MOST_DEGREES = 0.2
"""What spans more than about 20 km is no school, and its numbers are no degrees."""

SAYS = ("layer", "kind", "indoor", "category", "type", "class", "barrier", "building", "level_type")
ROOMS = frozenset({"room", "area", "walkway", "unspecified", "conferenceroom", "unit"})
SHAPE_LAYERS = {"occluder", "zone", "prohibited"}
PLAIN_LAYERS = {"outline", "camera", "void", "lit"}
LISTS = {"void": "voids"}
"""What our own maps call a layer, where a floor's list is called otherwise."""

NOT_READ = {"covered", "view", "blind_spot", "leak"}
"""Layers of our own maps that an audit makes anew."""

Feature = Mapping[str, Any]


def read_geojson(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of a GeoJSON file's content, a storey for each floor that it names."""
    whole = parsed(data)
    features = whole.get("features")
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise PlanError("不是 GeoJSON FeatureCollection", "it is no GeoJSON FeatureCollection")
    about = whole.get("sightline")
    told = about if isinstance(about, dict) else {}
    return drawing_of_features(features, told, progress)


def drawing_of_features(
    features: list[Feature], about: Mapping[str, Any], progress: Progress
) -> Drawing:
    """Return the drawing of some features; `about` is what our own maps say of themselves."""
    shapes = [(each, geometry_of(each)) for each in _listed(features)]
    sound = [(each, shape) for each, shape in shapes if shape is not None and not shape.is_empty]
    if not sound:
        raise PlanError("文件中没有图形", "there is nothing drawn in it")
    place, unit_m, by = place_of([shape for _, shape in sound], about)
    layers = Layers()
    floors: dict[str, tuple[Collector, list[Shape]]] = {}
    for number, (each, shape) in enumerate(sound):
        if number % 500 == 0:
            progress(number / len(sound))
        facts = _properties(each)
        if place:
            shape = shapely.transform(shape, place.plan)
        floor = str(facts.get("floor") or facts.get("level") or facts.get("level_id") or "f1")
        collector, listed = floors.setdefault(floor, (Collector(layers), []))
        _sort_in(each, facts, shape, collector, listed)
    storeys = tuple(
        Storey(id_, id_, collector.strokes(), tuple(collector.texts), tuple(listed))
        for id_, (collector, listed) in floors.items()
    )
    named = tuple(_named(storey) for storey in storeys)
    extra = {"georeference": _georeference(place)} if place else {}
    return Drawing(layers.names(), named, unit_m, by, (), (), extra)


def parsed(data: bytes) -> dict[str, Any]:
    """Return the object that a JSON text holds; PlanError for what is none, or holds NaN."""

    def refused(word: str) -> float:
        raise PlanError(f"含有不是数的值 {word}", f"it holds {word}, which is no number")

    try:
        whole = json.loads(data.decode("utf-8-sig"), parse_constant=refused)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise PlanError("不是 JSON 文件", "it is no JSON that can be read") from error
    if not isinstance(whole, dict):
        raise PlanError("不是 JSON 对象", "it is no JSON object")
    return whole


def _listed(features: list[Feature]) -> list[Feature]:
    if len(features) > MOST_FEATURES:
        raise PlanError(
            f"要素超过 {MOST_FEATURES} 个，无法处理",
            f"it has more than {MOST_FEATURES} features, which is more than is read",
        )
    return features


def geometry_of(each: Feature) -> BaseGeometry | None:
    """Return the shape of a feature, None where it has none."""
    given = each.get("geometry")
    if not isinstance(given, dict):
        return None
    try:
        shape = shapely.force_2d(shape_of(given))
    except (
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        IndexError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        raise PlanError("要素的几何无法读取", "a feature's geometry cannot be read") from error
    refuse_nowhere(shapely.get_coordinates(shape))
    return shape


def _properties(each: Feature) -> Mapping[str, Any]:
    facts = each.get("properties")
    return facts if isinstance(facts, dict) else {}


def place_of(
    shapes: list[BaseGeometry], about: Mapping[str, Any]
) -> tuple[Georeference | None, float | None, Label | None]:
    """Return where on earth the map lies, None where it is in metres, and the unit by whom."""
    metres = Label("米", "metres")
    if about.get("unit") == "metre":
        return None, 1.0, metres
    if isinstance(about.get("georeference"), dict):
        given = about["georeference"]
        try:
            x, y = given.get("at", (0.0, 0.0))
            lat_deg, lon_deg = float(given["lat_deg"]), float(given["lon_deg"])
            bearing_deg = float(given.get("bearing_deg", 0.0))
            place = Georeference(lat_deg, lon_deg, bearing_deg, (float(x), float(y)))
        except (KeyError, TypeError, ValueError) as error:
            raise PlanError("georeference 无法读取", "its georeference cannot be read") from error
        return place, 1.0, metres
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=np.object_))
    within = west >= -180.0 and east <= 180.0 and south > -90.0 and north < 90.0
    if not within or max(east - west, north - south) > MOST_DEGREES:
        return None, None, None
    middle = Georeference(round((south + north) / 2.0, 6), round((west + east) / 2.0, 6))
    return middle, 1.0, Label("经纬度", "longitudes and latitudes")


def _georeference(place: Georeference) -> dict[str, Any]:
    return {
        "lat_deg": place.lat_deg,
        "lon_deg": place.lon_deg,
        "bearing_deg": place.bearing_deg,
        "at": list(place.at),
    }


def _sort_in(
    each: Feature,
    facts: Mapping[str, Any],
    shape: BaseGeometry,
    collector: Collector,
    listed: list[Shape],
) -> None:
    """Add a feature as what it says it is, or as strokes."""
    layer = str(facts.get("layer", ""))
    if layer in NOT_READ:
        return
    id_ = str(facts.get("id") or each.get("id") or "").rpartition("/")[2]
    name = name_of(facts)
    entry = facts.get("entry")
    own = dict(entry) if isinstance(entry, dict) else {}
    if layer in PLAIN_LAYERS:
        listed.append(Shape(LISTS.get(layer, layer), id_, name, shape, own))
        return
    kind = _kind(facts)
    if kind is not None and shape.geom_type in ("Polygon", "MultiPolygon"):
        listed.append(Shape(kind, id_, name, shape, own))
        return
    word = next((str(facts[key]) for key in SAYS if facts.get(key)), "geojson")
    for points in _lines(shape):
        collector.stroke(points, word)
    if name and shape.geom_type in ("Point", "Polygon"):
        at = shape.representative_point()
        collector.text(name, at.x, at.y, 0.0, word)


def _kind(facts: Mapping[str, Any]) -> str | None:
    """Return what a feature says that it is, None where that is no word of ours."""
    words = [str(facts[key]).lower() for key in SAYS if facts.get(key)]
    for word in words:
        if word in OCCLUDER_KINDS or word in ZONE_KINDS or word in PROHIBITED_KINDS:
            return word
    if any(word in ROOMS for word in words):
        return "room"
    return "building" if facts.get("building") not in (None, "no", False) else None


def name_of(facts: Mapping[str, Any]) -> str:
    """Return what a feature is called, in its first language."""
    for key in ("name", "ref", "room"):
        given = facts.get(key)
        if isinstance(given, dict):
            given = next(iter(given.values()), "")
        if given:
            return str(given)
    return ""


def _lines(shape: BaseGeometry) -> Iterator[NDArray[np.float64]]:
    """Yield the points of all lines and rings of a shape."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield from (shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors))
        elif part.geom_type in ("LineString", "LinearRing"):
            yield shapely.get_coordinates(part)


def _named(storey: Storey) -> Storey:
    """Return a storey called as its outline is, where it has one."""
    names = (shape.name for shape in storey.shapes if shape.kind == "outline" and shape.name)
    return Storey(storey.id, next(names, storey.id), storey.strokes, storey.texts, storey.shapes)
