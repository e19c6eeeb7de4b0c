"""What a review of recordings found: who stood where and when, and the episodes of crowding."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.archive import Archive
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import WORST_FIRST, CrowdingEvent, PictureZone, Tier
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.flow import GateFlow
from pipeline.domain.gathering import Obstacle, OutsideWatch
from pipeline.domain.health import HealthFault
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.tally import Tally, ZoneTally
from pipeline.domain.wall_clock import WallClock

Answer = Literal["crowded", "calm", "partly_unknown", "unknown", "not_evaluated"]
"""Whether there was crowding; `calm` only where it is known that at no time was there any."""


@dataclass(frozen=True)
class Review:
    """One camera's recordings, played one after another and counted zone by zone.

    `tally` is what is kept of all samples of the `zones`. `grounds` are of those zones whose ground
    is known, and which therefore have densities. `footage_s` is how long the recordings last,
    `wall_s` and `cpu_s` are what looking at them has cost, over all runs that it took. `flows` are
    who walked over the lines that were given. `health` tells whether pictures were looked at for
    faults of the camera. `clock` tells the time of day, where it is known, and `paused_s` for how
    long there was no recording between two of them. `outside` is how long each zone was watched
    outside the peak windows of the `calendar`. For `frames_carried` more than were analysed, what
    the last one had shown stood. `frames_passed` of the `frames_decoded` were only counted, for
    nobody looks at them, and no other one rests on them. `archive` is how all recordings together
    stand against what is asked of them.
    """

    footage: tuple[str, ...]
    detector: DetectorManifest
    provider: str
    zones: tuple[PictureZone, ...]
    sample_fps: float
    tally: Tally
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
    frames_carried: int = 0
    frames_passed: int = 0
    archive: Archive | None = None

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

    def tally_of(self, zone_id: str) -> ZoneTally:
        """Return what is kept of all samples of one zone."""
        return next(zone for zone in self.tally.zones if zone.zone_id == zone_id)

    def ground(self, zone_id: str) -> ZoneGround | None:
        """Return what is known of a zone's ground, None where it has no ground plane."""
        return next((ground for ground in self.grounds if ground.zone_id == zone_id), None)

    def is_doubtful(self, zone_id: str) -> bool:
        """Tell whether what was told of a zone at its densest is beyond belief, where known."""
        ground, tally = self.ground(zone_id), self.tally_of(zone_id)
        if ground is None or ground.reach is None:
            return False
        return ground.reach.is_doubtful(tally.densest_p_m2, tally.saturated_s)

    def worst_tier(self, zone_id: str) -> Tier:
        """Return the worst tier of one zone, and ``not_evaluated`` where it has none."""
        said = self.tally_of(zone_id).tiers
        return min(said, key=WORST_FIRST.index, default="not_evaluated")

    @property
    def answer(self) -> Answer:
        """Whether there was crowding, as far as the tiers know."""
        if self.crowding:
            return "crowded"
        said = {tier for zone in self.tally.zones for tier in zone.tiers}
        if "none" in said:
            return "partly_unknown" if self.tally.unanswered_s else "calm"
        return "unknown" if "unknown" in said else "not_evaluated"
