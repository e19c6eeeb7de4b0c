"""The ground of each gate that a camera of a site watches, as far as its plan tells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.scene import scene_of
from pipeline.crowd.ground.density import LEAST_M2
from pipeline.crowd.ground.measure import WatchedGround, watched_ground
from pipeline.crowd.ground.visible import visible_ground
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import DENSITIES_P_M2, PictureZone
from pipeline.domain.site import Floor, Site
from pipeline.sources.picture import load_image

SLOPING = frozenset({"stairs"})
"""Kinds of zone whose ground is no plane."""


def watched_grounds(
    site: Site, camera_id: str, empty: Path | None = None
) -> tuple[WatchedGround, ...]:
    """Return what is known of the ground of a camera's gates, without those of no ground plane.

    `empty` is a picture of the camera with nobody there, by which free ground is known again.
    There is none for a panoramic camera, of which nobody knows which head recorded, for a PTZ
    camera, of which nobody knows where it looked, on stairs, which are not level, and where too
    little of a zone is surely seen.
    Raises GeometryError for a plan or a camera that cannot be, PictureError for the picture.
    """
    reference = None if empty is None else load_image(empty)
    return tuple(
        ground
        for floor in site.floors
        for camera in floor.cameras
        if camera.id == camera_id and not camera.heads and camera.sweep is None
        for ground in _grounds(floor, camera, reference)
    )


def _grounds(
    floor: Floor, camera: Camera, empty: NDArray[np.uint8] | None
) -> Iterator[WatchedGround]:
    zones = {zone.id: zone for zone in floor.zones}
    watched = [zones[g.zone_id] for g in floor.gates if g.camera_id == camera.id]
    scene = scene_of(floor) if watched else None
    for zone in watched:
        if camera.height_m <= zone.ground_m or zone.kind in SLOPING:
            continue
        visible = visible_ground(floor, camera, zone, scene)
        if visible.area >= LEAST_M2:
            yield watched_ground(zone.id, camera, visible, zone.ground_m, empty)


def judged_by_density(
    zones: Sequence[PictureZone], grounds: Sequence[WatchedGround]
) -> tuple[PictureZone, ...]:
    """Return zones of which those with a known ground are judged by people per square metre."""
    known = {ground.known.zone_id for ground in grounds}
    return tuple(
        replace(zone, densities_p_m2=DENSITIES_P_M2) if zone.id in known else zone for zone in zones
    )


def ground_key(ground: WatchedGround) -> list[str]:
    """Return all on which depends who stands on the ground of a zone, and what is seen of it."""
    seen = shapely.to_wkt(ground.visible, rounding_precision=6)
    hung = replace(ground.camera, stream=None)
    empty = sha256(ground.free.reference.tobytes()).hexdigest() if ground.free else ""
    return [ground.known.zone_id, f"{ground.ground_m:g}", seen, repr(hung), empty]
