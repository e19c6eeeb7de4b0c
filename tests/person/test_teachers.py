"""What other detectors add to the labels."""

import numpy as np

from models.person.teachers import agreed
from pipeline.domain.detections import Detections

NOBODY = np.empty((0, 4), np.float32)


def opinion(*rows: tuple[float, float, float, float, float]) -> Detections:
    found = np.array(rows, np.float32).reshape(-1, 5)
    return Detections(found[:, :4], found[:, 4])


def test_what_two_teachers_are_sure_of_is_a_person_between_their_boxes() -> None:
    seen = agreed([opinion((0, 0, 10, 20, 0.9)), opinion((0, 2, 10, 22, 0.6))], NOBODY)
    assert seen.people.tolist() == [[0, 1, 10, 21]]
    assert len(seen.suspected) == 0


def test_what_one_teacher_is_sure_of_is_left_alone() -> None:
    seen = agreed([opinion((0, 0, 10, 20, 0.9)), opinion()], NOBODY)
    assert len(seen.people) == 0
    assert seen.suspected.tolist() == [[0, 0, 10, 20]]


def test_what_one_teacher_merely_suspects_is_background() -> None:
    seen = agreed([opinion((0, 0, 10, 20, 0.4)), opinion()], NOBODY)
    assert len(seen.people) == len(seen.suspected) == 0


def test_what_two_teachers_suspect_is_left_alone() -> None:
    seen = agreed([opinion((0, 0, 10, 20, 0.3)), opinion((0, 2, 10, 22, 0.6))], NOBODY)
    assert len(seen.people) == 0
    assert seen.suspected.tolist() == [[0, 2, 10, 22]]


def test_a_teacher_does_not_agree_with_itself() -> None:
    doubled = opinion((0, 0, 10, 20, 0.9), (0, 2, 10, 22, 0.8))
    assert len(agreed([doubled, opinion()], NOBODY).people) == 0


def test_who_is_labelled_is_not_labelled_again() -> None:
    known = np.array([[0, 1, 10, 24]], np.float32)
    both = [opinion((0, 0, 10, 20, 0.9)), opinion((0, 2, 10, 22, 0.6))]
    seen = agreed(both, known)
    assert len(seen.people) == len(seen.suspected) == 0
