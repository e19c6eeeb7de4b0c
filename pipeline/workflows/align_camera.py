"""A camera as it hangs against the plan: surveyed points → its pose, what is off, what it sees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipeline.config.profile_file import load_profile
from pipeline.config.survey_file import load_survey
from pipeline.coverage.rest import covered_m2, rest_of
from pipeline.coverage.sighting import sightings
from pipeline.crowd.ground.as_built import as_built, departures
from pipeline.crowd.ground.hanging import as_hung, as_surveyed, hung
from pipeline.crowd.ground.place import pixels_at, places_of
from pipeline.domain.alignment import Alignment, MarkOff, Views
from pipeline.domain.camera import Camera
from pipeline.domain.requirement import Look
from pipeline.domain.site import Floor, Site
from pipeline.domain.survey import Hanging, SurveyPoint
from pipeline.errors import GeometryError, UsageError
from pipeline.geometry.overlay import both, united
from pipeline.geometry.region import Region
from pipeline.sources.picture import load_image

PLAIN = Look(0.0, 12.5)
"""What is looked at on a floor of which nothing must be seen: its ground, as `monitor` asks."""


@dataclass(frozen=True)
class Surveyed:
    """What was surveyed of one camera: a file of points, and the picture in which they lie."""

    camera_id: str
    points: Path
    picture: Path | None = None


def align_camera(
    site: Site, surveyed: Surveyed, profile_name: str = "full-coverage"
) -> tuple[Alignment, Floor]:
    """Return how a camera hangs against how it is drawn, and the floor on which it does.

    Raises UsageError for a camera that the site lacks or that has several lenses, SiteFileError
    for what is wrong in the file of points, and InputError where they tell no pose.
    """
    floor, camera = camera_of(site, surveyed.camera_id)
    points = surveyed_points(camera, surveyed)
    hanging = hung(points, camera)
    real = as_hung(camera, hanging)
    alignment = Alignment(
        drawn=camera,
        hung=real,
        hanging=hanging,
        marks=tuple(_marks(points, camera, real)),
        departures=departures(hanging, camera),
        findings=as_built(hanging, camera),
        views=_views(floor, camera, real, profile_name),
    )
    return alignment, floor


def site_as_surveyed(site: Site, surveyed: Surveyed) -> tuple[Site, Hanging]:
    """Return a site whose camera hangs as points tell, within what they leave open.

    Raises as `align_camera` does.
    """
    _, camera = camera_of(site, surveyed.camera_id)
    hanging = hung(surveyed_points(camera, surveyed), camera)
    real = as_surveyed(camera, hanging)
    floors = tuple(
        replace(floor, cameras=tuple(real if c.id == camera.id else c for c in floor.cameras))
        for floor in site.floors
    )
    return replace(site, floors=floors), hanging


def camera_of(site: Site, camera_id: str) -> tuple[Floor, Camera]:
    """Return a camera that points can align, with its floor."""
    for floor in site.floors:
        for camera in floor.cameras:
            if camera.id == camera_id:
                if camera.heads:
                    raise UsageError(
                        f"{camera_id} has {len(camera.heads)} lenses, each with a picture of its"
                        " own; only a camera of one lens can be aligned"
                    )
                return floor, camera
    known = ", ".join(camera.id for camera in site.cameras())
    raise UsageError(f"{site.id} has no camera {camera_id}; it has {known}")


def surveyed_points(camera: Camera, surveyed: Surveyed) -> tuple[SurveyPoint, ...]:
    """Return the points of a camera, in pixels of its own picture."""
    size = None
    if surveyed.picture is not None:
        height, width = load_image(surveyed.picture).shape[:2]
        size = width, height
    return load_survey(surveyed.points, camera, size)


def _marks(points: Sequence[SurveyPoint], drawn: Camera, real: Camera) -> list[MarkOff]:
    at = np.array([(p.x_m, p.y_m, p.height_m) for p in points], np.float64)
    pixels = np.array([(p.x_px, p.y_px) for p in points], np.float64)
    off_px = np.hypot(*(pixels_at(at, real) - pixels).T)
    return [
        MarkOff(point, float(off), _place(point, drawn), _place(point, real))
        for point, off in zip(points, off_px, strict=True)
    ]


def _place(point: SurveyPoint, camera: Camera) -> tuple[float, float] | None:
    """Return where a pixel lies at the height of its point, None where that is the sky."""
    if camera.height_m <= point.height_m:
        return None
    pixel = np.array([[point.x_px, point.y_px]])
    x_m, y_m = places_of(pixel, camera, point.height_m)[0].tolist()
    return None if np.isnan(x_m) else (x_m, y_m)


def _views(floor: Floor, drawn: Camera, real: Camera, profile_name: str) -> Views | None:
    """Return what the camera sees either way, with the tolerance that the plan gives it."""
    rest = rest_of(floor, load_profile(profile_name), drawn.id)
    looks = list(rest.lacking) or [PLAIN]
    try:
        sighted = sightings((drawn, real), rest.scene, looks, rest.lit)
        floor_m2 = covered_m2(rest, drawn), covered_m2(rest, real)
    except GeometryError:
        return None
    planned, built = (united(cone.guaranteed for cone in each.cones.values()) for each in sighted)
    seen_m2 = _seen_m2(planned, rest.required), _seen_m2(built, rest.required)
    return Views(planned, built, seen_m2, floor_m2, float(rest.required.area))


def _seen_m2(view: Region, required: Region) -> float:
    return float(both(view, required).area)
