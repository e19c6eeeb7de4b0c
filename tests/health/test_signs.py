"""Signs come back from a file as they were, and tell the smallest change of a picture."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.health.signs import signs_from, signs_of, signs_record
from pipeline.health.view import view_of
from pipeline.imaging.glance import Glance
from tests.health.pictures import glances


def test_signs_are_the_same_after_they_were_written_and_read() -> None:
    """A record of a second takes 700 characters; a picture would take 57,600."""
    view = view_of(glances())
    for reference in (view, None):
        signs = signs_of(glances(3)[2], reference)
        text = json.dumps(signs_record(signs))
        again = signs_from(json.loads(text))
        assert len(text) < 700
        assert json.dumps(signs_record(again)) == text
        assert again.compared == signs.compared
        assert again.print.same_share(signs.print) == 1.0


@given(st.integers(0, 179), st.integers(0, 319), st.sampled_from([-1, 1, 7]))
def test_one_pixel_of_one_level_changes_its_cell_and_no_other(y: int, x: int, by: int) -> None:
    """The cells are 20 x 20 px, so 143 of 144 stay as they are."""
    gray = np.random.default_rng(5).integers(10, 240, (180, 320), dtype=np.uint8)
    other = gray.copy()
    other[y, x] = int(gray[y, x]) + by
    one, two = (signs_of(Glance(each), None).print for each in (gray, other))
    assert one.same_share(two) == pytest.approx(143 / 144)
    assert np.flatnonzero(one.sums != two.sums).tolist() == [16 * (y // 20) + x // 20]
