"""What cameras see of a floor, and what they leave over."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from shapely import MultiPolygon, Point, Polygon

Region: TypeAlias = Polygon | MultiPolygon
Cause = Literal["picture", "sight_line", "density"]
"""The first test that fails for the camera that comes closest to seeing a blind spot."""


@dataclass(frozen=True)
class ViewCone:
    """What one camera sees on one plane at one pixel density; `dead_zone_m` lies below it."""

    camera_id: str
    plane_m: float
    density_px_per_m: float
    region: Region
    dead_zone_m: float


@dataclass(frozen=True)
class BlindSpot:
    """A connected part of a zone, big enough for a person, that a clause finds unseen.

    `centre` and `radius_m` are its largest inscribed circle.
    """

    id: str
    floor_id: str
    zone_id: str
    clause_id: str
    region: Polygon
    centre: Point
    radius_m: float
    cause: Cause

    @property
    def area_m2(self) -> float:
        """The area that nobody sees."""
        return float(self.region.area)


@dataclass(frozen=True)
class ZoneCoverage:
    """One zone under one clause: what had to be seen, and what is."""

    zone_id: str
    clause_id: str
    required: Region
    covered: Region
    blind_spots: tuple[BlindSpot, ...]
    fails: bool

    @property
    def covered_pct(self) -> float:
        """The share of the required area that is seen; a zone of no area is wholly seen."""
        required_m2 = self.required.area
        return 100.0 * self.covered.area / required_m2 if required_m2 else 100.0


@dataclass(frozen=True)
class CameraCoverage:
    """What one camera contributes to its floor.

    `moved_m` is how far a camera on or in a wall was moved into free space to compute its view.
    `opens` names the blind spots that would be new if this camera failed, by zone and clause.
    """

    camera_id: str
    view: Region
    exclusive_m2: float
    dead_zone_m: float
    moved_m: float
    opens: tuple[str, ...]


@dataclass(frozen=True)
class CoverageMap:
    """The coverage of one floor; regions are unions over all clauses, each square metre once."""

    floor_id: str
    required: Region
    covered: Region
    twice_covered: Region
    zones: tuple[ZoneCoverage, ...]
    cameras: tuple[CameraCoverage, ...]

    @property
    def blind_spots(self) -> tuple[BlindSpot, ...]:
        """All blind spots of the floor, zone by zone."""
        return tuple(spot for zone in self.zones for spot in zone.blind_spots)
