"""What stands on a floor, trusted and indexed: which of it hides what, and the meshes between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon, STRtree, box
from shapely.geometry.base import BaseGeometry

from pipeline.coverage.drawing import MOST_KEPT, Drawing, Walls, drawing_of, keys_of
from pipeline.coverage.ratio import Ratios, ratios
from pipeline.coverage.trusted import refuse_occluder
from pipeline.domain.site import Floor, Occluder
from pipeline.errors import GeometryError
from pipeline.geometry.overlay import both, united, without
from pipeline.geometry.region import Region, Regions, Same, checked_polygon, checked_polygons
from pipeline.units import MAX_COORDINATE_M

AROUND_M = 1.5
"""How far around a camera the walls are looked at between which it hangs."""


Extent = tuple[Polygon, float, float]
"""A convex footprint with its bottom and its top, in metres."""


@dataclass(frozen=True, eq=False)
class Hiding:
    """How occluders hide a plane: `walls` (a mask) wholly, `partly` between their ratios."""

    walls: NDArray[np.bool_]
    partly: dict[int, Ratios]


class Scene:
    """An outline with occluders; meshes are made once for each set of occluders that hide alike.

    Raises GeometryError for an outline or occluder that cannot be trusted.
    """

    def __init__(
        self,
        floor_id: str,
        outline: Polygon,
        occluders: Sequence[Occluder],
        drawing: Drawing | None = None,
    ) -> None:
        self.floor_id = floor_id
        self._bottoms, self._tops = _heights(occluders)
        self.occluders = tuple(occluders)
        shapes = _trusted(floor_id, outline, self.occluders)
        self.outline, self.footprints, self.tree = shapes.outline, shapes.footprints, shapes.tree
        self.drawing = drawing or shapes.drawing
        self._numbers = self.drawing.numbers(shapes.keys) if drawing else shapes.numbers
        self._hidings: dict[tuple[float, float, float, float], Hiding] = {}

    def hiding(self, low_m: float, high_m: float, middle_m: float, plane_m: float) -> Hiding:
        """Return what hides a plane from eyes between two heights, `middle_m` as drawn.

        Walls are those that hide all behind them from the height as drawn; that they hide less
        from a greater height counts for nothing. What is found is kept: cameras hang alike.
        """
        asked = low_m, high_m, middle_m, plane_m
        if asked not in self._hidings:
            self._hidings[asked] = self._hiding(*asked)
        return self._hidings[asked]

    def _hiding(self, low_m: float, high_m: float, middle_m: float, plane_m: float) -> Hiding:
        least, most = min(middle_m, plane_m), max(middle_m, plane_m)
        walls = (self._bottoms <= least) & (self._tops >= most) & (self._tops > least)
        partly = {}
        lowest, highest = min(low_m, plane_m), max(high_m, plane_m)
        for n in np.flatnonzero(~walls & (self._tops > lowest) & (self._bottoms < highest)):
            bottom_m, top_m = float(self._bottoms[n]), float(self._tops[n])
            if found := ratios(low_m, high_m, plane_m, bottom_m, top_m):
                partly[int(n)] = found
        return Hiding(walls, partly)

    def solid_from(self, bottom_m: float, top_m: float) -> NDArray[np.bool_]:
        """Return which occluders reach from one height or below to another or above."""
        return (self._bottoms <= bottom_m) & (self._tops >= top_m)

    def walls(self, mask: NDArray[np.bool_]) -> Walls:
        """Return the free space between some occluders, and its mesh, made on first use."""
        return self.drawing.walls(self._drawn(mask))

    def free_between(self, mask: NDArray[np.bool_]) -> Region:
        """Return what some occluders leave of the outline, made on first use."""
        return self.drawing.free_between(self._drawn(mask))

    def _drawn(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which shapes of the drawing some occluders have."""
        drawn = np.zeros(len(self.drawing.shapes), dtype=np.bool_)
        drawn[self._numbers[mask]] = True
        return drawn

    def between(self, places: BaseGeometry, leave_out: Occluder) -> "Scene":
        """Return the scene without one occluder, and with none that lies beside some places."""
        near = self.tree.query(places.convex_hull, predicate="intersects")
        kept = [self.occluders[n] for n in sorted(near) if self.occluders[n] is not leave_out]
        return Scene(self.floor_id, self.outline, kept)

    def footprint_of(self, occluder: Occluder) -> Polygon:
        """Return the trusted footprint of one of the occluders."""
        return self.footprints[self.occluders.index(occluder)]

    def pieces(self, number: int) -> tuple[Polygon, ...]:
        """Return convex polygons that make up the footprint of an occluder."""
        return self.drawing.pieces(int(self._numbers[number]))

    def room_around(self, x_m: float, y_m: float, height_m: float) -> Region:
        """Return the free space at a height, as far as AROUND_M from a place."""
        square = box(x_m - AROUND_M, y_m - AROUND_M, x_m + AROUND_M, y_m + AROUND_M)
        near = [
            self.footprints[n]
            for n in self.tree.query(square)
            if self._bottoms[n] <= height_m <= self._tops[n]
        ]
        return without(both(square, self._outline_near(square)), united(near))

    def solid_near(self, x_m: float, y_m: float, height_m: float, around_m: float) -> Regions:
        """Return what is solid at a height so near to a place; all beyond the outline is."""
        place = Point(x_m, y_m)
        near = self.tree.query(place, predicate="dwithin", distance=around_m)
        solid = (self._bottoms[near] <= height_m) & (height_m <= self._tops[near])
        found: list[Region] = [self.footprints[n] for n in near[solid]]
        inside = shapely.contains(self._prepared_outline, place)
        if not inside or shapely.dwithin(self._edge, place, around_m):
            reach_m = 2.0 * around_m
            square = box(x_m - reach_m, y_m - reach_m, x_m + reach_m, y_m + reach_m)
            found.append(without(square, self._outline_near(square)))
        return np.array([None, *found], dtype=np.object_)[1:]

    def beside(self, place: Polygon, height_m: float, off_m: float) -> list[Extent]:
        """Return what at a place ends less than so far below a height, or begins so far above."""
        at = self.tree.query(place, predicate="intersects")
        below = (self._tops[at] < height_m) & (self._tops[at] > height_m - off_m)
        above = (self._bottoms[at] > height_m) & (self._bottoms[at] < height_m + off_m)
        return [
            (piece, float(self._bottoms[n]), float(self._tops[n]))
            for n in sorted(at[below | above].tolist())
            for piece in self.pieces(n)
            if piece.intersects(place)
        ]

    def _outline_near(self, square: Polygon) -> Region:
        """Return the outline, or of one with many corners, what lies near a square."""
        if shapely.get_num_coordinates(self.outline) <= 100:
            return self.outline
        return without(square, without(square, self._prepared_outline))

    @cached_property
    def _prepared_outline(self) -> Polygon:
        shapely.prepare(self.outline)
        return self.outline

    @cached_property
    def _edge(self) -> BaseGeometry:
        edge = self.outline.boundary
        shapely.prepare(edge)
        return edge


