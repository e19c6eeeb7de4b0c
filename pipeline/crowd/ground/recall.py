"""From how many are found to how many are there: the recall curve, turned round as far as it goes.

Who is found at a true density ρ is ρ·r(ρ): it rises, peaks and falls, since people hide each other.
Below the peak each observed density has one answer on the rising branch; above it there is none,
and none is given.
"""

import numpy as np

from pipeline.domain.people_density import DensityEstimate, RecallCurve

DEVIATIONS = 2.0
"""Of chance, in who is found, that the interval takes in: about 95 %."""
STEPS = 4_000
"""Between 0 and the greatest density that can be measured, at which the curve is looked at."""
ROUNDING = 1e-9
"""Of a count, that the product of density, area and recall may lack."""


def estimated(count: int, area_m2: float, curve: RecallCurve) -> DensityEstimate:
    """Return how densely people stand of whom `count` were found on so much ground.

    The interval takes in chance (each is found or not) and what is not known of the recall; it is
    without an upper end where as many might be found in a zone that is beyond measure. No density
    is given where more are found than the curve has at its peak.

    >>> sure = np.ones(3)
    >>> curve = RecallCurve(np.array([0.0, 1.0, 2.0]), sure, sure, sure)
    >>> estimated(30, 20.0, curve)
    DensityEstimate(density_p_m2=1.5, low_p_m2=1.5, high_p_m2=1.5)
    >>> estimated(50, 20.0, curve).density_p_m2 is None
    True
    """
    most = curve.max_measurable_p_m2
    rho = np.linspace(0.0, most, STEPS + 1)
    people = rho * area_m2
    found = np.maximum.accumulate(people * np.interp(rho, curve.densities_p_m2, curve.recall))
    fewest, greatest = (
        people * share + sign * DEVIATIONS * np.sqrt(people * share * (1.0 - share))
        for sign, share in (
            (-1.0, np.interp(rho, curve.densities_p_m2, curve.low)),
            (1.0, np.interp(rho, curve.densities_p_m2, curve.high)),
        )
    )
    there = count * (1.0 - ROUNDING)
    enough = np.flatnonzero(greatest >= there)
    # Whoever was found is there.
    low = max(count / area_m2, float(rho[enough[0]]) if len(enough) else most)
    if found[-1] < there:
        return DensityEstimate(None, low, None)
    density = float(np.interp(count, found, rho))
    high = None
    if fewest[-1] > count:
        high = max(density, float(rho[np.flatnonzero(fewest <= count)[-1]]))
    return DensityEstimate(density, min(low, density), high)
