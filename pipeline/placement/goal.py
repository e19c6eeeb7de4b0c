"""What a planner asks for: how much, at what cost, by which means."""

from dataclasses import dataclass
from typing import Literal

Means = Literal["turn", "move", "add"]
MEANS: tuple[Means, ...] = ("turn", "move", "add")


@dataclass(frozen=True)
class Goal:
    """Cover `target_pct` of what must be seen, for no more than `budget` in units of a camera.

    `means` are what may be done, in the order of their cost. `seconds` bound the search as a whole.
    Cameras named in `fixed` stay as they hang. Each place is to be seen by `fold` cameras, or by
    one more than is asked for, so that a `spare` one may fail. The changes are parted into `phases`
    of about the same cost.
    """

    target_pct: float = 100.0
    budget: float | None = None
    means: tuple[Means, ...] = MEANS
    seconds: float = 60.0
    fixed: frozenset[str] = frozenset()
    fold: int = 1
    spare: bool = False
    phases: int = 1
