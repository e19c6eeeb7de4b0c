"""A gate as it is now, with the seconds that led there."""

from dataclasses import dataclass

from pipeline.domain.crowding import Tier
from pipeline.domain.occupancy_second import OccupancySecond
from pipeline.domain.site import Floor
from pipeline.domain.zone import Gate, Zone


@dataclass(frozen=True, eq=False)
class GateNow:
    """A gate in one camera's picture: where it lies, and what was counted there, second by second.

    `zone_id` is what the store calls it, which names the camera where two watch one gate.
    `is_fresh` tells whether the last second is so recent that it is known of now; `known_s` is when
    anything was recorded last, None of a gate that was never watched. Without a ground plane nobody
    knows `visible_m2` and `max_measurable_p_m2`.
    """

    zone_id: str
    floor: Floor
    zone: Zone
    gate: Gate
    seconds: tuple[OccupancySecond, ...]
    is_fresh: bool
    known_s: float | None = None
    visible_m2: float | None = None
    max_measurable_p_m2: float | None = None

    @property
    def last(self) -> OccupancySecond | None:
        """The last second of which anything is known."""
        return self.seconds[-1] if self.seconds else None

    @property
    def tier(self) -> Tier:
        """The tier that holds now; of what nobody watches it is unknown."""
        if self.last is None or not self.is_fresh:
            return "unknown"
        return self.last.tier or "not_evaluated"
