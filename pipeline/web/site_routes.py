"""The site file: read, compared, saved; and what it may hold."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.config.class_value import class_values
from pipeline.config.schema import site_schema
from pipeline.config.site_secrets import first_secret
from pipeline.config.yaml_gate import dotted
from pipeline.domain.access import Who
from pipeline.domain.label import Label
from pipeline.web.answers import CatalogueAnswer, DiffAnswer, SavedAnswer, SiteAnswer
from pipeline.web.bodies import DiffBody, SaveBody
from pipeline.web.desk import Desk
from pipeline.web.objects import site_of
from pipeline.web.refusals import Refusal, language_of
from pipeline.web.rights import Admin, AtDesk, Viewer
from pipeline.web.turns import worked
from pipeline.workflows.site_desk import Conflict, Shown

router = APIRouter(tags=["site"])
CHANGED = Label(
    "站点文件已被他人修改；请合并后再保存", "the site file was changed meanwhile; join both first"
)
NOT_HERE = Label("此项不能通过页面更改：{field}", "this is not to be changed here: {field}")
NO_LOG = Label("此服务没有访问日志，不接受更改", "this server keeps no log, and so takes no change")


@router.get("/api/schema")
def schema(who: Viewer, request: Request) -> dict[str, Any]:
    """Return the JSON Schema of a site file."""
    return site_schema(language_of(request))


@router.get("/api/catalogue", response_model=CatalogueAnswer)
def catalogue(who: Viewer) -> dict[str, Any]:
    """Return the classes of cameras that there are to hang."""
    return {"classes": class_values()}


@router.get("/api/site", response_model=SiteAnswer)
async def site(who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return the site as it is saved, without streams and receivers."""
    return await worked(request, lambda: _told(site_of(desk).read()))


@router.post("/api/site/diff", response_model=DiffAnswer)
async def diff(body: DiffBody, who: Viewer, desk: AtDesk, request: Request) -> Response:
    """Return what saving a plan would change in the text of the site file."""
    refuse_secrets(body.site)

    def work() -> dict[str, Any]:
        with _Told():
            text, done = site_of(desk).compare(body.revision, body.site)
        edits = [{"where": dotted(each.where), "kind": each.kind} for each in done.changes]
        return {"diff": text, "edits": edits, "has_comments": done.has_comments}

    return await worked(request, work)


@router.put("/api/site", response_model=SavedAnswer)
async def save(body: SaveBody, who: Admin, desk: AtDesk, request: Request) -> Response:
    """Save a plan to the site file, unless it was changed since the revision that is named."""
    refuse_secrets(body.site)

    def noted(before: str) -> None:
        note(desk, who, "site:save", before[:12], body.reason)

    def work() -> dict[str, Any]:
        with _Told():
            return _told(site_of(desk).save(body.revision, body.site, noted))

    return await worked(request, work)


def refuse_secrets(site: dict[str, Any]) -> None:
    """Refuse a plan that names streams, receivers or files: those are not for plans."""
    if (loc := first_secret(site)) is not None:
        field = dotted(loc)
        told = Label(NOT_HERE.zh.format(field=field), NOT_HERE.en.format(field=field))
        raise Refusal(403, told)


def note(desk: Desk, who: Who, what: str, of: str = "", why: str = "") -> None:
    """Write down what somebody is about to change in the site, its pictures or the ledger.

    Each route that changes those calls this first: where it refuses (503, as there is no log) or
    fails, nothing is changed.
    """
    if desk.log is None:
        raise Refusal(503, NO_LOG)
    desk.log.note(who, what, of, why)


def _told(shown: Shown) -> dict[str, Any]:
    return {"revision": shown.revision, "name": shown.name, "site": shown.site}


class _Told:
    """Tells of a conflict as a refusal, with what is there now."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Conflict):
            raise Refusal(409, CHANGED, diff=error.diff, **_told(error.now)) from error
