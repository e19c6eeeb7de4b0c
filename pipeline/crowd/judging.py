"""What pictures of one camera come to, one after another: the same for recordings and streams.

Pictures go in as what they show, occupancies with their tiers and episodes come out. Time is that
of the pictures alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.crowd.gathering import Clock, gathering_watches
from pipeline.crowd.ground.measure import occupancy_on
from pipeline.crowd.passage import Passages
from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier
from pipeline.domain.flow import Crossing, GateLine
from pipeline.domain.gathering import OutsideWatch
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.saturation import Saturation
from pipeline.domain.shown import Shown


@dataclass(frozen=True)
class Judged:
    """What one picture came to: an occupancy and a tier for each zone, and what changed by it."""

    zones: tuple[tuple[Occupancy, Tier], ...]
    events: tuple[CrowdingEvent, ...]


class Judging:
    """Judges the zones of one camera, by density where their ground is known, else by counts.

    With a `clock` and a `calendar`, gatherings outside the peak windows are events too. At `lines`,
    of the ids `line_ids`, people are followed who score `sure` once. So many samples a second are
    due as `sample_fps` says.
    """

    def __init__(
        self,
        zones: Sequence[PictureZone],
        sample_fps: float,
        *,
        grounds: Sequence[ZoneGround] = (),
        lines: Sequence[GateLine] = (),
        sure: float = 0.5,
        clock: Clock | None = None,
        calendar: SchoolCalendar | None = None,
    ) -> None:
        self.sample_fps = sample_fps
        self._watches = tuple(CrowdWatch(zone, sample_fps) for zone in zones)
        self._gatherings = gathering_watches(zones, sample_fps, clock, calendar)
        self._grounds = {ground.zone_id: ground for ground in grounds}
        self._saturations = dict.fromkeys(self._grounds, Saturation())
        self._passages = Passages(lines, sure)
        self.line_ids = frozenset(line.id for line in lines)

    @property
    def watched_s(self) -> float:
        """For how long people were followed."""
        return self._passages.watched_s

    @property
    def outside(self) -> tuple[OutsideWatch, ...]:
        """How long each zone was watched outside the peak windows; nothing where none was."""
        return tuple(watch.record for watch in self._gatherings.values())

    def take(self, t_s: float, shown: Shown | None) -> Judged:
        """Take what a picture shows; None where nobody can know who stands where."""
        entries = [
            self._occupancy(t_s, watch.zone.id, number, shown)
            for number, watch in enumerate(self._watches)
        ]
        told: list[tuple[Occupancy, Tier]] = []
        events: list[CrowdingEvent] = []
        for watch, entry in zip(self._watches, entries, strict=True):
            events += watch.step(entry)
            if (gathering := self._gatherings.get(entry.zone_id)) is not None:
                events += gathering.step(entry)
            told.append((entry, watch.tier))
        return Judged(tuple(told), tuple(events))

    def follow(self, t_s: float, shown: Shown) -> tuple[Crossing, ...] | None:
        """Take the people of a picture, and return who has crossed a line for good by now.

        None where nobody could be followed to it. A camera that is not well may follow all the
        same, for who crosses a line does so whatever else the picture is worth.
        """
        if shown.people is None:
            return None
        return self._passages.take(shown.people, shown.size, t_s)

    def finish(self, t_s: float) -> tuple[CrowdingEvent, ...]:
        """Say that no more pictures come after a time; returns what was open, as interrupted."""
        return (
            *(event for watch in self._watches for event in watch.finish(t_s)),
            *(event for watch in self._gatherings.values() for event in watch.finish(t_s)),
        )

    def _occupancy(self, t_s: float, zone_id: str, number: int, shown: Shown | None) -> Occupancy:
        if shown is None:
            return Occupancy(t_s, zone_id, None, "fault")
        count, ground = shown.counts[number], self._grounds.get(zone_id)
        sample = shown.ground[number] if ground is not None and shown.ground else None
        if ground is None or sample is None:
            return Occupancy(t_s, zone_id, count, saturated=shown.saturated)
        sample, before = replace(sample, at_limit=shown.saturated), self._saturations[zone_id]
        occupancy, self._saturations[zone_id] = occupancy_on(ground, sample, t_s, count, before)
        return occupancy
