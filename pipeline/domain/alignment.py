"""A camera as it hangs against how it is drawn, by points that were surveyed in its picture."""

from dataclasses import dataclass

from shapely import MultiPolygon, Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.survey import Hanging, SurveyPoint

SURE = 2.0
"""Standard errors by which a difference must be beyond the tolerance to be one for sure."""


@dataclass(frozen=True)
class Departure:
    """One way in which a camera hangs otherwise than drawn.

    `doubt` is its standard error, None where nobody knows it. `drawn` is what the plan says, None
    of the place, which is two numbers.
    """

    key: str
    name: Label
    unit: str
    off: float
    tolerance: float
    doubt: float | None
    drawn: float | None = None

    @property
    def hung(self) -> float | None:
        """What it really is."""
        return None if self.drawn is None else self.drawn + self.off

    @property
    def is_beyond(self) -> bool:
        """Whether it is more than the camera's tolerance."""
        return abs(self.off) > self.tolerance

    @property
    def is_sure(self) -> bool:
        """Whether it is so whatever the surveyed points were off by."""
        return self.doubt is not None and abs(self.off) - SURE * self.doubt > self.tolerance

    @property
    def off_told(self) -> str:
        """How much it is off, with what may be wrong of that."""
        sign = "" if self.drawn is None else "+"
        known = "" if self.doubt is None else f" ± {SURE * self.doubt:.2f}"
        # Nothing is off by -0.00.
        return f"{round(self.off, 2) + 0.0:{sign}.2f}{known}"

    def told(self) -> Label:
        """Return it in a few words."""
        off = f"{self.off_told} {self.unit}"
        return Label(
            f"{self.name.zh}偏差 {off}（允许 {self.tolerance:g}）",
            f"{self.name.en} {off} off ({self.tolerance:g} allowed)",
        )


@dataclass(frozen=True)
class MarkOff:
    """A surveyed point, and where its pixel would lie on the plan by both ways to hang.

    Places are x and y in metres, None where the camera would see the sky there. `off_px` is how far
    its pixel is from where the camera as it hangs shows it.
    """

    point: SurveyPoint
    off_px: float
    by_plan: tuple[float, float] | None
    as_hung: tuple[float, float] | None


@dataclass(frozen=True, eq=False)
class Views:
    """What a camera sees for sure, as drawn and as it hangs.

    `seen_m2` is how much of what must be seen it sees either way, and `floor_m2` what all cameras
    of its floor cover with it, out of `required_m2`.
    """

    drawn: Polygon | MultiPolygon
    hung: Polygon | MultiPolygon
    seen_m2: tuple[float, float]
    floor_m2: tuple[float, float]
    required_m2: float


@dataclass(frozen=True, eq=False)
class Alignment:
    """How a camera hangs, by how much that is not as drawn, and what of it matters.

    `views` is None where it hangs in a place from which nothing on the plan is seen, as in a wall.
    """

    drawn: Camera
    hung: Camera
    hanging: Hanging
    marks: tuple[MarkOff, ...]
    departures: tuple[Departure, ...]
    findings: tuple[Finding, ...]
    views: Views | None
