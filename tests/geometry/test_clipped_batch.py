"""What half-planes leave of squares, many at once: cut by cut, compiled or not."""

import numpy as np
import pytest

from pipeline.compiler import is_installed
from pipeline.geometry.clipped_batch import squares_cut
from pipeline.geometry.half_plane import clipped

CHANCE = np.random.default_rng(0)
HALF_PLANES = [
    np.column_stack((CHANCE.normal(size=(count, 2)), CHANCE.uniform(-0.1, 2.0, count)))
    for count in CHANCE.integers(0, 60, 60)
]
SQUARE = [(-3.0, -3.0), (3.0, -3.0), (3.0, 3.0), (-3.0, 3.0)]


def test_each_square_is_cut_as_if_it_were_alone() -> None:
    found = squares_cut(HALF_PLANES, [3.0] * 60, compiled=False)
    alone = [clipped(SQUARE, map(tuple, own.tolist())) for own in HALF_PLANES]
    assert [ring.tolist() for ring in found] == [[list(at) for at in ring] for ring in alone]
    assert 0 < sum(len(ring) == 0 for ring in found) < 60


@pytest.mark.skipif(not is_installed(), reason="there is no compiler")
def test_machine_code_comes_to_the_same_digits() -> None:
    ways = [squares_cut(HALF_PLANES, [3.0] * 60, compiled=compiled) for compiled in (True, False)]
    assert all(np.array_equal(one, other) for one, other in zip(*ways, strict=True))


def test_of_no_squares_nothing_is_left() -> None:
    assert squares_cut([], []) == []
