"""What the ViewCones of one look leave over, and what one camera's failure adds to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, STRtree

from pipeline.domain.coverage import Region, ViewCone
from pipeline.geometry.arrangement import Arrangement, arranged
from pipeline.geometry.fold import layered
from pipeline.geometry.opening import covered_from, discs_at, eroded, opened, widened
from pipeline.geometry.overlay import both, both_each, map_between, rounded, united
from pipeline.geometry.patches import Patches
from pipeline.geometry.region import EMPTY, polygons, region_of

PERSON_RADIUS_M = 0.25
"""A person fits into a disc of this radius: half the breadth of shoulders (an assumption)."""

AROUND_M = 2.2 * PERSON_RADIUS_M
"""No disc of a person's size that touches a place reaches further from it than its diameter."""

SPACE, FIRST_ZONE = 0, 1
"""The regions of a Residual's arrangements: where people stand, then zones, then cones."""


@dataclass(frozen=True, eq=False)
class Residual:
    """A space where people stand against the cones of one look, `min_cameras` of which must see it.

    `sure` arranges that space, `zones` required parts of it, and what the guaranteed cones cover;
    `drawn` does so with the nominal ones, and may leave out the space around the zones. `cones` are
    the guaranteed ones in the order of the cameras; the arrangement `is_whole` where it holds each
    of them, and not their layers.
    """

    sure: Arrangement
    drawn: Arrangement
    zones: int
    min_cameras: int
    cones: tuple[Region, ...]
    is_whole: bool

    @cached_property
    def required(self) -> Region:
        """What must be seen."""
        return self.sure.merged(self._required)

    @cached_property
    def covered(self) -> Region:
        """What enough cameras see of all the space."""
        return self.sure.merged(self.sure.within(SPACE) & (self._covers >= self.min_cameras))

    @cached_property
    def uncovered(self) -> Region:
        """What too few cameras see of the space, as far as it is joined to what must be seen."""
        return self.sure.merged(self._uncovered)

    @cached_property
    def _uncovered(self) -> NDArray[np.bool_]:
        lacking = self.sure.within(SPACE) & (self._covers < self.min_cameras)
        return self.sure.joined(lacking, self._required)

    @property
    def gaps(self) -> Region:
        """Where in what is uncovered a person fits."""
        return covered_from(self.stands, self.uncovered, PERSON_RADIUS_M)

    @cached_property
    def stands(self) -> Region:
        """Where in what is uncovered a person can stand, by the middle of their disc."""
        return eroded(self.uncovered, PERSON_RADIUS_M)

    def gaps_in(self, zone: int) -> Region:
        """Return where in what is uncovered of the zone of this number a person fits."""
        return self._gaps_of_zones[zone]

    @cached_property
    def _gaps_of_zones(self) -> list[Region]:
        """What of each zone is uncovered, within discs of a person's size that stand thereabouts.

        Discs are those of `gaps`; that a zone is cut by those near it alone is the same, and fast.
        """
        left = [self.uncovered_in(zone) for zone in range(self.zones)]
        around = discs_at(self.stands, PERSON_RADIUS_M)
        found = map_between(np.array([*left, *polygons(around)], dtype=np.object_))
        if found is not None:
            fits = found.covers[:, self.zones :].any(axis=1)
            return [found.merged(inside & fits) for inside in found.covers[:, : self.zones].T]
        discs = np.array([EMPTY, *polygons(rounded(around))], dtype=np.object_)[1:]
        zones, met = STRtree(discs).query(left, predicate="intersects")
        near = [region_of(MultiPolygon(discs[met[zones == n]].tolist())) for n in range(self.zones)]
        return both_each(left, near)

    def uncovered_in(self, zone: int) -> Region:
        """Return what too few cameras see of the zone of this number."""
        lacking = self.sure.within(SPACE) & (self._covers < self.min_cameras)
        return self.sure.merged(self._zone(zone) & lacking)

    def missed(self, depth: int) -> Region:
        """Return what of the required zones fewer cones cover than so many."""
        return self.sure.merged(self._required & (self._covers < depth))

    def seen(self, depth: int) -> Region:
        """Return what of the required zones so many cones cover."""
        return self.sure.merged(self._required & (self._covers >= depth))

    def seen_as_drawn(self) -> Region:
        """Return what of the required zones enough cameras see as drawn."""
        required = self.drawn.within_any(FIRST_ZONE, self.zones)
        return self.drawn.merged(required & (self._drawn_covers >= self.min_cameras))

    def missed_as_drawn(self) -> Region:
        """Return what of the required zones too few cameras see even as drawn."""
        required = self.drawn.within_any(FIRST_ZONE, self.zones)
        return self.drawn.merged(required & (self._drawn_covers < self.min_cameras))

    def required_in(self, zone: int) -> Region:
        """Return what must be seen of the zone of this number."""
        return self.sure.merged(self._zone(zone))

    def covered_in(self, zone: int) -> Region:
        """Return what enough cameras see of the zone of this number."""
        return self.sure.merged(self._zone(zone) & (self._covers >= self.min_cameras))

    def nominal_in(self, zone: int) -> Region:
        """Return what enough cameras see of the zone of this number as drawn."""
        enough = self._drawn_covers >= self.min_cameras
        return self.drawn.merged(self.drawn.within(FIRST_ZONE + zone) & enough)

    def folds_m2(self, zone: int, depth: int) -> tuple[float, ...]:
        """Return the areas of a zone that at least 1, 2, … `depth` cameras see."""
        areas_m2, inside = self.sure.areas_m2, self._zone(zone)
        return tuple(
            float(areas_m2[inside & (self._covers >= fold)].sum()) for fold in range(1, depth + 1)
        )

    def seen_alone(self, camera: int) -> Region:
        """Return what must be seen and no other camera sees than the one of this number."""
        if self.is_whole:
            return self.sure.merged(self._of(camera) & self._seen_once)
        return self._alone.within(self.cones[camera])

    def lost_without(self, camera: int) -> Region:
        """Return what is no longer covered when the camera of this number fails."""
        if self.is_whole:
            return self.sure.merged(self._of(camera) & self._seen_barely)
        return self._barely.within(self.cones[camera])

    def lost_in(self, zone: int, camera: int) -> Region | None:
        """Return what of a zone is no longer covered when a camera fails, by their numbers.

        None where the arrangement does not know.
        """
        if not self.is_whole:
            return None
        return self.sure.merged(self._zone(zone) & self._of(camera) & self._seen_barely)

    def zones_with_room(self, camera: int) -> NDArray[np.int64]:
        """Return the zones that lose some face in which a person surely fits when a camera fails.

        What has room that no single face has, or that the arrangement does not know, is not told.
        """
        if not self.is_whole:
            return np.zeros(0, dtype=np.int64)
        return self.sure.covering(self._of(camera) & self._roomy, FIRST_ZONE, self.zones)

    def is_gone_near(self, zone: int, lost: Region) -> bool:
        """Tell whether anything of a zone is uncovered near what is lost besides."""
        left = self.uncovered_in(zone)
        return bool(shapely.dwithin(left, lost, AROUND_M))

    def lacks(self, zone: int) -> bool:
        """Tell whether too few cameras see some of the zone of this number."""
        return bool((self._zone(zone) & (self._covers < self.min_cameras)).any())

    def needed_from(self, camera: int) -> Region:
        """Return what must be seen and no longer is when the camera of this number fails."""
        if self.is_whole:
            mask = self._of(camera) & self._required & self._seen_barely
            return self.sure.merged(mask)
        return self._needed.within(self.cones[camera])

    def beyond(self, camera: int, near: Region) -> Region:
        """Return what near a region lacks cameras still, whatever the one of this number sees."""
        if self.min_cameras == 1:
            return EMPTY
        if not self.is_whole:
            return near
        others = self._covers - self._of(camera)
        lacking = self.sure.within(SPACE) & (others < self.min_cameras - 1)
        return both(self.sure.merged(lacking), near)

    def up_to(self, camera: int, near: Region) -> Region:
        """Return what near a region only lacks the camera of this number, which may see it now."""
        lost = both(self.lost_without(camera), near)
        return united([self._lacking.within(near), lost])

    def seen_by_some(self, near: Region) -> Region:
        """Return what of a region at least one camera sees."""
        return both(near, self.sure.merged(self._covers > 0))

    def uncovered_with(self, lost: Region) -> Region:
        """Return what is lost, with what is uncovered already not far from it."""
        near = self._lacking.near(lost, AROUND_M)
        if near.is_empty:
            return lost
        return united([both(near, widened(lost, AROUND_M)), lost])

    def gaps_near(self, zone: int, camera: int, lost: Region) -> Region:
        """Return where a person fits near a zone once a camera fails and leaves `lost`, all of it.

        It is what `gaps_around` finds there, if the arrangement is whole.
        """
        reach = AROUND_M * np.array([-1.0, -1.0, 1.0, 1.0])
        left = self._uncovered | (self._of(camera) & self._seen_barely)
        left &= self.sure.meeting(np.array(lost.bounds) + reach)
        left &= self.sure.meeting(self.sure.bounds_of(self._zone(zone)) + reach)
        near = both(self.sure.merged(left), widened(lost, AROUND_M))
        return opened(near, PERSON_RADIUS_M)

    def _zone(self, zone: int) -> NDArray[np.bool_]:
        return self.sure.within(FIRST_ZONE + zone)

    @cached_property
    def _covers(self) -> NDArray[np.int64]:
        return self.sure.covers(FIRST_ZONE + self.zones)

    @cached_property
    def _drawn_covers(self) -> NDArray[np.int64]:
        return self.drawn.covers(FIRST_ZONE + self.zones)

    @cached_property
    def _required(self) -> NDArray[np.bool_]:
        return self.sure.within_any(FIRST_ZONE, self.zones)

    def _of(self, camera: int) -> NDArray[np.bool_]:
        return self.sure.within(FIRST_ZONE + self.zones + camera)

    @cached_property
    def _seen_once(self) -> NDArray[np.bool_]:
        once: NDArray[np.bool_] = self._required & (self._covers == 1)
        return once

    @cached_property
    def _seen_barely(self) -> NDArray[np.bool_]:
        barely: NDArray[np.bool_] = self._covers == self.min_cameras
        return self.sure.within(SPACE) & barely

    @cached_property
    def _roomy(self) -> NDArray[np.bool_]:
        """Which faces that go with one camera surely have room, around one point in them."""
        roomy = self._seen_barely.copy()
        faces = self.sure.faces[roomy]
        away_m = shapely.distance(shapely.point_on_surface(faces), shapely.boundary(faces))
        roomy[roomy] = away_m >= PERSON_RADIUS_M
        return roomy

    @cached_property
    def _alone(self) -> Patches:
        return Patches(self.sure.faces[self._seen_once])

    @cached_property
    def _barely(self) -> Patches:
        return Patches(self.sure.faces[self._seen_barely])

    @cached_property
    def _needed(self) -> Patches:
        return Patches(self.sure.faces[self._required & self._seen_barely])

    @cached_property
    def _lacking(self) -> Patches:
        return Patches(np.array([EMPTY, *polygons(self.uncovered)], dtype=np.object_)[1:])


