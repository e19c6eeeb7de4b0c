"""Smooth skins for drawn bodies: tubes around a line of joints, and ellipsoids, as dense points.

Every skin is a cloud so dense that its points, put down as pixels, leave no gaps. Lengths are in
fractions of the body's height, x to its right, y ahead of it, z up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
"""(..., 3) places, directions or BGR colours."""

POINTS_PER_PIXEL = 1.0
"""Along each direction of a skin; at 0.85 what lies behind begins to show through (measured)."""


@dataclass(frozen=True, eq=False)
class Skin:
    """One surface: places, outward normals and colours, all (rows, columns, 3).

    `along` is 0 to 1 from the first row to the last, `around` the angle of each column in radians,
    0 at the right side and a quarter turn ahead.
    """

    places: Points
    normals: Points
    colours: Points
    along: NDArray[np.float32]
    around: NDArray[np.float32]


def blended(at: NDArray[np.float32], keys: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values that pass smoothly through rows of `keys`, evenly spread over 0 to 1.

    `keys` is (k, m); the answer is (n, m), a Catmull-Rom curve.

    >>> blended(np.array([0.0, 0.5, 1.0], np.float32), np.array([[0.0], [4.0], [8.0]])).tolist()
    [[0.0], [4.0], [8.0]]
    """
    spans = len(keys) - 1
    padded = np.concatenate([2 * keys[:1] - keys[1:2], keys, 2 * keys[-1:] - keys[-2:-1]])
    first = np.minimum((at * spans).astype(np.intp), spans - 1)
    t = (at * spans - first)[:, None].astype(np.float64)
    before, here, there, after = (padded[first + i] for i in range(4))
    slope, bend = there - before, 2 * before - 5 * here + 4 * there - after
    twist = -before + 3 * here - 3 * there + after
    curve: NDArray[np.float64] = here + 0.5 * t * (slope + t * (bend + t * twist))
    return curve


def ring_count(length: float, px_per_height: float) -> int:
    """Return how many points a length needs so that none of its pixels stays empty."""
    return max(8, int(np.ceil(length * px_per_height * POINTS_PER_PIXEL)))


def crossed(a: Points, b: Points) -> Points:
    """Return the cross products of rows; several times as fast as numpy's for small batches."""
    out = np.empty_like(a)
    out[..., 0] = a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1]
    out[..., 1] = a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2]
    out[..., 2] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return out


def unit(vectors: Points) -> Points:
    """Return vectors of length 1 in the same directions; a zero stays zero."""
    length = np.sqrt(np.einsum("...k,...k->...", vectors, vectors))
    scaled: Points = vectors * (1 / (length + np.float32(1e-12)))[..., None]
    return scaled


def slopes(values: Points) -> Points:
    """Return differences between the rows beside each row; at both ends to the one neighbour."""
    beside = np.concatenate([values[:1], values, values[-1:]])
    difference: Points = beside[2:] - beside[:-2]
    return difference


def spread(count: int) -> NDArray[np.float32]:
    """Return the angles of a ring of points."""
    return np.arange(count, dtype=np.float32) * np.float32(2 * np.pi / count)


def evenly(keys: NDArray[np.float64], px_per_height: float) -> NDArray[np.float32]:
    """Return where along `keys` the rows of a tube go: even over its skin, narrowing included."""
    way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(keys, axis=0), axis=1))])
    rows = np.linspace(0, way[-1], ring_count(1.1 * float(way[-1]), px_per_height))
    return np.interp(rows, way, np.linspace(0, 1, len(keys))).astype(np.float32)


def tube(
    joints: NDArray[np.float64],
    radii: NDArray[np.float64],
    colour: NDArray[np.float64],
    px_per_height: float,
) -> Skin:
    """Return a skin around a line of joints (k, 3), whose rings have half-axes `radii` (k, 2).

    The first half-axis runs to the body's side, the second ahead (or up, on a level stretch).
    """
    keys = np.concatenate([joints, radii], axis=1)
    at = evenly(keys, px_per_height)
    course_and_axes = blended(at, keys).astype(np.float32)
    line, axes = course_and_axes[:, :3], course_and_axes[:, 3:]
    course = unit(slopes(line))
    # One sense for the whole tube: a sign taken ring by ring would twist it at a bent elbow.
    sense = np.float32(-1 if course[0, 2] < 0 else 1)
    right = np.broadcast_to(np.array([sense, 0, 0], np.float32), course.shape)
    ahead = unit(crossed(course, right))
    side = sense * crossed(ahead, course)
    around = spread(ring_count(2 * np.pi * float(radii.max()), px_per_height))
    turn = np.stack([np.cos(around), np.sin(around)])
    ring = np.stack([axes[:, :1] * side, axes[:, 1:] * ahead], axis=2)
    outwards = np.swapaxes(ring @ turn, 1, 2)
    places = outwards + line[:, None]
    closed = np.concatenate([places[:, -1:], places, places[:, :1]], axis=1)
    normals = unit(crossed(closed[:, 2:] - closed[:, :-2], slopes(places)))
    if float(np.einsum("ijk,ijk->", normals, outwards)) < 0:
        normals = -normals
    return Skin(places, normals, coloured(colour, places), at[:, None], around[None, :])


def ellipsoid(
    centre: NDArray[np.float64],
    half_axes: NDArray[np.float64],
    colour: NDArray[np.float64],
    px_per_height: float,
) -> Skin:
    """Return the skin of an ellipsoid; `half_axes` is (3, 3), one axis vector a row.

    The longest axis is best given last. Rows run from the tip of the third axis to its other end.
    """
    lengths = np.linalg.norm(half_axes, axis=1)
    at = np.linspace(
        0.01, 0.99, ring_count(np.pi * float(lengths.max()), px_per_height), dtype=np.float32
    )
    around = spread(ring_count(2 * np.pi * float(lengths[:2].max()), px_per_height))
    width = np.sin(np.pi * at)[:, None]
    ball = np.empty((len(at), len(around), 3), np.float32)
    ball[..., 0] = width * np.cos(around)
    ball[..., 1] = width * np.sin(around)
    ball[..., 2] = np.cos(np.pi * at)[:, None]
    places = ball @ half_axes.astype(np.float32) + centre.astype(np.float32)
    normals = unit(ball @ np.linalg.inv(half_axes).T.astype(np.float32))
    return Skin(places, normals, coloured(colour, places), at[:, None], around[None, :])


def coloured(colour: NDArray[np.float64], places: Points) -> Points:
    """Return one colour for every place of a skin."""
    colours = np.empty_like(places)
    colours[...] = colour
    return colours
