"""When a zone is too crowded to be counted, and when it no longer is.

State goes in, state comes out. Beyond some density more people look like fewer, so that the count
cannot say when; other evidence does: no more free ground than where most people are found, boxes
that cover each other while as many are found as ever can be, far more places where somebody may
stand than people can be found, or a detector's list that is full.
Once set it holds, through gaps as well, until free ground is seen again; and where no picture of
the empty ground is there to tell, until fewer are found than any packed zone shows of its first
row.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.people_density import RecallCurve
from pipeline.domain.saturation import PackedEvidence, PackedSample, Saturation

SET_S = 6.0
"""How long evidence must hold before a zone is saturated …"""
CLEAR_S = 20.0
"""… and free ground be seen before it no longer is …"""
SHARE = 0.8
"""… for at least this share of that time."""
GAP_S = 3.0
"""What was seen before a longer gap says nothing any more."""
WHOLE_BLOCKS = 0.7
"""Of free ground that a picture shows as free: a block counts only if nobody stands in any of it
(as measured on the rendered gate of ``benchmarks/saturation.py``)."""
NEAR_MOST = 0.8
"""Of the people that are found at most: from here on a count may be on either side of its peak."""
OVERLAPPING = 0.25
"""Of the boxes, that cover each other in a crowd which hides itself."""
MANY_SUSPECTED = 3.0
"""Times the people that are found at most, places where somebody may stand: those whom others hide
score too little to be found, but leave a box. At a drawn gate the embedded detector suspects 1.9 to
2.3 times as many at 1 person/m², 2.6 to 4.4 at 2 to 5: a packed one is above it mostly, not at
every moment (``benchmarks/saturation.py --drawn --fill 200``)."""
FIRST_ROW = 0.6
"""Of what is found in a packed zone at least; fewer are found in none."""
COVERED = 0.3
"""Of the smaller of two boxes, from which on they overlap in good part."""
SLACK_S = 1e-3


def saturation(
    state: Saturation, t_s: float, evidence: PackedEvidence, curve: RecallCurve | None = None
) -> Saturation:
    """Return the state after one more picture; without a curve only a full list saturates.

    >>> full = PackedEvidence(None, 0.0, at_limit=True)
    >>> state = Saturation()
    >>> for t_s in range(8):
    ...     state = saturation(state, float(t_s), full)
    >>> state.saturated
    True
    """
    sample = PackedSample(t_s, _packed(evidence, curve), _clear(evidence, curve))
    before = state.samples
    if before and not 0.0 <= t_s - before[-1].t_s <= GAP_S:
        before = ()
    kept = tuple(s for s in before if s.t_s >= t_s - CLEAR_S - SLACK_S)
    samples = (*kept, sample)
    if state.saturated:
        cleared = sample.clear and _held([(s.t_s, s.clear) for s in samples], CLEAR_S)
        # What spoke for a packed zone before it cleared is no evidence afterwards.
        return Saturation(samples=(sample,)) if cleared else replace(state, samples=samples)
    packed = sample.packed and _held([(s.t_s, s.packed) for s in samples], SET_S)
    return Saturation(packed, (sample,) if packed else samples)


def overlapping(boxes: NDArray[np.float32]) -> float:
    """Return the share of boxes (n, 4) that overlap another in good part.

    >>> overlapping(np.array([[0, 0, 2, 4], [1, 0, 3, 4], [9, 0, 11, 4]], np.float32)).__round__(3)
    0.667
    >>> overlapping(np.empty((0, 4), np.float32))
    0.0
    """
    if len(boxes) < 2:
        return 0.0
    low, high = boxes[:, :2].astype(np.float64), boxes[:, 2:].astype(np.float64)
    sides = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    shared = np.prod(np.maximum(sides, 0.0), axis=2)
    areas = np.maximum(np.prod(high - low, axis=1), np.finfo(float).tiny)
    np.fill_diagonal(shared, 0.0)
    part = shared / np.minimum(areas[:, None], areas)
    return float((part.max(axis=1) >= COVERED).mean())


def _packed(evidence: PackedEvidence, curve: RecallCurve | None) -> bool:
    """Tell whether a picture speaks for a zone beyond measure."""
    if evidence.at_limit:
        return True
    if curve is None or evidence.found_p_m2 is None:
        return False
    # A bus hides the ground, too, but a packed zone shows its first row.
    first_row = evidence.found_p_m2 >= FIRST_ROW * curve.least_packed_p_m2
    free = curve.free_at(curve.max_measurable_p_m2)
    if evidence.free is not None and free is not None:
        return first_row and evidence.free <= WHOLE_BLOCKS * free
    if first_row and (evidence.suspected_p_m2 or 0.0) >= MANY_SUSPECTED * curve.most_observed_p_m2:
        return True
    most = evidence.found_p_m2 >= NEAR_MOST * curve.most_observed_p_m2
    return most and evidence.overlapping >= OVERLAPPING


def _clear(evidence: PackedEvidence, curve: RecallCurve | None) -> bool:
    """Tell whether a picture speaks for a zone that can be measured again."""
    if evidence.at_limit:
        return False
    if curve is None or evidence.found_p_m2 is None:
        return True
    free = curve.free_at(curve.max_measurable_p_m2 / 2.0)
    if evidence.free is not None and free is not None:
        return evidence.free >= WHOLE_BLOCKS * free
    return evidence.found_p_m2 < FIRST_ROW * curve.least_packed_p_m2


def _held(said: list[tuple[float, bool]], during_s: float) -> bool:
    """Tell whether something was said for most of a time that was watched whole."""
    end_s = said[-1][0]
    lately = [(t_s, yes) for t_s, yes in said if t_s >= end_s - during_s - SLACK_S]
    if lately[0][0] > end_s - during_s + GAP_S:
        return False
    return sum(yes for _, yes in lately) >= SHARE * len(lately)
