"""What may be said of a lens, and the noun that it stands for."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from pydantic import model_validator

from pipeline.config.entry import Entry, exactly_one
from pipeline.config.fields import FISHEYE, PROJECTION_WORDS, ProjectionWord, problem
from pipeline.config.quantities import Circle, FocalLength, SensorWidth, WideFov
from pipeline.domain.lens import Lens, ProjectionName, lens_of_focal_length
from pipeline.errors import InputError

RECTILINEAR: ProjectionName = "rectilinear"
WIDEST_RECTILINEAR_DEG = 180


class LensEntry(Entry):
    """A lens by its datasheet's field of view, or by its focal length on a sensor."""

    model_config = exactly_one("hfov_deg", "focal_mm", together=("focal_mm", "sensor_width_mm"))

    hfov_deg: WideFov | None = None
    projection: ProjectionWord | None = None
    circle_px: Circle | None = None
    focal_mm: FocalLength | None = None
    sensor_width_mm: SensorWidth | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        by_focal_length = self.focal_mm is not None and self.sensor_width_mm is not None
        half_told = by_focal_length != (
            self.focal_mm is not None or self.sensor_width_mm is not None
        )
        if half_told or by_focal_length == (self.hfov_deg is not None):
            raise problem("one_measure")
        return self

    @model_validator(mode="after")
    def _circle_of_a_fisheye(self) -> Self:
        disc = "circle_px" if self.circle_px is not None else "projection"
        if disc == "circle_px" and self.projection in (None, RECTILINEAR):
            raise problem("no_circle", at=(disc,))
        if self.hfov_deg is None and (disc == "circle_px" or self.projection == FISHEYE):
            raise problem("circle_by_focal_length", at=(disc,))
        return self

    @model_validator(mode="after")
    def _possible(self) -> Self:
        rectilinear = self.projection in (None, RECTILINEAR)
        if self.hfov_deg is not None and rectilinear and self.hfov_deg >= WIDEST_RECTILINEAR_DEG:
            raise problem("wide_rectilinear", at=("hfov_deg",), got=f"{self.hfov_deg:g}")
        try:
            self.lens((1, 1))
        except InputError as error:
            values = {"sensor": f"{self.sensor_width_mm:g}", "focal": f"{self.focal_mm:g}"}
            raise problem("focal_short", at=("focal_mm",), **values) from error
        return self

    def lens(self, picture: Sequence[int]) -> Lens:
        """Return the noun, for a picture of some width and height in pixels."""
        projection = None if self.projection is None else PROJECTION_WORDS[self.projection]
        if self.focal_mm is not None and self.sensor_width_mm is not None:
            # No equisolid lens shows so wide a sensor: NaN, which the noun refuses.
            with np.errstate(invalid="ignore"):
                return lens_of_focal_length(self.focal_mm, self.sensor_width_mm, projection)
        disc_px = float(min(picture)) if self.projection == FISHEYE else None
        return Lens(self.hfov_deg or 0.0, projection or RECTILINEAR, self.circle_px or disc_px)
