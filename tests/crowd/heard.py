"""All that a replay tells of its zones, kept, and what a review keeps of that."""

from collections.abc import Sequence
from typing import Any

from pipeline.crowd.document import OccupancyTable
from pipeline.crowd.replay import Replay
from pipeline.crowd.tallying import Tallying
from pipeline.domain.crowding import Occupancy, PictureZone, Tier
from pipeline.domain.tally import Tally
from pipeline.domain.wall_clock import WallClock


class HeardReplay(Replay):
    """A replay with all occupancies in the order of time, and the tiers beside them."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self.occupancy: list[Occupancy] = []
        self.tiers: list[Tier] = []
        super().__init__(*args, **more, hear=self._keep_all)

    def _keep_all(self, entry: Occupancy, tier: Tier) -> None:
        self.occupancy.append(entry)
        self.tiers.append(tier)


def tallied(
    zones: Sequence[PictureZone],
    occupancy: Sequence[Occupancy],
    tiers: Sequence[Tier],
    end_s: float,
) -> Tally:
    """Return what a review of these zones keeps of that, which may be of other zones too."""
    tallying = Tallying(zones)
    for entry, tier in zip(occupancy, tiers, strict=True):
        if entry.zone_id in {zone.id for zone in zones}:
            tallying.take(entry, tier)
    return tallying.finish(end_s)


def table(
    occupancy: Sequence[Occupancy], tiers: Sequence[Tier], clock: WallClock | None = None
) -> list[str]:
    """Return the lines of ``occupancy.csv``."""
    lines: list[str] = []
    rows = OccupancyTable(lines.append, clock)
    for entry, tier in zip(occupancy, tiers, strict=True):
        rows.take(entry, tier)
    return "".join(lines).splitlines()
