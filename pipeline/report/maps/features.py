"""What maps of an audit show: shapes in metres on the plan, each on its layer with its facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.audit.cause_wording import cause_told
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.domain.site import Floor
from pipeline.domain.site_entry import camera_facts, name_entry, occluder_facts, zone_facts
from pipeline.report.audit_rows import spot_rows
from pipeline.report.documents.dossier import kind_told
from pipeline.report.places import first_numbers, names_of

Layer = Literal[
    "outline",
    "void",
    "lit",
    "occluder",
    "zone",
    "prohibited",
    "covered",
    "view",
    "blind_spot",
    "leak",
    "camera",
]
"""In the order in which they are drawn: what comes later lies above."""

LAYERS: dict[Layer, Label] = {
    "outline": Label("图幅", "outline"),
    "void": Label("无地面的区域", "no ground"),
    "lit": Label("夜间照明区域", "lit at night"),
    "occluder": Label("遮挡物", "what hides"),
    "zone": Label("部位", "zones"),
    "prohibited": Label("禁拍区", "prohibited zones"),
    "covered": Label("已覆盖（保证）", "covered, guaranteed"),
    "view": Label("探头视域（保证）", "views, guaranteed"),
    "blind_spot": Label("盲区", "blind spots"),
    "leak": Label("进入禁拍区的视线", "views into prohibited zones"),
    "camera": Label("探头", "cameras"),
}
Fact = str | float | int


@dataclass(frozen=True)
class Feature:
    """One shape; `name` is what people call it, `facts` what else is known of it.

    `entry` are the fields with which it stands in a site file, but for its id and its shape; None
    for what an audit has made. By it `sightline import` makes the same site again.
    """

    layer: Layer
    floor_id: str
    id: str
    name: str
    shape: BaseGeometry
    facts: dict[str, Fact]
    entry: dict[str, Any] | None = None


def features(audit: AuditResult, language: Language) -> Iterator[Feature]:
    """Yield all that maps show, floor by floor and layer by layer; nothing empty is among it."""
    floors = zip(audit.site.floors, audit.floors, first_numbers(audit), strict=True)
    for floor, coverage, first in floors:
        drawn = (
            *_ground(floor, language),
            *_coverage(floor, coverage, language),
            *_spots(floor, coverage, audit, language, first),
            *_leaks(floor, coverage),
            *_cameras(floor, language),
        )
        yield from (each for each in drawn if not each.shape.is_empty)


def _ground(floor: Floor, language: Language) -> Iterator[Feature]:
    at = floor.id
    name = floor.label.told(language)
    yield Feature("outline", at, floor.id, name, floor.outline, {}, _named(floor.label))
    layers: dict[Layer, tuple[Polygon, ...]] = {"void": floor.voids, "lit": floor.lit}
    for layer, areas in layers.items():
        for number, area in enumerate(areas, start=1):
            id_ = f"{floor.id}.{layer}-{number}"
            yield Feature(layer, at, id_, LAYERS[layer].told(language), area, {}, {})
    for occluder in floor.occluders:
        id_, kind = occluder.id, {"kind": occluder.kind}
        facts = occluder_facts(occluder)
        yield Feature("occluder", at, id_, id_, occluder.footprint, {**kind}, facts)
    for zone in floor.zones:
        name, entry = zone.label.told(language), {**_named(zone.label), **zone_facts(zone)}
        yield Feature("zone", at, zone.id, name, zone.area, {"kind": zone.kind}, entry)
    for private in floor.prohibited:
        name, entry = private.label.told(language), _named(private.label)
        kind = {"kind": private.kind}
        yield Feature("prohibited", at, private.id, name, private.area, {**kind}, entry)


def _named(label: Label) -> dict[str, Any]:
    return {"name": name_entry(label)}


def _coverage(floor: Floor, coverage: CoverageMap, language: Language) -> Iterator[Feature]:
    name = LAYERS["covered"].told(language)
    facts: dict[str, Fact] = {"area_m2": round(coverage.covered.area, 3)}
    yield Feature("covered", floor.id, f"{floor.id}.covered", name, coverage.covered, facts)
    labels = {camera.id: camera.label for camera in floor.cameras}
    for seen in coverage.cameras:
        name = labels[seen.camera_id].told(language)
        facts = {"camera": seen.camera_id, "area_m2": round(seen.view.area, 3)}
        yield Feature("view", floor.id, f"{seen.camera_id}.view", name, seen.view, facts)


def _spots(
    floor: Floor, coverage: CoverageMap, audit: AuditResult, language: Language, first: int
) -> Iterator[Feature]:
    for row in spot_rows(floor, coverage, names_of(audit), first):
        facts: dict[str, Fact] = {
            "number": row.number,
            "zone": row.spot.zone_id,
            "clause": row.spot.clause_id,
            "area_m2": round(row.spot.area_m2, 3),
            "cause": cause_told(row.spot.cause).told(language),
            "remedy": row.remedy.told(language),
        }
        name = f"{row.number} {row.zone.told(language)}"
        yield Feature("blind_spot", floor.id, row.spot.id, name, row.spot.region, facts)


def _leaks(floor: Floor, coverage: CoverageMap) -> Iterator[Feature]:
    for leak in coverage.leaks:
        facts: dict[str, Fact] = {
            "camera": leak.camera_id,
            "zone": leak.zone_id,
            "area_m2": round(leak.area_m2, 3),
            "depth_m": round(leak.depth_m, 3),
            "violation": int(leak.is_violation),
        }
        id_ = f"{leak.camera_id}.{leak.zone_id}"
        line = LineString([point[:2] for point in leak.line.coords])
        yield Feature("leak", floor.id, id_, id_, leak.region, facts)
        yield Feature("leak", floor.id, f"{id_}.line", id_, line, facts)


def _cameras(floor: Floor, language: Language) -> Iterator[Feature]:
    for camera in floor.cameras:
        facts: dict[str, Fact] = {
            "kind": kind_told(camera).told(language),
            "height_m": camera.height_m,
            "pan_deg": camera.pan_deg,
            "tilt_deg": camera.tilt_deg,
            "hfov_deg": round(camera.lens.hfov_deg, 3),
            "width_px": camera.width_px,
            "height_px": camera.height_px,
        }
        at = Point(camera.x_m, camera.y_m)
        name, entry = camera.label.told(language), {**_named(camera.label), **camera_facts(camera)}
        yield Feature("camera", floor.id, camera.id, name, at, facts, entry)
