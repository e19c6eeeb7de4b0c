"""Gathers the strokes of a storey while a file is walked through, within what can be trusted."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.drawing import Strokes, Text
from pipeline.errors import PlanError
from pipeline.importers.plans.room_name import clean

MOST_POINTS = 4_000_000
"""Corners of all strokes; a drawing of 100,000 lines has 200,000."""

MOST_TEXTS = 100_000
LONGEST_TEXT = 200
LONGEST_LAYER = 255
"""CAD programs take no more; what an external reference leaves before a name makes it long."""
FAR = 1e12
"""Beyond it no drawing lies, in whichever unit."""


class Layers:
    """The names of layers, numbered in the order in which they come up.

    Names that look the same are one: they are composed, and without signs that nobody sees.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the number of a layer."""
        number = self._known.get(name)
        if number is None:
            number = self._numbers.setdefault(clean(name, LONGEST_LAYER), len(self._numbers))
            self._known[name] = number
        return number

    def names(self) -> tuple[str, ...]:
        """Return the names by number."""
        return tuple(self._numbers)


class Collector:
    """Strokes and texts of one storey, refused as soon as there are too many or one is nowhere."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._points: list[NDArray[np.float64]] = []
        self._lengths: list[int] = []
        self._facts: list[tuple[int, float, bool]] = []
        self._count = 0
        self.texts: list[Text] = []

    def stroke(
        self,
        points: Iterable[Sequence[float]] | NDArray[np.float64],
        layer: str,
        width: float = 0.0,
        *,
        curved: bool = False,
    ) -> None:
        """Add a stroke of two points or more; a single point is passed over."""
        given = np.asarray(points if isinstance(points, np.ndarray) else list(points), np.float64)
        if len(given) < 2:
            return
        self._add(given.reshape(len(given), -1)[:, :2], [len(given)])
        self._facts.append((self.layers.number(layer), width, curved))

    def lines(self, pieces: NDArray[np.float64], layers: Sequence[str]) -> None:
        """Add many straight lines from end to end, (n, 2, 2), each on its layer."""
        self._add(pieces.reshape(-1, 2), [2] * len(pieces))
        self._facts += [(self.layers.number(layer), 0.0, False) for layer in layers]

    def _add(self, corners: NDArray[np.float64], lengths: list[int]) -> None:
        refuse_nowhere(corners)
        self._count += len(corners)
        if self._count > MOST_POINTS:
            raise PlanError(
                f"图中线条的点超过 {MOST_POINTS} 个，无法处理",
                f"its strokes have more than {MOST_POINTS} points, which is more than is read",
            )
        self._points.append(corners)
        self._lengths += lengths

    def text(self, words: str, x: float, y: float, height: float, layer: str) -> None:
        """Add words at a place; blank ones are passed over, long ones cut."""
        words = " ".join(words.split())[:LONGEST_TEXT]
        if not words or not (math.isfinite(x) and math.isfinite(y)):
            return
        if len(self.texts) >= MOST_TEXTS:
            raise PlanError(
                f"图中文字超过 {MOST_TEXTS} 处，无法处理",
                f"it has more than {MOST_TEXTS} texts, which is more than is read",
            )
        height = abs(height) if math.isfinite(height) else 0.0
        self.texts.append(Text(words, x, y, height, self.layers.number(layer)))

    def strokes(self) -> Strokes:
        """Return all strokes so far."""
        layers, widths, curved = zip(*self._facts, strict=True) if self._facts else ((), (), ())
        return Strokes(
            np.concatenate(self._points) if self._points else np.empty((0, 2)),
            np.concatenate(([0], np.cumsum(self._lengths, dtype=np.int64))).astype(np.int64),
            np.array(layers, dtype=np.int32),
            np.array(widths, dtype=np.float64),
            np.array(curved, dtype=np.bool_),
        )


def refuse_nowhere(corners: NDArray[np.float64]) -> None:
    """Raise PlanError for a corner that is not finite, or beyond all drawings."""
    sound = np.abs(corners) <= FAR
    if not sound.all():
        x, y = corners[~sound.all(axis=1)][0]
        raise PlanError(
            f"图中有坐标不是可用的数：[{x:g}, {y:g}]",
            f"it has a corner at [{x:g}, {y:g}], which is no place",
        )
