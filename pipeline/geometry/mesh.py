"""A triangle mesh of free space, as flat arrays: what visibility walks through."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipeline.compiler import Function, machine_code
from pipeline.errors import GeometryError
from pipeline.geometry import mesh_loops
from pipeline.geometry.expansion import Cells, Portals
from pipeline.geometry.planar.planar_map import is_ready
from pipeline.geometry.region import MAX_CORNERS, Region, refuse_too_many
from pipeline.geometry.tiles import tiled

LENGTH_SLACK = 1e-9
"""Relative; the walls of a mesh and the boundary of its region may differ by rounding only."""

CROWD = 16
"""How many cells of the grid a triangle may lie in, in the mean; it is 4 on usual plans."""

AT_ONCE = 20_000
"""Corners that are triangulated in one go: of more, GEOS takes 25 s where they form a comb."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangulated region.

    `vertices` f8[V, 2]; `triangles` i4[T, 3], counter-clockwise; `twins` i4[3T]: the half-edge
    on the other side of half-edge 3t+e, or -1 at a wall. `cell_starts` and `cell_triangles` say
    which triangles touch each cell of a grid (see `Cells`).
    """

    vertices: NDArray[np.float64]
    triangles: NDArray[np.int32]
    twins: NDArray[np.int32]
    origin: tuple[float, float]
    cell_m: float
    columns: int
    rows: int
    cell_starts: NDArray[np.int64]
    cell_triangles: NDArray[np.int32]

    @cached_property
    def portals(self) -> Portals:
        """The half-edges as lists, made once."""
        return Portals(*(column.tolist() for column in _columns(self)))

    @cached_property
    def cells(self) -> Cells:
        """The grid with its triangles as lists, made once."""
        return Cells(*self._grid, self.cell_starts.tolist(), self.cell_triangles.tolist())

    @cached_property
    def arrays(self) -> tuple[Portals, Cells]:
        """The half-edges and the grid again, as arrays for compiled code."""
        columns: list[Any] = [np.ascontiguousarray(column) for column in _columns(self)]
        lists: tuple[Any, ...] = (self.cell_starts, self.cell_triangles)
        return Portals(*columns), Cells(*self._grid, *lists)

    @property
    def _grid(self) -> tuple[float, float, float, int, int]:
        return (*self.origin, self.cell_m, self.columns, self.rows)


def triangulated(free: Region, at_once: int = AT_ONCE) -> Mesh:
    """Return the constrained Delaunay mesh of a region, holes and separate parts included.

    A region of more corners than `at_once` is meshed tile by tile (see `geometry.tiles`).

    Raises GeometryError when the region is empty, or when the mesh would have a wall where the
    region has none: a view through such a mesh could not be trusted. So it does for more corners
    than MAX_CORNERS (see `geometry.region`).

    >>> from shapely import box
    >>> mesh = triangulated(box(0, 0, 2, 1))
    >>> mesh.triangles.shape, int((mesh.twins < 0).sum())
    ((2, 3), 4)
    """
    count = int(shapely.get_num_coordinates(free))
    refuse_too_many(count, "the free space", MAX_CORNERS)
    corners = _triangle_corners(tiled(free, at_once) if count > at_once else (free,))
    # As complex numbers, which are sorted by x, then y, four times as fast as rows are.
    places = np.ascontiguousarray(corners).view(np.complex128).ravel()
    distinct, inverse = np.unique(places, return_inverse=True)
    vertices = distinct.view(np.float64).reshape(-1, 2)
    triangles = inverse.reshape(-1, 3).astype(np.int32)
    twins = _twins(triangles, len(vertices))
    _refuse_false_walls(vertices, triangles, twins, float(free.length))
    return Mesh(vertices, triangles, twins, *_grid(vertices, triangles))


def _meshed(region: Region) -> BaseGeometry:
    """Return the triangles of a region as one collection."""
    # Of an array, since shapely holds the interpreter for a single geometry.
    triangles: BaseGeometry = shapely.constrained_delaunay_triangles([region])[0]
    return triangles


def _triangle_corners(regions: Sequence[Region]) -> NDArray[np.float64]:
    """Return (T, 3, 2) corners, counter-clockwise."""
    try:
        if len(regions) == 1:
            meshes = [_meshed(regions[0])]
        else:
            # GEOS lets go of the interpreter while it works.
            with ThreadPoolExecutor() as pool:
                meshes = [*pool.map(_meshed, regions)]
    except shapely.errors.GEOSException as error:
        raise GeometryError(f"the free space cannot be meshed, is it simple? ({error})") from error
    corners: NDArray[np.float64] = shapely.get_coordinates(meshes).reshape(-1, 4, 2)[:, :3]
    if not len(corners):
        raise GeometryError("there is no free space to look through: the region is empty")
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    turns = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    # All turn the same way. Asked one by one, a triangle as thin as rounding may lie about it,
    # and a view that enters it would go in circles.
    return corners if turns.sum() > 0.0 else corners[:, ::-1]


def _twins(triangles: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Return, for each half-edge, the one that runs the other way, or -1."""
    if is_ready():
        twins, are_one = _linked()(triangles, count)
        return _proven(twins, are_one=are_one)
    tails = triangles.ravel().astype(np.int64)
    heads = np.roll(triangles, -1, axis=1).ravel().astype(np.int64)
    keys, opposite = tails * count + heads, heads * count + tails
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys, opposite, sorter=order), len(keys) - 1)
    twins = np.where(keys[order[at]] == opposite, order[at], -1).astype(np.int32)
    return _proven(twins, are_one=len(np.unique(keys)) == len(keys))


