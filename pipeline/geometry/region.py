"""A region of the plan, and the checks that a shape passes before geometry may trust it."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.errors import GeometryError
from pipeline.units import MAX_COORDINATE_M, is_coordinate, numeral

Region: TypeAlias = Polygon | MultiPolygon
EMPTY: Region = Polygon()


class Same(tuple[Region, ...]):
    """Regions that are the same as others only where they are the same objects: a key, soon told.

    >>> from shapely import box
    >>> one, other = box(0, 0, 2, 1), box(0, 0, 2, 1)
    >>> Same((one,)) == Same((one,)), Same((one,)) == Same((other,)), one == other
    (True, False, True)
    """

    __slots__ = ()

    def __hash__(self) -> int:
        """Return what the same objects have in common."""
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        """Tell whether the objects are the same."""
        if not isinstance(other, Same) or len(self) != len(other):
            return False
        return all(one is two for one, two in zip(self, other, strict=True))


Regions: TypeAlias = NDArray[np.object_]
"""Regions, (n,)."""

DIGITS = 10
"""Of a metre that count: coordinates lie on a grid of a tenth of a nanometre."""

MAX_CORNERS = 100_000
"""Of all free space of a floor; a school of ten thousand walls has two thirds of these."""

MAX_SHAPE_CORNERS = 6_000
"""Of one outline, occluder or zone. A comb of so many is audited within half a minute, however it
is turned, and that grows as the square (measured)."""


def polygons(shape: BaseGeometry) -> tuple[Polygon, ...]:
    """Return the polygons of a shape; the points and lines that overlays leave are dropped.

    >>> from shapely import GeometryCollection, Point, box
    >>> polygons(GeometryCollection([Point(0, 0), box(0, 0, 2, 1)]))
    (<POLYGON ((2 0, 2 1, 0 1, 0 0, 2 0))>,)
    >>> polygons(EMPTY)
    ()
    """
    if shape.geom_type == "Polygon":
        return () if shape.is_empty else (shape,)
    if shape.geom_type == "MultiPolygon":
        parts = shapely.get_parts(shape)
        return tuple(parts[~shapely.is_empty(parts)].tolist())
    if shape.geom_type != "GeometryCollection":
        return ()
    return tuple(found for part in shape.geoms for found in polygons(part))


def region_of(shape: BaseGeometry) -> Region:
    """Return the polygonal part of a shape, as one polygon where it is one.

    >>> from shapely import LineString
    >>> region_of(LineString([(0, 0), (1, 0)])).area
    0.0
    """
    if shape.geom_type == "Polygon":
        return shape
    found = polygons(shape)
    if len(found) < 2:
        return found[0] if found else EMPTY
    whole = shape.geom_type == "MultiPolygon" and len(found) == shapely.get_num_geometries(shape)
    return shape if whole else MultiPolygon(found)


def checked_polygon(polygon: Polygon, name: str) -> Polygon:
    """Return the polygon, flat and trusted: finite, of a size a school has, simple, with area.

    Corners are rounded to the grid; there may be MAX_SHAPE_CORNERS of them.
    Raises GeometryError, which names the shape as `name` and says what is wrong where.

    >>> checked_polygon(Polygon([(0, 0), (2, 0), (2, 1)]), "zone z").area
    1.0
    >>> checked_polygon(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), "zone z")
    Traceback (most recent call last):
    pipeline.errors.GeometryError: zone z is not a simple polygon: Self-intersection[1 1]
    """
    flat = shapely.force_2d(polygon)
    corners = shapely.get_coordinates(flat)
    trusted = np.isfinite(corners) & (np.abs(corners) <= MAX_COORDINATE_M)
    if not trusted.all():
        x_m, y_m = corners[~trusted.all(axis=1)][0]
        raise GeometryError(
            f"{name} has a corner at [{x_m:g}, {y_m:g}]:"
            f" coordinates must be finite and within ±{MAX_COORDINATE_M:g} m"
        )
    # Each ring ends with its first corner again.
    rings = 1 + len(flat.interiors)
    refuse_too_many(len(corners) - rings, name, MAX_SHAPE_CORNERS)
    flat = shapely.transform(flat, on_the_grid)
    if not flat.is_valid:
        raise GeometryError(f"{name} is not a simple polygon: {shapely.is_valid_reason(flat)}")
    if not flat.area > 0.0:
        raise GeometryError(f"{name} has no area, got {flat.wkt[:60]}")
    return flat


def checked_polygons(shapes: Sequence[Polygon], names: Sequence[str]) -> tuple[Polygon, ...]:
    """Return many polygons, each as `checked_polygon` returns it, in a fourth of the time.

    >>> from shapely import box
    >>> [one.area for one in checked_polygons([box(0, 0, 2, 1), box(0, 0, 1, 1)], ["a", "b"])]
    [2.0, 1.0]
    """
    flat = np.array(shapes, dtype=np.object_)
    if shapely.has_z(flat).any():
        flat = shapely.force_2d(flat)
    corners, owners = shapely.get_coordinates(flat, return_index=True)
    plain = (np.abs(corners) <= MAX_COORDINATE_M).all() and (
        np.bincount(owners, minlength=1).max() <= MAX_SHAPE_CORNERS
    )
    if plain:
        rounded = shapely.transform(flat, on_the_grid)
        doubtful = rounded[~_are_convex(rounded)]
        if (shapely.is_valid(doubtful) & (shapely.area(doubtful) > 0.0)).all():
            return tuple(rounded)
    # One of them is refused, or nearly too large: it is told which.
    return tuple(checked_polygon(*pair) for pair in zip(shapes, names, strict=True))


def _are_convex(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes are surely convex and have an area; walls mostly are, with four corners.

    A ring of four corners that turns at each to the same side goes round once.
    """
    corners, owners = shapely.get_coordinates(shapes, return_index=True)
    counts = np.bincount(owners, minlength=len(shapes))
    rings = corners[(counts == 5)[owners]].reshape(-1, 5, 2)
    sides = np.diff(rings, axis=1)
    following = np.roll(sides, -1, axis=1)
    turns = sides[..., 0] * following[..., 1] - sides[..., 1] * following[..., 0]
    least = 1e-9 * np.abs(sides).sum(axis=-1) * np.abs(following).sum(axis=-1)
    convex = np.zeros(len(shapes), dtype=np.bool_)
    convex[counts == 5] = (turns > least).all(axis=1) | (turns < -least).all(axis=1)
    return convex


