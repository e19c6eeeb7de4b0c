"""What a store knows of each camera: whether it fails, since when, and when it was last seen."""

import math
import sqlite3
from collections.abc import Iterable, Iterator

from pipeline.audit.outage import Recovery
from pipeline.domain.chain import fault_thing
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.today import BLINDING, CameraState
from pipeline.errors import StorageError
from pipeline.store.database import rows, store_path

JOIN_S = 2.0
"""A fault that begins so soon after another one has ended goes on from it."""

KEPT = 1024
"""So many of a camera's last faults are looked at."""

DWELL_S = 600
"""So long at most it takes to tell a fault of a picture, in which people are counted still."""


def camera_states(
    connection: sqlite3.Connection, camera_ids: Iterable[str]
) -> dict[str, CameraState]:
    """Return what is known of cameras; nothing is of one that was never watched."""
    return {camera_id: _state(connection, camera_id) for camera_id in camera_ids}


def refuse_other(connection: sqlite3.Connection, site_id: str) -> None:
    """Raise StorageError for the store of another site."""
    if others := rows(connection, "SELECT id FROM site WHERE id != ?", (site_id,)):
        path = store_path(connection)
        raise StorageError(f"{path}: holds the watch of site {others[0][0]}, not of {site_id}")


def watched_until_s(connection: sqlite3.Connection) -> float | None:
    """Return the last second of which a store knows anything, None if there is none."""
    ((second,),) = rows(connection, "SELECT max(second) FROM checkpoints")
    return None if second is None else float(second)


def _state(connection: sqlite3.Connection, camera_id: str) -> CameraState:
    known_s, faults = _known_s(connection, camera_id), _faults(connection, camera_id)
    lasting = [
        fault
        for fault in faults
        if fault.end_s is None or _is_left(connection, fault, fault.end_s, known_s)
    ]
    blind = [fault for fault in faults if fault.kind in BLINDING]
    blinded = [fault for fault in lasting if fault.kind in BLINDING]
    since_s = min(map(_start, lasting), default=None)
    if blinded:
        since_s = _since_s(connection, camera_id, min(map(_start, blinded)), blind)
    ended = [fault.end_s for fault in blind if fault.end_s is not None and fault not in lasting]
    return CameraState(
        camera_id,
        known_s,
        _seen_s(connection, camera_id, since_s if blinded else None),
        tuple(dict.fromkeys(fault.kind for fault in sorted(lasting, key=_start))),
        since_s,
        max(lasting, key=_start).detail if lasting else None,
        max(ended, default=None),
    )


def _start(fault: HealthFault) -> float:
    return fault.start_s


def _is_left(
    connection: sqlite3.Connection, fault: HealthFault, end_s: float, known_s: float | None
) -> bool:
    """Tell whether a fault only ended because the watch did: nobody saw the camera well again.

    Whoever stops a watch ends what is open with the last second that it knows. Of a fault that
    ended with a good sample, the second of that sample is a good one.
    """
    if known_s is None or fault.kind not in BLINDING or end_s < known_s - JOIN_S:
        return False
    return not _any_good(connection, fault.camera_id, end_s - 1.0, known_s + 1.0)


def _known_s(connection: sqlite3.Connection, camera_id: str) -> float | None:
    """Return the last second of which anything is known of a camera."""
    zones = "SELECT id FROM zones WHERE camera_id = ?"
    query = f"SELECT max(second) FROM checkpoints WHERE zone_id IN ({zones})"
    ((second,),) = rows(connection, query, (camera_id,))
    return None if second is None else float(second)


def _seen_s(
    connection: sqlite3.Connection, camera_id: str, blind_since_s: float | None
) -> float | None:
    """Return the last good second that is kept of a camera.

    Of one that has been blind for long, it is looked for around the beginning of that, and not
    through all the seconds since.
    """
    until_s = math.inf if blind_since_s is None else blind_since_s + DWELL_S
    zones = rows(connection, "SELECT id FROM zones WHERE camera_id = ?", (camera_id,))
    found = [rows(connection, LAST_GOOD, (zone_id, until_s)) for (zone_id,) in zones]
    return max((float(second) for each in found for (second,) in each), default=None)


