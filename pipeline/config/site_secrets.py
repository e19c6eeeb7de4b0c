"""What of a site file stays with whoever keeps the file: streams, receivers, paths of other files.

A page is given a site without them, and gives it back without them; then they are put in again, by
the ids of the cameras they belong to.
"""

import copy
from collections.abc import Iterator
from typing import Any

from pipeline.config.yaml_gate import Loc

OF_SITE = ("delivery", "camera_list")
OF_CAMERA = ("stream",)

Plain = dict[str, Any]


def without_secrets(value: Plain) -> Plain:
    """Return a site without what nobody needs to see who looks at its plan.

    >>> without_secrets({"id": "s", "floors": [{"cameras": [{"id": "c", "stream": {"url": "…"}}]}]})
    {'id': 's', 'floors': [{'cameras': [{'id': 'c'}]}]}
    """
    shown = {name: each for name, each in value.items() if name not in OF_SITE}
    shown = copy.deepcopy(shown)
    for _, camera in _cameras(shown):
        for name in OF_CAMERA:
            camera.pop(name, None)
    return shown


def with_secrets(value: Plain, own: Plain) -> Plain:
    """Return a site with what was left out of it, from the site that the file holds.

    What the given one says itself stays. A camera that is gone takes its stream with it. Parts
    that are the same in both are the same objects, which nobody may change.
    """
    whole = _with_own_cameras(value)
    for name in OF_SITE:
        if name in own:
            whole.setdefault(name, copy.deepcopy(own[name]))
    known = {camera["id"]: camera for _, camera in _cameras(own) if _has_id(camera)}
    for _, camera in _cameras(whole):
        before = known.get(camera["id"], {}) if _has_id(camera) else {}
        for name in OF_CAMERA:
            if name in before:
                camera.setdefault(name, copy.deepcopy(before[name]))
    return whole


def first_secret(value: Plain) -> Loc | None:
    """Return where a site says something that it is to be kept out of; None where it does not.

    To say that there is none of it would take away what there is, and tell by the diff what it was.
    """
    for name in OF_SITE:
        if name in value:
            return (name,)
    for loc, camera in _cameras(value):
        for name in OF_CAMERA:
            if name in camera:
                return (*loc, name)
    return None


def _with_own_cameras(value: Plain) -> Plain:
    """Return a copy of a site down to its cameras, whatever it is that is said to be one."""
    whole = dict(value)
    if isinstance(floors := value.get("floors"), list):
        whole["floors"] = [dict(each) if isinstance(each, dict) else each for each in floors]
        for floor in whole["floors"]:
            if isinstance(floor, dict) and isinstance(cameras := floor.get("cameras"), list):
                floor["cameras"] = [dict(c) if isinstance(c, dict) else c for c in cameras]
    return whole


def _has_id(camera: Plain) -> bool:
    return isinstance(camera.get("id"), str)


def _cameras(value: Plain) -> Iterator[tuple[Loc, Plain]]:
    """Yield all that may be cameras of a site of which nothing is known yet."""
    floors = value.get("floors")
    for number, floor in enumerate(floors if isinstance(floors, list) else ()):
        cameras = floor.get("cameras") if isinstance(floor, dict) else None
        for at, camera in enumerate(cameras if isinstance(cameras, list) else ()):
            if isinstance(camera, dict):
                yield ("floors", number, "cameras", at), camera
