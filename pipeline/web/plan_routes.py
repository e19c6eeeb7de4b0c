"""What a plan that is not saved comes to: its numbers, its layers, and how its gaps are closed."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.config.plan_change import with_cameras
from pipeline.config.profile_file import load_profile, profile_names
from pipeline.config.site_again import ReadPlan
from pipeline.domain.access import Who
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.jobs.errand import run_errand
from pipeline.placement.goal import Goal
from pipeline.report.audit_json import audit_document
from pipeline.report.plan_json import layer_document, placed_document
from pipeline.report.scene_json import scene_document
from pipeline.web.answers import (
    LayerAnswer,
    NumbersAnswer,
    PlacedAnswer,
    ProfilesAnswer,
    SceneAnswer,
)
from pipeline.web.bodies import LayerBody, NumbersBody, PlaceBody, PlanBody
from pipeline.web.desk import Desk
from pipeline.web.objects import site_of
from pipeline.web.refusals import Refusal, language_of
from pipeline.web.rights import AtDesk, Auditor, Viewer
from pipeline.web.site_routes import refuse_secrets
from pipeline.web.turns import heeding, told, worked
from pipeline.workflows.draw_scene import draw_scene
from pipeline.workflows.place_plan import PlaceAsked, place_plan
from pipeline.workflows.plan_layer import plan_layer

router = APIRouter(tags=["plan"])
NO_PROFILE = Label("没有这个依据：{name}", "there is no such profile: {name}")
BUSY = Label("正在为他人补盲，请稍后再试", "another placement is being worked on; try again soon")

PLAN_NAME = "X-Sightline-Plan"
NAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            PLAN_NAME: {
                "description": "the name of this plan, from which changes of it may be told",
                "schema": {"type": "string"},
            }
        }
    }
}
"""What the description says of the head of an answer."""


@router.get("/api/profiles", response_model=ProfilesAnswer)
def profiles(who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return what a plan can be held against."""
    found = [(desk.profile, profile_of(desk, None))]
    found += [(name, _shipped(name)) for name in profile_names() if name != desk.profile]
    return {
        "profiles": [
            {"id": name, "name": {"zh": each.label.zh, "en": each.label.en}}
            for name, each in found
            if each.clauses or each.rules
        ]
    }


@router.post("/api/plan/scene", response_model=SceneAnswer)
async def scene(body: PlanBody, who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return what a page draws a plan from, and computes views from while a camera is dragged."""
    refuse_secrets(body.site)

    def work() -> dict[str, Any]:
        site = site_of(desk).plan(body.site)
        return scene_document(draw_scene(site, profile_of(desk, body.profile)))

    return await worked(request, work, "plan")


@router.post("/api/plan/numbers", response_model=NumbersAnswer, responses=NAMED)
async def numbers(body: NumbersBody, who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return the audit of a plan, as `sightline audit --json` prints it.

    Of a plan whose numbers were told, changes of its cameras are enough. The server knows the last
    few plans of everybody; where it does not know one any more (404) the whole is to be sent.
    """
    language = language_of(request)

    def work(called_off: Callable[[], bool]) -> Response:
        plan = _plan_of(body, who, desk)
        found = desk.numbers.of(plan.site, profile_of(desk, body.profile), called_off)
        answer = told(audit_document(found, language))
        answer.headers[PLAN_NAME] = site_of(desk).known.keep(who, plan)
        return answer

    return await heeding(request, work, "numbers")


def _plan_of(body: NumbersBody, who: Who, desk: Desk) -> ReadPlan:
    """Read a plan that was sent as a whole, or as what has changed of another."""
    site = site_of(desk)
    if body.site is not None:
        refuse_secrets(body.site)
        return site.read_plan(body.site)
    before = site.known.of(who, body.base or "")
    value = with_cameras(before.value, body.changes)
    refuse_secrets(value)
    return site.read_after(before, value)


@router.post("/api/plan/layer", response_model=LayerAnswer)
async def layer(body: LayerBody, who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return one layer of a floor of a plan: guaranteed, nominal, density, k_fold, leaks, night."""
    refuse_secrets(body.site)
    language = language_of(request)

    def work() -> dict[str, Any]:
        site, profile = site_of(desk).plan(body.site), profile_of(desk, body.profile)
        found = plan_layer(site, profile, body.floor, body.layer)
        return layer_document(body.floor, body.layer, found, language)

    return await worked(request, work, "plan")


@router.post("/api/plan/place", response_model=PlacedAnswer)
async def place(body: PlaceBody, who: Auditor, desk: AtDesk, request: Request) -> Response:
    """Return a plan with its gaps closed: one placement at a time, ended when its client leaves."""
    refuse_secrets(body.site)
    if not desk.placing.acquire(blocking=False):
        raise Refusal(429, BUSY, {"Retry-After": "5"})
    return await heeding(request, lambda called_off: _placed(body, desk, called_off))


def _placed(body: PlaceBody, desk: Desk, called_off: Callable[[], bool]) -> dict[str, Any]:
    """Place in a process of its own; the turn is given back here, when that has ended."""
    try:
        site, profile = site_of(desk).plan(body.site), profile_of(desk, body.profile)
        goal = Goal(budget=body.budget, seconds=body.seconds, means=tuple(body.means))
        asked = PlaceAsked(goal, body.floor, tuple(body.spots or ()))
        given = (body.site, site, profile, asked)
        found = run_errand(place_plan, *given, called_off=called_off)
    finally:
        desk.placing.release()
    return placed_document(found)


def profile_of(desk: Desk, name: str | None) -> Profile:
    """Return a profile that ships, or that of the server; never a file that somebody names."""
    if name is None or name == desk.profile:
        return load_profile(desk.profile)
    if name not in profile_names():
        shown = name[:60]
        raise Refusal(
            422, Label(NO_PROFILE.zh.format(name=shown), NO_PROFILE.en.format(name=shown))
        )
    return _shipped(name)


@lru_cache(maxsize=32)
def _shipped(name: str) -> Profile:
    return load_profile(name)
