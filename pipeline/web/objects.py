"""The one way to a thing of the desk: by who asks, of what kind it is, and its id.

A kind has the role that may have such a thing at all. What is not of this desk is not there,
whatever it is elsewhere, and an id is never a path.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.domain.access import Role, Who
from pipeline.domain.label import Label
from pipeline.web.desk import Desk
from pipeline.web.refusals import Refusal
from pipeline.web.rights import NOT_YOURS
from pipeline.workflows.site_desk import SiteDesk

NO_SITE = Label("此服务没有站点文件", "this server has no site file before it")
NO_FLOOR = Label("没有这个楼层", "the site has no such floor")


@dataclass(frozen=True)
class Kind:
    """Things of a kind: the least role that may have one, and how one is found."""

    role: Role
    find: Callable[[Desk, str], Any]


def site_of(desk: Desk) -> SiteDesk:
    """Return the site of a desk; refuses where it has none."""
    if desk.site_desk is None:
        raise Refusal(404, NO_SITE)
    return desk.site_desk


def get_for(who: Who, desk: Desk, kind: str, id_: str) -> Any:
    """Return a thing for somebody; refuses what he may not have (403) or is not there (404)."""
    found = KINDS[kind]
    if not who.may(found.role):
        raise Refusal(403, NOT_YOURS)
    return found.find(desk, id_)


def _floor(desk: Desk, id_: str) -> dict[str, Any]:
    """Return a floor as the site file has it."""
    floors: list[dict[str, Any]] = site_of(desk).read().site["floors"]
    for floor in floors:
        if floor["id"] == id_:
            return floor
    raise Refusal(404, NO_FLOOR)


KINDS: Mapping[str, Kind] = {"floor": Kind("viewer", _floor)}
