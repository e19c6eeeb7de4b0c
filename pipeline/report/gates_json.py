"""Gates as they are now and series of their counts, for machines; times are Unix seconds."""

from collections.abc import Iterable
from typing import Any

from pipeline.domain.gate_now import GateNow
from pipeline.domain.occupancy_second import OccupancySecond
from pipeline.domain.school_clock import SchoolClock
from pipeline.report.audit_json import rings, words_document

FORMAT = 1
SERIES = ("second", "people", "mean", "density_p_m2", "tier", "quality")
"""What stands in each row of a series."""


def gates_document(
    gates: Iterable[GateNow], clock: SchoolClock, now_s: float, *, with_series: bool = True
) -> dict[str, Any]:
    """Return gates, format 1; what nobody knows is null, a second nobody watched has no row."""
    return {
        "format": FORMAT,
        "at_s": round(now_s, 3),
        "timezone": clock.name,
        "utc_offset_s": clock.offset_s,
        "series": list(SERIES),
        "gates": [_gate(gate, with_series) for gate in gates],
    }


def _gate(gate: GateNow, with_series: bool) -> dict[str, Any]:
    last = gate.last
    return {
        "id": gate.zone_id,
        "gate": gate.zone.id,
        "camera": gate.gate.camera_id,
        "floor": gate.floor.id,
        "names": words_document(gate.zone.label),
        "rings": [ring for polygon in rings(gate.zone.area) for ring in polygon],
        "counts": list(gate.gate.counts),
        "known_s": gate.known_s,
        "fresh": gate.is_fresh,
        "tier": gate.tier,
        "people": last and last.people_max,
        "people_mean": last and rounded(last.people_mean),
        "density_p_m2": last and rounded(last.density_p_m2),
        "peak_p_m2": last and rounded(last.peak_p_m2),
        "people_in": last and last.people_in,
        "people_out": last and last.people_out,
        "quality": last and last.quality,
        "visible_m2": rounded(gate.visible_m2),
        "max_measurable_p_m2": rounded(gate.max_measurable_p_m2),
        "last": last and series_row(last),
        **({"seconds": [series_row(each) for each in gate.seconds]} if with_series else {}),
    }


def series_row(one: OccupancySecond) -> list[Any]:
    """Return a second as a row of a series."""
    return [
        one.second,
        one.people_max,
        rounded(one.people_mean),
        rounded(one.density_p_m2),
        one.tier,
        one.quality,
    ]


def rounded(value: float | None) -> float | None:
    """Return a figure with three decimals."""
    return None if value is None else round(value, 3)
