"""A chain over records: each link hashes the one before it, so that none can be changed alone."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

from pipeline.domain.crowding import CrowdingEvent, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.seal import canonical
from pipeline.errors import InputError

GENESIS = "0" * 64
"""What stands before the first record."""

WHOLE_UNITS = {"_p_m2": ("_p_1000m2", 1000), "_s": ("_ms", 1000), "_m": ("_mm", 1000)}
"""How a number with decimals is told as a whole one, by the end of its name."""

State: TypeAlias = CrowdingEvent | HealthFault
"""What an event or a fault is at some time."""


def link(before: str, record_id: str, body: str) -> str:
    """Return the digest of a record in its place.

    It is SHA-256 over the digest before it, then id and body, each behind its length in 8 bytes.

    >>> link(GENESIS, "a", "bc") != link(GENESIS, "ab", "c")
    True
    """
    digest = hashlib.sha256(bytes.fromhex(before))
    for part in (record_id.encode("utf-8"), body.encode("utf-8")):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def thing_of(state: State) -> str:
    """Return the id of the event or fault that a state belongs to."""
    if isinstance(state, CrowdingEvent):
        return state.id
    return fault_thing(state.camera_id, state.kind, state.start_s)


def fault_thing(camera_id: str, kind: str, start_s: float) -> str:
    """Return the id of a fault.

    >>> fault_thing("cam-1", "offline", 1.5)
    'cam-1/offline/1500'
    """
    return f"{camera_id}/{kind}/{round(start_s * 1000)}"


def body_of(state: State) -> str:
    """Return a state as canonical JSON without decimals, as it is hashed."""
    kind = "event" if isinstance(state, CrowdingEvent) else "fault"
    return canonical({"record": kind, **whole(asdict(state))})


def whole(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document whose numbers are all whole: seconds as milliseconds, metres as mm.

    Two programs never write the same decimal in two ways then. Raises InputError for a number of
    no unit that is known.

    >>> whole({"start_s": 1.5, "peaks": [{"density_p_m2": 2.25}], "end_s": None})
    {'start_ms': 1500, 'peaks': [{'density_p_1000m2': 2250}], 'end_ms': None}
    """
    return dict(_whole_field(name, value) for name, value in document.items())


def state_of(body: str) -> State | None:
    """Return the state that a chained body tells, or None if it tells of something else.

    >>> fault = HealthFault("cam-1", "offline", 1.5, None, Label("离线", "offline"))
    >>> state_of(body_of(fault)) == fault
    True
    """
    values = _parts(json.loads(body))
    match values.pop("record", None):
        case "event":
            changes = tuple(TierChange(**change) for change in values.pop("changes"))
            return CrowdingEvent(**values, changes=changes)
        case "fault":
            return HealthFault(**values | {"detail": Label(**values["detail"])})
        case _:
            return None


def _parts(value: Any) -> Any:
    """Return a whole document with its units again."""
    if isinstance(value, list):
        return [_parts(each) for each in value]
    if not isinstance(value, dict):
        return value
    return dict(_field(name, each) for name, each in value.items())


def _field(name: str, value: Any) -> tuple[str, Any]:
    for end, (unit, parts) in WHOLE_UNITS.items():
        if name.endswith(unit):
            return name.removesuffix(unit) + end, None if value is None else value / parts
    return name, _parts(value)


def _whole_field(name: str, value: Any) -> tuple[str, Any]:
    for end, (unit, parts) in WHOLE_UNITS.items():
        if name.endswith(end) and (value is None or isinstance(value, int | float)):
            counted = None if value is None else round(value * parts)
            return name.removesuffix(end) + unit, counted
    return name, _whole_value(name, value)


def _whole_value(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return whole(value)
    if isinstance(value, list | tuple):
        return [_whole_value(name, each) for each in value]
    if isinstance(value, float):
        raise InputError(f"{name}: a chained record holds whole numbers only, got {value:g}")
    return value
