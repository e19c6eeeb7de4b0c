"""The gates of a site as they are now, each with the seconds that led there."""

from collections.abc import Iterable, Sequence

from pipeline.domain.gate_now import GateNow
from pipeline.domain.occupancy_second import OccupancySecond
from pipeline.domain.site import Floor, Site
from pipeline.domain.zone import Gate, Zone
from pipeline.store.camera_state import refuse_other
from pipeline.store.database import Store
from pipeline.store.event_store import stored_occupancy
from pipeline.store.timeline import WatchedZone, watched_zones
from pipeline.workflows.coverage_today import FRESH_S

TREND_S = 600
"""So many of the last seconds are shown as a curve."""


def gates_now(
    site: Site, store: Store, now_s: float, span_s: float = TREND_S
) -> tuple[GateNow, ...]:
    """Return the gates of a site in the order of its plan; raises StorageError for another's."""
    refuse_other(store, site.id)
    known = watched_zones(store)
    return tuple(
        _gate(store, known, (floor, zones[gate.zone_id], gate), now_s, span_s)
        for floor in site.floors
        for zones in [{zone.id: zone for zone in floor.zones}]
        for gate in floor.gates
    )


def _gate(
    store: Store,
    known: Sequence[WatchedZone],
    placed: tuple[Floor, Zone, Gate],
    now_s: float,
    span_s: float,
) -> GateNow:
    watched = _watched(known, placed[2])
    known_s = None if watched is None else watched.known_s
    seconds: tuple[OccupancySecond, ...] = ()
    if watched is not None and known_s is not None:
        # Of a gate that is not watched any more, the minutes before that ended are shown.
        seconds = stored_occupancy(store, watched.id, min(now_s, known_s) - span_s)
    is_fresh = known_s is not None and abs(now_s - known_s) <= FRESH_S
    zone_id = placed[1].id if watched is None else watched.id
    ground = (None, None) if watched is None else (watched.visible_m2, watched.max_measurable_p_m2)
    return GateNow(zone_id, *placed, seconds, is_fresh, known_s, *ground)


def _watched(known: Iterable[WatchedZone], gate: Gate) -> WatchedZone | None:
    """Return a gate as its store has it: under another id while two cameras watch it."""
    own = [z for z in known if (z.gate_id, z.camera_id) == (gate.zone_id, gate.camera_id)]
    return max(own, key=lambda zone: zone.known_s or 0.0, default=None)
