"""Strokes of a drawing as lines in metres: those of some layers, how far they span."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.domain.drawing import Role, Storey, Strokes
from pipeline.geometry.lines.cap import THINNEST_M
from pipeline.geometry.lines.net import Segments
from pipeline.importers.plans.roles import LayerRow

STRAIGHT_M = 1e-3
"""Corners of a line that lie within this of its straight way are none."""


def layers_of(rows: Sequence[LayerRow], role: Role) -> frozenset[int]:
    """Return the numbers of the layers that are taken for something."""
    return frozenset(number for number, row in enumerate(rows) if row.role == role)


def bounds_of(storey: Storey, layers: frozenset[int]) -> Iterator[NDArray[np.float64]]:
    """Yield left, low, right, high of the strokes of some layers, and of shapes."""
    strokes = storey.strokes
    owners = np.repeat(strokes.layers, np.diff(strokes.starts))
    points = strokes.points[np.isin(owners, list(layers))]
    if len(points):
        yield np.concatenate((points.min(axis=0), points.max(axis=0)))
    for shape in storey.shapes:
        if not shape.geometry.is_empty and shape.kind != "outline":
            yield np.array(shape.geometry.bounds)


def segments_of(
    strokes: Strokes, points: NDArray[np.float64], layers: frozenset[int], unit_m: float
) -> Segments:
    """Return the straight pieces of some layers' strokes; broad ones by their outlines.

    `points` are those of the strokes in metres, whose unit is `unit_m`.
    """
    found = []
    for number in _on(strokes, layers):
        corners = points[strokes.starts[number] : strokes.starts[number + 1]]
        width_m = float(strokes.widths[number]) * unit_m
        for part in _outlines(corners, width_m) if width_m >= THINNEST_M else (corners,):
            found.append(np.stack((part[:-1], part[1:]), axis=1))
    return np.concatenate(found) if found else np.empty((0, 2, 2))


def lines_of(
    strokes: Strokes, points: NDArray[np.float64], layers: frozenset[int]
) -> NDArray[np.object_]:
    """Return some layers' strokes as line strings."""
    found = [
        shapely.LineString(points[strokes.starts[n] : strokes.starts[n + 1]])
        for n in _on(strokes, layers)
    ]
    return np.array(found, dtype=np.object_)


def straightened(lines: Segments) -> Iterator[Segments]:
    """Yield pieces that go straight on in one another as one."""
    if not len(lines):
        return
    merged = shapely.line_merge(shapely.MultiLineString(list(lines)))
    for line in shapely.get_parts(merged):
        points = shapely.get_coordinates(shapely.simplify(line, STRAIGHT_M))
        yield from (np.array(ends) for ends in pairwise(points))


def length_m(line: Segments) -> float:
    """Return how long a straight piece is."""
    return float(np.hypot(*(line[1] - line[0])))


def _on(strokes: Strokes, layers: frozenset[int]) -> NDArray[np.intp]:
    return np.flatnonzero(np.isin(strokes.layers, list(layers)))


def _outlines(corners: NDArray[np.float64], width_m: float) -> Iterator[NDArray[np.float64]]:
    """Yield the rings around a stroke that is drawn to its breadth."""
    band = shapely.LineString(corners).buffer(width_m / 2, cap_style="flat", join_style="mitre")
    for ring in shapely.get_parts(shapely.get_rings(band)):
        yield shapely.get_coordinates(ring)
