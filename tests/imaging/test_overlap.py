"""Pairs of boxes that overlap are all found, without asking every pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.compiler import machine_code
from pipeline.imaging.overlap import ratios_between, ratios_in_loops, table
from tests.detect import reference

BOXES = arrays(np.float32, st.tuples(st.integers(0, 20), st.just(4)), elements=st.integers(0, 20))


def plainly(first: np.ndarray, second: np.ndarray, least: float) -> dict[tuple[int, int], float]:
    return {
        (i, j): ratio
        for i, one in enumerate(first.tolist())
        for j, other in enumerate(second.tolist())
        if (ratio := reference.overlap(tuple(one), tuple(other))) >= least
    }


@given(BOXES, BOXES, st.sampled_from([0.1, 0.5, 1.0]))
def test_every_pair_that_overlaps_enough_is_found(first, second, least: float) -> None:
    first[:, 2:] += first[:, :2]
    second[:, 2:] += second[:, :2]
    i, j, ratios = ratios_between(table(first), table(second), least)
    found = dict(zip(zip(i.tolist(), j.tolist(), strict=True), ratios.tolist(), strict=True))
    assert found == pytest.approx(plainly(first, second, least))
    assert i.tolist() == sorted(i.tolist())


def test_loops_as_machine_code_find_the_same_with_the_same_ratios() -> None:
    rng = np.random.default_rng(6)
    nothing, nobody = np.empty((6, 0)), np.empty(0, np.intp)
    loops = machine_code(ratios_in_loops, lambda look: look(nothing, nothing, nobody, 0.1))
    for count in (0, 1, 7, 300):
        corners = rng.uniform(0, 100, (2, count, 2))
        first, second = (table(np.hstack((c, c + rng.uniform(0, 30, c.shape)))) for c in corners)
        ours = ratios_between(first, second, 0.1)
        by_x = second[0].argsort()
        theirs = loops(first, second, by_x, 0.1)
        pairs = [sorted(zip(*(a.tolist() for a in each), strict=True)) for each in (ours, theirs)]
        assert pairs[0] == pairs[1]
