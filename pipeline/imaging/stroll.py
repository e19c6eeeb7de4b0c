"""A way over the ground in time: where somebody is, how fast, and which way they look."""

import bisect
import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.errors import GeometryError

SOFTNESS_S = 0.35
"""Starts, stops and corners are rounded over this time to each side."""
WALKING_M_PER_S = 0.25
"""Below this speed somebody shifts about, above it they take steps; assumed."""


@dataclass(frozen=True)
class Stroll:
    """Moments in seconds, growing, and the places (x, y) in metres at them; straight in between.

    `faces_deg` is where the person looks while standing, counter-clockwise from +x.
    """

    times_s: tuple[float, ...]
    places_m: tuple[tuple[float, float], ...]
    faces_deg: float = 90.0

    def __post_init__(self) -> None:
        """Refuse times that do not grow, and places without a time."""
        if len(self.times_s) != len(self.places_m) or not self.times_s:
            raise GeometryError(
                f"a stroll needs one place for each time,"
                f" got {len(self.times_s)} times and {len(self.places_m)} places"
            )
        if any(later <= sooner for sooner, later in pairwise(self.times_s)):
            raise GeometryError(f"the times of a stroll must grow, got {self.times_s}")

    def present(self, t_s: float) -> bool:
        """Tell whether the person is on the way at all."""
        return self.times_s[0] <= t_s <= self.times_s[-1]

    def place_m(self, t_s: float) -> tuple[float, float]:
        """Return where the person is, corners rounded.

        >>> Stroll((0.0, 10.0), ((0.0, 0.0), (10.0, 5.0))).place_m(4.0)
        (4.0, 2.0)
        """
        steps = [self.straight_m(t_s + part * SOFTNESS_S) for part in (-1, -0.5, 0, 0.5, 1)]
        return sum(x for x, _ in steps) / 5, sum(y for _, y in steps) / 5

    def straight_m(self, t_s: float) -> tuple[float, float]:
        """Return the place on the straight pieces between the given ones."""
        after = bisect.bisect_right(self.times_s, t_s)
        if after in (0, len(self.times_s)):
            return self.places_m[max(0, after - 1)]
        t0, t1 = self.times_s[after - 1 : after + 1]
        here, there = self.places_m[after - 1 : after + 1]
        part = (t_s - t0) / (t1 - t0)
        return here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])

    def velocity_m_per_s(self, t_s: float) -> tuple[float, float]:
        """Return the velocity over the second around a moment."""
        (x0, y0), (x1, y1) = self.place_m(t_s - 0.5), self.place_m(t_s + 0.5)
        return x1 - x0, y1 - y0

    def walking(self, t_s: float) -> bool:
        """Tell whether the person takes steps."""
        return math.hypot(*self.velocity_m_per_s(t_s)) > WALKING_M_PER_S

    def heading_deg(self, t_s: float) -> float:
        """Return where the person looks: ahead when walking, slowly about when standing.

        A standing person's gaze weighs little beside the velocity, so a stop turns the body
        gradually and no state has to be kept.
        """
        gaze = math.radians(self.faces_deg + 20.0 * math.sin(t_s / 2.9 + self.faces_deg))
        x, y = self.velocity_m_per_s(t_s)
        return math.degrees(math.atan2(y + 0.3 * math.sin(gaze), x + 0.3 * math.cos(gaze)))

    def walked_m(self, t_s: float) -> float:
        """Return the length of the way behind the person.

        >>> Stroll((0.0, 5.0, 9.0), ((0.0, 0.0), (3.0, 4.0), (3.0, 4.0))).walked_m(8.0)
        5.0
        """
        steps = [math.dist(a, b) for a, b in pairwise(self.places_m)]
        return float(np.interp(t_s, self.times_s, np.concatenate([[0.0], np.cumsum(steps)])))
