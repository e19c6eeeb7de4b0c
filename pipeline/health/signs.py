"""What is kept of a picture to tell a camera's health by: some numbers and a print, no picture.

Faults are told from signs alone, so that a review that was stopped goes on to the same faults, and
what was kept can be judged again.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.health.view import Comparison, View
from pipeline.imaging.glance import COLUMNS, ROWS, SIZE, Glance, cells_of

DIGITS = 3
"""Of each number, so that what was written and read again is the same."""

_SPREAD = (np.arange(1, 1 + 320 * 180, dtype=np.uint32) * np.uint32(2654435761)) | np.uint32(1)
WEIGHTS = (_SPREAD & np.uint32(255)).astype(np.uint8).reshape(SIZE[::-1])
"""By which pixels are summed in a print, in bytes that run over: spread by Knuth's multiplier, and
odd, so that no change of a single pixel leaves the sum as it was."""


@dataclass(frozen=True, eq=False)
class Print:
    """A checksum and a mean level of each cell, (ROWS · COLUMNS,) uint8 each."""

    sums: NDArray[np.uint8]
    levels: NDArray[np.uint8]

    def same_share(self, other: "Print") -> float:
        """Return the share of cells that are the same, to the last bit of each pixel."""
        return float((self.sums == other.sums).mean())

    def changed_share(self, other: "Print", levels: float) -> float:
        """Return the share of cells whose mean level differs by so much."""
        off = np.abs(self.levels.astype(np.int16) - other.levels)
        return float((off >= levels).mean())


@dataclass(frozen=True, eq=False)
class Signs:
    """Of one picture: levels 0 to 255, shares 0 to 1; `compared` None where no reference is."""

    level: float
    brightest: float
    white_share: float
    flat_share: float
    print: Print
    compared: Comparison | None


def signs_of(glance: Glance, view: View | None) -> Signs:
    """Return the signs of a picture, held against the reference where there is one."""
    return Signs(
        level=round(glance.level, DIGITS),
        brightest=round(glance.brightest, DIGITS),
        white_share=round(glance.white_share, DIGITS),
        flat_share=round(glance.flat_share, DIGITS),
        print=_print_of(glance),
        compared=view.compare(glance).rounded(DIGITS) if view else None,
    )


def signs_record(signs: Signs) -> list[Any]:
    """Return signs as JSON holds them: numbers, the print in hex, and what was compared."""
    text = np.concatenate((signs.print.sums, signs.print.levels)).tobytes().hex()
    numbers = [signs.level, signs.brightest, signs.white_share, signs.flat_share]
    return [*numbers, text, list(astuple(signs.compared)) if signs.compared else None]


def signs_from(record: Sequence[Any]) -> Signs:
    """Return the signs that a record holds."""
    level, brightest, white_share, flat_share, text, compared = record
    sums, levels = np.split(np.frombuffer(bytes.fromhex(text), dtype=np.uint8), [ROWS * COLUMNS])
    known = None if compared is None else Comparison(*compared)
    return Signs(level, brightest, white_share, flat_share, Print(sums, levels), known)


def sharpness_in(record: Sequence[Any]) -> float | None:
    """Return how sharp the picture of a record is against the reference; None where unknown."""
    compared = record[-1]
    return None if compared is None else Comparison(*compared).sharpness


def _print_of(glance: Glance) -> Print:
    # Row by row first: so numpy sums whole rows of cells at once.
    sums = cells_of(glance.gray * WEIGHTS).sum(axis=1, dtype=np.uint8).sum(axis=2, dtype=np.uint8)
    whole = cells_of(glance.gray).sum(axis=1, dtype=np.uint16).sum(axis=2, dtype=np.uint32)
    levels = np.round(whole / (glance.gray.size / (ROWS * COLUMNS)))
    return Print(sums.ravel(), levels.ravel().astype(np.uint8))
