"""Samples of all zones go in one after another, what a review keeps of them comes out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.crowd.thinning import Thinning
from pipeline.domain.crowding import Occupancy, PictureZone, Tier
from pipeline.domain.tally import Tally, ZoneTally


@dataclass
class _Moment:
    """What is said at one time: each sample stands for the time until the next."""

    t_s: float
    uncounted: bool = False
    saturated: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()


class Tallying:
    """Folds what is said of each zone at each time; its memory does not grow with their number."""

    def __init__(self, zones: Sequence[PictureZone]) -> None:
        self._zones = {zone.id: _Sums(zone.id) for zone in zones}
        self._moment: _Moment | None = None
        self._uncounted_s = 0.0
        self._unanswered_s: dict[frozenset[str], float] = defaultdict(float)

    def take(self, entry: Occupancy, tier: Tier) -> None:
        """Take the next sample with the tier that holds then, in the order of time."""
        if self._moment is None or entry.t_s != self._moment.t_s:
            self._pass(entry.t_s)
            self._moment = _Moment(entry.t_s)
        _say(self._moment, entry, tier)
        self._zones[entry.zone_id].take(entry, tier)

    def finish(self, end_s: float) -> Tally:
        """Return the tally; the last sample stands for the time until the recordings end."""
        last_s = None if self._moment is None else self._moment.t_s
        self._pass(max(end_s, 0.0))
        self._moment = None
        zones = tuple(sums.tally() for sums in self._zones.values())
        return Tally(zones, last_s, self._uncounted_s, self._unanswered(zones))

    def _pass(self, t_s: float) -> None:
        """Let time go on from the moment that was."""
        moment = self._moment
        if moment is None or t_s <= moment.t_s:
            return
        passed_s = t_s - moment.t_s
        self._uncounted_s += passed_s if moment.uncounted else 0.0
        for zone_id in moment.saturated:
            self._zones[zone_id].saturated_s += passed_s
        if moment.unanswered:
            self._unanswered_s[moment.unanswered] += passed_s

    def _unanswered(self, zones: Sequence[ZoneTally]) -> float:
        """Return how long some zone had no answer of those that are evaluated at other times."""
        asked = {zone.zone_id for zone in zones if zone.tiers - {"not_evaluated"}}
        return sum((s for which, s in self._unanswered_s.items() if which & asked), 0.0)


def _say(moment: _Moment, entry: Occupancy, tier: Tier) -> None:
    moment.uncounted = moment.uncounted or entry.count is None
    if entry.saturated:
        moment.saturated |= {entry.zone_id}
    if tier in ("unknown", "not_evaluated"):
        moment.unanswered |= {entry.zone_id}


@dataclass
class _Sums:
    """What the samples of one zone add up to."""

    zone_id: str
    counted: int = 0
    people: int = 0
    most: int = 0
    dense: int = 0
    density_sum_p_m2: float = 0.0
    densest_p_m2: float = 0.0
    saturated_s: float = 0
    tiers: set[Tier] = field(default_factory=set)
    curve: Thinning = field(default_factory=Thinning)

    def take(self, entry: Occupancy, tier: Tier) -> None:
        self.tiers.add(tier)
        self.curve.take(entry.t_s, entry.count, tier)
        if entry.count is not None:
            self.counted += 1
            self.people += entry.count
            self.most = max(self.most, entry.count)
        if entry.density_p_m2 is not None:
            self.dense += 1
            self.density_sum_p_m2 += entry.density_p_m2
            self.densest_p_m2 = max(self.densest_p_m2, entry.density_p_m2)

    def tally(self) -> ZoneTally:
        return ZoneTally(
            self.zone_id,
            self.counted,
            self.people,
            self.most if self.counted else None,
            self.dense,
            self.density_sum_p_m2,
            self.densest_p_m2 if self.dense else None,
            self.saturated_s,
            frozenset(self.tiers),
            self.curve.columns(),
        )
