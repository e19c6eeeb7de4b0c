"""What many shapes cut the plane into, found without GEOS, or not at all where that is in doubt.

GEOS takes milliseconds to node, to link and to dissolve what a plan of a school has, most of them
for making and unmaking geometries; here the same goes on in arrays (`noding`, `facing`, `tracing`).
Whoever gets None asks GEOS. Without the compiler that is everybody, since loops would take longer.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from pipeline.compiler import Function, is_installed, machine_code
from pipeline.geometry.planar import facing, noding, tracing
from pipeline.geometry.region import DIGITS, EMPTY, Region, Regions

GRID_M = 10.0**-DIGITS

MOST_EDGES = 6_000
"""Beyond so many, comparing each with those beside it takes longer than GEOS does."""

SLACK_M2 = 1e-8
"""What areas may differ by for rounding alone, beside what the grid moves along a boundary."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PlanarMap:
    """Faces between pieces of boundaries, and which of some shapes cover each of them.

    `covers` is (faces, shapes), `areas_m2` (faces,); face 0 is all around. The rest is what the
    loops need: see `facing`.
    """

    covers: Mask
    areas_m2: NDArray[np.float64]
    nodes: tuple[NDArray[np.float64], NDArray[np.float64]]
    pieces: tuple[NDArray[np.int64], NDArray[np.int64]]
    clockwise: NDArray[np.int64]
    face: NDArray[np.int64]
    compiled: bool

    @cached_property
    def edges_m(self) -> NDArray[np.float64]:
        """How long the boundary of each face is."""
        (x, y), (low, high) = self.nodes, self.pieces
        lengths = np.repeat(np.hypot(x[high] - x[low], y[high] - y[low]), 2)
        return np.bincount(self.face, lengths, len(self.areas_m2)).astype(np.float64)

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """The least and greatest x and y of each face, (faces, 4); of face 0, of all of them."""
        order = np.argsort(self.face, kind="stable")
        begins = np.searchsorted(self.face[order], np.arange(len(self.areas_m2)))
        x, y = (values[self._tails[order]] for values in self.nodes)
        least = [np.minimum.reduceat(values, begins) for values in (x, y)]
        most = [np.maximum.reduceat(values, begins) for values in (x, y)]
        return np.column_stack((*least, *most))

    @cached_property
    def _tails(self) -> NDArray[np.int64]:
        return np.column_stack(self.pieces).ravel()

    def joined(self, mask: Mask, to: Mask) -> Mask:
        """Return which faces of a mask belong to a part that meets faces of another somewhere."""
        parted = _parted() if self.compiled else tracing.parted
        part = parted(self.face, np.where(mask, 0, -1))
        met = np.zeros(len(self.nodes[0]), dtype=np.bool_)
        met[self._tails[to[self.face]]] = True
        parts = np.zeros(len(mask), dtype=np.bool_)
        parts[part[self.face[mask[self.face] & met[self._tails]]]] = True
        joined: Mask = mask & parts[part]
        return joined

    def merged(self, mask: Mask) -> Region:
        """Return the faces of a mask as one region.

        A part of it holds together by more than corners; where it touches itself in one, that is a
        corner of a hole.
        """
        if not mask.any():
            return EMPTY
        corners, rings, parts, _ = self._traced(np.where(mask, 0, -1))
        polygons = shapely.from_ragged_array(GeometryType.POLYGON, corners, (rings, parts))
        region: Region = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
        return region

    def each(self) -> Regions:
        """Return every face but that all around, as polygons in their order."""
        corners, rings, parts, numbers = self._traced(np.arange(len(self.areas_m2)) - 1)
        faces = np.empty(len(self.areas_m2) - 1, dtype=np.object_)
        faces[numbers] = shapely.from_ragged_array(GeometryType.POLYGON, corners, (rings, parts))
        return faces

    def _traced(self, group: NDArray[np.int64]) -> Any:
        traced = _traced() if self.compiled else tracing.traced
        return traced(*self.nodes, *self.pieces, self.clockwise, self.face, group)


def mapped(shapes: Regions, *, compiled: bool | None = None) -> PlanarMap | None:
    """Return what shapes cut the plane into; None where GEOS had better be asked.

    Shapes must lie near the origin; their corners are laid on the grid of DIGITS. `compiled` None
    looks for a map only where everything is compiled already; False runs plain Python, True raises
    UnavailableError without numba.

    >>> two = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)], dtype=object)
    >>> found = mapped(two, compiled=False)
    >>> found.areas_m2.tolist(), found.merged(found.covers.any(axis=1)).area
    ([0.0, 1.0, 1.0, 1.0], 3.0)
    """
    if compiled is None and not is_ready():
        return None
    compiled = compiled is not False
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    corners, ring_of = shapely.get_coordinates(rings, return_index=True)
    if not 0 < len(corners) <= MOST_EDGES:
        return None
    # What rounding makes cross itself is parted there, like all else.
    corners = np.round(corners, DIGITS)
    tails = np.flatnonzero(ring_of[:-1] == ring_of[1:])
    owners = shape_of[part_of[ring_of[tails]]]
    places = np.ascontiguousarray(corners.T)
    noded: Function = _noded() if compiled else noding.noded
    faced: Function = _faced() if compiled else facing.faced
    x, y, low, high, starts, of = noded(*places, tails, owners, GRID_M)
    if not len(low):
        return None
    clockwise, face, areas, covers, is_sound = faced(x, y, low, high, starts, of, len(shapes))
    slack_m2 = SLACK_M2 + 2.0 * GRID_M * shapely.length(shapes)
    if not is_sound or (np.abs(areas @ covers - shapely.area(shapes)) > slack_m2).any():
        return None
    return PlanarMap(covers, areas, (x, y), (low, high), clockwise, face, compiled)


def is_ready() -> bool:
    """Tell whether everything was compiled for whoever asks."""
    return _everything.cache_info().currsize > 0


def compile_now() -> None:
    """Have everything compiled from now on, where there is a compiler: much work is to come."""
    if is_installed():
        _everything()


@cache
def _everything() -> tuple[Function, ...]:
    return _noded(), _faced(), _traced(), _parted()


def _square() -> tuple[Any, ...]:
    """Return the arguments of `noded` for a square metre."""
    x, y = np.array([0.0, 1.0, 1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0, 0.0])
    return x, y, np.arange(4), np.zeros(4, np.int64), 1e-10


@cache
def _noded() -> Function:
    called: list[Function] = [
        noding.crossings,
        noding.on_the_grid,
        noding.numbered,
        noding.met_by,
        noding.lies_on,
        noding.once,
    ]
    return machine_code(noding.noded, lambda node: node(*_square()), called)


@cache
def _faced() -> Function:
    called: list[Function] = [
        facing.diamond,
        facing.turned,
        facing.cycles,
        facing.rooted,
        facing.piece_below,
        facing.covers_of,
        facing.are_told_apart,
    ]
    return machine_code(facing.faced, lambda face: face(*_noded()(*_square()), 1), called)


@cache
def _traced() -> Function:
    x, y, low, high, starts, of = _noded()(*_square())
    clockwise, face, _, _, _ = _faced()(x, y, low, high, starts, of, 1)
    group = np.array([-1, 0])
    called: list[Function] = [tracing.parted, tracing.sharpest, tracing.laid]
    return machine_code(
        tracing.traced,
        lambda trace: trace(x, y, low, high, clockwise, face, group),
        called,
    )


@cache
def _parted() -> Function:
    nowhere = np.zeros(2, np.int64)
    return machine_code(tracing.parted, lambda part: part(nowhere, nowhere))