def residual_of(
    space: Region, zones: Sequence[Region], cones: Sequence[ViewCone], min_cameras: int = 1
) -> Residual:
    """Return what cones leave over of a space where people stand, some zones of which are required.

    >>> from shapely import box
    >>> hall, pair = box(0, 0, 9, 4), [box(0, 0, 9, 3.6), box(8, 0, 99, 4)]
    >>> left = residual_of(hall, [hall], [ViewCone("c", 0.0, 25.0, c, c, 0.0) for c in pair])
    >>> round(left.uncovered.area, 6), left.gaps.is_empty
    (3.2, True)
    >>> round(left.lost_without(1).area, 6), [round(m2, 6) for m2 in left.folds_m2(0, 2)]
    (0.4, [32.8, 3.6])
    """
    sure = [cone.guaranteed for cone in cones]
    drawn = [cone.region for cone in cones]
    fixed, depth = [space, *zones], min_cameras + 1
    laid = layered(sure, depth)
    arranged_sure = arranged([*fixed, *laid])
    whole = laid is sure
    held = Residual(arranged_sure, arranged_sure, len(zones), min_cameras, tuple(sure), whole)
    same = all(one is other for one, other in zip(sure, drawn, strict=True))
    if same or held.missed(min_cameras).is_empty:
        # What is seen for sure everywhere is seen as drawn everywhere.
        return held
    return replace(held, drawn=arranged([EMPTY, *zones, *layered(drawn, depth)]))


def gaps_around(lost: Region, residual: Residual) -> Region:
    """Return where a person fits around `lost` once that is uncovered as well.

    >>> from shapely import box
    >>> seen = box(0, 0, 9, 4)
    >>> residual = residual_of(seen, [seen], [ViewCone("c", 0.0, 25.0, seen, seen, 0.0)])
    >>> round(gaps_around(seen, residual).area, 1)
    36.0
    """
    if lost.is_empty:
        return lost
    return opened(residual.uncovered_with(lost), PERSON_RADIUS_M)
