"""What solids leave free of a floor, with all boundaries noded in one pass.

An overlay of thousands of walls, two by two, snaps the same corners over and over. Here the
boundaries of all shapes are laid on the grid of overlays once, cut the plane into faces, and each
face is free or not as a whole: the same result, several times as fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon, STRtree

from pipeline.errors import GeometryError
from pipeline.geometry.overlay import faces_between, map_between, merged
from pipeline.geometry.planar.planar_map import PlanarMap
from pipeline.geometry.region import Region
from pipeline.units import MAX_COORDINATE_M

SLIVER_M = 2e-9
"""Snapping moves a boundary by a twentieth of this. In a face of a greater area per length of
boundary a disc of this radius fits; a face of less is a crack that rounding left in a turned plan,
and taken as solid."""

AREA_SLACK_M2 = 1e-6
"""A square millimetre, for what rounding does to areas beyond moving the boundary."""

MAX_CROSSINGS = 500_000
"""So many crossings and overlaps of two edges, each seen from both, take GEOS a quarter of a minute
and half a gigabyte to node, and that grows as the square (measured). The walls of a school mostly
touch: ten thousand of them have a hundred thousand."""

MAX_MEETINGS = 5_000_000
"""So many pairs of edges whose bounding boxes meet take each overlay a second (measured on slanted
bars of 100 m side by side). Ten thousand walls of a turned school have two fifths of that."""

Faces = NDArray[np.object_]


def free_space(outline: Polygon, solids: Sequence[Polygon]) -> Region:
    """Return the outline without all that the solids fill, on the grid of overlays.

    Solids may touch, overlap, repeat one another and stick out of the outline; a crack of a few
    nanometres between them is filled. All shapes must be simple (`geometry.region.checked_polygon`
    sees to it). Raises GeometryError for coordinates that no plan has, for walls that cross one
    another more than MAX_CROSSINGS times, and where the result could not be trusted.

    >>> from shapely import box
    >>> room = box(0, 0, 4, 3)
    >>> free_space(room, [box(1, 1, 2, 2), box(2, 1, 3, 2), box(3.5, -1, 5, 1)]).area
    9.5
    >>> free_space(room, []).equals(room), free_space(room, [box(-1, -1, 5, 5)]).is_empty
    (True, True)
    """
    _refuse_wild(outline, *solids)
    inside = [solid for solid in solids if not solid.is_empty]
    if not inside or outline.is_empty:
        return outline
    return cut_by(outline, inside).free_of(np.ones(len(inside), dtype=np.bool_))


@dataclass(frozen=True, eq=False)
class Cut:
    """An outline and solids, cut by all their boundaries into faces; any of the solids may go.

    `inside` tells which faces lie in the outline; pair k says that solid `solids[k]` fills face
    `filled[k]`. Faces that are `thin` may be cracks between solids: pair k of `beside` is one of
    them and a solid at its edge. `faces` are polygons, or the map from which they are drawn.
    """

    drawn: Faces
    faces: Faces | PlanarMap
    inside: NDArray[np.bool_]
    filled: NDArray[np.int64]
    solids: NDArray[np.int64]
    thin: NDArray[np.bool_]
    beside: NDArray[np.int64]

    def free_of(self, which: NDArray[np.bool_]) -> Region:
        """Return what the solids of a mask leave of the outline."""
        if not which.any():
            outline: Region = self.drawn[0]
            return outline
        free = self.inside.copy()
        free[self.filled[which[self.solids]]] = False
        thin, solids = self.beside
        if free[thin[~which[solids]]].any():
            # A crack beside something that goes is a crack no more, or a part of what is free.
            left = cut_by(self.drawn[0], self.drawn[1:][which])
            return left.free_of(np.ones(len(left.drawn) - 1, dtype=np.bool_))
        open_to_all = free & ~self.thin
        if isinstance(self.faces, PlanarMap):
            return self.faces.merged(open_to_all)
        return merged(self.faces[open_to_all])


def cut_by(outline: Polygon, solids: Sequence[Polygon] | Faces) -> Cut:
    """Return an outline cut by the boundaries of solids, all of which `free_space` would take.

    >>> from shapely import box
    >>> room = cut_by(box(0, 0, 4, 3), [box(1, 1, 2, 2), box(2, 1, 3, 2)])
    >>> [room.free_of(np.array(which)).area for which in ([True, False], [True, True])]
    [11.0, 10.0]
    """
    shapes = np.array([outline, *solids], dtype=np.object_)
    _refuse_wild(*shapes)
    found = map_between(shapes)
    if found is not None:
        return _cut_of(shapes, found)
    _refuse_a_tangle(shapes)
    faces = faces_between(shapes)
    inside, filled, owners = _told(faces, shapes)
    thin = shapely.area(faces) <= SLIVER_M * shapely.length(faces)
    cracks = np.flatnonzero(thin & inside)
    beside = _beside(cracks, faces[cracks], shapes)
    return Cut(shapes, faces, inside, filled, owners, thin, beside)


def _cut_of(shapes: Faces, found: PlanarMap) -> Cut:
    """Return the cut that a map of an outline and solids is."""
    inside, filled = found.covers[:, 0], found.covers[:, 1:]
    thin = found.areas_m2 <= SLIVER_M * found.edges_m
    cracks = np.flatnonzero(thin & inside)
    beside = np.empty((2, 0), np.int64)
    if len(cracks):
        beside = _beside(cracks, found.each()[cracks - 1], shapes)
    faces, solids = np.nonzero(filled)
    return Cut(shapes, found, inside, faces, solids, thin, beside)


def _beside(cracks: NDArray[np.int64], drawn: Faces, shapes: Faces) -> NDArray[np.int64]:
    """Return pairs of a crack, by its number, and a solid at its edge."""
    near, at_edge = STRtree(shapes[1:]).query(drawn, "dwithin", SLIVER_M)
    return np.stack((cracks[near], at_edge))


def _told(
    faces: Faces, shapes: Faces
) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Tell which faces lie in the first shape, the outline, and which are filled by which other.

    One point of a face answers for all of it, being further from the face's boundary than that
    may have moved. Raises GeometryError unless the faces in each shape are together as large as
    the shape: a crossing that was missed would make a face that is partly in it.
    """
    points = shapely.point_on_surface(faces)
    for n in np.flatnonzero(shapely.distance(points, shapely.boundary(faces)) <= SLIVER_M):
        points[n] = _middle(faces[n])
    shapely.prepare(shapes[0])
    inside: NDArray[np.bool_] = shapely.contains(shapes[0], points)
    found, solids = STRtree(shapes[1:]).query(points, predicate="within")
    areas_m2 = shapely.area(faces)
    filled_m2 = np.bincount(solids, weights=areas_m2[found], minlength=len(shapes) - 1)
    off_m2 = np.abs([areas_m2[inside].sum(), *filled_m2] - shapely.area(shapes))
    if (off_m2 > AREA_SLACK_M2 + SLIVER_M * shapely.length(shapes)).any():
        raise GeometryError(
            f"walls cannot be told from free space, for {off_m2.max():g} m² of"
            f" {shapes[off_m2.argmax()].wkt[:60]}; is it simple?"
        )
    return inside, found, solids


