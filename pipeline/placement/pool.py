"""All options of a floor against all its witnesses, corrected where exact views are known."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.coverage.mount import Berth, Mount
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.placement.options import Option, Standpoint, hung
from pipeline.placement.solver.instance import FREE, Instance
from pipeline.placement.solver.reduction import packed
from pipeline.placement.task import Task, in_sight
from pipeline.placement.visible import OFF_M, Visibility, by_standpoint
from pipeline.placement.witnesses import Witnesses

EDGE_M = 0.4
"""Between the points by which a view into something private is looked for."""

MOST_AT_A_PLACE = 10
"""Options at a place, at the most; with more, bounds take much longer and answers hardly differ."""

Bools = NDArray[np.bool_]


class Pool:
    """Options and what each sees of the witnesses, both of which may grow.

    What an option sees is at first estimated; `examine` looks exactly at those that are chosen, and
    bars what then turns out to look into a prohibited zone.
    """

    def __init__(self, task: Task, cameras: Sequence[Camera], witnesses: Witnesses) -> None:
        self.task, self.cameras = task, tuple(cameras)
        self.witnesses = witnesses
        self.options: list[Option] = []
        self.sees = np.zeros((0, len(witnesses)), dtype=np.bool_)
        self.barred = np.zeros(0, dtype=np.bool_)
        self.visibility = Visibility(task)
        self.looked_at: dict[int, Sighting] = {}

    def stand(self, points: Sequence[Standpoint]) -> int:
        """Add places to hang cameras at; return the number of the first."""
        first = self.visibility.stand(points)
        self._expose(first, [_mount_at(point) for point in points])
        return first

    def stand_where(self, seen_by: Sequence[Sighting]) -> None:
        """Add the places of cameras that hang."""
        first = self.visibility.stand_where(seen_by)
        self._expose(first, [sighting.mount for sighting in seen_by])

    def _expose(self, first: int, mounts: Sequence[Mount]) -> None:
        """Find what of prohibited zones is open to standpoints, from a number on."""
        for n, open_to in enumerate(self.task.privacy.exposed(mounts)):
            if not open_to.is_empty:
                edge = shapely.segmentize(open_to, EDGE_M)
                self.visibility.exposed[first + n] = shapely.get_coordinates(edge)

    def add(
        self, options: Iterable[Option], open_to: Bools | None = None, most: int = MOST_AT_A_PLACE
    ) -> int:
        """Add the options that are worth it; return how many were looked at.

        At each place, those that see no more than another one that is no dearer are left out, and
        of the others so many are taken that together show most; all of them where `most` is 0.
        `open_to` tells which witnesses matter for that; all of them where it is None.
        """
        tried = list(options)
        found = [self.sees]
        for numbers in by_standpoint(tried).values():
            here = [tried[n] for n in numbers]
            quiet = ~self.visibility.intrude(here)
            quiet |= np.array([option.kind == "keep" for option in here])
            here = [option for option, is_quiet in zip(here, quiet, strict=True) if is_quiet]
            rows = self.visibility.rows(here, self.witnesses)
            kept = [*range(len(here))]
            if most:
                kept = _spread(here, rows, _undominated(here, rows, open_to), open_to, most)
            self.options += [here[n] for n in kept]
            found.append(rows[kept])
        self.sees = np.vstack(found)
        more = np.zeros(len(self.sees) - len(self.barred), dtype=np.bool_)
        self.barred = np.concatenate((self.barred, more))
        return len(tried)

    def look_at(self, which: Bools) -> None:
        """Take up some of the witnesses only: cameras that stay see the others."""
        self.witnesses, self.sees = self.witnesses.some(which), self.sees[:, which]

    def hang(self, group: int, sighting: Sighting, option: int) -> None:
        """Take what a camera that hangs sees as known."""
        self.looked_at[option] = sighting
        self.sees[option] = self._exactly(sighting, self.witnesses)
        self.barred[option] = self.task.intrudes(sighting)

    def grow(self, more: Witnesses) -> None:
        """Add witnesses; what chosen options see of them is known exactly."""
        columns = np.zeros((len(self.options), len(more)), dtype=np.bool_)
        for numbers in by_standpoint(self.options).values():
            columns[numbers] = self.visibility.rows([self.options[n] for n in numbers], more)
        for number, sighting in self.looked_at.items():
            columns[number] = self._exactly(sighting, more)
        self.witnesses = self.witnesses.and_(more)
        self.sees = np.column_stack((self.sees, columns))

    def examine(self, chosen: Iterable[int]) -> bool:
        """Look at chosen options exactly; tell whether any was not as good as it was taken for."""
        fresh = [n for n in chosen if n not in self.looked_at]
        worse = False
        for number, sighting in zip(
            fresh, self.task.look([self.camera(n) for n in fresh]), strict=True
        ):
            self.looked_at[number] = sighting
            truly = self._exactly(sighting, self.witnesses)
            worse |= bool((self.sees[number] & ~truly).any())
            # Never more than was estimated, so that a bound that was proven still holds.
            self.sees[number] &= truly
            if self.options[number].kind != "keep" and self.task.intrudes(sighting):
                self.barred[number] = worse = True
        return worse

    def camera(self, number: int) -> Camera:
        """Return the camera of an option, by its id where it hangs already."""
        option = self.options[number]
        if option.kind == "keep":
            return self.cameras[option.group]
        if option.group != FREE:
            like = self.cameras[option.group]
        else:
            like = replace(option.camera, id=f"option-{number}", label=Label("", ""))
        return hung(option, self.visibility.points[option.standpoint], like)

    def instance(self, which: Bools, points: Bools) -> Instance:
        """Return the covering problem of some options and points."""
        sees = self.sees if which.all() else self.sees[which]
        return Instance(
            sees if points.all() else sees[:, points],
            np.array(
                [o.cost for o, w in zip(self.options, which, strict=True) if w], dtype=np.int64
            ),
            np.array(
                [o.group for o, w in zip(self.options, which, strict=True) if w], dtype=np.int64
            ),
            self.witnesses.need[points],
            self.witnesses.weight[points],
        )

    def _exactly(self, sighting: Sighting, witnesses: Witnesses) -> Bools:
        """Return which witnesses a camera sees for sure."""
        seen = np.zeros(len(witnesses), dtype=np.bool_)
        for index, look in enumerate(self.task.looks):
            some = np.flatnonzero(witnesses.look == index)
            region = in_sight(sighting, look)
            seen[some] = shapely.contains_xy(region, *witnesses.at[some].T)
        return seen


def _mount_at(point: Standpoint) -> Mount:
    """Return any camera at a place, as drawn."""
    pose = (point.x_m, point.y_m, point.height_m, 0.0, 30.0)
    camera = Camera("option", Label("", ""), *pose, Lens(90.0), 1920, 1080)
    foot = np.array([[point.x_m, point.y_m]])
    return Mount(camera, 0.0, foot, (Berth(foot, point.height_m - OFF_M, point.height_m + OFF_M),))


def _undominated(options: Sequence[Option], rows: Bools, open_to: Bools | None) -> list[int]:
    """Return which of the options at one place see what no other does that is no dearer."""
    judged = rows if open_to is None else rows & open_to
    words = packed(judged) if judged.size else np.zeros((len(options), 0), dtype=np.uint64)
    counts = np.bitwise_count(words).sum(axis=1)
    cost = np.array([option.cost for option in options], dtype=np.int64)
    group = np.array([option.group for option in options], dtype=np.int64)
    alive = counts > 0
    for n in np.lexsort((-cost, counts)):
        if not alive[n]:
            continue
        rivals = np.flatnonzero(
            alive & (group == group[n]) & (cost <= cost[n]) & (counts >= counts[n])
        )
        rivals = rivals[rivals != n]
        if len(rivals) and (~(words[n] & ~words[rivals]).any(axis=1)).any():
            alive[n] = False
    return [n for n, option in enumerate(options) if alive[n] or option.kind == "keep"]


def _spread(
    options: Sequence[Option], rows: Bools, kept: list[int], open_to: Bools | None, most: int
) -> list[int]:
    """Return so many of some options: what shows most, then what shows most beside it."""
    if len(kept) <= most:
        return kept
    seen = packed(rows[kept] if open_to is None else rows[kept] & open_to)
    cost = np.array([max(1, options[n].cost) for n in kept])
    taken: list[int] = []
    left = np.full(seen.shape[1], np.iinfo(np.uint64).max)
    while len(taken) < most:
        gains = np.bitwise_count(seen & left).sum(axis=1) / cost
        gains[taken] = -1.0
        best = int(gains.argmax())
        if gains[best] <= 0.0:
            # All that is seen from here is shown; begin another layer.
            left[:] = np.iinfo(np.uint64).max
            whole = np.bitwise_count(seen).sum(axis=1) / cost
            best = int(np.where(gains < 0.0, -1.0, whole).argmax())
        taken.append(best)
        left &= ~seen[best]
    return [kept[n] for n in sorted(taken)]
