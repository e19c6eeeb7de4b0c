"""What a review of recordings found: who stood where and when, and the episodes of crowding."""

from dataclasses import dataclass

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.health import HealthFault
from pipeline.errors import InputError


@dataclass(frozen=True)
class Review:
    """One camera's recordings, played one after another and counted zone by zone.

    `occupancy` is in the order of time, at each time one entry for each of `zones` in their
    order, and `tiers` is parallel to it. `footage_s` is how long the recordings last, `wall_s`
    and `cpu_s` are what looking at them has cost, over all runs that it took.
    """

    footage: tuple[str, ...]
    detector: DetectorManifest
    provider: str
    zones: tuple[PictureZone, ...]
    sample_fps: float
    occupancy: tuple[Occupancy, ...]
    tiers: tuple[Tier, ...]
    events: tuple[CrowdingEvent, ...]
    faults: tuple[HealthFault, ...]
    frames_decoded: int
    frames_analyzed: int
    footage_s: float
    wall_s: float
    cpu_s: float

    def __post_init__(self) -> None:
        """Refuse tiers that do not belong to the occupancy beside them."""
        if len(self.tiers) != len(self.occupancy):
            raise InputError(
                f"a review needs one tier for each occupancy,"
                f" got {len(self.tiers)} for {len(self.occupancy)}"
            )

    def counts(self, zone_id: str) -> tuple[int, ...]:
        """Return the counts of one zone in the order of time, without those nobody knows."""
        return tuple(
            entry.count
            for entry in self.occupancy
            if entry.zone_id == zone_id and entry.count is not None
        )
