"""The ledger of hazards, and the steps of their lives."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.access import Who
from pipeline.domain.hazard_words import ACTIONS, Action, HazardClass
from pipeline.domain.label import Label
from pipeline.errors import InputError, UnknownNameError
from pipeline.importers.plain_text import plain
from pipeline.report.ledger_json import card_document, history_document, region_document
from pipeline.web.bodies import Body
from pipeline.web.desk import Desk
from pipeline.web.refusals import Refusal, language_of
from pipeline.web.rights import NOT_YOURS, AtDesk, Auditor, Viewer
from pipeline.web.site_routes import note
from pipeline.web.today_routes import shown_site
from pipeline.web.turns import worked
from pipeline.workflows.ledger_desk import (
    Book,
    Proof,
    ProofKind,
    Step,
    act,
    board,
    card,
    enter,
    told_now,
)
from pipeline.workflows.read_city import city_sites

router = APIRouter(tags=["ledger"])
NO_LEDGER = Label("此服务没有台账（--ledger）", "this server has no ledger (--ledger)")
MOST_FILE = 12 * 2**20
"""Letters of a file in a body, which base64 makes a third longer."""
MOST_TEXT = 2000


class ElementsBody(Body):
    """The five elements, as far as they are given; what is left out stays as it was."""

    content: str | None = Field(default=None, max_length=MOST_TEXT)
    standard: str | None = Field(default=None, max_length=MOST_TEXT)
    measure: str | None = Field(default=None, max_length=MOST_TEXT)
    due: str | None = Field(default=None, max_length=10)
    person: str | None = Field(default=None, max_length=200)
    hazard_class: HazardClass | None = None
    major: bool | None = None


class ProofBody(Body):
    """By what a hazard is closed; `content` is the file in base64, nothing for an audit now."""

    kind: ProofKind
    content: str = Field(default="", max_length=MOST_FILE)


class StepBody(Body):
    """What is to be done to a hazard that was seen at a revision."""

    revision: int = Field(ge=1)
    why: str = Field(default="", max_length=MOST_TEXT)
    elements: ElementsBody | None = None
    until: str = Field(default="", max_length=10)
    proof: ProofBody | None = None
    photographs: list[str] = Field(default=[], max_length=4)


class HazardBody(Body):
    """A hazard that somebody has found."""

    site: str = Field(min_length=1, max_length=200)
    place: str = Field(min_length=1, max_length=MOST_TEXT)
    elements: ElementsBody


def book_of(desk: Desk, who: Who, *, is_all: bool) -> Book:
    """Return the ledger of a desk: of a site its hazards alone, without one those of all.

    Before a site and its city, auditors may ask for those of all schools (403 for viewers).
    """
    if desk.ledger is None:
        raise Refusal(404, NO_LEDGER)
    if is_all and desk.site is not None and desk.city is not None:
        if not who.may("auditor"):
            raise Refusal(403, NOT_YOURS)
        return Book(desk.ledger)
    return Book(desk.ledger, None if desk.site is None else shown_site(desk).site.id)


def _book_by_name(desk: Desk, who: Who) -> Book:
    """Return the ledger for whoever names a school, and so asks beyond our own if he may."""
    return book_of(desk, who, is_all=who.may("auditor"))


def _sites_of(desk: Desk) -> frozenset[str] | None:
    """Return the sites of a city and the server's own; None of a server that has no city."""
    if desk.city is None:
        return None
    own = frozenset() if desk.site is None else frozenset({shown_site(desk).site.id})
    return own | city_sites(desk.city)


@router.get("/api/ledger")
def hazards(
    request: Request,
    who: Viewer,
    desk: AtDesk,
    site: str | None = Query(None, max_length=200),
    state: str | None = Query(None, max_length=20),
    overdue: bool = False,
    every: Annotated[bool, Query(alias="all")] = False,
) -> dict[str, Any]:
    """Return the hazards as they stand, as `sightline ledger list --json` prints them, and more.

    They are those of the site before the server. Where its city lies there too, `all` asks for
    those of every school, which takes an auditor; without a site all are told in any case.
    """
    now, language = told_now(), language_of(request)
    told = [
        card_document(hazard, now, language)
        for hazard in board(book_of(desk, who, is_all=every), site)
        if state in (None, hazard.state) and (not overdue or hazard.is_overdue(now))
    ]
    return {"format": 1, "at": now, "hazards": told}


@router.post("/api/ledger")
def enter_one(body: HazardBody, request: Request, who: Auditor, desk: AtDesk) -> dict[str, Any]:
    """Register a hazard that somebody has found."""
    data = _elements(body.elements)
    data = {"hazard_class": "security", "major": False, **data}
    place, book = plain(body.place, "place"), _book_by_name(desk, who)
    sites = _sites_of(desk)
    note(desk, who, "ledger:enter", body.site)
    hazard = enter(book, body.site, place, data, who.name, sites)
    return card_document(hazard, told_now(), language_of(request))


@router.get("/api/ledger/{hazard_id:path}")
def hazard_card(hazard_id: str, request: Request, who: Viewer, desk: AtDesk) -> dict[str, Any]:
    """Return a hazard with its history and the rings of its place."""
    hazard, history = card(_book_by_name(desk, who), hazard_id)
    document = card_document(hazard, told_now(), language_of(request))
    rings = region_document(hazard)
    return {"format": 1, **document, "rings": rings, "history": history_document(history)}


@router.post("/api/ledger/{hazard_id:path}/{action}", response_model=dict[str, Any])
async def do(
    hazard_id: str, action: str, body: StepBody, request: Request, who: Auditor, desk: AtDesk
) -> Response:
    """Do a step; 409 with the reason where the rules do not allow it, or somebody was faster."""
    language = language_of(request)

    def work() -> dict[str, Any]:
        step, book = _step(hazard_id, action, body, who), _book_by_name(desk, who)
        site = None if desk.site is None else (desk.site, desk.profile)
        note(desk, who, f"ledger:{step.action}", hazard_id, step.why)
        hazard = act(book, step, site)
        return card_document(hazard, told_now(), language)

    # An audit of the site as it stands now may take a while; all other steps are soon done.
    is_audit = body.proof is not None and body.proof.kind == "audit_now"
    return await worked(request, work, "audit" if is_audit else None)


def _step(hazard_id: str, action: str, body: StepBody, who: Who) -> Step:
    return Step(
        hazard_id,
        _action(action),
        body.revision,
        who.name,
        plain(body.why, "why"),
        _data(action, body),
        tuple(_bytes(each, "photographs") for each in body.photographs),
        _proof(body.proof),
    )


def _action(name: str) -> Action:
    known: dict[str, Action] = {action: action for action in ACTIONS}
    if name not in known:
        raise UnknownNameError(f"no action {name[:40]!r} on a hazard")
    return known[name]


def _proof(body: ProofBody | None) -> Proof | None:
    return None if body is None else Proof(body.kind, _bytes(body.content, "proof.content"))


def _data(action: str, body: StepBody) -> dict[str, Any]:
    if action == "waive":
        return {"until": body.until}
    return {} if body.elements is None else _elements(body.elements)


def _elements(body: ElementsBody) -> dict[str, Any]:
    given = body.model_dump(exclude_none=True)
    return {n: plain(v, n) if isinstance(v, str) else v for n, v in given.items()}


def _bytes(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(f"{name}: must be the bytes of a file in base64") from error
