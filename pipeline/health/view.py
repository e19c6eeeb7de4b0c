"""What a camera is meant to show, and how what it shows now differs from it.

The light may change, people and cars may come and go. What stays is the direction in which levels
rise and fall at the edges of what stands there: it is the same at dusk, in rain and in fog. The
thresholds were set on three scenes under thirteen changes (`benchmarks/camera_health.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.imaging.glance import FLAT, SIZE, Glance, median_of

STRUCTURED = 0.5
"""Levels per pixel; a cell of the reference that is less steep shows nothing to go by."""

LEAST_CELLS = 12
"""Structured cells that a reference needs; fewer than a twelfth of the picture prove nothing."""

ALIKE = 0.5
"""Cosine from which on a cell shows what it showed."""

STRONG_SHARE = 1 / 3
"""The steepest cells of the reference, by whose edges it is told whether a picture is sharp."""

LEFT_SHARE = 0.25
"""Of the strong cells, whose edges must be seen for their sharpness to be told."""

ELSEWHERE = 0.7
"""Of the usual match: below it the camera may look elsewhere, if all is found displaced."""


@dataclass(frozen=True)
class Comparison:
    """A picture against the reference.

    `match` is the share of structured cells that show what they showed, as a part of what is usual
    there; `hidden` the share that shows nothing at all; `sharpness` how crisp its edges are against
    the reference's, None where there are none left; `right` and `down` by how much of the picture's
    width and height all is displaced, and `peak` how surely: 0 unless `match` is below `ELSEWHERE`,
    since it takes as long to find as all the rest.
    """

    match: float
    hidden: float
    sharpness: float | None
    right: float
    down: float
    peak: float

    def rounded(self, digits: int) -> "Comparison":
        """Return the same with so many digits."""
        return Comparison(
            match=round(self.match, digits),
            hidden=round(self.hidden, digits),
            sharpness=None if self.sharpness is None else round(self.sharpness, digits),
            right=round(self.right, digits),
            down=round(self.down, digits),
            peak=round(self.peak, digits),
        )


@dataclass(frozen=True, eq=False)
class View:
    """A reference: `glance` is the place without passers-by, `usual_match` what of it they leave.

    `structured` and `strong` are the cells to go by, (ROWS, COLUMNS), `crispness` that of the
    strong ones.
    """

    glance: Glance
    structured: NDArray[np.bool_]
    strong: NDArray[np.bool_]
    usual_match: float
    crispness: float

    def compare(self, now: Glance) -> Comparison:
        """Return how a picture differs from the reference."""
        alike = self.glance.likeness(now) >= ALIKE
        hidden = (now.steepness < FLAT) & ~alike
        match = float(alike[self.structured].mean()) / self.usual_match
        found = self.glance.shift_to(now) if match < ELSEWHERE else (0.0, 0.0, 0.0)
        right_px, down_px, peak = found
        return Comparison(
            match=match,
            hidden=float(hidden[self.structured].mean()),
            # A lamp's glow is no edge, however steep, and nobody who passes by is the reference's.
            sharpness=self._sharpness(now, self.strong & alike & (now.steepness >= STRUCTURED)),
            right=right_px / SIZE[0],
            down=down_px / SIZE[1],
            peak=peak,
        )

    def _sharpness(self, now: Glance, edges: NDArray[np.bool_]) -> float | None:
        if edges.sum() < self.strong.sum() * LEFT_SHARE:
            return None
        return float(np.median(now.crispness[edges])) / self.crispness


def view_of(glances: Sequence[Glance]) -> View:
    """Return the reference that pictures of one place make, taken while the camera was well.

    Raises InputError where they show too little to tell one place from another.
    """
    if not glances:
        raise InputError("a reference view needs pictures, got none")
    middle = median_of(list(glances))
    structured = middle.steepness >= STRUCTURED
    if structured.sum() < LEAST_CELLS:
        raise InputError(
            f"a reference view needs edges in {LEAST_CELLS} of {structured.size} parts of the"
            f" picture, got {structured.sum()}: is the lens covered, or the scene dark?"
        )
    strong = structured & (middle.steepness >= np.quantile(middle.steepness, 1.0 - STRONG_SHARE))
    matches = [(middle.likeness(one)[structured] >= ALIKE).mean() for one in glances]
    crisp = [np.median(one.crispness[strong]) for one in glances]
    return View(
        glance=middle,
        structured=structured,
        strong=strong,
        usual_match=max(float(np.median(matches)), 1.0 / structured.size),
        crispness=max(float(np.median(crisp)), 1e-6),
    )
