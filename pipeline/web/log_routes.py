"""Who did what, when and why; and what the interface is."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from pipeline.web.answers import LogAnswer
from pipeline.web.description import description
from pipeline.web.refusals import Refusal
from pipeline.web.rights import Admin, AtDesk, Viewer
from pipeline.web.site_routes import NO_LOG

router = APIRouter(tags=["log"])


@router.get("/api/log", response_model=LogAnswer)
def log(
    who: Admin,
    desk: AtDesk,
    before: Annotated[int, Query(ge=0, le=2**62)] = 0,
    most: Annotated[int, Query(ge=1, le=500)] = 100,
) -> dict[str, Any]:
    """Return what was done, the last first; of those before a number where one is given."""
    if desk.log is None:
        raise Refusal(404, NO_LOG)
    return {"acts": [asdict(act) for act in desk.log.acts(before, most)]}


@router.get("/api/openapi.json", include_in_schema=False)
def openapi(who: Viewer, request: Request) -> dict[str, Any]:
    """Return what the interface is, as OpenAPI describes it."""
    return description(request.app)
