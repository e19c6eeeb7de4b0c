"""What a manifest may hold of how well its detector was found to find people."""

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from pipeline.config.entry import Entry
from pipeline.config.fields import Sha256, problem
from pipeline.domain.recall_table import HeightClass, RecallTable

MOST = 100_000_000
"""Of people, boxes and pictures that anybody labels."""


class HeightClassEntry(Entry):
    """People from a height on: how many of how many were found."""

    from_px: int = Field(ge=0, le=100_000)
    found: int = Field(ge=0, le=MOST)
    people: int = Field(ge=0, le=MOST)

    @model_validator(mode="after")
    def _are_shares(self) -> Self:
        if self.found > self.people:
            raise problem("found_many", at=("found",), got=self.found, people=self.people)
        return self


class CalibrationEntry(Entry):
    """What was measured of one model file, at one threshold."""

    sha256: Sha256
    threshold: float = Field(gt=0, lt=1, allow_inf_nan=False)
    pictures: int = Field(ge=1, le=MOST)
    boxes: int = Field(ge=0, le=MOST)
    right: int = Field(ge=0, le=MOST)
    heights: list[HeightClassEntry] = Field(min_length=1)

    @model_validator(mode="after")
    def _rows_rise(self) -> Self:
        for number, (one, next_one) in enumerate(pairwise(self.heights), start=1):
            if next_one.from_px <= one.from_px:
                values = {"got": next_one.from_px, "before": one.from_px}
                raise problem("heights_rise", at=("heights", number, "from_px"), **values)
        if self.right > self.boxes:
            raise problem("right_many", at=("right",), got=self.right, boxes=self.boxes)
        return self

    def table(self) -> RecallTable:
        """Return the noun."""
        rows = tuple(HeightClass(row.from_px, row.found, row.people) for row in self.heights)
        counts = self.pictures, self.boxes, self.right
        return RecallTable(self.sha256, self.threshold, *counts, rows)
