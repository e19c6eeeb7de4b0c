"""A plan that differs from the one before by its cameras alone, read without all its walls anew.

What stands on a floor was sound when it was read before, and is the same. So its cameras are read
and checked with what stands near those that have changed, and the rest is taken over. Where that
finds anything wrong, or anything else has changed, the plan is read as a whole.
"""

import marshal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.config.occluder_entry import OPENING_PARTS
from pipeline.config.site_file import site_of_value
from pipeline.domain.site import Site
from pipeline.errors import SiteFileError

AROUND_M = 5.0
"""No check of a camera looks at what stands further away: twice what a snap looks at, and more than
any wall is thick."""

PLAINEST = 2
"""The last version of marshal that writes every value out, whoever else holds the same one."""

LARGEST = sys.float_info.max

Plain = dict[str, Any]


@dataclass(frozen=True, eq=False)
class ReadPlan:
    """A plain value, which nobody may change, and the site that it stands for.

    `like` is the first plan that differs from it by cameras alone.
    """

    value: Plain
    site: Site
    like: "ReadPlan | None" = None

    @property
    def whole(self) -> "ReadPlan":
        """The plan that was read as a whole, of which this one has all but its cameras."""
        return self.like or self

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of what stands on all floors, in small letters, with those of its parts."""
        if self.like is not None:
            return self.like.ids
        return frozenset(
            id_.lower()
            for floor in self.value["floors"]
            for thing in floor.get("occluders") or ()
            for id_ in _ids(thing)
        )

    @cached_property
    def bounds(self) -> list[NDArray[np.float64]]:
        """West, south, east and north of what stands on each floor, (n, 4)."""
        if self.like is not None:
            return self.like.bounds
        return [
            np.array([_bounds(thing) for thing in floor.get("occluders") or ()]).reshape(-1, 4)
            for floor in self.value["floors"]
        ]


def read_plan(
    value: Plain, path: Path, whole: Callable[[Plain], Plain], known: Sequence[ReadPlan]
) -> ReadPlan:
    """Return a plan; `whole` adds what a page does not know of it, `known` were read before.

    Raises SiteFileError, as `site_of_value` does, for a plan that is not sound.
    """
    for before in known:
        less = _near_what_changed(value, before)
        if less is None:
            continue
        try:
            site = site_of_value(whole(less), path)
        except SiteFileError:
            break
        pairs = zip(site.floors, before.site.floors, strict=True)
        floors = tuple(replace(one, occluders=other.occluders) for one, other in pairs)
        return ReadPlan(_like(value, before.value), replace(site, floors=floors), before.whole)
    return ReadPlan(value, site_of_value(whole(value), path))


def _like(value: Plain, before: Plain) -> Plain:
    """Return a plan that is another but for its cameras, with all else of it the same objects."""
    pairs = zip(value["floors"], before["floors"], strict=True)
    floors = [
        {**other, "cameras": floor["cameras"]} if "cameras" in floor else other
        for floor, other in pairs
    ]
    return {**before, "floors": floors}


def _near_what_changed(value: Plain, plan: ReadPlan) -> Plain | None:
    """Return a plan without what stands far from cameras that have changed.

    None where more has changed than which cameras there are and how they hang and look.
    """
    before = plan.value
    if not _is_same_but(value, before, "floors"):
        return None
    floors, known = value.get("floors"), before.get("floors")
    if not isinstance(floors, list) or not isinstance(known, list) or len(floors) != len(known):
        return None
    found = []
    for floor, other, bounds in zip(floors, known, plan.bounds, strict=True):
        if not isinstance(floor, dict) or not _is_same_but(floor, other, "cameras"):
            return None
        changed = _changed(floor.get("cameras"), other.get("cameras"), plan)
        if changed is None:
            return None
        things = floor.get("occluders") or ()
        near = [things[number] for number in np.flatnonzero(_are_near(bounds, changed))]
        found.append({**floor, "occluders": near})
    return {**value, "floors": found}


def _is_same_but(one: Plain, other: Plain, name: str) -> bool:
    """Tell whether two values are the same, one of their fields aside."""
    return one.keys() == other.keys() and all(
        _is_same(each, other[key]) for key, each in one.items() if key != name
    )


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two plain values are the same, of the same kinds too: `true` is no 1.

    Of plain values, as JSON has them, marshal makes the same bytes only then, and in a fraction of
    the time that it takes to walk through them here. Of others it makes none: those are told apart.
    A plan that was made of another shares with it what is the same, which takes no time at all.
    """
    if one is other:
        return True
    try:
        return one == other and marshal.dumps(one, PLAINEST) == marshal.dumps(other, PLAINEST)
    except ValueError:
        return False


def _changed(
    cameras: object, before: Sequence[Plain] | None, plan: ReadPlan
) -> list[tuple[float, float]] | None:
    """Return where cameras stand that are new, or hang otherwise than they did in a sound plan.

    None where one is called as something else may be that stands far away, or where they are none.
    """
    if not isinstance(cameras, list | None):
        return None
    known = {camera["id"]: camera for camera in before or ()}
    found = []
    for camera in cameras or ():
        if not isinstance(camera, dict) or not isinstance(id_ := camera.get("id"), str):
            return None
        if _is_same(camera, known.get(id_)):
            continue
        place = list(_points([camera.get("position")]))
        if len(place) != 1 or (id_ not in known and id_.lower() in plan.ids):
            return None
        found += place
    return found


def _ids(thing: Plain) -> list[str]:
    """Return the ids of something that stands on a floor, and of the wall around an opening."""
    parts = [part for part in OPENING_PARTS if part in thing]
    return [thing["id"], *(f"{thing['id']}.{part.removesuffix('_m')}" for part in parts)]


def _bounds(thing: Plain) -> tuple[float, float, float, float]:
    """Return west, south, east and north of something that stands on a floor."""
    xs, ys = zip(*_points(thing.get("ring") or thing.get("line") or ()), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _are_near(bounds: NDArray[np.float64], places: list[tuple[float, float]]) -> NDArray[np.bool_]:
    """Tell which things may stand near one of some places."""
    at = np.array(places).reshape(-1, 1, 2)
    begins, ends = bounds[:, :2] - AROUND_M <= at, at <= bounds[:, 2:] + AROUND_M
    near: NDArray[np.bool_] = np.any(np.all(begins & ends, axis=2), axis=0)
    return near


def _points(listed: Any) -> Iterator[tuple[float, float]]:
    for point in listed:
        match point:
            # A whole number of 400 digits is one of Python's and of JSON's, and no place.
            case [int() | float() as x, int() | float() as y] if max(abs(x), abs(y)) <= LARGEST:
                yield float(x), float(y)
