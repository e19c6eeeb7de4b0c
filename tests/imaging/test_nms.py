"""Of boxes that overlap, the best stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks.walkers import walk
from pipeline.compiler import Payback
from pipeline.imaging import nms
from pipeline.imaging.nms import kept
from tests.detect import reference

SQUARE = (0.0, 0.0, 10.0, 10.0)


def kept_list(boxes: list[tuple[float, ...]], scores: list[float], iou: float) -> list[int]:
    """Return what stays, by numpy and by machine code alike."""
    arrays = np.float32(boxes).reshape(-1, 4), np.float32(scores)
    ways = [kept(*arrays, iou, compiled=compiled).tolist() for compiled in (False, True)]
    assert ways[0] == ways[1]
    return ways[0]


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
    st.sampled_from([0.0, 0.3, 0.5, 0.6, 1.0]),
    st.randoms(use_true_random=False),
)
def test_it_keeps_what_plain_loops_keep(boxes: np.ndarray, iou: float, random) -> None:
    boxes = np.concatenate((boxes[:, :2], boxes[:, :2] + boxes[:, 2:]), axis=1)
    scores = np.float32([random.choice((0.3, 0.5, 0.9)) for _ in boxes])
    assert kept_list(boxes, scores, iou) == plainly(boxes, scores, iou)


def plainly(boxes: np.ndarray, scores: np.ndarray, iou: float) -> list[int]:
    """Return what plain loops over all pairs keep."""
    plain = [(float(score), tuple(box)) for score, box in zip(scores, boxes.tolist(), strict=True)]
    return reference.greedy(plain, iou)


@pytest.mark.parametrize("people", [40, 80, 150])
@pytest.mark.parametrize("iou", [0.3, 0.5, 0.7])
def test_a_crowd_is_kept_box_by_box_as_plain_loops_keep_it(people: int, iou: float) -> None:
    boxes, scores, _ = next(walk(people, seed=people, fps=25.0))
    assert kept_list(boxes, scores, iou) == plainly(boxes, scores, iou)


def test_scores_that_are_all_alike_leave_the_order_of_the_boxes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nms, "AT_ONCE", 64)
    boxes, scores, _ = next(walk(80, seed=2, fps=25.0))
    even = np.round(scores * 3) / 3
    assert kept_list(boxes, even, 0.5) == plainly(boxes, even, 0.5)


def test_many_pairs_in_parts_are_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes, scores, _ = next(walk(150, seed=7, fps=25.0))
    whole = kept_list(boxes, scores, 0.5)
    monkeypatch.setattr(nms, "MOST_PAIRS", 1000)
    monkeypatch.setattr(nms, "MOST_FIRST", 100)
    assert kept_list(boxes, scores, 0.5) == whole


def test_machine_code_takes_over_once_it_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes, scores, _ = next(walk(40, seed=9, fps=25.0))
    monkeypatch.setattr(nms, "_PAYBACK", Payback(len(boxes)))
    taken_over: list[bool] = []
    compiled = nms._compiled
    monkeypatch.setattr(nms, "_compiled", lambda: taken_over.append(True) or compiled())
    found = [kept(boxes, scores, 0.5).tolist() for _ in range(2)]
    assert found[0] == found[1]
    assert taken_over == [True]


@pytest.mark.parametrize("scale", [1e-30, 1e-3, 1e6, 1e15])
def test_boxes_of_any_size_anywhere_are_kept_alike(scale: float) -> None:
    boxes, scores, _ = next(walk(40, seed=3, fps=25.0))
    far = (boxes * np.float32(scale) + np.float32(100 * scale)).astype(np.float32)
    assert kept_list(far, scores, 0.5) == plainly(far, scores, 0.5)
