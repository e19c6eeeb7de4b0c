"""Average precision by COCO's rules, on pictures small enough for paper."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.detect.average_precision import average_precision, ious, judged, shares_inside
from pipeline.domain.detections import Detections
from pipeline.domain.truth import LabelledFrame

PERSON, OTHER = (0.0, 0.0, 10.0, 20.0), (30.0, 0.0, 40.0, 20.0)
NOBODY = (60.0, 0.0, 70.0, 20.0)


def boxes(*corners: tuple[float, ...]) -> NDArray[np.float64]:
    return np.array(corners, np.float64).reshape(-1, 4)


def frame(*people: tuple[float, ...], ignored: tuple[tuple[float, ...], ...] = ()) -> LabelledFrame:
    return LabelledFrame(boxes(*people), boxes(*ignored), name="a.jpg")


def found(*scored: tuple[tuple[float, ...], float]) -> Detections:
    scores = np.array([score for _, score in scored], np.float32)
    return Detections(boxes(*(box for box, _ in scored)).astype(np.float32), scores)


def ap(*pairs: tuple[Detections, LabelledFrame]) -> float | None:
    return average_precision(*zip(*pairs, strict=True))


def test_all_found_and_nothing_else_is_perfect() -> None:
    assert ap((found((PERSON, 0.9), (OTHER, 0.8)), frame(PERSON, OTHER))) == 1.0


def test_half_found_reads_precision_at_51_of_101_recalls() -> None:
    """Recalls of 0, 0.01 … 0.50 are reached with precision 1; the other 50 never."""
    assert ap((found((PERSON, 0.9)), frame(PERSON, OTHER))) == pytest.approx(51 / 101)


def test_a_false_box_above_the_right_one_halves_precision_and_one_below_changes_nothing() -> None:
    assert ap((found((NOBODY, 0.9), (PERSON, 0.8)), frame(PERSON))) == pytest.approx(0.5)
    assert ap((found((PERSON, 0.9), (NOBODY, 0.8)), frame(PERSON))) == 1.0


def test_scores_are_ranked_over_all_pictures() -> None:
    """Right .9, wrong .8, right .7 of two people: 51 recalls at 1, 50 at 2/3."""
    pairs = (
        (found((PERSON, 0.9), (NOBODY, 0.8)), frame(PERSON)),
        (found((PERSON, 0.7)), frame(PERSON)),
    )
    assert ap(*pairs) == pytest.approx((51 + 50 * 2 / 3) / 101)


def test_a_second_box_on_one_person_is_wrong() -> None:
    verdicts = judged(found((PERSON, 0.8), (PERSON, 0.9)), frame(PERSON))
    assert verdicts.tolist() == [0, 1]


def test_a_box_on_half_of_a_person_is_right_and_on_less_is_not() -> None:
    half, less = (0.0, 0.0, 10.0, 10.0), (0.0, 0.0, 10.0, 9.9)
    assert judged(found((half, 0.9)), frame(PERSON)).tolist() == [1]
    assert judged(found((less, 0.9)), frame(PERSON)).tolist() == [0]


def test_a_box_in_a_crowd_is_passed_over_but_not_one_on_a_labelled_person() -> None:
    crowd = (0.0, 0.0, 100.0, 20.0)
    labelled = frame(PERSON, ignored=(crowd,))
    assert judged(found((NOBODY, 0.9), (PERSON, 0.8)), labelled).tolist() == [-1, 1]
    assert ap((found((NOBODY, 0.9), (PERSON, 0.8)), labelled)) == 1.0


def test_without_people_there_is_no_precision_and_without_boxes_it_is_zero() -> None:
    assert ap((found((NOBODY, 0.9)), frame())) is None
    assert ap((found(), frame(PERSON))) == 0.0
    assert ap((found((NOBODY, 0.9)), frame(PERSON, ignored=((50.0, 0, 80, 30),)))) == 0.0


def test_boxes_without_area_overlap_nothing() -> None:
    line = boxes((5.0, 5.0, 5.0, 9.0))
    assert ious(line, line).tolist() == [[0.0]]
    assert shares_inside(line, boxes(PERSON)).tolist() == [[0.0]]


def test_the_verdict_on_a_box_does_not_depend_on_those_that_score_less() -> None:
    """So one pass serves every threshold."""
    chance = np.random.default_rng(3)
    low = chance.uniform(0, 80, (30, 2))
    every = np.hstack((low, low + chance.uniform(5, 20, (30, 2))))
    labelled = LabelledFrame(every[::3] + 1.0, every[1:4], name="a")
    scores = np.sort(chance.uniform(0, 1, 30).astype(np.float32))[::-1]
    all_of_them = judged(Detections(every.astype(np.float32), scores), labelled)
    for most in range(30):
        some = Detections(every[:most].astype(np.float32), scores[:most])
        assert judged(some, labelled).tolist() == all_of_them[:most].tolist()
