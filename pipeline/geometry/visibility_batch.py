"""What is seen from many points at once, as flat arrays: the same expansion, compiled.

They are compiled only once many points are asked for, and only where there is a compiler; without
it, the same functions run as they stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import box

from pipeline.compiler import is_installed, machine_code
from pipeline.errors import GeometryError
from pipeline.geometry import expansion
from pipeline.geometry.look import looked, numbers
from pipeline.geometry.mesh import Mesh, triangulated
from pipeline.units import MAX_COORDINATE_M

COMPILE_FROM = 3_000
"""So many points take plain Python about as long as it takes to load numba and the machine code
(0.3 s, measured). Compiling takes some seconds, once on each machine."""

GAP_RAD = 1e-9
"""What a wedge leaves of the turn by less than this is a line, and its sides would touch."""

CALLED = (
    "located",
    "turn",
    "views_around",
    "views_within",
    "first_view",
    "angle_from",
    "expanded",
    "share_along",
    "closed",
)
"""The functions of `geometry.expansion` below `rings_around`, but for those INLINED."""

INLINED = ("too_far", "with_seen")
"""Called at nearly every step; numba hands the mesh over to a called function array by array, which
takes a fifth of all time here (measured)."""


@dataclass(frozen=True, eq=False)
class Flat:
    """Rings of corners, end to end: ring n is `corners[offsets[n] : offsets[n + 1]]`.

    `corners` f8[m, 2] in metres; `offsets` i8[n + 1]. Rings run counter-clockwise, unclosed.
    """

    corners: NDArray[np.float64]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Refuse offsets that do not cut the corners into rings."""
        ends = self.offsets[[0, -1]].tolist() if len(self.offsets) else []
        if ends != [0, len(self.corners)] or (np.diff(self.offsets) < 0).any():
            raise GeometryError(
                f"offsets must rise from 0 to {len(self.corners)} corners, got {self.offsets}"
            )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def ring(self, number: int) -> NDArray[np.float64]:
        """Return the corners of one ring."""
        return self.corners[self.offsets[number] : self.offsets[number + 1]]


