"""Openings: where a wall stops and goes on behind, as at a door, a window or a passage."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon, STRtree

from pipeline.geometry.lines.cap import THICKEST_M, Caps, caps
from pipeline.geometry.lines.loose_end import LooseEnds, loose_ends
from pipeline.geometry.lines.net import GRID_M, Net, Segments, near_pairs

WIDEST_M = 5.0
"""A wall that goes on further away than this is another one; a garage's door is as wide."""

WIDEST_HUNG_M = 2.5
"""The widest opening between a wall's end and the flank of another, which only a door tells of."""

NEAR_M = 0.15
"""How far from an opening's ends the hinge and the swing of its door are drawn."""

AHEAD = 0.985
"""Cosine of 10°: how straight a wall goes on."""

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Opening:
    """The lines that close an opening, and the ground between them where a wall has two faces."""

    closures: Segments
    ground: Polygon | None

    @property
    def span(self) -> Polygon | LineString:
        """What the opening takes on the plan: its ground, or a line."""
        return self.ground or LineString(self.closures[0])

    @property
    def width_m(self) -> float:
        """How wide the way through is."""
        return float(min(np.hypot(*(line[1] - line[0])) for line in self.closures))


def openings(net: Net, hung: NDArray[np.object_]) -> tuple[Opening, ...]:
    """Return the openings between ends of walls; `hung` are the strokes of doors.

    A wall's end faces another that comes towards it, or, where a door hangs there, a flank.
    """
    ends, stubs = loose_ends(net), caps(net)
    lines = net.lines()
    tree = STRtree(lines)
    doors = STRtree(hung) if len(hung) else None
    faced = _facing(ends.places, ends.outward, tree)
    closures = [ends.places[list(pair)] for pair in faced]
    used = {number for pair in faced for number in pair}
    closures += _to_flanks(ends, used, tree, lines, doors)
    return (*_paired(closures), *_between_caps(stubs, tree, lines, doors))


def _facing(places: NDArray[np.float64], outward: NDArray[np.float64], tree: STRtree) -> Pairs:
    """Return the pairs of ends that come straight towards each other, the nearest first."""
    if len(places) < 2:
        return []
    points = shapely.points(places)
    one, other = near_pairs(STRtree(points), points, WIDEST_M)
    one, other = one[one < other], other[one < other]
    way = places[other] - places[one]
    way_m = np.hypot(*way.T)
    one, other, way, way_m = (each[way_m > GRID_M] for each in (one, other, way, way_m))
    unit = way / way_m[:, None]
    straight = ((unit * outward[one]).sum(axis=1) >= AHEAD) & (
        (unit * outward[other]).sum(axis=1) <= -AHEAD
    )
    order = np.flatnonzero(straight)[np.argsort(way_m[straight], kind="stable")]
    used: set[int] = set()
    pairs: Pairs = []
    for n in order:
        i, j = int(one[n]), int(other[n])
        if i in used or j in used or not _is_clear(places[i], places[j], tree):
            continue
        used |= {i, j}
        pairs.append((i, j))
    return pairs


def _is_clear(start: NDArray[np.float64], end: NDArray[np.float64], tree: STRtree) -> bool:
    """Tell whether nothing lies between two places but what begins in them."""
    inset = 2.0 * GRID_M * (end - start) / np.hypot(*(end - start))
    way = LineString([start + inset, end - inset])
    return len(tree.query(way, predicate="intersects")) == 0


def _to_flanks(
    ends: LooseEnds,
    used: set[int],
    tree: STRtree,
    lines: NDArray[np.object_],
    doors: STRtree | None,
) -> list[Segments]:
    """Return from ends that face nothing the ways to the wall ahead, where a door hangs between."""
    found = []
    for number in set(range(len(ends))) - used if doors else ():
        way = _ahead(ends.places[number], ends.outward[number], tree, lines)
        if way is not None and doors and _is_hung(way, doors):
            found.append(way)
    return found


def _ahead(
    place: NDArray[np.float64],
    outward: NDArray[np.float64],
    tree: STRtree,
    lines: NDArray[np.object_],
) -> Segments | None:
    """Return the way from a place straight on to the first line, None if that is too far."""
    start = place + 2.0 * GRID_M * outward
    ray = LineString([start, place + WIDEST_HUNG_M * outward])
    hit = tree.query(ray, predicate="intersects")
    if not len(hit):
        return None
    crossing = shapely.intersection(ray, shapely.union_all(lines[hit]))
    first = shapely.get_coordinates(shapely.shortest_line(shapely.points(place), crossing))[1]
    return np.array([place, first])


def _is_hung(way: Segments, doors: STRtree) -> bool:
    """Tell whether strokes of a door lie at both ends of a way."""
    at_ends = shapely.points(way)
    near, _ = doors.query(at_ends, predicate="dwithin", distance=NEAR_M)
    return len(set(near.tolist())) == 2


def _paired(closures: list[Segments]) -> Iterator[Opening]:
    """Yield openings of closing lines: two that lie side by side close the faces of one wall."""
    middles = np.array([line.mean(axis=0) for line in closures]).reshape(-1, 2)
    tree = STRtree(shapely.points(middles)) if len(closures) else None
    used: set[int] = set()
    for n, line in enumerate(closures):
        if n in used or tree is None:
            continue
        used.add(n)
        near = tree.query(shapely.points(middles[n]), predicate="dwithin", distance=THICKEST_M)
        beside = sorted(
            (float(np.hypot(*(middles[m] - middles[n]))), int(m)) for m in near if m not in used
        )
        for _, m in beside:
            other = _alike(line, closures[m])
            if (ground := _ground(line, other)) is not None:
                used.add(m)
                yield Opening(np.array([line, other]), ground)
                break
        else:
            yield Opening(line[None], None)


def _alike(one: Segments, other: Segments) -> Segments:
    """Return a line turned so that it begins where another does."""
    turned = np.hypot(*(one[0] - other[0])) > np.hypot(*(one[0] - other[1]))
    return other[::-1] if turned else other


def _ground(one: Segments, other: Segments) -> Polygon | None:
    """Return what lies between two closing lines, None if they do not lie side by side."""
    jambs_m = np.hypot(*(one - other).T)
    ground = Polygon([*one, *other[::-1]])
    return ground if jambs_m.max() <= THICKEST_M and ground.is_valid and ground.area > 0 else None


def _between_caps(
    stubs: Caps, tree: STRtree, lines: NDArray[np.object_], doors: STRtree | None
) -> Iterator[Opening]:
    """Yield openings between walls drawn with two lines that end in caps."""
    middles = stubs.corners.mean(axis=1) if len(stubs) else np.empty((0, 2))
    faced = _facing(middles, stubs.outward, tree)
    for i, j in faced:
        one, other = stubs.corners[i], _alike(stubs.corners[i], stubs.corners[j])
        ground = Polygon([*one, *other[::-1]])
        if ground.is_valid:
            yield Opening(np.stack((one, other), axis=1), ground)
    for n in set(range(len(stubs))) - {n for pair in faced for n in pair} if doors else ():
        ways = [_ahead(c, stubs.outward[n], tree, lines) for c in stubs.corners[n]]
        if doors and all(way is not None and _is_hung(way, doors) for way in ways):
            closures = np.array(ways)
            ground = Polygon([*closures[0], *closures[1][::-1]])
            if ground.is_valid:
                yield Opening(closures, ground)
