"""One change of a floor that closes blind spots: a camera turned or added, a thing cleared."""

from dataclasses import dataclass

from shapely import Polygon

from pipeline.domain.camera import Camera
from pipeline.domain.step import StepKind


@dataclass(frozen=True)
class Change:
    """What is done on one floor: `before` becomes `after`, or `after` is added.

    `occluder_id` is cleared away, `lit` gets a lamp. `zone_ids` are where blind spots asked for it.
    """

    kind: StepKind
    floor_id: str
    zone_ids: tuple[str, ...]
    before: Camera | None = None
    after: Camera | None = None
    occluder_id: str | None = None
    lit: Polygon | None = None
