"""Labels of the MOT challenges: a line for each person in each frame, beginning with frame 1."""

import csv
from collections import defaultdict

import numpy as np

from pipeline.domain.truth import Boxes, LabelledFrame, Truth
from pipeline.errors import InputError
from pipeline.importers.box import corners_of

PEOPLE = frozenset({1, -1})
"""Class 1 is a pedestrian; MOT15 has no classes, and writes -1."""

PASSED_OVER = frozenset({2, 7, 8, 12})
"""People on vehicles, who stand still, who are pictures of people, and reflections: by the rules of
MOT16 finding them is neither right nor wrong."""


def mot_truth(text: str) -> Truth:
    r"""Return the people that lines ``frame, id, x, y, width, height, flag, class, …`` tell of.

    A flag of 0 says that the person is not to be judged. Frames between the first and the last
    that have no line show nobody. Raises InputError, with the line, for anything else.

    >>> truth = mot_truth("1,1,10,20,5,15,1,1,1\n3,1,11,20,5,15,1,1,1")
    >>> [(frame.number, len(frame.boxes)) for frame in truth.frames or ()]
    [(1, 1), (2, 0), (3, 1)]
    """
    people: dict[int, list[list[float]]] = defaultdict(list)
    ignored: dict[int, list[list[float]]] = defaultdict(list)
    numbers: list[int] = []
    for n, fields in enumerate(csv.reader(text.splitlines()), start=1):
        if not fields:
            continue
        number, flag, kind, box = _person(fields, f"line {n}")
        numbers.append(number)
        if flag and kind in PEOPLE:
            people[number].append(box)
        elif kind in PEOPLE | PASSED_OVER:
            ignored[number].append(box)
    if not numbers:
        raise InputError("holds no line 'frame, id, x, y, width, height, …'")
    spanned = range(min(numbers), max(numbers) + 1)
    if len(spanned) > MOST_FRAMES:
        raise InputError(f"spans {len(spanned)} frames, at most {MOST_FRAMES} are read")
    return Truth(
        frames=tuple(
            LabelledFrame(_boxes(people[number]), _boxes(ignored[number]), number=number)
            for number in spanned
        )
    )


MOST_FRAMES = 1_000_000
"""Eleven hours at 25 frames a second."""


def _person(fields: list[str], place: str) -> tuple[int, bool, int, list[float]]:
    """Return the frame, whether it is to be judged, the class, and the corners of a box."""
    try:
        numbers = [float(field) for field in fields[:8]]
        number = int(numbers[0])
        kind = int(numbers[7]) if len(numbers) > 7 else -1
    except (ValueError, OverflowError, IndexError) as error:
        raise InputError(f"{place}: must be numbers, got {','.join(fields)[:60]}") from error
    if len(numbers) < 6 or number != numbers[0] or not number >= 1:
        raise InputError(
            f"{place}: must be frame (from 1 on), id, x, y, width, height, …,"
            f" got {','.join(fields)[:60]}"
        )
    flag = len(numbers) < 7 or numbers[6] != 0.0
    return number, flag, kind, corners_of(numbers[2:6], place)


def _boxes(corners: list[list[float]]) -> Boxes:
    return np.array(corners, np.float64).reshape(-1, 4)