def _any_good(
    connection: sqlite3.Connection, camera_id: str, after_s: float, before_s: float
) -> bool:
    return bool(rows(connection, ANY_GOOD, (camera_id, after_s, before_s)))


LAST_GOOD = (
    "SELECT second FROM occupancy WHERE zone_id = ? AND second <= ? AND quality != 'fault'"
    " ORDER BY second DESC LIMIT 1"
)
ANY_GOOD = (
    "SELECT 1 FROM occupancy WHERE zone_id IN (SELECT id FROM zones WHERE camera_id = ?)"
    " AND second > ? AND second < ? AND quality != 'fault' LIMIT 1"
)
LAST_FAULTS = (
    "SELECT kind, start_s, end_s, detail, detail_zh FROM health_faults WHERE camera_id = ?"
    " ORDER BY start_s DESC LIMIT ?"
)


def _faults(connection: sqlite3.Connection, camera_id: str) -> list[HealthFault]:
    """Return a camera's last faults, the latest first."""
    found = rows(connection, LAST_FAULTS, (camera_id, KEPT))
    return [
        HealthFault(camera_id, kind, start_s, end_s, Label(zh or en, en))
        for kind, start_s, end_s, en, zh in found
    ]


def _since_s(
    connection: sqlite3.Connection, camera_id: str, start_s: float, blind: Iterable[HealthFault]
) -> float:
    """Return since when a camera has failed, whatever it was called and whoever watched.

    Faults that follow each other are one, and so are those between which nobody saw it well: who
    begins a watch anew does not begin a failure anew.
    """
    for before in _before(start_s, blind):
        end_s = before.end_s or before.start_s
        is_joined = end_s >= start_s - JOIN_S
        if not is_joined and _any_good(connection, camera_id, end_s, start_s):
            break
        start_s = min(start_s, before.start_s)
    return start_s


def _before(start_s: float, blind: Iterable[HealthFault]) -> Iterator[HealthFault]:
    """Yield the faults that began before a time, the latest first."""
    yield from sorted((f for f in blind if f.start_s < start_s), key=_start, reverse=True)


def good_seconds(
    connection: sqlite3.Connection, camera_id: str, since_s: float, until_s: float
) -> int:
    """Return in how many seconds of a time people could be counted with a camera."""
    query = (
        "SELECT count(DISTINCT second) FROM occupancy WHERE zone_id IN"
        " (SELECT id FROM zones WHERE camera_id = ?) AND second >= ? AND second < ?"
        " AND quality != 'fault'"
    )
    ((seconds,),) = rows(connection, query, (camera_id, since_s, until_s))
    return int(seconds)


def recovery_of(connection: sqlite3.Connection, state: CameraState) -> Recovery | None:
    """Return by what a camera is known to be well since its last failure, None if by nothing."""
    if state.known_s is None:
        return None
    zones = "SELECT id FROM zones WHERE camera_id = ?"
    query = (
        f"SELECT min(second) FROM occupancy WHERE zone_id IN ({zones}) AND second >= ?"
        " AND quality != 'fault'"
    )
    since_s = math.floor(state.recovered_s or 0.0)
    ((first,),) = rows(connection, query, (state.camera_id, since_s))
    if first is None:
        return None
    until_s = state.known_s + 1.0
    good_s = good_seconds(connection, state.camera_id, first, until_s)
    link = None
    if state.recovered_s is not None:
        ended = "SELECT kind, start_s FROM health_faults WHERE camera_id = ? AND end_s = ?"
        found = rows(connection, ended, (state.camera_id, state.recovered_s))
        links = (last_link(connection, fault_thing(state.camera_id, *fault)) for fault in found)
        link = next((one for one in links if one is not None), None)
    return Recovery(state.camera_id, float(first), until_s, good_s, link)


def last_link(connection: sqlite3.Connection, thing: str) -> str | None:
    """Return the digest by which the chain knows the last state of a thing, None if it does not."""
    query = "SELECT digest FROM chain WHERE thing = ? ORDER BY revision DESC LIMIT 1"
    found = rows(connection, query, (thing,))
    return found[0][0] if found else None
