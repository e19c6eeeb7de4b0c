"""How densely people stand on the ground that a camera sees of a zone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.reach import Reach
from pipeline.errors import InputError

LEVEL = 0.05
"""Of what is found at most: peaks that differ by less are equally high (assumption)."""


@dataclass(frozen=True)
class DensestDisc:
    """Where people stand most densely: how many within a radius, on so much visible ground."""

    x_m: float
    y_m: float
    count: int
    area_m2: float

    @property
    def density_p_m2(self) -> float:
        """People per square metre within the disc."""
        return self.count / self.area_m2


@dataclass(frozen=True)
class GroundDensity:
    """People found on the visible ground of a zone, as they were counted and uncorrected."""

    count: int
    area_m2: float
    peak: DensestDisc | None

    @property
    def mean_p_m2(self) -> float:
        """People per square metre of all visible ground."""
        return self.count / self.area_m2


@dataclass(frozen=True, eq=False)
class RecallCurve:
    """Which share of the people is found, by how densely they really stand: arrays (n,).

    `densities_p_m2` rise from 0; `low` and `high` bound each share. `free` is the share of the
    ground that is seen past so many people, where that was looked at. Beyond its end the curve
    says nothing.
    """

    densities_p_m2: NDArray[np.float64]
    recall: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    free: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Refuse what is no curve of shares."""
        shape = self.densities_p_m2.shape
        shares = [self.recall, self.low, self.high, *([] if self.free is None else [self.free])]
        parallel = all(each.shape == shape for each in shares)
        if not parallel or len(shape) != 1 or shape[0] < 2:
            raise InputError(f"a recall curve needs arrays (n,) of at least 2, got {shape}")
        if self.densities_p_m2[0] != 0.0 or not (np.diff(self.densities_p_m2) > 0.0).all():
            raise InputError("the densities of a recall curve must rise from 0")
        ordered = (
            (self.low >= 0.0)
            & (self.low <= self.recall)
            & (self.recall <= self.high)
            & (self.high <= 1.0)
        )
        if not ordered.all():
            worst = int(np.argmin(ordered))
            raise InputError(
                "shares of a recall curve must satisfy 0 ≤ low ≤ recall ≤ high ≤ 1, got"
                f" {self.low[worst]:g}, {self.recall[worst]:g}, {self.high[worst]:g}"
                f" at {self.densities_p_m2[worst]:g} people/m²"
            )

    @property
    def observed_p_m2(self) -> NDArray[np.float64]:
        """The density that is found at each true one: it rises, peaks, and falls."""
        found: NDArray[np.float64] = self.densities_p_m2 * self.recall
        return found

    @property
    def max_measurable_p_m2(self) -> float:
        """The true density at which most people are found; above it more people look like fewer.

        Where the curve has not yet turned at its end, the end.
        """
        return float(self.densities_p_m2[self._peak])

    @property
    def most_observed_p_m2(self) -> float:
        """The density that is found there."""
        return float(self.observed_p_m2[self._peak])

    @property
    def least_packed_p_m2(self) -> float:
        """The least density that is found in any zone that holds more than can be measured.

        Where fewer are found than that, the zone is not packed, whoever hides whom.
        """
        return float(self.observed_p_m2[self._peak :].min())

    def free_at(self, density_p_m2: float) -> float | None:
        """Return the share of the ground that is seen past people of a density, where known."""
        if self.free is None:
            return None
        return float(np.interp(density_p_m2, self.densities_p_m2, self.free))

    @property
    def _peak(self) -> int:
        """The number of the peak: the first that is as high as any other, but for LEVEL.

        The first row is always seen, and grows with the density: behind a peak the curve may rise
        again to about as much, very slowly, and tells nothing there.
        """
        found = self.observed_p_m2
        high = found >= (1.0 - LEVEL) * found.max()
        first = int(np.argmax(high))
        low_again = np.flatnonzero(~high[first:])
        end = first + int(low_again[0]) if len(low_again) else len(high)
        return first + int(np.argmax(found[first:end]))


@dataclass(frozen=True)
class DensityEstimate:
    """How densely people really stand; `density_p_m2` and `high` are None where nobody can know."""

    density_p_m2: float | None
    low_p_m2: float
    high_p_m2: float | None


@dataclass(frozen=True, eq=False)
class ZoneGround:
    """What is known of a zone's ground before anybody stands on it: how much is seen, and how well.

    `visible_m2` is the ground that the camera surely sees. `reach` is how far its counts are to be
    believed, where it is known whom the detector finds there.
    """

    zone_id: str
    visible_m2: float
    curve: RecallCurve
    reach: Reach | None = None


@dataclass(frozen=True)
class GroundSample:
    """What one picture shows of a zone's ground.

    `found` people stand on it where it is visible, `peak_p_m2` most densely; of their boxes so
    large a share is `overlapping`; `suspected` are all boxes on it down to half of what a person
    must score, None where nobody looked for them; the rest as in PackedEvidence.
    """

    found: int
    overlapping: float
    peak_p_m2: float
    free: float | None = None
    suspected: int | None = None
    at_limit: bool = False
