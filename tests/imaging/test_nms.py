"""Of boxes that overlap, the best stays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.imaging.nms import kept
from tests.detect import reference

SQUARE = (0.0, 0.0, 10.0, 10.0)


def kept_list(boxes: list[tuple[float, ...]], scores: list[float], iou: float) -> list[int]:
    return kept(np.float32(boxes).reshape(-1, 4), np.float32(scores), iou).tolist()


def test_nothing_stays_nothing() -> None:
    assert kept_list([], [], 0.5) == []


def test_the_better_of_two_that_overlap_stays() -> None:
    # The second covers nine tenths of the first and nothing else: IoU 0.9.
    assert kept_list([SQUARE, (0, 0, 10, 9)], [0.4, 0.6], 0.8) == [1]


def test_an_overlap_of_exactly_the_limit_stays() -> None:
    # Half of the square: intersection 50, union 100.
    assert kept_list([SQUARE, (0, 0, 10, 5)], [0.9, 0.8], 0.5) == [0, 1]


def test_touching_boxes_do_not_overlap() -> None:
    assert kept_list([SQUARE, (10, 0, 20, 10)], [0.9, 0.8], 0.0) == [0, 1]


def test_of_equals_the_first_stays() -> None:
    assert kept_list([SQUARE, SQUARE], [0.5, 0.5], 0.5) == [0]


def test_what_a_removed_box_overlaps_may_stay() -> None:
    # A removes B (IoU 7/13); B would have removed C, but C and A share only 4/16.
    a, b, c = (0, 0, 10, 1), (3, 0, 13, 1), (6, 0, 16, 1)
    assert kept_list([a, b, c], [0.9, 0.8, 0.7], 0.5) == [0, 2]


def test_boxes_without_area_hurt_nobody() -> None:
    assert kept_list([(5, 5, 5, 5), SQUARE, (5, 5, 5, 5)], [0.9, 0.8, 0.7], 0.5) == [0, 1, 2]


def test_a_crowd_has_no_upper_limit() -> None:
    corners = [(20.0 * x, 20.0 * y) for x in range(50) for y in range(40)]
    boxes = [(x, y, x + 10, y + 10) for x, y in corners]
    assert len(kept_list(boxes, [0.5] * 2000, 0.5)) == 2000


@given(
    arrays(np.float32, st.tuples(st.integers(0, 30), st.just(4)), elements=st.integers(0, 20)),
    st.sampled_from([0.3, 0.5, 0.6]),
    st.randoms(use_true_random=False),
)
def test_it_keeps_what_plain_loops_keep(boxes: np.ndarray, iou: float, random) -> None:
    boxes = np.concatenate((boxes[:, :2], boxes[:, :2] + boxes[:, 2:]), axis=1)
    scores = np.float32([random.choice((0.3, 0.5, 0.9)) for _ in boxes])
    plain = [(float(score), tuple(box)) for score, box in zip(scores, boxes.tolist(), strict=True)]
    assert kept(boxes, scores, iou).tolist() == reference.greedy(plain, iou)
