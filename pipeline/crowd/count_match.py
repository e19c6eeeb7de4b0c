"""Which counted sample answers which true count."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.domain.crowding import Occupancy
from pipeline.domain.evaluation import CountPair
from pipeline.domain.truth import TrueCount
from pipeline.errors import InputError

SLACK_S = 1e-3


def count_pairs(
    occupancy: Sequence[Occupancy], counts: Sequence[TrueCount], sample_fps: float
) -> list[CountPair]:
    """Return for each true count the nearest sample of its zone, at most half a sample away.

    What nobody could count, and true counts between the samples, are left out. Raises InputError
    for a zone that was not counted, and where no true count meets a sample.

    >>> counted = [Occupancy(0.0, "gate", 4), Occupancy(0.5, "gate", 6)]
    >>> count_pairs(counted, [TrueCount(0.6, 5), TrueCount(9.0, 5)], 2.0)
    [CountPair(true=5, found=6, density_p_m2=None)]
    """
    zones = sorted({entry.zone_id for entry in occupancy})
    entries = {zone: [e for e in occupancy if e.zone_id == zone] for zone in zones}
    pairs, met = list[CountPair](), False
    for count in counts:
        nearest = _nearest(entries[_zone_of(count, zones)], count.t_s, 0.5 / sample_fps + SLACK_S)
        met = met or nearest is not None
        if nearest is not None and nearest.count is not None:
            pairs.append(CountPair(count.count, nearest.count, count.density_p_m2))
    if counts and not met:
        raise InputError(
            f"none of {len(counts)} true counts, from {counts[0].t_s:g} s on, lies in the footage"
        )
    return pairs


def _zone_of(count: TrueCount, zones: Sequence[str]) -> str:
    if count.zone_id is None and len(zones) == 1:
        return zones[0]
    if count.zone_id is None or count.zone_id not in zones:
        raise InputError(
            f"the truth speaks of zone {count.zone_id or '(none)'}; counted: {', '.join(zones)}"
        )
    return count.zone_id


def _nearest(entries: Sequence[Occupancy], t_s: float, within_s: float) -> Occupancy | None:
    """Return the entry nearest in time, of entries in order of time."""
    after = bisect_left(entries, t_s, key=lambda entry: entry.t_s)
    near = min(entries[max(after - 1, 0) : after + 1], key=lambda e: abs(e.t_s - t_s), default=None)
    return near if near is not None and abs(near.t_s - t_s) <= within_s else None
