"""Small named plans, and the shortest way to hang a camera or ask for something on them."""

import math

from shapely import Polygon, box

from pipeline.domain.camera import EXACT, Camera, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Occluder, Site
from pipeline.domain.zone import ProhibitedZone, Zone

SQUARE_ROOM = box(0, 0, 10, 10)
L_ROOM = Polygon([(0, 0), (16, 0), (16, 4), (6, 4), (6, 10), (0, 10)])
"""Two arms of 6 × 10 m and 10 × 4 m, 100 m² in all, with the reflex corner at (6, 4)."""

U_COURTYARD = box(0, 0, 12, 9).difference(box(4, 3, 8, 9))
PILLAR = box(4, 1.5, 5, 2.5)
CORRIDOR = box(0, 0, 10, 4)
THREE_FOUR_FIVE_DEG = math.degrees(math.atan2(3, 4))
"""The tilt whose sine is 3/5 and whose cosine is 4/5."""


def label(text: str) -> Label:
    return Label(text, text)


def camera(
    x_m: float,
    y_m: float,
    *,
    id: str = "cam",
    height_m: float = 3.0,
    pan_deg: float = 0.0,
    tilt_deg: float = 0.0,
    hfov_deg: float = 90.0,
    picture: tuple[int, int] = (2000, 1000),
    tolerance: Tolerance = EXACT,
) -> Camera:
    """Return a camera that hangs exactly as drawn, unless told otherwise.

    The default lens has f = 1000 px, and its picture's slopes are 1 and ½.
    """
    lens = Lens(hfov_deg)
    pose = (x_m, y_m, height_m, pan_deg, tilt_deg)
    return Camera(id, label(id), *pose, lens, *picture, tolerance=tolerance)


def zone(area: Polygon, id: str = "zone", kind: str = "corridor") -> Zone:
    return Zone(id, kind, label(id), area)


def toilet(area: Polygon, id: str = "toilet") -> ProhibitedZone:
    return ProhibitedZone(id, "toilet", label(id), area)


def wall(
    footprint: Polygon,
    id: str = "wall",
    kind: str = "wall",
    bottom_m: float = 0.0,
    top_m: float = math.inf,
) -> Occluder:
    return Occluder(id, kind, footprint, bottom_m, top_m)


def floor(
    outline: Polygon,
    *cameras: Camera,
    occluders: tuple[Occluder, ...] = (),
    zones: tuple[Zone, ...] | None = None,
    prohibited: tuple[ProhibitedZone, ...] = (),
) -> Floor:
    """Return a floor; without `zones` the whole outline is one zone."""
    zones = (zone(outline),) if zones is None else zones
    return Floor("ground", label("ground"), outline, occluders, zones, prohibited, cameras)


def clause(
    id: str = "seen",
    *,
    kinds: tuple[str, ...] = ("corridor",),
    plane_m: float = 0.0,
    density_px_per_m: float = 25.0,
    min_cameras: int = 1,
) -> Clause:
    return Clause(id, label(id), kinds, plane_m, density_px_per_m, min_cameras, "assumed")


def profile(*clauses: Clause) -> Profile:
    """Return a profile; without clauses it asks for 25 px/m on the ground of every corridor."""
    return Profile("test", label("test"), clauses or (clause(),))


def site(*floors: Floor) -> Site:
    return Site("school", label("school"), floors)
