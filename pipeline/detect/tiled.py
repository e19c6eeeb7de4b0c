"""A detector that looks at parts of a picture closely, and at all of it: people far away are small.

Tiles overlap, so that whoever stands on a seam is whole in one of them, and whoever is too large
for that is found in the whole picture. A box that ends at a seam is cut; it counts only where no
other box has that person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.family import Size
from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.errors import UsageError
from pipeline.imaging.nms import kept

OVERLAP = 0.25
"""Of a tile, which its neighbour sees too."""

SEAM_PX = 2.0
"""In pixels of a tile; a box that comes as near to a seam is cut by it."""

SAME_SHARE = 0.5
"""Of a cut box, from which on another box has the same person."""

MOST_TILES = 36

Part = tuple[float, float, float, float]
"""Left, upper, right and lower border, in fractions of the picture."""

WHOLE: Part = (0.0, 0.0, 1.0, 1.0)

HEADROOM, ASIDE = 0.2, 0.03
"""Of the picture: so far above, and beside and below, feet in a zone people reach."""


@dataclass(frozen=True)
class Tiling:
    """How many tiles lie beside and above each other, over a part of the picture."""

    columns: int
    rows: int
    part: Part = WHOLE

    def __post_init__(self) -> None:
        """Refuse no tile, and more than anybody waits for."""
        if self.columns < 1 or self.rows < 1 or self.columns * self.rows > MOST_TILES:
            raise UsageError(
                f"tiles must be 1 to {MOST_TILES} in all, got {self.columns}x{self.rows}"
            )

    def tiles(self) -> Iterator[Part]:
        """Yield the tiles, row by row.

        >>> [tuple(round(side, 3) for side in tile) for tile in Tiling(2, 1).tiles()]
        [(0.0, 0.0, 0.571, 1.0), (0.429, 0.0, 1.0, 1.0)]
        """
        left, upper, right, lower = self.part
        rows, columns = _spans(upper, lower, self.rows), _spans(left, right, self.columns)
        for (top, bottom), (begin, end) in product(rows, columns):
            yield begin, top, end, bottom


def _spans(start: float, end: float, count: int) -> list[tuple[float, float]]:
    """Return overlapping parts of a length."""
    length = (end - start) / (count - (count - 1) * OVERLAP)
    step = length * (1.0 - OVERLAP)
    return [(start + n * step, start + n * step + length) for n in range(count)]


def around(rings: Sequence[Sequence[tuple[float, float]]]) -> Part:
    """Return the part of a picture in which people are seen whose feet are within rings.

    >>> tuple(round(side, 9) for side in around([[(0.2, 0.5), (0.6, 0.5), (0.6, 0.9)]]))
    (0.17, 0.3, 0.63, 0.93)
    """
    x, y = np.concatenate([np.array(ring, dtype=np.float64) for ring in rings]).T
    sides = x.min() - ASIDE, y.min() - HEADROOM, x.max() + ASIDE, y.max() + ASIDE
    left, upper, right, lower = (float(side) for side in np.clip(sides, 0.0, 1.0))
    return left, upper, right, lower


class Seeker(Protocol):
    """A detector, here or in another process."""

    def scaled_size(self, source_size: Size) -> Size:
        """Return the size to which a frame of this source is best scaled when it is decoded."""

    def detect(self, frame: Frame) -> Detections:
        """Return the people in a frame, best score first, in pixels of the source."""


class TiledDetector:
    """Finds people like the detector that it is made of, and those who are too small for it.

    Boxes of two looks that overlap by `iou` or more are the same person's.
    """

    def __init__(self, detector: Seeker, tiling: Tiling, iou: float) -> None:
        self._detector = detector
        self._tiling = tiling
        self._iou = iou

    def scaled_size(self, source_size: Size) -> Size:
        """Return the size of frame in which a tile has just the pixels that the model takes."""
        left, upper, right, lower = next(self._tiling.tiles())
        tile = (right - left) * source_size[0], (lower - upper) * source_size[1]
        taken = self._detector.scaled_size((max(1, round(tile[0])), max(1, round(tile[1]))))
        scale = min(1.0, max(taken[0] / tile[0], taken[1] / tile[1]))
        width, height = (max(2, round(side * scale)) for side in source_size)
        return width, height

    def detect(self, frame: Frame) -> Detections:
        """Return the people in a frame, in pixels of the source; the surest first, cut ones last.

        Raises ModelError as the detector does.
        """
        found = [self._in_part(frame, WHOLE)]
        found += [self._in_part(frame, tile) for tile in self._tiling.tiles()]
        people = Detections(
            np.concatenate([each.boxes for each, _ in found]),
            np.concatenate([each.scores for each, _ in found]),
            any(each.saturated for each, _ in found),
        )
        return self._joined(people, np.concatenate([cut for _, cut in found]))

    def _in_part(self, frame: Frame, part: Part) -> tuple[Detections, NDArray[np.bool_]]:
        """Return the people in a part of a frame, in pixels of the source, and who is cut."""
        height, width = frame.image.shape[:2]
        left, right = (round(width * side) for side in part[::2])
        upper, lower = (round(height * side) for side in part[1::2])
        size = right - left, lower - upper
        if min(size) < 1:
            tiles = f"{self._tiling.columns}x{self._tiling.rows}"
            raise UsageError(
                f"tiles {tiles} are less than a pixel of a picture of {width}x{height};"
                " give fewer, or a larger zone"
            )
        image = np.ascontiguousarray(frame.image[upper:lower, left:right])
        found = self._detector.detect(Frame(image, frame.index, frame.t_s, size))
        cut = _cut(found.boxes, part, size)
        scale = np.divide(frame.source_size, (width, height))
        boxes = (found.boxes + np.tile((left, upper), 2)) * np.tile(scale, 2)
        return Detections(boxes.astype(np.float32), found.scores, found.saturated), cut

    def _joined(self, people: Detections, cut: NDArray[np.bool_]) -> Detections:
        """Return one box for each person."""
        boxes, scores = people.boxes, people.scores
        groups = np.flatnonzero(~cut), np.flatnonzero(cut)
        whole, parts = (group[kept(boxes[group], scores[group], self._iou)] for group in groups)
        alone = [n for n in parts if not _is_seen(boxes[n], boxes[whole])]
        order = np.concatenate((whole, np.array(alone, dtype=np.intp)))
        return Detections(boxes[order], scores[order], people.saturated)


def _cut(boxes: NDArray[np.float32], part: Part, size: Size) -> NDArray[np.bool_]:
    """Return which boxes of a tile end at a seam: a border of the tile within the picture."""
    left, upper, right, lower = boxes.T
    ends = (
        (part[0] > 0.0) & (left <= SEAM_PX),
        (part[1] > 0.0) & (upper <= SEAM_PX),
        (part[2] < 1.0) & (right >= size[0] - SEAM_PX),
        (part[3] < 1.0) & (lower >= size[1] - SEAM_PX),
    )
    cut: NDArray[np.bool_] = np.logical_or.reduce(ends)
    return cut


def _is_seen(box: NDArray[np.float32], others: NDArray[np.float32]) -> bool:
    """Tell whether another box has so much of a box that it must be the same person's."""
    if not len(others):
        return False
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.maximum(high - low, 0.0), axis=1)
    return bool(shared.max() >= SAME_SHARE * np.prod(box[2:] - box[:2]))
