"""What a catalogue may say of the cameras that can be bought."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from pipeline.config.camera_entry import LENS_FIELDS, HeadEntry, lens_of
from pipeline.config.entry import Entry, Name, exactly_one
from pipeline.config.fields import FileFormat, Id, PictureSize, one_of, problem
from pipeline.config.lens_entry import LensEntry
from pipeline.config.quantities import LightRange, PlainFov, ZoomRange
from pipeline.domain.camera import Head
from pipeline.domain.camera_class import FORMS, PRICES, CameraClass
from pipeline.domain.label import Label

FormWord = Annotated[
    str, Field(json_schema_extra={"enum": list(FORMS)}), AfterValidator(one_of(FORMS))
]
PriceBand = Annotated[int, Field(ge=min(PRICES), le=max(PRICES))]


class ClassEntry(Entry):
    """One kind of camera."""

    model_config = exactly_one(*LENS_FIELDS)

    id: Id
    name: Name | None = None
    form: FormWord
    picture: PictureSize
    hfov_deg: PlainFov | None = None
    lens: LensEntry | None = None
    heads: Annotated[list[HeadEntry], Field(min_length=1)] | None = None
    zoom_deg: ZoomRange | None = None
    ir_range_m: LightRange | None = None
    price: PriceBand
    usual: bool = False

    @model_validator(mode="after")
    def _one_lens(self) -> Self:
        given = [name for name in LENS_FIELDS if getattr(self, name) is not None]
        if not given:
            raise problem("missing", at=("hfov_deg",))
        if len(given) > 1:
            raise problem("one_lens", at=(given[-1],), fields=", ".join(LENS_FIELDS))
        return self

    def camera_class(self) -> CameraClass:
        """Return the noun."""
        width_px, height_px = self.picture
        main = self.heads[0] if self.heads else self
        return CameraClass(
            id=self.id,
            label=self.name.label() if self.name else Label(self.id, self.id),
            form=self.form,
            lens=lens_of(main, self.picture),
            width_px=width_px,
            height_px=height_px,
            price_band=self.price,
            focal_mm=main.lens.focal_mm if main.lens else None,
            heads=tuple(
                Head(head.pan_deg, head.tilt_deg, lens_of(head, self.picture))
                for head in self.heads or ()
            ),
            zoom_deg=(self.zoom_deg[0], self.zoom_deg[1]) if self.zoom_deg else None,
            ir_range_m=self.ir_range_m,
            usual=self.usual,
        )


class CatalogueEntry(Entry):
    """A catalogue of cameras."""

    format: FileFormat
    classes: list[ClassEntry] = Field(min_length=1)
