"""Coverage today, gates and the live stream of what changes."""

import time
from typing import Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.domain.school_clock import clock_of
from pipeline.report.events_json import series_document
from pipeline.report.floors_json import floors_document
from pipeline.report.gates_json import gates_document
from pipeline.report.today_json import today_document
from pipeline.web.desk import Desk
from pipeline.web.live_stream import LiveFeed, LiveResponse
from pipeline.web.objects import NO_SITE
from pipeline.web.refusals import Refusal
from pipeline.web.rights import AtDesk, Viewer
from pipeline.web.turns import worked
from pipeline.workflows.console_site import ConsoleSite, ShownSite, console_site
from pipeline.workflows.live_view import LiveView, live_view, mark_of
from pipeline.workflows.look_back import Past, series_of

router = APIRouter(tags=["today"])
NO_STORE = Label("此服务没有监测库（--store）", "this server has no store of a watch (--store)")
MOST_SPAN_S = 86_400.0
MOST_MARK = 64
"""Letters of a mark; no mark of ours is longer."""


def shown_site(desk: Desk) -> ShownSite:
    """Return the site of a desk as it is shown; refuses where it has none."""
    return _site_of(desk).current()


def _site_of(desk: Desk) -> ConsoleSite:
    if desk.site is None:
        raise Refusal(404, NO_SITE)
    return console_site(desk.site, desk.profile)


def view_of(desk: Desk) -> LiveView:
    """Return a view of the watch of a desk; refuses where it has none."""
    if desk.site is None:
        raise Refusal(404, NO_SITE)
    if desk.store is None:
        raise Refusal(404, NO_STORE)
    return live_view(desk.site, desk.profile, desk.store)


def past_of(desk: Desk) -> Past:
    """Return what the store of a desk holds of its site; refuses where it has none."""
    shown = shown_site(desk)
    if desk.store is None:
        raise Refusal(404, NO_STORE)
    return Past(desk.store, shown.site.id)


@router.get("/api/floors", response_model=dict[str, Any])
async def floors(who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return the floors to be drawn, with what each camera sees for sure as planned.

    `trouble` is null, or says why these are not the floors as the site file has them now.
    """

    def work() -> dict[str, Any]:
        site = _site_of(desk)
        shown = site.current()
        clock = clock_of(shown.zone, time.time())
        return floors_document(shown.site, desk.profile, shown.views, clock, site.trouble)

    return await worked(request, work, "console")


@router.get("/api/today", response_model=dict[str, Any])
async def today(who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return coverage today, as `sightline status --json` prints it."""
    return await worked(request, lambda: today_document(view_of(desk).look().today), "console")


@router.get("/api/gates")
def gates(
    who: Viewer, desk: AtDesk, span_s: float = Query(600.0, ge=1.0, le=MOST_SPAN_S)
) -> dict[str, Any]:
    """Return the gates as they are now, with their last seconds.

    `fresh` tells whether anybody watches, and `mark` behind which event to listen.
    """
    look = view_of(desk).look(span_s)
    clock = clock_of(look.shown.zone, look.at_s)
    told = gates_document(look.gates, clock, look.at_s)
    return {**told, "fresh": look.is_fresh, "mark": str(look.head)}


@router.get("/api/gates/{zone}/series")
def series(
    zone: str,
    who: Viewer,
    desk: AtDesk,
    since_s: float = Query(ge=0.0, le=1e11),
    until_s: float = Query(ge=0.0, le=1e11),
) -> dict[str, Any]:
    """Return the counts of a gate over a time, by the second where those are kept."""
    return series_document(series_of(past_of(desk), zone, since_s, until_s))


@router.get("/api/live")
async def live(
    request: Request, who: Viewer, desk: AtDesk, after: str = Query("", max_length=MOST_MARK)
) -> Response:
    """Stream gates, health, coverage and events as server-sent events.

    Who was told of events up to a mark is told of those behind it: `Last-Event-ID`, or `after`.
    """
    told = request.headers.get("last-event-id", "") or after
    state = request.app.state
    if getattr(state, "live_feed", None) is None:
        state.live_feed = LiveFeed(view_of(desk), desk.ending.is_set)
    return LiveResponse(state.live_feed, who.name, mark_of(told[:MOST_MARK]))
