"""The way to the site file of a desk, and to a floor of it by its id, which is never a path.

What is not of this desk is not there, whatever it is elsewhere. Of other things their own routes
hold to the same: events and evidence are those of the desk's store, hazards those of its ledger
that are of its site, schools those of its city.
"""

from typing import Any

from pipeline.domain.label import Label
from pipeline.web.desk import Desk
from pipeline.web.refusals import Refusal
from pipeline.workflows.site_desk import SiteDesk

NO_SITE = Label("此服务没有站点文件", "this server has no site file before it")
NO_FLOOR = Label("没有这个楼层", "the site has no such floor")


def site_of(desk: Desk) -> SiteDesk:
    """Return the site of a desk; refuses where it has none."""
    if desk.site_desk is None:
        raise Refusal(404, NO_SITE)
    return desk.site_desk


def floor_of(desk: Desk, id_: str) -> dict[str, Any]:
    """Return a floor as the site file has it; refuses where there is none of that id (404)."""
    floors: list[dict[str, Any]] = site_of(desk).read().site["floors"]
    for floor in floors:
        if floor["id"] == id_:
            return floor
    raise Refusal(404, NO_FLOOR)
