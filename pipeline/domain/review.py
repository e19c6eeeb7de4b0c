"""What a review of recordings found: who stood where and when, and the episodes of crowding."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.domain.archive import Archive
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import WORST_FIRST, CrowdingEvent, Occupancy, PictureZone, Tier
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.flow import GateFlow
from pipeline.domain.gathering import Obstacle, OutsideWatch
from pipeline.domain.health import HealthFault
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import InputError

Answer = Literal["crowded", "calm", "partly_unknown", "unknown", "not_evaluated"]
"""Whether there was crowding; `calm` only where it is known that at no time was there any."""


@dataclass(frozen=True)
class Review:
    """One camera's recordings, played one after another and counted zone by zone.

    `occupancy` is in the order of time, at each time one entry for each of `zones` in their
    order, and `tiers` is parallel to it. `grounds` are of those zones whose ground is known, and
    which therefore have densities. `footage_s` is how long the recordings last, `wall_s`
    and `cpu_s` are what looking at them has cost, over all runs that it took. `flows` are who
    walked over the lines that were given. `health` tells whether pictures were looked at for
    faults of the camera. `clock` tells the time of day, where it is known, and
    `paused_s` for how long there was no recording between two of them. `outside` is how long each
    zone was watched outside the peak windows of the `calendar`. `archive` is how all recordings
    together stand against what is asked of them.
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
    flows: tuple[GateFlow, ...] = ()
    grounds: tuple[ZoneGround, ...] = ()
    health: bool = False
    clock: WallClock | None = None
    paused_s: float = 0.0
    calendar: SchoolCalendar | None = None
    outside: tuple[OutsideWatch, ...] = ()
    archive: Archive | None = None

    def __post_init__(self) -> None:
        """Refuse tiers that do not belong to the occupancy beside them."""
        if len(self.tiers) != len(self.occupancy):
            raise InputError(
                f"a review needs one tier for each occupancy,"
                f" got {len(self.tiers)} for {len(self.occupancy)}"
            )

    @property
    def end_s(self) -> float:
        """When the last recording ended, in seconds since the first began."""
        return self.footage_s + self.paused_s

    @property
    def crowding(self) -> tuple[CrowdingEvent, ...]:
        """The episodes of crowding alone."""
        return tuple(event for event in self.events if event.kind == "crowding")

    @property
    def unexpected(self) -> tuple[CrowdingEvent, ...]:
        """The gatherings outside the peak windows alone."""
        return tuple(event for event in self.events if event.kind == "unexpected")

    @property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """What kept unexpected gatherings from being looked for; nothing where they were."""
        missing: list[Obstacle] = ["no_clock"] if self.clock is None else []
        missing += ["no_calendar"] if self.calendar is None else []
        return tuple(missing) if missing or self.outside else ("sparse",)

    def counts(self, zone_id: str) -> tuple[int, ...]:
        """Return the counts of one zone in the order of time, without those nobody knows."""
        return tuple(
            entry.count
            for entry in self.occupancy
            if entry.zone_id == zone_id and entry.count is not None
        )

    def ground(self, zone_id: str) -> ZoneGround | None:
        """Return what is known of a zone's ground, None where it has no ground plane."""
        return next((ground for ground in self.grounds if ground.zone_id == zone_id), None)

    def max_density_p_m2(self, zone_id: str) -> float | None:
        """Return the highest density of one zone that was known; None of none."""
        known = (
            entry.density_p_m2
            for entry in self.occupancy
            if entry.zone_id == zone_id and entry.density_p_m2 is not None
        )
        return max(known, default=None)

    def zone_tiers(self, zone_id: str) -> tuple[Tier, ...]:
        """Return the tiers of one zone in the order of time."""
        return tuple(
            tier
            for entry, tier in zip(self.occupancy, self.tiers, strict=True)
            if entry.zone_id == zone_id
        )

    def is_evaluated(self, zone_id: str) -> bool:
        """Tell whether at any time it was asked how crowded a zone was, known or not."""
        return bool(set(self.zone_tiers(zone_id)) - {"not_evaluated"})

    def worst_tier(self, zone_id: str) -> Tier:
        """Return the worst tier of one zone, and ``not_evaluated`` where it has none."""
        return min(self.zone_tiers(zone_id), key=WORST_FIRST.index, default="not_evaluated")

    @property
    def answer(self) -> Answer:
        """Whether there was crowding, as far as the tiers know."""
        if self.crowding:
            return "crowded"
        said = set(self.tiers)
        if "none" in said:
            return "partly_unknown" if self.unanswered_s else "calm"
        return "unknown" if "unknown" in said else "not_evaluated"

    @property
    def unanswered_s(self) -> float:
        """For how long nobody knows how crowded some zone was that is evaluated at other times."""
        asked = {zone.id for zone in self.zones if self.is_evaluated(zone.id)}
        entries = zip(self.occupancy, self.tiers, strict=True)
        return self._lasted_s(
            {
                entry.t_s
                for entry, tier in entries
                if tier in ("unknown", "not_evaluated") and entry.zone_id in asked
            }
        )

    @property
    def uncounted_s(self) -> float:
        """For how long nobody knows how many people stood in some zone."""
        return self._lasted_s({entry.t_s for entry in self.occupancy if entry.count is None})

    def saturated_s(self, zone_id: str) -> float:
        """For how long the counts of a zone were least numbers, since nobody could tell of more."""
        return self._lasted_s(
            {entry.t_s for entry in self.occupancy if entry.zone_id == zone_id and entry.saturated}
        )

    def _lasted_s(self, times_s: set[float]) -> float:
        """Return how long samples at these times stand for: each until the next one."""
        sampled_s = sorted({entry.t_s for entry in self.occupancy})
        ends = [*sampled_s, max(self.end_s, *sampled_s[-1:], 0.0)]
        return sum(after - t_s for t_s, after in pairwise(ends) if t_s in times_s)
