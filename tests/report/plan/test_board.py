"""Where labels go: on free room first, else where least is covered."""

from shapely import Point, Polygon, box

from pipeline.report.plan.board import LabelBoard, Place, places_around, places_inside

SHEET = Place(5, 5, 10, 10)


def no_cost(place: Place) -> float:
    return 0.0


def test_first_free_place_is_taken() -> None:
    board = LabelBoard(SHEET)
    board.take(Place(2, 2, 2, 2))
    assert board.put([Place(2, 2, 2, 2), Place(5, 5, 2, 2), Place(8, 8, 2, 2)], no_cost).x_m == 5


def test_least_clash_wins_where_nothing_is_free() -> None:
    board = LabelBoard(SHEET)
    board.take(Place(5, 5, 10, 10))
    half_outside = Place(10, 5, 2, 2)
    assert board.put([half_outside, Place(5, 5, 2, 2)], no_cost) is not None
    board = LabelBoard(SHEET)
    board.take(Place(2, 2, 2, 2))
    assert board.put([Place(2, 2, 2, 2), Place(3.5, 2, 2, 2)], no_cost).x_m == 3.5


def test_what_was_put_is_taken() -> None:
    board = LabelBoard(SHEET)
    places = [Place(2, 2, 2, 2), Place(6, 6, 2, 2)]
    assert board.put(places, no_cost) != board.put(places, no_cost)


def test_place_off_the_sheet_is_not_free() -> None:
    board = LabelBoard(SHEET)
    assert board.put([Place(-5, -5, 2, 2), Place(5, 5, 2, 2)], no_cost).x_m == 5


def test_touching_rooms_share_nothing() -> None:
    assert Place(0, 0, 2, 2).shared_m2(Place(2, 0, 2, 2)) == 0.0
    assert Place(0, 0, 2, 2).shared_m2(Place(0, 0, 1, 1)) == 1.0


def test_share_outside_counts_what_sticks_out() -> None:
    assert Place(10, 5, 2, 2).share_outside(box(0, 0, 10, 10)) == 0.5


def test_thin_strip_around_a_corner_has_places_along_it() -> None:
    strip = Polygon([(0, 0), (50, 0), (50, 70), (47, 70), (47, 3), (0, 3)])
    inside = places_inside(strip)
    assert all(strip.covers(Point(place)) for place in inside)
    assert any(y > 60 for _, y in inside)
    assert any(x < 10 for x, _ in inside)


def test_eight_places_stand_around_a_point() -> None:
    around = list(places_around(1.0, 2.0, (3.0, 4.0)))
    assert len(around) == 8
    assert around[0] == (4.0, 2.0)
