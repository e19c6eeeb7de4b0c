"""Events, and the evidence of each."""

import time
from datetime import tzinfo
from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from pipeline.domain.crowding import Tier
from pipeline.domain.evidence import SUFFIXES
from pipeline.domain.label import Label
from pipeline.domain.school_clock import day_span
from pipeline.domain.timeline import EvidenceFile
from pipeline.domain.wall_clock import moment
from pipeline.importers.plain_text import plain
from pipeline.report.events_json import (
    entry_document,
    events_document,
    evidence_document,
    series_document,
)
from pipeline.store.timeline import ALWAYS_S, Asked
from pipeline.web.bodies import Body
from pipeline.web.refusals import Refusal
from pipeline.web.rights import NOT_YOURS, AtDesk, Viewer
from pipeline.web.today_routes import past_of, shown_site
from pipeline.workflows.look_back import evidence_found, looked_up, series_around, timeline
from pipeline.workflows.open_evidence import Asking, Opened, open_evidence

router = APIRouter(tags=["event"])
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".json": "application/json",
}
GONE = Label(
    "该证据已于 {time} 按规定（{rule}）清除", "this evidence was erased on {time} by rule ({rule})"
)
LOST = Label("该证据文件已丢失，没有清除记录", "this evidence is missing, though nobody erased it")


class OpeningBody(Body):
    """Why a file of evidence is to be seen, and for whom one works; the register keeps both."""

    why: str = Field(min_length=1, max_length=500)
    unit: str = Field(default="", max_length=200)


@router.get("/api/events")
def events(
    who: Viewer,
    desk: AtDesk,
    sort: Literal["crowding", "fault"] | None = None,
    gate: str | None = Query(None, max_length=200),
    tier: Tier | None = None,
    day: str | None = Query(None, max_length=10),
    before_s: float = Query(ALWAYS_S, ge=0.0, le=ALWAYS_S),
    before: str = Query("", max_length=300),
    most: int = Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Return events and faults, the newest first; a day is the school's."""
    span = (0.0, ALWAYS_S) if day is None else day_span(day, shown_site(desk).zone)
    asked = Asked(sort, gate, tier, *span, (before_s, before), most)
    return events_document(timeline(past_of(desk), asked), most)


@router.get("/api/events/{thing:path}/series")
def event_series(thing: str, who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return the counts of an episode, from before its onset until after its end."""
    return series_document(series_around(past_of(desk), thing, time.time()))


@router.get("/api/events/{thing:path}")
def event(thing: str, who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return an event or fault, with its places in the chain and its evidence."""
    return entry_document(looked_up(past_of(desk), thing))


@router.get("/api/evidence/{name}")
def evidence(name: str, who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return what is known of a file of evidence, without what it holds."""
    return evidence_document(evidence_found(past_of(desk), name))


@router.post("/api/evidence/{name}", response_class=Response)
def open_it(name: str, body: OpeningBody, who: Viewer, desk: AtDesk) -> Response:
    """Return what a file of evidence holds, once the register says who wants to see it and why.

    The camera's own clips are unblurred, and are shown to auditors alone.
    """
    if name.endswith(SUFFIXES["clip"]) and not who.may("auditor"):
        raise Refusal(403, NOT_YOURS)
    past = past_of(desk)
    asking = Asking(name, past.site_id, who.name, plain(body.why), time.time(), plain(body.unit))
    found = open_evidence(past.file, asking)
    if not isinstance(found, Opened):
        raise Refusal(410, _gone(found, shown_site(desk).zone))
    suffix = "." + found.file.name.rpartition(".")[2]
    headers = {
        "Content-Disposition": f'attachment; filename="{found.file.name}"',
        "X-Record": str(found.record),
    }
    return Response(found.content, media_type=MEDIA_TYPES[suffix], headers=headers)


def _gone(file: EvidenceFile, zone: tzinfo | None) -> Label:
    """Return why a file of evidence cannot be shown any more."""
    if file.erased_s is None:
        return LOST
    time_told = f"{moment(file.erased_s).astimezone(zone):%Y-%m-%d %H:%M:%S}"
    facts = {"time": time_told, "rule": file.rule or "?"}
    return Label(GONE.zh.format(**facts), GONE.en.format(**facts))
