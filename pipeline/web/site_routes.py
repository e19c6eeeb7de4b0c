"""The site file: read, compared, saved; and what it may hold."""

from typing import Any

from fastapi import APIRouter

from pipeline.config.schema import site_schema
from pipeline.web.rights import AtDesk, Viewer

router = APIRouter(tags=["site"])


@router.get("/api/schema")
def schema(who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return the JSON Schema of a site file."""
    return site_schema(desk.lang)
