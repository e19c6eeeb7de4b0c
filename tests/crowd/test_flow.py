"""Each person who walks through a gate is counted once, the way they went.

Pictures are 1000 by 800 pixels, people 100 tall; the line lies at a height of 400 pixels, from 200
to 800 across, and whoever walks down goes in. Clear of the line is 25 pixels away.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.crowd.flow import MARGIN, FlowCount, gate_flow
from pipeline.crowd.track import Tracker
from pipeline.domain.detections import Detections
from pipeline.domain.flow import Crossing, GateLine
from pipeline.domain.label import Label
from pipeline.domain.tracks import Tracks
from pipeline.errors import InputError

SIZE = (1000, 800)
LABEL = Label("校门", "gate")
GATE = GateLine("gate", LABEL, (0.2, 0.5), (0.8, 0.5), width_m=3.0)
Way = Iterable[tuple[float, float] | None]


def seen(t_s: float, feet: dict[int, tuple[float, float]], missed: tuple[int, ...] = ()) -> Tracks:
    """Return tracks by id; of those missed, it is only known that they are still followed."""
    ids = [*feet, *missed]
    places = [*feet.values(), *[(0.0, 0.0)] * len(missed)]
    boxes = [(x - 20, y - 100, x + 20, y) for x, y in places]
    detection = [*range(len(feet)), *[-1] * len(missed)]
    times_s = np.full(len(ids), t_s)
    return Tracks(
        t_s,
        np.array(ids, np.int64),
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(detection, np.intp),
        times_s,
        times_s,
    )


def walked(way: Way, line: GateLine = GATE, step_s: float = 1.0) -> list[tuple[float, str]]:
    """Return when one person who walks so has crossed, and which way; None is a miss."""
    count, told = FlowCount(line, SIZE), []
    for number, foot in enumerate(way):
        tracks = seen(number * step_s, {7: foot} if foot else {}, () if foot else (7,))
        told += [(crossing.t_s, crossing.way) for crossing in count.step(tracks)]
    return told


def test_who_walks_down_through_the_gate_goes_in_when_the_feet_meet_the_line() -> None:
    assert walked([(500, 360), (500, 440)]) == [(0.5, "in")]
    assert walked([(500, 430), (500, 390), (500, 370)]) == [(0.75, "out")]


def test_a_line_drawn_the_other_way_turns_in_into_out() -> None:
    turned = GateLine("gate", LABEL, GATE.end, GATE.start)
    assert walked([(500, 360), (500, 440)], turned) == [(0.5, "out")]


def test_who_walks_past_an_end_of_the_line_has_not_crossed_it() -> None:
    assert walked([(199, 360), (199, 440)]) == []
    assert walked([(801, 360), (801, 440)]) == []
    # Between frames the way leads through the line, though both ends of it are beside the gate.
    assert walked([(150, 360), (260, 440)]) == [(0.5, "in")]


def test_who_jitters_on_the_line_is_not_counted() -> None:
    assert walked([(500, 360), *[(500, 395), (500, 405)] * 50, (500, 360)]) == []


def test_who_jitters_on_the_line_and_goes_through_is_counted_once() -> None:
    crossed = walked([(500, 360), *[(500, 395), (500, 405)] * 50, (500, 440)])
    assert [way for _, way in crossed] == ["in"]


def test_who_turns_back_before_being_clear_has_not_crossed() -> None:
    assert walked([(500, 360), (500, 414), (500, 360)]) == []


def test_who_comes_back_is_counted_out_again() -> None:
    way = [(500, 360), (500, 440), (500, 360), (500, 440)]
    assert [way for _, way in walked(way)] == ["in", "out", "in"]


def test_who_is_missed_on_the_line_is_counted_where_seen_again() -> None:
    assert walked([(500, 360), None, None, None, (500, 440)]) == [(2.0, "in")]


def test_who_appears_on_the_line_and_goes_through_is_counted() -> None:
    assert walked([(500, 395), (500, 405), (500, 440)]) == [(0.5, "in")]


def test_who_appears_beyond_the_line_is_not() -> None:
    assert walked([(500, 405), (500, 440), (500, 500)]) == []


def test_who_walks_round_the_end_and_back_through_the_gate_is_counted_once() -> None:
    around = [(500, 360), (900, 360), (900, 440), (500, 440), (500, 360)]
    assert [way for _, way in walked(around)] == ["out"]


def test_a_foot_on_the_line_is_inside() -> None:
    assert walked([(500, 360), (500, 400), (500, 360)]) == []
    assert walked([(500, 360), (500, 400), (500, 440)]) == [(1.0, "in")]


def test_through_the_point_where_two_lines_meet_exactly_one_is_crossed() -> None:
    left = GateLine("left", LABEL, (0.2, 0.5), (0.5, 0.5))
    right = GateLine("right", LABEL, (0.5, 0.5), (0.8, 0.5))
    for way in ([(500, 360), (500, 440)], [(490, 360), (510, 440)], [(510, 360), (490, 440)]):
        assert len(walked(way, left)) + len(walked(way, right)) == 1


def test_two_people_are_told_apart_and_their_crossings_come_in_time() -> None:
    count = FlowCount(GATE, SIZE)
    count.step(seen(0.0, {1: (300, 360), 2: (700, 320)}))
    told = count.step(seen(1.0, {2: (700, 440), 1: (300, 440)}))
    assert [(round(each.t_s, 3), each.way) for each in told] == [(0.5, "in"), (0.667, "in")]


def test_provisional_people_do_not_count() -> None:
    count = FlowCount(GATE, SIZE)
    assert count.step(seen(0.0, {-1: (500, 360)})) == ()
    assert count.step(seen(1.0, {-1: (500, 440)})) == ()


def test_nobody_passes_an_empty_gate() -> None:
    count = FlowCount(GATE, SIZE)
    assert count.step(seen(0.0, {})) == ()


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(300, 500)), max_size=30))
def test_who_went_in_more_often_than_out_is_inside_now(way: list[tuple[int, int]]) -> None:
    wide = GateLine("gate", LABEL, (0.0, 0.5), (1.0, 0.5))
    clear = [1 if y > 400 else -1 for _, y in way if abs(y - 400) > MARGIN * 100]
    ways = [way for _, way in walked(way, wide)]
    assert all(one != other for one, other in pairwise(ways))
    if clear and abs(way[0][1] - 400) > MARGIN * 100:
        assert 2 * (ways.count("in") - ways.count("out")) == clear[-1] - clear[0]


def test_boxes_that_jitter_are_followed_through_the_gate_and_counted_right() -> None:
    # Forty people, one each 1.5 s, walk down at 120 pixels a second, and every fourth comes back.
    rng = np.random.default_rng(2)
    tracker, count, crossings = Tracker(), FlowCount(GATE, SIZE), []
    for step in range(5 * 75):
        t_s = step / 5
        ages_s = t_s - 1.5 * np.arange(40)
        down = 200 + 120 * np.clip(ages_s, 0, 4)
        back = np.where(np.arange(40) % 4 == 0, 120 * np.clip(ages_s - 4, 0, 4), 0)
        there = (ages_s >= 0) & (ages_s < 8) & (rng.random(40) > 0.05)
        x, y = 220 + 14 * np.arange(40)[there], (down - back)[there]
        boxes = np.column_stack((x - 20, y - 100, x + 20, y)) + rng.normal(0, 2.5, (len(x), 4))
        people = Detections(boxes.astype(np.float32), np.full(len(x), 0.9, np.float32))
        crossings += count.step(tracker.step(people, t_s))
    flow = gate_flow(GATE, crossings, 75.0)
    assert flow.people == (40, 10)
    # One each 1.5 s: forty a minute through three metres.
    assert flow.peak_per_min_m == pytest.approx((40 / 3, 10 / 3), abs=0.4)


def test_a_busy_minute_is_any_sixty_seconds() -> None:
    times_s = [0.0, 59.0, 59.5, 60.0, 118.9, 119.0, 300.0]
    flow = gate_flow(GATE, [Crossing(t_s, "gate", "out") for t_s in times_s], 600.0)
    # From 59 s on up to, but not including, 119 s; from 59.5 s on as many.
    assert flow.busiest_minute == (0, 4)
    assert flow.peak_per_min_m == (0.0, 4 / 3)
    assert flow.mean_per_min_m == pytest.approx((0.0, 7 / 30))


def test_without_a_width_there_are_people_but_no_flow() -> None:
    line = GateLine("gate", LABEL, (0.2, 0.5), (0.8, 0.5))
    flow = gate_flow(line, [Crossing(1.0, "gate", "in"), Crossing(2.0, "other", "in")], 60.0)
    assert (flow.people, flow.peak_per_min_m, flow.mean_per_min_m) == ((1, 0), None, None)


@pytest.mark.parametrize(
    ("start", "end", "width_m", "reason"),
    [
        ((0.5, 0.5), (0.5, 0.5), None, "two different points"),
        ((0.5, 1.5), (0.5, 0.5), None, "must lie in the picture, from 0,0 to 1,1, got 0.5,1.5"),
        ((float("nan"), 0.5), (0.5, 0.5), None, "must lie in the picture"),
        ((0.1, 0.5), (0.5, 0.5), 0.0, "more than 0 and less than 1000 m, got 0"),
        ((0.1, 0.5), (0.5, 0.5), float("nan"), "got nan"),
    ],
)
def test_a_line_that_cannot_be_is_refused(start, end, width_m, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        GateLine("gate", LABEL, start, end, width_m)
