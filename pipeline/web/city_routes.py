"""The last audit of a city."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Query

from pipeline.domain.label import Label
from pipeline.web.desk import Desk
from pipeline.web.refusals import Refusal
from pipeline.web.rights import AtDesk, Viewer
from pipeline.workflows.read_city import city_shown, school_shown

router = APIRouter(tags=["city"])
NO_CITY = Label("此服务没有区域汇总（--city）", "this server has no city before it (--city)")


def folder_of(desk: Desk) -> Path:
    """Return where `sightline city` leaves its results; refuses where there is none."""
    if desk.city is None:
        raise Refusal(404, NO_CITY)
    return desk.city


@router.get("/api/city")
def city(who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return the last run, as `city.json` tells it, each school without its findings."""
    return city_shown(folder_of(desk))


@router.get("/api/city/school")
def school(who: Viewer, desk: AtDesk, file: str = Query(max_length=1000)) -> dict[str, Any]:
    """Return all of one school, by the file that its record is of."""
    return school_shown(folder_of(desk), file)
