"""What a camera may say of itself: where it hangs, through what it looks, and how truly."""

from collections.abc import Sequence
from typing import Annotated, Protocol, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from pipeline.config.entry import Entry, Name, exactly_one
from pipeline.config.fields import (
    HTTP,
    Address,
    Id,
    PictureRing,
    PictureSize,
    Point,
    Text,
    TransportWord,
    Variable,
    problem,
)
from pipeline.config.lens_entry import LensEntry
from pipeline.config.quantities import (
    Bitrate,
    Drift,
    FrameRate,
    HalfTurn,
    LightRange,
    Minutes,
    MountHeight,
    PlainFov,
    Retention,
    Slack,
    Tilt,
    TiltRange,
    Turn,
    TurnRange,
    ZoomRange,
)
from pipeline.domain.camera import Tolerance
from pipeline.domain.lens import Lens

LENS_FIELDS = ("hfov_deg", "lens", "heads")
AS_USUAL = Tolerance()
STEEPEST_DEG = 90


ADDRESS_FIELDS = ("url", "url_env", "url_file")


class SubStreamEntry(Entry):
    """The smaller stream of a camera, which travels as its main one does."""

    model_config = exactly_one(*ADDRESS_FIELDS)

    url: Address | None = None
    url_env: Variable | None = None
    url_file: Text | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if sum(getattr(self, field) is not None for field in ADDRESS_FIELDS) != 1:
            raise problem("one_address")
        return self

    def is_over_http(self) -> bool:
        """Tell whether the address in the file is one of HTTP."""
        return urlsplit(self.url or "").scheme.lower() in HTTP


class StreamEntry(SubStreamEntry):
    """Where live pictures come from: an address, or the variable or file that holds it."""

    transport: TransportWord = "tcp"
    allow_http: bool = False
    sub: SubStreamEntry | None = None

    @model_validator(mode="after")
    def _http_is_meant(self) -> Self:
        if not self.allow_http and self.is_over_http():
            raise problem("scheme", at=("url",))
        if not self.allow_http and self.sub is not None and self.sub.is_over_http():
            raise problem("scheme", at=("sub", "url"))
        return self


class ToleranceEntry(Entry):
    """How truly a camera hangs; what is left out is as the noun has it."""

    pan_deg: Slack = AS_USUAL.pan_deg
    tilt_deg: Slack = AS_USUAL.tilt_deg
    roll_deg: Slack = AS_USUAL.roll_deg
    position_m: Drift = AS_USUAL.position_m


class HeadEntry(Entry):
    """One lens of several, aimed from where the camera as a whole looks."""

    model_config = exactly_one("hfov_deg", "lens")

    pan_deg: Turn
    tilt_deg: HalfTurn
    hfov_deg: PlainFov | None = None
    lens: LensEntry | None = None

    @model_validator(mode="after")
    def _one_lens(self) -> Self:
        if (self.hfov_deg is None) == (self.lens is None):
            raise problem("one_lens", fields="hfov_deg, lens")
        return self


class PtzEntry(Entry):
    """Where a camera can turn and zoom to, least and most."""

    pan_deg: TurnRange
    tilt_deg: TiltRange
    hfov_deg: ZoomRange


class CameraEntry(Entry):
    """A camera as it hangs."""

    model_config = exactly_one(*LENS_FIELDS)

    id: Id
    name: Name | None = None
    position: Point
    height_m: MountHeight
    pan_deg: Turn
    tilt_deg: Tilt
    roll_deg: HalfTurn = 0.0
    hfov_deg: PlainFov | None = None
    lens: LensEntry | None = None
    heads: Annotated[list[HeadEntry], Field(min_length=1)] | None = None
    picture: PictureSize
    fps: FrameRate | None = None
    retention_days: Retention | None = None
    tolerance: ToleranceEntry | None = None
    ptz: PtzEntry | None = None
    ir_range_m: LightRange | None = None
    masks: list[PictureRing] = Field(default=[])
    stream: StreamEntry | None = None
    bitrate_mbps: Bitrate | None = None
    recorder: Id | None = None
    networked: bool | None = None
    backup_min: Minutes | None = None

    @model_validator(mode="after")
    def _one_lens(self) -> Self:
        given = [name for name in LENS_FIELDS if getattr(self, name) is not None]
        if not given:
            raise problem("missing", at=("hfov_deg",))
        if len(given) > 1:
            raise problem("one_lens", at=(given[-1],), fields=", ".join(LENS_FIELDS))
        return self

    @model_validator(mode="after")
    def _heads_aim_below_the_zenith(self) -> Self:
        for number, head in enumerate(self.heads or ()):
            tilt_deg = self.tilt_deg + head.tilt_deg
            if abs(tilt_deg) > STEEPEST_DEG:
                values = {"own": f"{self.tilt_deg:g}", "sum": f"{tilt_deg:g}"}
                raise problem("head_tilt", at=("heads", number, "tilt_deg"), **values)
        return self

    @model_validator(mode="after")
    def _home_lies_in_the_sweep(self) -> Self:
        if self.ptz is None:
            return self
        if self.heads is not None:
            raise problem("ptz_heads", at=("ptz",))
        home = (
            ("pan_deg", self.pan_deg, self.ptz.pan_deg),
            ("tilt_deg", self.tilt_deg, self.ptz.tilt_deg),
            ("hfov_deg", self.main_lens().hfov_deg, self.ptz.hfov_deg),
        )
        for field, own, (least, most) in home:
            if not least <= own <= most:
                values = {"got": f"[{least:g}, {most:g}]", "own": f"{own:g}"}
                raise problem("home_outside", at=("ptz", field), **values)
        return self

    def main_lens(self) -> Lens:
        """Return its lens, or the first of its heads'."""
        return lens_of(self.heads[0] if self.heads else self, self.picture)


class WithLens(Protocol):
    """An entry that gives a lens by its field of view, or as a mapping."""

    @property
    def hfov_deg(self) -> float | None:
        """The field of view alone."""

    @property
    def lens(self) -> LensEntry | None:
        """All that there is to say of it."""


def lens_of(entry: WithLens, picture: Sequence[int]) -> Lens:
    """Return the lens of a camera or a head, however its entry gives it."""
    return entry.lens.lens(picture) if entry.lens else Lens(entry.hfov_deg or 0.0)
