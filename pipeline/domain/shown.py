"""What one picture of a camera shows of its zones, before anybody says what that means."""

from dataclasses import dataclass

from pipeline.domain.detections import Detections
from pipeline.domain.people_density import GroundSample


@dataclass(frozen=True, eq=False)
class Shown:
    """How many people stand in each zone, in the order of the zones.

    `saturated` says that there were at least so many. `ground` is what the picture shows of each
    zone's ground, None where that is not known, and empty where no ground is. Where people are to
    be followed, `people` are their boxes, in pixels of a picture of `size` (width, height).
    """

    counts: tuple[int, ...]
    saturated: bool = False
    ground: tuple[GroundSample | None, ...] = ()
    people: Detections | None = None
    size: tuple[int, int] = (0, 0)