def refuse_too_many(corners: int, name: str, most: int) -> None:
    """Raise GeometryError for more corners than an answer in half a minute allows.

    >>> refuse_too_many(6_001, "the outline", MAX_SHAPE_CORNERS)
    Traceback (most recent call last):
    pipeline.errors.GeometryError: the outline has 6001 corners, at most 6000 can be trusted \
to come to an end
    """
    if corners > most:
        raise GeometryError(
            f"{name} has {corners} corners, at most {most} can be trusted to come to an end"
        )


def on_the_grid(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return corners without the digits that only arithmetic leaves; GEOS stumbles over 1e-200.

    >>> on_the_grid(np.array([[0.1 + 0.2, 1e-200]])).tolist()
    [[0.3, 0.0]]
    """
    return np.round(corners, DIGITS)


def checked_point(x_m: float, y_m: float, name: str) -> tuple[float, float]:
    """Return the point, trusted: finite, and within the size that a school has.

    >>> checked_point(1.0, float("nan"), "camera c")
    Traceback (most recent call last):
    pipeline.errors.GeometryError: camera c stands at [1, nan]: coordinates must be finite and \
within ±1e+06 m
    """
    if not (is_coordinate(x_m) and is_coordinate(y_m)):
        raise GeometryError(
            f"{name} stands at [{numeral(x_m)}, {numeral(y_m)}]:"
            f" coordinates must be finite and within ±{MAX_COORDINATE_M:g} m"
        )
    return x_m, y_m
