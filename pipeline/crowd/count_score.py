"""How far counts are off, over all and at each density."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.domain.evaluation import CountPair, CountScore, DensityBucket

EDGES_P_M2 = (0.0, 0.5, 1.0, 2.0, 3.0, None)
"""People per m²: free walking, slowed, the tiers 蓝 and 黄, and beyond."""


def count_score(pairs: Sequence[CountPair]) -> CountScore | None:
    """Return mean absolute error and mean error of counts; None of no counts.

    >>> score = count_score([CountPair(10, 8, 0.4), CountPair(20, 24, 2.0)])
    >>> score.mae, score.bias, [(b.from_p_m2, b.mae, b.density_mae) for b in score.by_density]
    (3.0, 1.0, [(0.0, 2.0, 0.08), (2.0, 4.0, 0.4)])
    """
    if not pairs:
        return None
    mae, bias = _errors(pairs)
    buckets = (_bucket(pairs, low or 0.0, high) for low, high in pairwise(EDGES_P_M2))
    return CountScore(len(pairs), mae, bias, tuple(bucket for bucket in buckets if bucket))


def _bucket(pairs: Sequence[CountPair], low: float, high: float | None) -> DensityBucket | None:
    """Return the errors at densities from `low` on below `high`, or None where there are none."""
    inside = [
        pair
        for pair in pairs
        if pair.density_p_m2 is not None
        and low <= pair.density_p_m2
        and (high is None or pair.density_p_m2 < high)
    ]
    if not inside:
        return None
    return DensityBucket(low, high, len(inside), *_errors(inside), _density_mae(inside))


def _errors(pairs: Sequence[CountPair]) -> tuple[float, float]:
    """Return the mean absolute error and the mean error of counts."""
    errors = [pair.found - pair.true for pair in pairs]
    return sum(map(abs, errors)) / len(errors), sum(errors) / len(errors)


def _density_mae(pairs: Sequence[CountPair]) -> float | None:
    """Return the mean absolute error in people per m²; true count over true density is the area."""
    errors = [
        abs(pair.found - pair.true) * pair.density_p_m2 / pair.true
        for pair in pairs
        if pair.density_p_m2 and pair.true
    ]
    return sum(errors) / len(errors) if errors else None
