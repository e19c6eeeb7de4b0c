"""What is believed of a box's motion is what the filter of eight states believes."""

import numpy as np
import pytest

from pipeline.crowd import motion

BOX = np.array([[100.0], [50.0], [140.0], [150.0]])
HEIGHT = 100.0


class EightStates:
    """The textbook's filter: one state vector, full matrices, in pixels."""

    def __init__(self, box: np.ndarray) -> None:
        self.state = np.concatenate((box[:, 0], np.zeros(4)))
        self.noise = (motion.JITTER * HEIGHT) ** 2 * np.eye(4)
        self.spread = np.diag([(motion.JITTER * HEIGHT) ** 2] * 4 + [HEIGHT**2] * 4)

    def move(self, passed_s: float) -> None:
        across = np.eye(8) + passed_s * np.eye(8, k=4)
        cube, square = passed_s**3 / 3, passed_s**2 / 2
        push = np.block([[cube * np.eye(4), square * np.eye(4)], [square * np.eye(4)] * 2])
        push[4:, 4:] = passed_s * np.eye(4)
        self.state = across @ self.state
        self.spread = across @ self.spread @ across.T + (motion.PUSH * HEIGHT) ** 2 * push

    def correct(self, box: np.ndarray) -> None:
        seen = np.eye(4, 8)
        gain = self.spread @ seen.T @ np.linalg.inv(seen @ self.spread @ seen.T + self.noise)
        self.state = self.state + gain @ (box[:, 0] - seen @ self.state)
        self.spread = (np.eye(8) - gain @ seen) @ self.spread


@pytest.mark.parametrize("compiled", [False, True])
def test_four_filters_of_two_states_are_one_of_eight(compiled: bool) -> None:
    move, correct = motion.compiled() if compiled else (motion.move, motion.correct)
    rng = np.random.default_rng(4)
    beliefs, textbook = motion.standing(BOX), EightStates(BOX)
    for step in range(40):
        passed_s = rng.uniform(0.02, 0.6)
        move(beliefs, passed_s)
        textbook.move(passed_s)
        found, hit = BOX + rng.normal(3.0 * step, 4.0, (4, 1)), rng.random(1) < 0.8
        correct(beliefs, found, hit)
        if hit[0]:
            textbook.correct(found)
        assert beliefs[:8, 0] == pytest.approx(textbook.state, rel=1e-9, abs=1e-9)
        spread = textbook.spread[[0, 0, 4], [0, 4, 4]] / HEIGHT**2
        assert beliefs[8:, 0] == pytest.approx(spread, rel=1e-9)


def test_time_that_stands_still_moves_nobody() -> None:
    beliefs = motion.standing(BOX)
    beliefs[4:8] = 30.0
    before = beliefs.copy()
    motion.move(beliefs, 0.0)
    assert beliefs.tolist() == before.tolist()


def test_who_walks_steadily_is_soon_expected_where_the_walk_leads() -> None:
    beliefs = motion.standing(BOX)
    for step in range(1, 11):
        motion.move(beliefs, 0.2)
        motion.correct(beliefs, BOX + 10.0 * step, np.array([True]))
    motion.move(beliefs, 0.2)
    # 50 pixels a second: the eleventh box is 110 pixels on.
    assert beliefs[:4] == pytest.approx(BOX + 110.0, abs=1.0)