def visible_batch(
    mesh: Mesh,
    points: NDArray[np.float64],
    range_m: float | NDArray[np.float64] | None = None,
    wedges: NDArray[np.float64] | None = None,
    *,
    compiled: bool | None = None,
) -> Flat:
    """Return the ring of all that is seen from each of (n, 2) points, in their order.

    Within `range_m` of its point, one range for all or one for each, a ring is exact; beyond it, a
    ring shows less than is seen and never more: the view ends at the edges of triangles, so cut it
    with the disc. None looks as far as walls allow, and a ring is then that of
    `visibility_polygon`, not repaired where rounding made it cross itself.

    `wedges`, (n, 2), are the part of the turn that is of interest at each point: where it starts,
    counter-clockwise from +x, and its span, above 0 and up to 2 π, in radians. The ring of a
    span that is less by GAP_RAD or more begins with the point itself; where a wedge is too narrow
    to see anything, it has no corners.

    `compiled` None lets numba compile where it is installed and the points are many; False runs
    plain Python, True raises UnavailableError without numba. Raises GeometryError for a point that
    is not in the mesh, for a range that is not above 0, and for a span that is none.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> room = triangulated(box(0, 0, 4, 3))
    >>> seen = visible_batch(room, np.array([[1.0, 1.0], [2.0, 1.0]]))
    >>> seen.corners.shape, seen.offsets.tolist()
    ((8, 2), [0, 4, 8])
    >>> quarter = visible_batch(room, np.array([[1.0, 1.0]]), wedges=np.array([[0.0, np.pi / 2]]))
    >>> quarter.ring(0).tolist()
    [[1.0, 1.0], [4.0, 1.0], [4.0, 3.0], [1.0, 3.0]]
    >>> len(visible_batch(room, np.empty((0, 2))))
    0
    """
    points = _checked(points)
    reaches_m2 = np.empty(0) if range_m is None else _squared(range_m, len(points))
    sides = np.empty(0) if wedges is None else _sides(wedges, len(points))
    ends: Any
    if _compiles(len(points)) if compiled is None else compiled:
        ends = np.zeros(len(points) + 1, np.int64)
        ring = looked(_compiled(), mesh.arrays, points.ravel(), sides, reaches_m2, ends, np.empty)
    else:
        lists, ends = (mesh.portals, mesh.cells), [0] * (len(points) + 1)
        each = points.ravel().tolist(), sides.tolist(), reaches_m2.tolist()
        ring = looked(expansion.rings_around, lists, *each, ends, numbers)
    return Flat(np.asarray(ring).reshape(-1, 2), np.asarray(ends, dtype=np.int64) // 2)


def _checked(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points, trusted: (n, 2), finite, and within the size that a school has."""
    points = np.ascontiguousarray(_doubles(points))
    if points.ndim != 2 or points.shape[1] != 2:
        raise GeometryError(f"points of view must be an (n, 2) array, got shape {points.shape}")
    # A comparison with nan is False, so that this finds it too.
    lost = ~(np.abs(points) <= MAX_COORDINATE_M).all(axis=1)
    if lost.any():
        x_m, y_m = points[lost][0]
        raise GeometryError(
            f"the point of view {int(lost.argmax())} stands at [{x_m:g}, {y_m:g}]:"
            f" coordinates must be finite and within ±{MAX_COORDINATE_M:g} m"
        )
    return points


def _squared(range_m: float | NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the squares of ranges, (n,), which must be above 0 (inf looks without limit)."""
    ranges_m = _doubles(range_m)
    if not (ranges_m > 0.0).all():
        least_m = float(ranges_m.min())
        raise GeometryError(f"the range must be above 0 m, got {least_m:g}")
    return np.ascontiguousarray(np.broadcast_to(ranges_m * ranges_m, (count,)))


def _doubles(numbers: Any) -> NDArray[np.float64]:
    """Return numbers as an array; an integer too large for a double is as good as infinite."""
    try:
        return np.asarray(numbers, dtype=np.float64)
    except OverflowError as error:
        raise GeometryError("a point, range or wedge holds a number beyond 1e308") from error


def _sides(wedges: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return the WEDGE numbers of each wedge (see `geometry.expansion`), end to end."""
    wedges = _doubles(wedges)
    if wedges.shape != (count, 2):
        raise GeometryError(f"wedges must be a ({count}, 2) array, got shape {wedges.shape}")
    start, span = wedges.T
    wrong = ~(np.isfinite(start) & (span > 0.0) & (span <= 2.0 * np.pi))
    if wrong.any():
        n = int(wrong.argmax())
        raise GeometryError(
            f"wedge {n} starts at {start[n]:g} rad and spans {span[n]:g} rad:"
            " a start must be finite, and a span above 0 and at most 2 pi"
        )
    end, turn = start + span, np.where(span < 2.0 * np.pi - GAP_RAD, 1.0, 0.0)
    vectors = (np.cos(start), np.sin(start), np.cos(end), np.sin(end))
    return np.column_stack((*vectors, turn * np.cos(span), turn * np.sin(span))).ravel()


def _compiles(count: int) -> bool:
    """Tell whether so many points are worth a compiler, and there is one."""
    worth = count >= COMPILE_FROM or _compiled.cache_info().currsize > 0
    return worth and is_installed()


def compile_now() -> None:
    """Have everything compiled from now on, where there is a compiler: much work is to come."""
    if is_installed():
        _compiled()


@cache
def _compiled() -> Callable[..., Any]:
    """Return `rings_around`, compiled, or loaded where this machine has compiled it before."""
    called = [getattr(expansion, name) for name in CALLED]
    inlined = [getattr(expansion, name) for name in INLINED]
    return machine_code(expansion.rings_around, _ask_nothing, called, inlined)


def _ask_nothing(look: Callable[..., Any]) -> None:
    """Have a compiled function loaded or compiled."""
    nothing, ends = np.empty(0), np.zeros(1, np.int64)
    look(*triangulated(box(0, 0, 1, 1)).arrays, nothing, nothing, nothing, 0, nothing, ends)
