"""Overlays lose nothing, even of what plain doubles stumble over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box, from_wkt
from shapely.affinity import rotate

from pipeline.geometry.overlay import both, both_each, merged, united, without
from pipeline.geometry.region import EMPTY, checked_polygon

WITH_A_NEEDLE = from_wkt(
    "MULTIPOLYGON (((13.260170273 7.011981485, 12.544431206082647 2.492982869450599,"
    " 12.774834775694758 3.947693755331309, 5.893760403982053 2.103915434372397,"
    " 5.5808914739386495 0.1285387534161, 6.545543418356371 -0.0242471049656582,"
    " 6.7410865 1.210363321, 6.545543418356371 -0.0242471049656583,"
    " 1.144122806 0.831253876, 2.395598526 8.7327606, 13.260170273 7.011981485)),"
    " ((12.008694552 -0.88952524, 11.021006211923444 -0.7330907749833571,"
    " 11.378570703516788 1.5244825757712626, 12.402015493008113 1.5938054457727933,"
    " 12.008694552 -0.88952524)), ((8.057941189974482 -0.263787379661119,"
    " 7.533231758897633 -0.1806815700559034, 7.72877484 1.053928856,"
    " 6.7410865 1.210363321, 8.308236334063407 1.3165139657003304,"
    " 8.057941189974482 -0.263787379661119)))"
)
"""What a camera left of one zone: at (6.74, 1.21) a part hangs on a needle 1e-16 m wide."""

ITS_NEIGHBOUR = from_wkt(
    "MULTIPOLYGON (((20.980701757 7.814099678, 20.396231356779545 4.123898802731797,"
    " 20.70486566401116 6.072539127809544, 10.660159871746728 3.381068322564073,"
    " 11.597662521 9.300227096, 20.980701757 7.814099678)),"
    " ((19.729226037 -0.087407046, 11.333875141921862 1.2422859060066553,"
    " 11.378570703516788 1.5244825757712626, 20.07785141629414 2.113726970926591,"
    " 19.729226037 -0.087407046)))"
)

TURNED = st.builds(
    lambda x, y, width, height, turn: checked_polygon(
        rotate(box(x, y, x + width, y + height), turn), "a box"
    ),
    *[st.floats(0, 10)] * 2,
    *[st.floats(0.01, 10)] * 2,
    st.floats(0, 360),
)


def test_a_union_keeps_the_part_that_hangs_on_a_needle() -> None:
    """Plain doubles (GEOS 3.14.1) lose 0.93 m² here; the parts are 68.8878 and 47.5277 m²."""
    whole = united([WITH_A_NEEDLE, ITS_NEIGHBOUR])
    shared = both(WITH_A_NEEDLE, ITS_NEIGHBOUR)
    assert whole.area == pytest.approx(68.887769 + 47.527717 - shared.area, abs=1e-5)
    assert whole.area == pytest.approx(108.920060, abs=1e-5)


@settings(max_examples=100, deadline=None)
@given(TURNED, TURNED, TURNED)
def test_parts_add_up_to_the_whole(one: Polygon, other: Polygon, third: Polygon) -> None:
    first = without(one, third)
    shared_m2, left_m2 = both(first, other).area, without(first, other).area
    assert first.is_valid
    assert shared_m2 + left_m2 == pytest.approx(first.area, abs=1e-6)
    assert united([first, other]).area == pytest.approx(left_m2 + other.area, abs=1e-6)


def test_what_only_touches_has_nothing_in_common() -> None:
    assert both(box(0, 0, 1, 1), box(1, 0, 2, 1)).is_empty
    assert without(box(0, 0, 1, 1), box(1, 0, 2, 1)).area == 1.0


def test_nothing_changes_nothing() -> None:
    room = box(0, 0, 1, 1)
    assert both(room, EMPTY).is_empty
    assert without(room, EMPTY).equals(room)
    assert without(EMPTY, room).is_empty
    assert united([EMPTY, room, EMPTY]).equals(room)


def test_faces_that_do_not_share_their_edge_exactly_are_merged_all_the_same() -> None:
    """They overlap by a micrometre, which a merge of a coverage refuses."""
    faces = np.array([box(0, 0, 1, 1), box(1 - 1e-6, 0.2, 2, 0.8)], dtype=object)
    assert merged(faces).area == pytest.approx(1.6)


def test_a_cut_made_finely_keeps_what_the_usual_grid_rounds_away() -> None:
    """A metre long and 1/3 micrometre high: to ten digits 3.333e-7 m², to twelve 3.33333e-7 m²."""
    strip = [box(0, 0, 1, 1)], [box(0, 0, 1, 1e-6 / 3)]
    (coarse,), (fine,) = both_each(*strip), both_each(*strip, finely=True)
    assert coarse.area == pytest.approx(3.333e-7, rel=1e-9, abs=0)
    assert fine.area == pytest.approx(3.33333e-7, rel=1e-9, abs=0)


def test_a_region_of_more_digits_than_doubles_have_is_cut_on_the_usual_grid() -> None:
    """A strip of 40 km: twelve digits behind the point are one more than a double has left."""
    strip = [box(0, 0, 40e3, 1)], [box(0, 0, 40e3, 1e-6 / 3)]
    (fine,) = both_each(*strip, finely=True)
    assert fine.area == pytest.approx(40e3 * 3.333e-7, rel=1e-9, abs=0)