@dataclass(frozen=True, eq=False)
class _Shapes:
    """An outline and footprints, trusted; `keys` are these, corner by corner."""

    outline: Polygon
    footprints: tuple[Polygon, ...]
    keys: tuple[bytes, ...]
    tree: STRtree

    @cached_property
    def drawing(self) -> Drawing:
        """Their drawing."""
        return drawing_of(self.outline, self.keys)

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """Their numbers in it."""
        return self.drawing.numbers(self.keys)


def _trusted(floor_id: str, outline: Polygon, occluders: Sequence[Occluder]) -> _Shapes:
    """Return what stands on a floor; GeometryError names what cannot be trusted."""
    footprints = [occluder.footprint for occluder in occluders]
    try:
        return _trusted_objects(Same((outline, *footprints)))
    except GeometryError:
        checked_polygon(outline, f"floor {floor_id}: the outline")
        checked_polygons(footprints, [f"floor {floor_id}: occluder {o.id}" for o in occluders])
        raise


@lru_cache(MOST_KEPT)
def _trusted_objects(drawn: Same) -> _Shapes:
    """Return trusted shapes; the last ones are kept, for storeys that are drawn alike."""
    outline, *footprints = drawn
    trusted = checked_polygons(footprints, [""] * len(footprints))
    whole = checked_polygon(outline, "")
    return _Shapes(whole, trusted, keys_of(trusted), STRtree(trusted))


def _heights(occluders: Sequence[Occluder]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bottoms and tops of occluders; GeometryError for some between which is nothing."""
    try:
        pairs = [(occluder.bottom_m, occluder.top_m) for occluder in occluders]
        bottoms, tops = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    except OverflowError:
        bottoms = tops = np.full(len(occluders), np.nan)
    finite = (np.abs(bottoms) <= MAX_COORDINATE_M) & (
        (np.abs(tops) <= MAX_COORDINATE_M) | (tops == np.inf)
    )
    if not (finite & (tops > bottoms)).all():
        # One of them is refused, and told by its name.
        for occluder in occluders:
            refuse_occluder(occluder)
    return np.ascontiguousarray(bottoms), np.ascontiguousarray(tops)


def scene_of(floor: Floor) -> Scene:
    """Return the scene of a floor, in which closed doors and glass are opaque."""
    return Scene(floor.id, floor.outline, floor.occluders)


def open_scene_of(floor: Floor, scene: Scene | None = None) -> Scene:
    """Return the scene of a floor at best for a camera: what may be looked through is not there.

    The floor's own `scene`, where it is known, has drawn all of this already.
    """
    opaque = [occluder for occluder in floor.occluders if not occluder.is_see_through]
    return Scene(floor.id, floor.outline, _whole(opaque), scene.drawing if scene else None)


def _whole(occluders: Sequence[Occluder]) -> list[Occluder]:
    """Return occluders, those of one footprint that stand one upon another as one."""
    piles: dict[bytes, list[Occluder]] = {}
    footprints = np.array([occluder.footprint for occluder in occluders], dtype=np.object_)
    places = shapely.to_wkb(shapely.normalize(footprints)).tolist()
    for place, occluder in zip(places, occluders, strict=True):
        piles.setdefault(place, []).append(occluder)
    found = []
    for pile in piles.values():
        below, *others = sorted(pile, key=lambda thing: thing.bottom_m)
        for thing in others:
            if thing.bottom_m <= below.top_m:
                below = replace(below, top_m=max(below.top_m, thing.top_m))
            else:
                found.append(below)
                below = thing
        found.append(below)
    return found
