"""People and things cut out of one picture and pasted into another."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.flags import IGNORED, PERSON, is_person
from models.person.pictures import Boxes, Image

LEAST_SEEN = 0.25
"""Of a person whom others hide, less is left to learn from."""

LOWEST, HIGHEST = 0.04, 2.2
"""Heights of pasted people, in heights of the picture."""

THINGS = 0.12
LEANING, LEAN_DEG = 0.5, 12.0

Place = tuple[float, float, float]
"""Where a cut-out is pasted: its middle's column, its feet's row, its height in pixels."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Cut-outs (h, w, 4), BGR and how opaque, and how often each is drawn."""

    images: tuple[NDArray[np.uint8], ...]
    shares: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.images)

    def drawn(self, rng: np.random.Generator) -> NDArray[np.uint8]:
        """Return one of them, mirrored half of the time."""
        number = min(int(np.searchsorted(np.cumsum(self.shares), rng.random())), len(self) - 1)
        return self.images[number][:, ::-1] if rng.random() < 0.5 else self.images[number]


def pieces_in(folder: Path) -> Pieces:
    """Return the transparent pictures of a folder, all drawn alike."""
    whole = tuple(piece_from(path) for path in sorted(folder.rglob("*.png")))
    return Pieces(whole, np.full(len(whole), 1 / max(1, len(whole))))


def piece_from(path: Path) -> NDArray[np.uint8]:
    """Return a transparent picture (h, w, 4); ValueError where a file is none."""
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or image.ndim != 3 or image.shape[2] != 4:
        raise ValueError(f"{path}: wanted a picture that tells how opaque it is")
    return np.asarray(image, np.uint8)


