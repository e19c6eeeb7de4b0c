"""People who walk through a gate: the line that they cross, and how many do so a minute."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.label import Label
from pipeline.errors import InputError

Way = Literal["in", "out"]
WAYS: tuple[Way, ...] = ("in", "out")

WAY_LABELS: dict[Way, Label] = {"in": Label("进", "in"), "out": Label("出", "out")}

Point = tuple[float, float]


@dataclass(frozen=True)
class GateLine:
    """A line across a gate, in fractions of the picture, (0, 0) its upper left corner.

    Seen from `start` towards `end`, whoever crosses from the left hand to the right goes in: by a
    line drawn from left to right, people who walk down the picture. `width_m` is the clear width of
    the gate; without it, nobody can say how many go through a metre of it.
    """

    id: str
    label: Label
    start: Point
    end: Point
    width_m: float | None = None

    def __post_init__(self) -> None:
        """Refuse a line that nobody can cross, and a width that is none."""
        for x, y in (self.start, self.end):
            if not (0 <= x <= 1 and 0 <= y <= 1):
                raise InputError(
                    f"line {self.id}: points must lie in the picture, from 0,0 to 1,1,"
                    f" got {x:g},{y:g}"
                )
        if self.start == self.end:
            raise InputError(
                f"line {self.id}: two different points are needed,"
                f" got {self.start[0]:g},{self.start[1]:g} twice"
            )
        if self.width_m is not None and not 0 < self.width_m < 1000:
            raise InputError(
                f"line {self.id}: the clear width must be more than 0 and less than 1000 m,"
                f" got {self.width_m:g}"
            )


@dataclass(frozen=True)
class Crossing:
    """One person who walked over a line."""

    t_s: float
    line_id: str
    way: Way


@dataclass(frozen=True)
class GateFlow:
    """How many people walked over a line while it was watched for `watched_s`.

    `people` and `busiest_minute` are people in and out, the latter the most within any 60 s.
    """

    line: GateLine
    watched_s: float
    people: tuple[int, int]
    busiest_minute: tuple[int, int]

    @property
    def peak_per_min_m(self) -> tuple[float, float] | None:
        """People in and out, a minute and metre of clear width, in the busiest minute of each.

        Of less than a minute it is what was seen, so that a short look never claims more.
        """
        if self.line.width_m is None:
            return None
        into, out = self.busiest_minute
        return into / self.line.width_m, out / self.line.width_m

    @property
    def mean_per_min_m(self) -> tuple[float, float] | None:
        """People in and out, a minute and metre of clear width, over all the time watched."""
        if self.line.width_m is None or self.watched_s <= 0:
            return None
        minute_metres = self.watched_s / 60 * self.line.width_m
        return self.people[0] / minute_metres, self.people[1] / minute_metres
