"""Which option sees which witness: by sight lines from each place, and outlines by direction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.leak import HEAD_M
from pipeline.coverage.optics.heads import heads_of
from pipeline.coverage.optics.outline import body_outline, guaranteed_outlines
from pipeline.coverage.sight import guaranteed_in_each, sight_of
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region
from pipeline.domain.requirement import Look
from pipeline.geometry.overlay import united
from pipeline.placement.options import Option, Standpoint
from pipeline.placement.polar import Polar, polar_of
from pipeline.placement.sight_lines import SightLines, sight_lines
from pipeline.placement.task import Task
from pipeline.placement.witnesses import Witnesses

OFF_M = 0.1
"""How far a camera may hang from its place, as far as sight lines look at it."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Sees(Protocol):
    """Tells what is in free sight from a place."""

    def __call__(self, points: Floats) -> Bools:
        """Tell which points (m, 2) are in free sight."""


@dataclass(frozen=True, eq=False)
class _Line:
    lines: SightLines
    number: int

    def __call__(self, points: Floats) -> Bools:
        return self.lines.sees(self.number, points)


@dataclass(frozen=True, eq=False)
class _Within:
    region: Region

    def __call__(self, points: Floats) -> Bools:
        inside: Bools = shapely.contains_xy(self.region, *points.T)
        return inside


class Visibility:
    """The free sight from standpoints, and the outlines of cameras, each made once."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self.points: list[Standpoint] = []
        self._sees: list[dict[float, Sees]] = []
        self._polars: dict[tuple[Camera, Look, float], Polar] = {}
        self._widest: dict[Camera, Polar] = {}
        west, south, east, north = task.scene.outline.bounds
        self._reach_m = 2.0 ** np.ceil(np.log2(np.hypot(east - west, north - south) + 1.0))
        self.exposed: list[Floats] = []

    def stand(self, points: Sequence[Standpoint]) -> int:
        """Add places that are clear of walls; return the number of the first."""
        first = len(self.points)
        self.points += points
        self._sees += [{} for _ in points]
        self.exposed += [np.empty((0, 2))] * len(points)
        for height_m in dict.fromkeys(point.height_m for point in points):
            some = [n for n, point in enumerate(points) if point.height_m == height_m]
            places = np.array([(points[n].x_m, points[n].y_m) for n in some])
            for plane_m in self._task.on_plane:
                lines = sight_lines(self._task.scene, places, height_m, plane_m, OFF_M)
                for number, n in enumerate(some):
                    self._sees[first + n][plane_m] = _Line(lines, number)
        return first

    def stand_where(self, seen_by: Sequence[Sighting]) -> int:
        """Add the places of cameras that hang, by what is truly in sight there."""
        first = len(self.points)
        self.points += [Standpoint(s.camera.x_m, s.camera.y_m, s.camera.height_m) for s in seen_by]
        self.exposed += [np.empty((0, 2))] * len(seen_by)
        self._sees += [{} for _ in seen_by]
        for plane_m, region in self._task.on_plane.items():
            sights = [sight_of(s.mount, self._task.scene, plane_m) for s in seen_by]
            count = len(sights)
            found = guaranteed_in_each([region] * count, sights, [self._task.scene] * count)
            for n, free in enumerate(found):
                shapely.prepare(free)
                self._sees[first + n][plane_m] = _Within(free)
        return first

    def rows(self, options: Sequence[Option], witnesses: Witnesses) -> Bools:
        """Return bool[n, m]: which of these options, all at one standpoint, sees which witness."""
        seen = np.zeros((len(options), len(witnesses)), dtype=np.bool_)
        if not options or not len(witnesses):
            return seen
        number = options[0].standpoint
        foot = self.points[number]
        for index, look in enumerate(self._task.looks):
            polars = [self.polar(option.camera, look, option.pan_deg) for option in options]
            far_m = max(polar.furthest_m for polar in polars)
            asked = np.flatnonzero(witnesses.look == index)
            off = witnesses.at[asked] - (foot.x_m, foot.y_m)
            near = np.hypot(*off.T) <= far_m
            asked, off = asked[near], off[near]
            if not asked.size:
                continue
            free = self._sees[number][look.plane_m](witnesses.at[asked])
            asked, off = asked[free], off[free]
            away_m, azimuth = np.hypot(*off.T), np.arctan2(off[:, 1], off[:, 0])
            lit = self._lit(witnesses.at[asked]) if look.at_night else None
            for row, (option, polar) in enumerate(zip(options, polars, strict=True)):
                hit = polar.sees(away_m, azimuth - np.radians(option.pan_deg))
                if lit is not None:
                    hit &= lit | (away_m < _own_light_m(option.camera, look))
                seen[row, asked] = hit
        return seen

    def free_sight(self, number: int, plane_m: float, points: Floats) -> Bools:
        """Tell which points (m, 2) of a plane are in free sight from a standpoint."""
        return self._sees[number][plane_m](points)

    def polar(self, camera: Camera, look: Look, pan_deg: float) -> Polar:
        """Return what a camera at the origin sees by a look, whatever walls hide."""
        turn = pan_deg if look.facing_deg is not None else 0.0
        key = (camera, look, turn)
        if key not in self._polars:
            heads = heads_of(camera)
            if turn:
                look = replace(look, facing_deg=(look.facing_deg or 0.0) - turn)
            outlines = guaranteed_outlines(heads, look, [self._reach_m] * len(heads))
            self._polars[key] = polar_of(united(outlines))
        return self._polars[key]

    def intrude(self, options: Sequence[Option]) -> Bools:
        """Tell which options may look at what of prohibited zones is open to their standpoint."""
        found = np.zeros(len(options), dtype=np.bool_)
        for row, option in enumerate(options):
            open_to = self.exposed[option.standpoint]
            if not len(open_to):
                continue
            if option.camera not in self._widest:
                self._widest[option.camera] = self._broadest(option.camera)
            foot = self.points[option.standpoint]
            off = open_to - (foot.x_m, foot.y_m)
            azimuth = np.arctan2(off[:, 1], off[:, 0]) - np.radians(option.pan_deg)
            found[row] = self._widest[option.camera].sees(np.hypot(*off.T), azimuth).any()
        return found

    def _broadest(self, camera: Camera) -> Polar:
        heads = heads_of(camera)
        outlines = [body_outline(head, 0.0, HEAD_M, 0.0, self._reach_m) for head in heads]
        return polar_of(united(outlines), outer=True)

    def _lit(self, points: Floats) -> Bools:
        lit: Bools = shapely.contains_xy(self._task.lit, *points.T)
        return lit


def _own_light_m(camera: Camera, look: Look) -> float:
    """Return how far on a plane a camera's own light reaches."""
    if camera.ir_range_m is None:
        return 0.0
    drop_m = abs(camera.height_m - look.plane_m) + camera.tolerance.position_m
    square = camera.ir_range_m**2 - drop_m**2
    return float(square**0.5) - camera.tolerance.position_m if square > 0.0 else 0.0


def by_standpoint(options: Iterable[Option]) -> dict[int, list[int]]:
    """Return the numbers of options by their standpoints."""
    found: dict[int, list[int]] = {}
    for number, option in enumerate(options):
        found.setdefault(option.standpoint, []).append(number)
    return found
