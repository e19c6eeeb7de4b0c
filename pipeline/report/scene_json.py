"""A site as the one JSON object from which the planner in the browser draws and computes.

Rings are lists of points [x, y] in metres, not closed: a polygon is its outer ring, then its holes.
Meshes are flat lists of numbers, since they are long. Cameras that hang alike share an outline, and
name it by its number. A top that is infinite is null.
"""

import math
from collections.abc import Sequence

from pipeline.coverage.stage import Asked, Sheet, Stage
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Look
from pipeline.domain.site import Occluder
from pipeline.geometry.region import polygons
from pipeline.report.audit_json import words_document

FORMAT = 1

Json = dict[str, object]
Ring = list[list[float]]


def scene_document(stages: Sequence[Stage]) -> Json:
    """Return the floors of a site as plain values."""
    return {"format": FORMAT, "floors": [stage_document(stage) for stage in stages]}


def stage_document(stage: Stage) -> Json:
    """Return one floor with all that its page computes from."""
    floor, outlines = stage.floor, _Numbered()
    return {
        "id": floor.id,
        "name": words_document(floor.label),
        "bounds": list(stage.scene.outline.bounds),
        "outline": rings(stage.scene.outline)[0],
        "occluders": [
            occluder_document(*each)
            for each in zip(stage.scene.occluders, stage.scene.footprints, strict=True)
        ],
        "zones": [
            {
                "id": zone.id,
                "kind": zone.kind,
                "name": words_document(zone.label),
                "rings": rings(zone.area)[0],
            }
            for zone in floor.zones
        ],
        "prohibited": [
            {"id": zone.id, "kind": zone.kind, "rings": rings(zone.area)[0]}
            for zone in floor.prohibited
        ],
        "lit": [rings(area)[0] for area in floor.lit],
        "required_m2": stage.required.area,
        "looks": [look_document(asked) for asked in stage.asked],
        "meshes": [sheet_document(sheet) for sheet in stage.sheets],
        "cameras": [camera_document(camera, stage, outlines) for camera in floor.cameras],
        "outlines": outlines.each,
    }


def occluder_document(occluder: Occluder, footprint: Region) -> Json:
    """Return what hides, as a closed ring; with holes where it has any."""
    outer, *holes = rings(footprint)[0]
    found: Json = {
        "id": occluder.id,
        "kind": occluder.kind,
        "points": outer,
        "closed": True,
        "bottom_m": occluder.bottom_m,
        "top_m": None if math.isinf(occluder.top_m) else occluder.top_m,
    }
    return found | {"holes": holes} if holes else found


def look_id(look: Look) -> str:
    """Return the name of a look: its plane and density, and what else it asks for.

    >>> look_id(Look(0.0, 25.0)), look_id(Look(1.5, 62.5, facing_deg=90.0, max_facing_deg=45.0))
    ('0/25', '1.5/62.5/f90-45')
    """
    parts = [f"{look.plane_m:.12g}", f"{look.density_px_per_m:.12g}"]
    if look.max_elevation_deg is not None:
        parts.append(f"e{look.max_elevation_deg:.12g}")
    if look.facing_deg is not None:
        parts.append(f"f{look.facing_deg:.12g}-{look.max_facing_deg or 0.0:.12g}")
    return "/".join([*parts, "night"] if look.at_night else parts)


def look_document(asked: Asked) -> Json:
    """Return a look with what must be seen so: by how many cameras, and where."""
    look = asked.look
    return {
        "id": look_id(look),
        "plane_m": look.plane_m,
        "density_px_per_m": look.density_px_per_m,
        "max_elevation_deg": look.max_elevation_deg,
        "facing_deg": look.facing_deg,
        "max_facing_deg": look.max_facing_deg,
        "at_night": look.at_night,
        "zones": list(dict.fromkeys(each.zone_id for each in asked.requirements)),
        "required": [
            {
                "zone": each.zone_id,
                "clause": each.clause.id,
                "min_cameras": each.clause.min_cameras,
                "polygons": rings(each.region),
            }
            for each in asked.requirements
        ],
        "required_m2": sum(each.region.area for each in asked.requirements),
    }


def sheet_document(sheet: Sheet) -> Json:
    """Return a mesh: `points` x, y, x, y …, and the numbers of each triangle's three."""
    return {
        "low_m": sheet.low_m,
        "high_m": None if sheet.high_m is None or math.isinf(sheet.high_m) else sheet.high_m,
        "points": sheet.mesh.vertices.ravel().tolist(),
        "triangles": sheet.mesh.triangles.ravel().tolist(),
    }


def camera_document(camera: Camera, stage: Stage, outlines: "_Numbered") -> Json:
    """Return a camera as drawn, with the numbers of its outlines for each look, lens by lens."""
    return {
        "id": camera.id,
        "x_m": camera.x_m,
        "y_m": camera.y_m,
        "height_m": camera.height_m,
        "pan_deg": camera.pan_deg,
        "tilt_deg": camera.tilt_deg,
        "roll_deg": camera.roll_deg,
        "width_px": camera.width_px,
        "height_px": camera.height_px,
        "ir_range_m": camera.ir_range_m,
        "lens": lens_document(camera.lens),
        "heads": [
            {
                "pan_deg": head.pan_deg,
                "tilt_deg": head.tilt_deg,
                "lens": lens_document(head.lens),
            }
            for head in camera.heads
        ],
        "masks": [[[x, y] for x, y in mask] for mask in camera.masks],
        "looks": {
            look_id(asked.look): [
                outlines.of(outline) for outline in stage.outlines[camera.id, asked.look]
            ]
            for asked in stage.asked
        },
    }


def lens_document(lens: Lens) -> Json:
    """Return a lens, whatever it was told by."""
    return {"hfov_deg": lens.hfov_deg, "projection": lens.projection, "circle_px": lens.circle_px}


def rings(region: Region) -> list[list[Ring]]:
    """Return a region as its polygons, each as its outer ring and its holes, none closed."""
    return [
        [[[x, y] for x, y in ring.coords[:-1]] for ring in (part.exterior, *part.interiors)]
        for part in polygons(region)
    ]


class _Numbered:
    """Outlines of a floor, each once; the same objects are the same outline."""

    def __init__(self) -> None:
        self.each: list[list[list[Ring]]] = []
        self._numbers: dict[int, int] = {}

    def of(self, outline: Region) -> int:
        """Return the number of an outline."""
        if id(outline) not in self._numbers:
            self._numbers[id(outline)] = len(self.each)
            self.each.append(rings(outline))
        return self._numbers[id(outline)]
