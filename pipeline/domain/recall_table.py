"""How many people a detector was found to find, by how tall they are in its input."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_PEOPLE = 10
"""Of fewer in a class nothing is claimed: the interval of none found of ten already ends at .28."""
WILSON_Z = 1.96
"""Standard deviations to either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True)
class HeightClass:
    """People from a height on, in pixels of the input: how many there were, and were found."""

    from_px: int
    found: int
    people: int

    @property
    def share(self) -> float:
        """Which share of them was found."""
        return self.found / self.people

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which bounds that share lies, by chance, in 95 of 100 such trials."""
        return wilson(self.found, self.people)


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares (n,) of people that are found, each with its bounds."""

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class RecallTable:
    """What was measured of one model file, at one threshold, on so many labelled pictures.

    People whom somebody nearer hides by half are not in it, for that is simulated. Of the `boxes`
    that were drawn so many were `right`. The last class has no upper end.
    """

    sha256: str
    threshold: float
    pictures: int
    boxes: int
    right: int
    heights: tuple[HeightClass, ...]

    @property
    def precision(self) -> float | None:
        """Which share of the boxes is right; None where none was drawn."""
        return self.right / self.boxes if self.boxes else None

    @property
    def false_a_picture(self) -> float:
        """How many boxes a picture are nobody's."""
        return (self.boxes - self.right) / self.pictures

    @cached_property
    def classes(self) -> tuple[HeightClass, ...]:
        """The classes of which something is claimed: from the tallest down, joined until enough.

        >>> rows = HeightClass(0, 0, 4), HeightClass(16, 3, 6), HeightClass(32, 5, 5)
        >>> more = HeightClass(64, 18, 20)
        >>> RecallTable("", 0.4, 9, 30, 24, (*rows, more)).classes
        (HeightClass(from_px=16, found=8, people=11), HeightClass(from_px=64, found=18, people=20))
        """
        joined: list[HeightClass] = []
        found = people = 0
        for each in reversed(self.heights):
            found, people = found + each.found, people + each.people
            if people >= LEAST_PEOPLE:
                joined.append(HeightClass(each.from_px, found, people))
                found = people = 0
        return tuple(reversed(joined))

    def at(self, heights_px: Floats) -> Shares:
        """Return what is known of people so tall, (n,): what is below all classes may be anything.

        >>> table = RecallTable("", 0.4, 9, 30, 24, (HeightClass(64, 18, 20),))
        >>> known = table.at(np.array([40.0, 64.0, 300.0]))
        >>> known.share.tolist(), known.low.round(2).tolist(), known.high.round(2).tolist()
        ([0.0, 0.9, 0.9], [0.0, 0.7, 0.7], [1.0, 0.97, 0.97])
        """
        rows = [(0.0, 0.0, 1.0), *((each.share, *each.bounds) for each in self.classes)]
        number = np.searchsorted([each.from_px for each in self.classes], heights_px, side="right")
        share, low, high = np.array(rows)[number].T
        return Shares(share, low, high)


def wilson(found: int, people: int) -> tuple[float, float]:
    """Return between which bounds a share lies of which so many in so many were seen (Wilson).

    >>> tuple(round(bound, 3) for bound in wilson(0, 10))
    (0.0, 0.278)
    >>> tuple(round(bound, 3) for bound in wilson(49, 71))
    (0.575, 0.786)
    """
    share, z2 = found / people, WILSON_Z**2
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    spread = share * (1 - share) / people + z2 / (4 * people**2)
    half = WILSON_Z * math.sqrt(spread) / (1 + z2 / people)
    # Rounding must not put the share outside of its own bounds.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
