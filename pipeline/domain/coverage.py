"""What cameras see of a floor, and what they leave over."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from shapely import LineString, MultiPolygon, Point, Polygon

Region: TypeAlias = Polygon | MultiPolygon
CauseKind = Literal[
    "picture", "mask", "sight_line", "density", "angle", "night", "tolerance", "too_few", "unasked"
]
"""The test that fails: outside the picture, masked for privacy, hidden, too coarse, too steep or
from aside, too dark, seen only by a camera that hangs exactly as drawn, or seen by some camera, but
by fewer than the clause asks for; `unasked` where nobody wanted to know."""

RemedyKind = Literal["turn", "lens", "unmask", "light", "clear", "hang_truer", "add", "unasked"]


@dataclass(frozen=True)
class ViewCone:
    """What one camera sees on one plane as it is asked to; `dead_zone_m` lies below it.

    `region` is the nominal view of the pose as drawn; `guaranteed` is what every pose within the
    camera's tolerance sees, and is never more.
    """

    camera_id: str
    plane_m: float
    density_px_per_m: float
    region: Region
    guaranteed: Region
    dead_zone_m: float


@dataclass(frozen=True)
class Cause:
    """Why a part of a blind spot is not seen: which test which camera fails there, and how much.

    `camera_id` is None where no camera is near enough to be blamed, and where too few see the
    place; `occluder_id` names what hides.
    """

    kind: CauseKind
    camera_id: str | None
    area_m2: float
    occluder_id: str | None = None


@dataclass(frozen=True)
class Remedy:
    """What would close a blind spot, computed and tried on the plan.

    `pan_deg` and `tilt_deg` are the turn from where the camera looks now, `hfov_deg` the field of
    view of another lens. `left_m2` is what of the spot stays unseen in slivers too narrow for a
    person, and `lost_m2` what the camera alone sees now and would not see any more.
    """

    kind: RemedyKind
    camera_id: str | None = None
    pan_deg: float = 0.0
    tilt_deg: float = 0.0
    hfov_deg: float | None = None
    occluder_id: str | None = None
    left_m2: float = 0.0
    lost_m2: float = 0.0


@dataclass(frozen=True)
class BlindSpot:
    """A connected part of a zone, big enough for a person, that a clause finds unseen.

    `centre` and `radius_m` are its largest inscribed circle. `cause` holds for most of its area,
    `runners_up` for the rest, the larger first. Where only the verdict was asked for, cause and
    remedy are `unasked`, `centre` is any point inside, and `radius_m` is 0.
    """

    id: str
    floor_id: str
    zone_id: str
    clause_id: str
    region: Polygon
    centre: Point
    radius_m: float
    cause: Cause
    runners_up: tuple[Cause, ...] = ()
    remedy: Remedy = Remedy("add")

    @property
    def area_m2(self) -> float:
        """The area that nobody sees."""
        return float(self.region.area)


@dataclass(frozen=True)
class ZoneCoverage:
    """One zone under one clause: what had to be seen, and what is, guaranteed and nominally.

    `folds_m2` is the area seen by at least 1, 2, … cameras.
    """

    zone_id: str
    clause_id: str
    required: Region
    covered: Region
    nominal: Region
    folds_m2: tuple[float, ...]
    blind_spots: tuple[BlindSpot, ...]
    fails: bool

    @property
    def covered_pct(self) -> float:
        """The share of the required area that is seen; a zone of no area is wholly seen."""
        required_m2 = self.required.area
        return 100.0 * self.covered.area / required_m2 if required_m2 else 100.0


@dataclass(frozen=True)
class CameraCoverage:
    """What one camera contributes to its floor; `view` is guaranteed, `nominal_view` as drawn.

    `moved_m` is how far a camera on or in a wall was moved into free space to compute its view.
    `opens` names the blind spots that would be new if this camera failed, by zone and clause.
    `potential` is what a PTZ camera could turn to; it is never counted as covered.
    """

    camera_id: str
    view: Region
    nominal_view: Region
    exclusive_m2: float
    dead_zone_m: float
    moved_m: float
    opens: tuple[str, ...]
    potential: Region | None = None


@dataclass(frozen=True)
class Leak:
    """What a camera may see of a prohibited zone, at best for the camera.

    `depth_m` is how far into the zone it looks along `line`, the sight line from the camera to the
    deepest place. Within `dense` a person takes so many pixels that it is a violation; beyond, the
    leak is only noted.
    """

    camera_id: str
    zone_id: str
    region: Region
    dense: Region
    depth_m: float
    line: LineString

    @property
    def area_m2(self) -> float:
        """The area that may be looked into."""
        return float(self.region.area)

    @property
    def is_violation(self) -> bool:
        """Whether any of it is seen densely enough to matter."""
        return not self.dense.is_empty


@dataclass(frozen=True)
class CoverageMap:
    """The coverage of one floor; regions are unions over all clauses, each square metre once.

    `covered` and `twice_covered` are guaranteed; `nominal` is what cameras see as drawn. All three
    lie within what is `required`.
    """

    floor_id: str
    required: Region
    covered: Region
    nominal: Region
    twice_covered: Region
    zones: tuple[ZoneCoverage, ...]
    cameras: tuple[CameraCoverage, ...]
    leaks: tuple[Leak, ...] = ()

    @property
    def blind_spots(self) -> tuple[BlindSpot, ...]:
        """All blind spots of the floor, zone by zone."""
        return tuple(spot for zone in self.zones for spot in zone.blind_spots)
