"""From how many are found to how many are there: the recall curve, turned round as far as it goes.

Who is found at a true density ρ is ρ·r(ρ): it rises, peaks and falls, since people hide each other.
Below the peak each observed density has one answer on the rising branch; above it there is none,
and none is given.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.saturation import NEAR_MOST
from pipeline.domain.people_density import DensityEstimate, RecallCurve

Floats = NDArray[np.float64]

DEVIATIONS = 2.0
"""Of chance, in who is found, that the interval takes in: about 95 %."""
STEPS = 4_000
"""Between 0 and the greatest density that can be measured, at which the curve is looked at."""
ROUNDING = 1e-9
"""Of a count, that the product of density, area and recall may lack."""


def estimated(
    count: int, area_m2: float, curve: RecallCurve, false: float = 0.0
) -> DensityEstimate:
    """Return how densely people stand of whom `count` were found on so much ground.

    The interval takes in chance (each is found or not) and what is not known of the recall; it is
    without an upper end where as many might be found in a zone that is beyond measure. No density
    is given where more are found than the curve has at its peak. So many boxes as are `false` in a
    picture may all be among the found.

    >>> sure = np.ones(3)
    >>> curve = RecallCurve(np.array([0.0, 1.0, 2.0]), sure, sure, sure)
    >>> estimated(30, 20.0, curve)
    DensityEstimate(density_p_m2=1.5, low_p_m2=1.5, high_p_m2=1.5)
    >>> estimated(50, 20.0, curve).density_p_m2 is None
    True
    """
    most = curve.max_measurable_p_m2
    rho = np.linspace(0.0, most, STEPS + 1)
    found = _found(rho, area_m2, curve)
    fewest = _by_chance(rho, area_m2, curve.densities_p_m2, curve.low, -1.0)
    greatest = _by_chance(rho, area_m2, curve.densities_p_m2, curve.high, 1.0)
    there, sure = count * (1.0 - ROUNDING), max(0.0, count - false)
    enough = np.flatnonzero(greatest >= sure * (1.0 - ROUNDING))
    # Whoever was found is there.
    low = max(sure / area_m2, float(rho[enough[0]]) if len(enough) else most)
    if found[-1] < there:
        return DensityEstimate(None, low, None)
    density = float(np.interp(count, found, rho))
    high = None
    if fewest[-1] > count:
        high = max(density, float(rho[np.flatnonzero(fewest <= count)[-1]]))
    return DensityEstimate(density, min(low, density), high)


def believed_p_m2(curve: RecallCurve) -> float:
    """Return up to which density what is told is to be believed, 0 where nobody is found.

    Up to where as many are found as NEAR_MOST of those that ever are: from there on a count may be
    on either side of the curve's peak. A curve that still rises at its end is believed up to there.

    >>> rho = np.array([0.0, 1.0, 2.0, 3.0])
    >>> curve = RecallCurve(rho, *3 * [np.array([1.0, 0.8, 0.5, 0.2])])  # of 2/m² 1.0 are found
    >>> round(believed_p_m2(curve), 3)
    1.0
    """
    most = curve.max_measurable_p_m2
    if most == curve.densities_p_m2[-1]:
        return most
    rho = np.linspace(0.0, most, STEPS + 1)
    enough = _found(rho, 1.0, curve) <= NEAR_MOST * curve.most_observed_p_m2 * (1.0 + ROUNDING)
    return float(rho[enough][-1])


def _found(rho: Floats, area_m2: float, curve: RecallCurve) -> Floats:
    """Return how many are found at densities, (n,), on the rising branch of a curve."""
    found: Floats = np.maximum.accumulate(
        rho * area_m2 * np.interp(rho, curve.densities_p_m2, curve.recall)
    )
    return found


def _by_chance(rho: Floats, area_m2: float, at: Floats, shares: Floats, sign: float) -> Floats:
    """Return how many are found at densities, (n,), with the worst of chance on one side."""
    people, share = rho * area_m2, np.interp(rho, at, shares)
    found: Floats = people * share + sign * DEVIATIONS * np.sqrt(people * share * (1.0 - share))
    return found
