"""From lines to rooms: crossings, gaps, double walls, doorways, and what is no wall at all."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from pipeline.errors import PlanError
from pipeline.geometry.lines.faces import Faces, enclosed, simple_parts
from pipeline.geometry.lines.net import MOST_SEGMENTS, noded

NOTHING = np.array([], dtype=np.object_)


def lines(*polylines: list[tuple[float, float]]) -> np.ndarray:
    pieces = [pair for points in polylines for pair in pairwise(points)]
    return np.array(pieces, dtype=np.float64)


def found_in(*polylines: list[tuple[float, float]], doors: tuple[LineString, ...] = ()) -> Faces:
    hung = np.array(doors, dtype=np.object_) if doors else NOTHING
    return enclosed(lines(*polylines), 0.05, hung)


def square(left: float, low: float, right: float, high: float) -> list[tuple[float, float]]:
    return [(left, low), (right, low), (right, high), (left, high), (left, low)]


def test_a_wall_across_a_room_makes_two() -> None:
    found = found_in(square(0, 0, 6, 4), [(2, 0), (2, 4)])
    assert sorted(room.area for room in found.rooms) == [8.0, 16.0]


def test_lines_that_cross_without_a_common_corner_are_noded() -> None:
    found = found_in(square(0, 0, 6, 4), [(2, -1), (2, 5)])
    assert sorted(room.area for room in found.rooms) == [8.0, 16.0]


def test_a_gap_within_the_tolerance_is_closed_and_told() -> None:
    found = found_in(square(0, 0, 6, 4), [(2, 0.03), (2, 4)])
    assert [(gap.x_m, gap.y_m, gap.width_m) for gap in found.gaps] == [
        pytest.approx((2.0, 0.015, 0.03))
    ]
    assert len(found.rooms) == 2


def test_a_wider_gap_stays_open() -> None:
    # Nothing faces the free end, and no door hangs there: the room goes on around it.
    found = found_in(square(0, 0, 6, 4), [(2, 0.3), (2, 4)])
    assert found.gaps == ()
    assert [room.area for room in found.rooms] == [24.0]


def test_between_two_faces_of_a_wall_nobody_stands() -> None:
    found = found_in(square(0, 0, 6, 4), square(0.2, 0.2, 5.8, 3.8))
    assert [wall.area for wall in found.walls] == [pytest.approx(24.0 - 5.6 * 3.6)]
    assert [room.area for room in found.rooms] == [pytest.approx(5.6 * 3.6)]
    assert len(found.lines) == 0


def double_wall_with_doorway(*, capped: bool) -> list[list[tuple[float, float]]]:
    """Return a room of 6 m by 4 m in walls of 0.2 m, parted at x = 2 with a doorway of 1 m."""
    stubs = [
        [(1.9, 0.2), (1.9, 1.5)],
        [(2.1, 0.2), (2.1, 1.5)],
        [(1.9, 2.5), (1.9, 3.8)],
        [(2.1, 2.5), (2.1, 3.8)],
    ]
    caps = [[(1.9, 1.5), (2.1, 1.5)], [(1.9, 2.5), (2.1, 2.5)]] if capped else []
    return [square(0, 0, 6, 4), square(0.2, 0.2, 5.8, 3.8), *stubs, *caps]


@pytest.mark.parametrize("capped", [True, False])
def test_a_doorway_parts_rooms_whether_its_jambs_are_drawn_or_not(capped: bool) -> None:
    found = found_in(*double_wall_with_doorway(capped=capped))
    (opening,) = found.openings
    assert opening.ground is not None
    assert opening.ground.area == pytest.approx(0.2 * 1.0)
    assert opening.width_m == pytest.approx(1.0)
    areas = sorted(room.area for room in found.rooms)
    assert areas == [pytest.approx(1.7 * 3.6), pytest.approx(3.7 * 3.6)]


def test_a_doorway_is_no_wall() -> None:
    found = found_in(*double_wall_with_doorway(capped=True))
    solid = shapely.union_all(list(found.walls))
    assert not solid.intersects(shapely.Point(2.0, 2.0))


def test_beside_a_flank_only_a_door_tells_of_an_opening() -> None:
    wall = [(2.0, 1.0), (2.0, 4.0)]
    leaf = LineString([(2.0, 0.0), (1.0, 0.0), (1.7, 0.7), (2.0, 1.0)])
    assert found_in(square(0, 0, 6, 4), wall).openings == ()
    with_door = found_in(square(0, 0, 6, 4), wall, doors=(leaf,))
    assert [opening.width_m for opening in with_door.openings] == [pytest.approx(1.0, abs=0.001)]
    assert len(with_door.rooms) == 2


def test_a_row_of_pillars_parts_no_hall() -> None:
    pillars = [square(x, 2, x + 0.4, 2.4) for x in (1.0, 3.0, 5.0)]
    found = found_in(square(0, 0, 7, 5), *pillars)
    assert found.openings == ()
    assert len(found.rooms) == 1


def test_a_hatch_is_refused_in_a_sentence() -> None:
    across = np.linspace(0.0, 10.0, 1500)
    hatch = [[(0.0, y), (10.0, y)] for y in across] + [[(x, 0.0), (x, 10.0)] for x in across]
    with pytest.raises(PlanError, match="as those of a hatch do"):
        found_in(*hatch)


def test_strokes_that_end_everywhere_are_refused_before_they_are_paired() -> None:
    # 40,000 short strokes within 20 m by 20 m have a billion pairs of ends within 5 m.
    at = np.random.default_rng(1).uniform(0.0, 20.0, (40_000, 1, 2))
    grass = at + np.array([[0.0, 0.0], [0.0, 0.03]])
    with pytest.raises(PlanError, match="leave that layer out"):
        enclosed(grass, 0.05, NOTHING)


def test_more_lines_than_come_to_an_end_are_refused() -> None:
    many = np.zeros((MOST_SEGMENTS + 1, 2, 2))
    many[:, 0, 0], many[:, 1, 0] = np.arange(len(many)), np.arange(len(many)) + 0.5
    with pytest.raises(PlanError, match="choose fewer layers"):
        noded(many)


def test_no_lines_enclose_nothing() -> None:
    found = enclosed(np.empty((0, 2, 2)), 0.05, NOTHING)
    assert (found.walls, found.rooms, found.openings, found.gaps) == ((), (), (), ())


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 12)] * 4).filter(lambda e: e[:2] != e[2:]),
        min_size=1,
        max_size=14,
    )
)
def test_rooms_and_walls_never_lie_over_each_other(drawn: list[tuple[int, int, int, int]]) -> None:
    found = enclosed(np.array(drawn, dtype=np.float64).reshape(-1, 2, 2), 0.05, NOTHING)
    parts = [*found.rooms, *found.walls]
    together = shapely.union_all(parts).area if parts else 0.0
    assert together == pytest.approx(sum(part.area for part in parts))


@given(st.integers(1, 3), st.integers(8, 40))
def test_parts_without_holes_are_together_the_whole(holes: int, most: int) -> None:
    shape = shapely.box(0, 0, 10, 6)
    for number in range(holes):
        shape -= shapely.Point(2 + 3 * number, 3).buffer(1.0)
    parts = simple_parts(shape, most)
    assert all(not part.interiors for part in parts)
    assert sum(part.area for part in parts) == pytest.approx(shape.area)
