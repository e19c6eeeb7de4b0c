"""People who walk about before a camera, as a detector would tell of them, with the truth.

Nobody is drawn: each frame is what a detector gives before doubles are suppressed, eight candidate
boxes for each person it sees, the best of them nearest to the truth. Near people are larger. Each
person is missed in one frame of twenty, and scores as high as a person of that kind does, give or
take. All of it is made up; it is neither easy (people hide each other, and boxes jitter) nor a
recording.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SIZE = (1920, 1080)
FRAMES = 130
CANDIDATES = 8
MISSED = 0.05
JITTER = 0.02
"""Of the best box of a person, in heights of the person; of the others twice as much."""
HORIZON = 100.0
HEIGHT = 0.16
"""Height of a person in pixels for each pixel that the feet are below the horizon."""
ROOM = ((20.0, 300.0), (1900.0, 1065.0))
"""Where the feet are: x and y, from and to."""


class Seen(NamedTuple):
    """A frame: boxes (n, 4) x1, y1, x2, y2 and scores, float32, and whose each box is."""

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    owners: NDArray[np.intp]


def walk(people: int, seed: int, fps: float) -> Iterator[Seen]:
    """Yield the frames of one walk."""
    rng = np.random.default_rng(seed)
    feet = rng.uniform(*ROOM, (people, 2))
    heading = rng.uniform(0, 2 * np.pi, people)
    speed = np.clip(rng.normal(1.3, 0.3, people), 0.3, 2.2) / 1.7
    scores = rng.uniform(0.6, 0.95, people)
    for _ in range(FRAMES):
        heading += rng.normal(0, 0.6 / np.sqrt(fps), people)
        step = speed * height(feet) / fps
        feet += np.column_stack((step * np.cos(heading), 0.35 * step * np.sin(heading)))
        beside, beyond = ((feet < ROOM[0]) | (feet > ROOM[1])).T
        heading = np.where(beside, np.pi - heading, heading)
        heading = np.where(beyond, -heading, heading)
        feet = np.clip(feet, *ROOM)
        yield seen(feet, scores, rng)


def height(feet: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how tall people are in the picture."""
    return HEIGHT * (feet[:, 1] - HORIZON)


def seen(feet: NDArray[np.float64], scores: NDArray[np.float64], rng: np.random.Generator) -> Seen:
    """Return what the detector says of people who stand there."""
    found = np.flatnonzero(rng.random(len(feet)) >= MISSED)
    owners = np.repeat(found, CANDIDATES)
    best = np.tile(np.arange(CANDIDATES) == 0, len(found))
    (x, y), tall = feet[owners].T, height(feet)[owners]
    boxes = np.column_stack((x - 0.2 * tall, y - tall, x + 0.2 * tall, y))
    boxes += rng.normal(0, 1, boxes.shape) * (np.where(best, 1, 2) * JITTER * tall)[:, None]
    rated = np.repeat(scores[found] + rng.normal(0, 0.05, len(found)), CANDIDATES)
    rated -= np.where(best, 0, rng.uniform(0.02, 0.3, len(owners)))
    rated = 1 - np.abs(1 - rated)
    mixed = rng.permutation(len(owners))
    return Seen(boxes[mixed].astype(np.float32), rated[mixed].astype(np.float32), owners[mixed])
