"""What a file of surveyed points may say: where each lies in the picture, and where on the plan."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from pipeline.config.entry import Entry, exactly_one
from pipeline.config.fields import FileFormat, Id, PicturePoint, PictureSize, Point, problem

Pixel = Annotated[float, Field(ge=0, le=32768, allow_inf_nan=False)]
PixelPoint = Annotated[list[Pixel], Field(min_length=2, max_length=2)]
AboveFloor = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]


class MarkEntry(Entry):
    """A mark, by its pixel or its share of the picture, and its place on the plan."""

    model_config = exactly_one("px", "share")

    id: Id | None = None
    px: PixelPoint | None = None
    share: PicturePoint | None = None
    plan: Point
    height_m: AboveFloor = 0.0

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.px is None) == (self.share is None):
            raise problem("one_mark_place")
        return self


class SurveyEntry(Entry):
    """Marks that were surveyed in one camera's picture."""

    format: FileFormat
    picture: PictureSize | None = None
    points: list[MarkEntry] = Field(min_length=1)
