"""The threshold of a detector at which its counts are most nearly right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.count_score import count_score
from pipeline.domain.evaluation import Calibration, CountPair

THRESHOLDS = tuple(round(0.01 * n, 2) for n in range(5, 96))


@dataclass(frozen=True, eq=False)
class ScoredCount:
    """People truly in a zone of one picture, and the scores of all that was found there."""

    true: int
    scores: NDArray[np.float32]
    density_p_m2: float | None = None

    def at(self, threshold: float) -> CountPair:
        """Return the counts with everything found that scores as much."""
        # Compared in single precision, as the detector does: 0.7 is above np.float32(0.7) else.
        found = int((self.scores >= np.float32(threshold)).sum())
        return CountPair(self.true, found, self.density_p_m2)


def calibrated(counts: Sequence[ScoredCount]) -> Calibration | None:
    """Return the threshold of the least mean absolute error; None of no counts.

    Of several that are as good it is the middle one, which a little more or less light leaves
    right.

    >>> gate = ScoredCount(2, np.float32([0.9, 0.6, 0.3]))
    >>> best = calibrated([gate])
    >>> best.threshold, best.score.mae
    (0.46, 0.0)
    """
    if not counts:
        return None
    scores = {
        threshold: count_score([count.at(threshold) for count in counts])
        for threshold in THRESHOLDS
    }
    told = {threshold: score for threshold, score in scores.items() if score is not None}
    least = min(score.mae for score in told.values())
    best = [threshold for threshold, score in told.items() if score.mae == least]
    middle = best[len(best) // 2]
    return Calibration(middle, told[middle])
