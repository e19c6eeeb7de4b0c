"""A covering problem: options with costs, points with needs, and who covers what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FREE = -1
"""The group of an option that may be taken or left whatever else is taken."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Instance:
    """Options against points: `sees` bool[n, m] tells which option covers which point.

    `cost` i8[n] is in whole units. Options of one `group` i8[n] are ways to hang the same camera,
    of which exactly one is taken; FREE stands by itself. `need` i8[m] is how many must cover a
    point, `weight` f8[m] what it is worth where not all can be covered.
    """

    sees: Bools
    cost: Ints
    group: Ints
    need: Ints
    weight: Floats

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        options, points = self.sees.shape
        if (len(self.cost), len(self.group)) != (options, options):
            raise ValueError(f"{options} options need as many costs and groups")
        if (len(self.need), len(self.weight)) != (points, points):
            raise ValueError(f"{points} points need as many needs and weights")

    @cached_property
    def groups(self) -> tuple[Ints, ...]:
        """The options of each group."""
        return tuple(np.flatnonzero(self.group == g) for g in np.unique(self.group) if g != FREE)

    @cached_property
    def step(self) -> int:
        """What all costs are multiples of: bounds are rounded up to it."""
        return int(np.gcd.reduce(self.cost[self.cost > 0])) if (self.cost > 0).any() else 1

    @cached_property
    def plain(self) -> NDArray[np.float32]:
        """`sees` as numbers, for products."""
        return self.sees.astype(np.float32)

    def gains(self, worth: Floats) -> Floats:
        """Return for each option the sum of what the points are worth that it covers."""
        found: Floats = (self.plain @ worth.astype(np.float32)).astype(np.float64)
        return found

    def gains_of_points(self, shares: Floats) -> Floats:
        """Return for each point the sum of the shares of the options that cover it."""
        found: Floats = (shares.astype(np.float32) @ self.plain).astype(np.float64)
        return found

    def covers(self, taken: Sequence[int] | Ints) -> Ints:
        """Return how many of the options taken cover each point."""
        found: Ints = self.sees[np.asarray(taken, dtype=np.int64)].sum(axis=0, dtype=np.int64)
        return found

    def lacks(self, taken: Sequence[int] | Ints) -> Bools:
        """Return which points have less than they need."""
        return self.covers(taken) < self.need

    def cost_of(self, taken: Sequence[int] | Ints) -> int:
        """Return what some options cost together."""
        return int(self.cost[np.asarray(taken, dtype=np.int64)].sum())

    def at_rest(self) -> list[int]:
        """Return the cheapest option of each group: what is there when nothing is done."""
        return [int(group[np.argmin(self.cost[group])]) for group in self.groups]

    @property
    def even(self) -> "Instance":
        """The problem with all points worth the same, as where all must be covered."""
        return replace(self, weight=np.ones(len(self.need)))

    def part(self, options: Ints | Bools, points: Ints | Bools) -> "Instance":
        """Return the problem of some options and points alone."""
        return Instance(
            self.sees[options][:, points],
            self.cost[options],
            self.group[options],
            self.need[points],
            self.weight[points],
        )


def reachable(problem: Instance) -> Bools:
    """Return which points enough options cover: of a group, one at most counts."""
    total = problem.sees[problem.group == FREE].sum(axis=0, dtype=np.int64)
    for group in problem.groups:
        total = total + problem.sees[group].any(axis=0)
    enough: Bools = total >= problem.need
    return enough
