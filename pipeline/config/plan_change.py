"""A plan as another one with some of its cameras otherwise.

Whoever drags a camera about need not tell each time what stands around it: a change tells all
cameras of a floor in their order, those that are as they were by their ids alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.errors import UnknownNameError

Plain = dict[str, Any]


def with_cameras(value: Plain, changes: Mapping[str, Sequence[str | Plain]]) -> Plain:
    """Return a sound plan with other cameras on some floors; all else of it is the same object.

    Raises UnknownNameError for a floor, or for the id of a camera, that the plan does not have.
    What is said of cameras is not looked at.

    >>> plan = {"id": "s", "floors": [{"id": "g", "cameras": [{"id": "a"}, {"id": "b"}]}]}
    >>> with_cameras(plan, {"g": ["b", {"id": "c"}]})
    {'id': 's', 'floors': [{'id': 'g', 'cameras': [{'id': 'b'}, {'id': 'c'}]}]}
    """
    floors = {floor["id"]: floor for floor in value["floors"]}
    for floor_id, cameras in changes.items():
        if floor_id not in floors:
            raise UnknownNameError(
                f"floor {floor_id!r}: the plan has none of this id", f"计划中没有楼层 {floor_id!r}"
            )
        floors[floor_id] = {**floors[floor_id], "cameras": _hung(floors[floor_id], cameras)}
    return {**value, "floors": list(floors.values())}


def _hung(floor: Plain, cameras: Sequence[str | Plain]) -> list[Plain]:
    known = {camera["id"]: camera for camera in floor.get("cameras") or ()}
    found = []
    for each in cameras:
        if isinstance(each, str) and each not in known:
            raise UnknownNameError(
                f"camera {each!r}: floor {floor['id']!r} of the plan has none of this id",
                f"计划的楼层 {floor['id']!r} 没有摄像机 {each!r}",
            )
        found.append(known[each] if isinstance(each, str) else each)
    return found