def _proven(twins: NDArray[np.int32], *, are_one: bool) -> NDArray[np.int32]:
    """Return twins; raises GeometryError unless each half-edge is one."""
    if not are_one:
        raise GeometryError("the free space cannot be meshed: its triangles overlap")
    return twins


def _refuse_false_walls(
    vertices: NDArray[np.float64],
    triangles: NDArray[np.int32],
    twins: NDArray[np.int32],
    boundary_m: float,
) -> None:
    """Raise GeometryError unless the mesh's walls are as long as the region's boundary."""
    walls = vertices[np.roll(triangles, -1, axis=1).ravel()] - vertices[triangles.ravel()]
    wall_m = float(np.hypot(walls[:, 0], walls[:, 1])[twins < 0].sum())
    if abs(wall_m - boundary_m) > LENGTH_SLACK * boundary_m:
        raise GeometryError(
            f"the free space cannot be meshed: its boundary is {boundary_m:.6f} m long,"
            f" the walls of its mesh {wall_m:.6f} m; look for walls that nearly touch"
        )


def _grid(
    vertices: NDArray[np.float64], triangles: NDArray[np.int32]
) -> tuple[tuple[float, float], float, int, int, NDArray[np.int64], NDArray[np.int32]]:
    """Return the grid of a mesh: origin, cell size, columns, rows, and the triangles of each cell.

    A cell has the size of a triangle. Where triangles are long and thin, so that their bounding
    boxes fill cells by the thousand, cells grow until a triangle lies in CROWD of them.
    """
    origin = vertices.min(axis=0)
    corners = vertices[triangles]
    # In pairs, which takes a fifth of the time that it takes along an axis of three.
    low = np.minimum(np.minimum(corners[:, 0], corners[:, 1]), corners[:, 2]) - origin
    high = np.maximum(np.maximum(corners[:, 0], corners[:, 1]), corners[:, 2]) - origin
    size = np.ptp(vertices, axis=0)
    cell_m = float(size.max()) / max(1.0, np.sqrt(len(triangles)))
    while (high // cell_m - low // cell_m + 1.0).prod(axis=1).sum() > CROWD * len(triangles):
        cell_m *= 2.0
    last = (size // cell_m).astype(np.int64)
    if is_ready():
        boxes = [np.ascontiguousarray(each) for each in (*low.T, *high.T)]
        starts, members = _celled()(*boxes, cell_m, last)
        columns, rows = (last + 1).tolist()
        return (float(origin[0]), float(origin[1])), cell_m, columns, rows, starts, members
    low = np.minimum(low // cell_m, last).astype(np.int64)
    high = np.minimum(high // cell_m, last).astype(np.int64)
    columns, rows = (last + 1).tolist()
    starts, members = _cells(low, high - low + 1, columns, rows)
    return (float(origin[0]), float(origin[1])), cell_m, columns, rows, starts, members


def _cells(
    low: NDArray[np.int64], spans: NDArray[np.int64], columns: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the triangles of each cell, as starts and members, from the cells that each spans."""
    counts = spans.prod(axis=1)
    members = np.repeat(np.arange(len(low), dtype=np.int32), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    column = low[members, 0] + within // spans[members, 1]
    cell = column * rows + low[members, 1] + within % spans[members, 1]
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(columns * rows + 1))
    return starts.astype(np.int64), members[order]


@cache
def _linked() -> Function:
    one = np.array([[0, 1, 2]], dtype=np.int32)
    called: list[Function] = [mesh_loops.following]
    return machine_code(mesh_loops.linked, lambda link: link(one, 3), called)


@cache
def _celled() -> Function:
    nothing, last = np.empty(0), np.zeros(2, np.int64)
    boxes = nothing, nothing, nothing, nothing
    return machine_code(mesh_loops.celled, lambda cell: cell(*boxes, 1.0, last))


def _columns(mesh: Mesh) -> tuple[NDArray[Any], ...]:
    """Return the columns of Portals: the half-edges, with what lies across each of them."""
    tail = mesh.triangles.ravel()
    half_edges = np.arange(len(tail), dtype=np.int32)
    following = half_edges - half_edges % 3 + (half_edges + 1) % 3
    preceding = half_edges - half_edges % 3 + (half_edges + 2) % 3
    wall = mesh.twins < 0
    across = [tail[preceding[mesh.twins]], following[mesh.twins], preceding[mesh.twins]]
    return (
        mesh.vertices[:, 0],
        mesh.vertices[:, 1],
        tail,
        tail[following],
        *(np.where(wall, np.int32(-1), column) for column in across),
    )