def leant(piece: NDArray[np.uint8], angle_deg: float) -> NDArray[np.uint8]:
    """Return a cut-out turned about its middle, as people look beside the axis of a steep camera.

    >>> leant(np.full((40, 20, 4), 255, np.uint8), 90.0).shape[:2]  # half a row lies beyond
    (19, 40)
    """
    height, width = piece.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    across, down = np.abs(matrix[:2, :2]) @ (width, height)
    matrix[:, 2] += (across - width) / 2, (down - height) / 2
    turned = cv2.warpAffine(piece, matrix, (round(across), round(down)))
    opaque = turned[..., 3] > 127
    rows, columns = np.flatnonzero(opaque.any(1)), np.flatnonzero(opaque.any(0))
    if not len(rows):
        return piece
    return np.asarray(turned[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.uint8)


@dataclass(frozen=True)
class Ground:
    """A level ground seen by an upright camera: people on it are the taller the lower they stand.

    At a picture's row y a person is (y - horizon) * slope pixels tall; slope is the person's
    height over the camera's.
    """

    horizon: float
    slope: float

    def height(self, foot: float) -> float:
        """Return how tall a person is whose feet are at this row.

        >>> Ground(horizon=100.0, slope=0.5).height(300.0)
        100.0
        """
        return (foot - self.horizon) * self.slope


def ground_of(size: int, rng: np.random.Generator) -> Ground:
    """Return a ground of a gate, a room or a street: the camera is 1.05 to 6 people high."""
    cameras_height = np.exp(rng.uniform(np.log(1.05), np.log(6.0)))
    return Ground(size * rng.uniform(-0.6, 0.45), float(1 / cameras_height))


def peopled(
    canvas: Image,
    boxes: Boxes,
    people: Pieces,
    things: Pieces,
    rng: np.random.Generator,
    ground: Ground | None = None,
) -> Boxes:
    """Paste people on one ground, the furthest first; return all boxes, cut to what is seen.

    Some of those who stand there are things: what is pasted need not be a person.
    """
    size, ground = len(canvas), ground or ground_of(len(canvas), rng)
    for x, foot in _stand(size, rng) if len(people) else ():
        height = ground.height(foot) * rng.uniform(0.85, 1.12)
        if not LOWEST * size < height < HIGHEST * size:
            continue
        if len(things) and rng.random() < THINGS:
            place = x, foot, height * rng.uniform(0.3, 1.2)
            boxes = pasted(canvas, boxes, things.drawn(rng), place, None, rng)
            continue
        person = people.drawn(rng)
        if rng.random() < LEANING:
            person = leant(person, float(rng.normal(0, LEAN_DEG)))
        boxes = pasted(canvas, boxes, person, (x, foot, height), PERSON, rng)
    return boxes


def _stand(size: int, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return middles and feet: a few people anywhere, or rows of a crowd, the furthest first."""
    if rng.random() < 0.7:
        count = int(rng.choice((1, 2, 3, 4, 6, 9)))
        x, foot = rng.uniform(-0.05, 1.05, count), rng.uniform(0.25, 1.5, count)
    else:
        rows, across = int(rng.integers(2, 5)), int(rng.integers(2, 7))
        row, column = (each.ravel() for each in np.mgrid[:rows, :across])
        shift = rng.normal(0, 0.06, rows * across)
        x = rng.uniform(0.2, 0.8) + (column / (across - 1) - 0.5 + shift) * rng.uniform(0.25, 0.8)
        foot = rng.uniform(0.3, 0.8) + row * rng.uniform(0.04, 0.2)
        foot = foot + rng.normal(0, 0.01, rows * across)
    nearest_last = np.argsort(foot)
    return list(zip(x[nearest_last] * size, foot[nearest_last] * size, strict=True))


def hidden(canvas: Image, boxes: Boxes, things: Pieces, rng: np.random.Generator) -> Boxes:
    """Put things and boards in front of up to three people's lower parts: they sit, or queue."""
    for number in rng.permutation(len(boxes))[:3]:
        if not is_person(boxes[number, 4]) or rng.random() < 0.4:
            continue
        x0, y0, x1, y1 = boxes[number, :4]
        high = (y1 - y0) * (1.05 - rng.uniform(0.3, 0.8))
        place = rng.uniform(x0, x1), y1 + (y1 - y0) * 0.05, high
        if len(things) and rng.random() < 0.5:
            front = things.drawn(rng)
        else:
            front = _board(canvas, high, (x1 - x0) * rng.uniform(0.8, 3), rng)
        boxes = pasted(canvas, boxes, front, place, None, rng)
    return boxes


def _board(
    canvas: Image, height: float, width: float, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return a piece of the picture itself, or of one colour, as a table or a wall is."""
    size = len(canvas)
    high, wide = (int(np.clip(side, 4, size - 1)) for side in (height, width))
    y, x = rng.integers(0, size - high), rng.integers(0, size - wide)
    board = canvas[y : y + high, x : x + wide].astype(np.float64)
    if rng.random() < 0.5:
        board = board * 0.15 + rng.uniform(0, 255, 3) * 0.85
    whole = np.full((high, wide, 1), 255, np.float32)
    return np.concatenate([board, whole], -1).clip(0, 255).astype(np.uint8)


def pasted(
    canvas: Image,
    boxes: Boxes,
    piece: NDArray[np.uint8],
    place: Place,
    flag: int | None,
    rng: np.random.Generator,
) -> Boxes:
    """Draw a cut-out; return the boxes less what it hides, and its own where it has a flag."""
    middle, foot, height = place
    size, tall = len(canvas), max(4, round(height))
    wide = max(3, round(tall * piece.shape[1] / piece.shape[0] * rng.uniform(0.88, 1.14)))
    x, y = round(middle - wide / 2), round(foot - tall)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(size, x + wide), min(size, y + tall)
    shown = max(0, x1 - x0) * max(0, y1 - y0)
    if max(tall, wide) > 3 * size or x1 - x0 < 4 or y1 - y0 < 6 or shown < 0.12 * wide * tall:
        return boxes
    way = cv2.INTER_AREA if tall < piece.shape[0] else cv2.INTER_LINEAR
    scaled = cv2.resize(piece, (wide, tall), interpolation=way)[y0 - y : y1 - y, x0 - x : x1 - x]
    opaque = scaled[..., 3:].astype(np.float32) / 255
    under, over = canvas[y0:y1, x0:x1], scaled[..., :3].astype(np.float32)
    over *= ((under.mean() + 40) / (over.mean() + 40)) ** rng.uniform(0, 0.6)
    canvas[y0:y1, x0:x1] = (over * opaque + under * (1 - opaque)).clip(0, 255).astype(np.uint8)
    boxes = hidden_by((x0, y0, x1, y1), boxes)
    if flag is None:
        return boxes
    return np.concatenate([boxes, np.array([[x0, y0, x1, y1, flag]], np.float32)])


def hidden_by(window: tuple[int, int, int, int], boxes: Boxes) -> Boxes:
    """Return the boxes less what something in front hides of them.

    A box that it crosses from side to side at an end loses that part; one of which little is
    left is ignored.
    """
    result = boxes.copy()
    low, high = np.maximum(boxes[:, :2], window[:2]), np.minimum(boxes[:, 2:4], window[2:])
    shared, sizes = (high - low).clip(0), boxes[:, 2:4] - boxes[:, :2]
    met = (shared > 0).all(1)
    for axis in (1, 0):
        start, end = window[axis], window[axis + 2]
        across = met & (shared[:, 1 - axis] >= 0.9 * sizes[:, 1 - axis])
        at_end = across & (end >= boxes[:, axis + 2] - 1)
        at_start = across & ~at_end & (start <= boxes[:, axis] + 1)
        result[at_end, axis + 2] = np.maximum(start, boxes[at_end, axis] + 1)
        result[at_start, axis] = np.minimum(end, boxes[at_start, axis + 2] - 1)
    result[shared.prod(1) > (1 - LEAST_SEEN) * sizes.prod(1), 4] = IGNORED
    return result