def _middle(face: Polygon) -> Point:
    """Return the middle of the largest circle that fits into one of a face's triangles.

    A face that has none, since rounding far from the origin has bent it, is a crack, which no point
    tells more of than another.
    """
    try:
        triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(face))
    except shapely.errors.GEOSException:
        triangles = np.array([])
    if not len(triangles):
        return shapely.point_on_surface(face)
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    # A corner weighs as much as the side that lies opposite.
    opposite = np.roll(corners, -1, axis=1) - np.roll(corners, 1, axis=1)
    sides_m = np.hypot(opposite[..., 0], opposite[..., 1])
    around_m = sides_m.sum(axis=1)
    widest = int((shapely.area(triangles) / around_m).argmax())
    return Point(sides_m[widest] @ corners[widest] / around_m[widest])


def _refuse_wild(*shapes: Polygon) -> None:
    """Raise GeometryError for a coordinate that is not finite, or beyond what a plan has."""
    corners = shapely.get_coordinates(shapes)
    # A comparison with nan is False, so that this finds it too.
    wild = ~(np.abs(corners) <= MAX_COORDINATE_M).all(axis=1)
    if wild.any():
        x_m, y_m = corners[wild][0]
        raise GeometryError(
            f"a wall or an outline has a corner at [{x_m:g}, {y_m:g}]:"
            f" coordinates must be finite and within ±{MAX_COORDINATE_M:g} m"
        )


def _refuse_a_tangle(shapes: Faces) -> None:
    """Raise GeometryError where edges meet so often that no answer would come."""
    corners, rings = shapely.get_coordinates(shapely.get_rings(shapes), return_index=True)
    ends = np.stack((corners[:-1], corners[1:]), axis=1)[rings[:-1] == rings[1:]]
    edges = shapely.linestrings(ends)
    owners = rings[:-1][rings[:-1] == rings[1:]]
    # Bounding boxes that meet are counted many times as fast, and mostly are few enough.
    rough = _crossings(edges, owners, MAX_MEETINGS, exact=False)
    if rough > MAX_MEETINGS:
        raise GeometryError(
            f"{len(shapes) - 1} walls and the outline lie so close that more than {MAX_MEETINGS}"
            " pairs of their edges overlap seen along both axes; draw slanted bars as one wall"
        )
    if (
        rough > MAX_CROSSINGS
        and _crossings(edges, owners, MAX_CROSSINGS, exact=True) > MAX_CROSSINGS
    ):
        raise GeometryError(
            f"{len(shapes) - 1} walls and the outline cross one another more than {MAX_CROSSINGS}"
            " times; look for walls that are drawn many times over"
        )


def _crossings(edges: Faces, owners: NDArray[np.int64], most: int, *, exact: bool) -> int:
    """Return how often edges of different rings, or else their boxes, meet; hardly above `most`."""
    tree, found = STRtree(edges), 0
    for first in range(0, len(edges), 100):
        mine, theirs = tree.query(edges[first : first + 100]) + np.array([[first], [0]])
        other = owners[mine] != owners[theirs]
        if exact:
            one, two = edges[mine[other]], edges[theirs[other]]
            other = shapely.intersects(one, two) & ~shapely.touches(one, two)
        found += int(other.sum())
        if found > most:
            break
    return found
