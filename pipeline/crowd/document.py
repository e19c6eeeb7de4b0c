"""What a review says to machines: plain documents, JSON and CSV, always alike for the same review.

Times are seconds with three decimals, as in an event's id. Where the time of day is known, it
stands beside them in ISO 8601, with the school's offset from UTC if that is known too.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.crowd.archive_document import archive_document
from pipeline.domain.cell import csv_cell
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier
from pipeline.domain.flow import WAYS, GateFlow
from pipeline.domain.people_density import ZoneGround
from pipeline.domain.review import Review
from pipeline.domain.wall_clock import WallClock


def summary_document(review: Review) -> dict[str, Any]:
    """Return what ``summary.json`` says, format 1; numbers that nobody knows are null."""
    return {
        "format": 1,
        "model": {
            "name": review.detector.name,
            "sha256": review.detector.sha256,
            "threshold": review.detector.threshold,
            "untested": review.detector.untested,
            "provider": review.provider,
        },
        "start": review.clock and review.clock.told(0.0),
        "start_from": review.clock and review.clock.source,
        "sample_fps": review.sample_fps,
        "frames_decoded": review.frames_decoded,
        "frames_passed": review.frames_passed,
        "frames_analyzed": review.frames_analyzed,
        "frames_carried": review.frames_carried,
        "footage_s": round(review.footage_s, 3),
        "paused_s": round(review.paused_s, 3),
        "wall_s": round(review.wall_s, 3),
        "cpu_s": round(review.cpu_s, 3),
        "zones": [_zone_document(review, zone) for zone in review.zones],
        "flow": [_flow_document(flow) for flow in review.flows],
        "unexpected": _outside_document(review),
        "events": [event_document(event, review.clock) for event in review.events],
        "faults": [
            {
                "camera": fault.camera_id,
                "kind": fault.kind,
                "start_s": round(fault.start_s, 3),
                "end_s": None if fault.end_s is None else round(fault.end_s, 3),
                "detail": fault.detail.en,
                "detail_zh": fault.detail.zh,
                **_clock_times(review.clock, fault.start_s, fault.end_s),
            }
            for fault in review.faults
        ],
        "archive": review.archive and archive_document(review.archive),
    }


def summary_json(review: Review) -> str:
    """Return ``summary.json``."""
    return json.dumps(summary_document(review), ensure_ascii=False, indent=2) + "\n"


class OccupancyTable:
    """``occupancy.csv``, written as it comes: a line for each zone and time, in their order.

    An unknown count is empty, and so is a density, where there is no ground plane or the zone is
    too crowded to be counted, which its quality then says. The time of day is a last column, where
    it is known. `write` takes a line at a time.
    """

    def __init__(self, write: Callable[[str], object], clock: WallClock | None = None) -> None:
        self._clock = clock
        self._rows = csv.writer(_Sheet(write), lineterminator="\n")
        heading = ("t_s", "zone", "count", "density_p_m2", "tier", "quality")
        self._rows.writerow((*heading, "time") if clock else heading)

    def take(self, entry: Occupancy, tier: Tier) -> None:
        """Write the next line."""
        count = "" if entry.count is None else entry.count
        density = "" if entry.density_p_m2 is None else f"{entry.density_p_m2:.3f}"
        words = (csv_cell(word) for word in (entry.zone_id, tier, entry.told_quality))
        zone, told_tier, quality = words
        row = (f"{entry.t_s:.3f}", zone, count, density, told_tier, quality)
        self._rows.writerow((*row, self._clock.told(entry.t_s)) if self._clock else row)


@dataclass(frozen=True)
class _Sheet:
    write: Callable[[str], object]


def events_jsonl(review: Review) -> str:
    """Return ``events.jsonl``: a line for each episode, as it stood at last."""
    lines = (
        json.dumps(event_document(event, review.clock), ensure_ascii=False, sort_keys=True)
        for event in review.events
    )
    return "".join(f"{line}\n" for line in lines)


def event_document(event: CrowdingEvent, clock: WallClock | None = None) -> dict[str, Any]:
    """Return an episode; `end_s` is null while it is open. `start` and `end` are by a clock.

    `saturated` stands there, and is true, only where at some time the density was unknown because
    the zone was too crowded to be counted; `saturated_s` is when that was first so.
    """
    document = {
        "id": event.id,
        "kind": event.kind,
        "zone": event.zone_id,
        "start_s": round(event.start_s, 3),
        "end_s": None if event.end_s is None else round(event.end_s, 3),
        "status": event.status,
        "peak_tier": event.peak_tier,
        "peak_count": event.peak_count,
        "peak_s": round(event.peak_s, 3),
        "changes": [{"t_s": round(each.t_s, 3), "tier": each.tier} for each in event.changes],
        **_clock_times(clock, event.start_s, event.end_s),
    }
    if event.saturated:
        document["saturated"] = True
    if event.saturated_s is not None:
        document["saturated_s"] = round(event.saturated_s, 3)
    return document


def _clock_times(
    clock: WallClock | None, start_s: float, end_s: float | None
) -> dict[str, str | None]:
    """Return when something began and ended by a clock, and nothing where there is none."""
    if clock is None:
        return {}
    return {"start": clock.told(start_s), "end": None if end_s is None else clock.told(end_s)}


def _outside_document(review: Review) -> dict[str, Any]:
    """Return whether unexpected gatherings were looked for, for how long, and else why not."""
    return {
        "status": "not_evaluated" if review.obstacles else "evaluated",
        "because": list(review.obstacles),
        "zones": [
            {
                "id": watch.zone_id,
                "people": watch.bar.people,
                "dwell_s": watch.bar.dwell_s,
                "watched_s": round(watch.watched_s, 3),
                "unknown_s": round(watch.unknown_s, 3),
                "in_peaks_s": round(watch.in_peaks_s, 3),
            }
            for watch in review.outside
        ],
    }


def _flow_document(flow: GateFlow) -> dict[str, Any]:
    """Return who walked over a line; null where nobody could be followed, or has no width."""
    followed = flow.watched_s > 0.0
    counted = {
        "people": flow.people if followed else None,
        "busiest_minute": flow.busiest_minute if followed else None,
        "peak_per_min_m": flow.peak_per_min_m if followed else None,
        "mean_per_min_m": flow.mean_per_min_m if followed else None,
    }
    return {
        "line": flow.line.id,
        "width_m": flow.line.width_m,
        "watched_s": round(flow.watched_s, 3),
        **{name: _both_ways(values) for name, values in counted.items()},
    }


def _both_ways(values: tuple[float, float] | None) -> dict[str, float | None]:
    both: tuple[float | None, float | None] = values or (None, None)
    return {
        way: None if value is None else round(value, 3)
        for way, value in zip(WAYS, both, strict=True)
    }


def _zone_document(review: Review, zone: PictureZone) -> dict[str, Any]:
    tally = review.tally_of(zone.id)
    document = {
        "id": zone.id,
        "max_count": tally.most,
        "mean_count": None if tally.mean is None else round(tally.mean, 3),
        "saturated_s": round(tally.saturated_s, 3),
    }
    ground = review.ground(zone.id)
    if ground is None:
        return document
    densest = tally.densest_p_m2
    return (
        document
        | _reach_document(review, ground)
        | {
            "visible_m2": round(ground.visible_m2, 3),
            "max_density_p_m2": None if densest is None else round(densest, 3),
            "max_measurable_density_p_m2": round(ground.curve.max_measurable_p_m2, 3),
        }
    )


def _reach_document(review: Review, ground: ZoneGround) -> dict[str, Any]:
    """Return how far a zone's counts are to be believed; nothing where that is not known."""
    reach = ground.reach
    if reach is None:
        return {}
    return {
        "believed_density_p_m2": round(reach.believed_p_m2, 3),
        "low_confidence": review.is_doubtful(ground.zone_id),
        "person_px": round(reach.tall_px, 1),
        "detector_recall": [round(each, 3) for each in (reach.share, reach.low, reach.high)],
        "tiles": reach.tiles,
        "advised_tiles": reach.advised,
    }
