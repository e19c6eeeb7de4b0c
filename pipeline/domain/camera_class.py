"""Cameras as they are bought: generic classes with picture, lens, light and price band."""

from dataclasses import dataclass

from pipeline.domain.camera import Head
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens

FORMS: dict[str, Label] = {
    "bullet": Label("枪机", "bullet"),
    "dome": Label("半球", "dome"),
    "fisheye": Label("鱼眼", "fisheye"),
    "ptz": Label("球机", "PTZ"),
    "multi_head": Label("多目", "multi-head"),
}

PRICES = {1: 1.0, 2: 1.2, 3: 1.5, 4: 2.5, 5: 4.0}
"""What a camera of each price band costs, hung and cabled, in units of one of the first band (an
assumption; prices themselves grow old too quickly)."""


@dataclass(frozen=True)
class CameraClass:
    """A kind of camera by what matters on a plan.

    `lens` is the main one, at its widest where it zooms; a panoramic camera has `heads` beside it.
    `focal_mm` is None where the class is known by its field of view. `zoom_deg` is the least and
    the greatest field of view of one that zooms. A `usual` class is tried where nobody says which
    cameras to hang.
    """

    id: str
    label: Label
    form: str
    lens: Lens
    width_px: int
    height_px: int
    price_band: int
    focal_mm: float | None = None
    heads: tuple[Head, ...] = ()
    zoom_deg: tuple[float, float] | None = None
    ir_range_m: float | None = None
    usual: bool = False

    @property
    def megapixels(self) -> float:
        """The pixels of one picture, in millions."""
        return self.width_px * self.height_px / 1e6

    @property
    def price(self) -> float:
        """What one costs in units of the first band."""
        return PRICES[self.price_band]
