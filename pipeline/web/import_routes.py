"""Drawings and pictures that are brought in: each is read in a confined process."""

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.importers.plans.scale import Measure
from pipeline.web.answers import ImportAnswer, UnderlayAnswer
from pipeline.web.objects import floor_of, site_of
from pipeline.web.refusals import Refusal, language_of
from pipeline.web.rights import Admin, AtDesk, Auditor, Viewer
from pipeline.web.site_routes import note
from pipeline.web.turns import worked
from pipeline.workflows.import_plan import Asked
from pipeline.workflows.import_upload import Upload, import_upload
from pipeline.workflows.imported_told import import_document
from pipeline.workflows.keep_underlay import keep_underlay, open_underlay, relative

router = APIRouter(tags=["import"])
MOST_NAME = 200
NO_NAME = Label(
    "请求头 X-Filename 应为文件名", "the header X-Filename must be the name of the file"
)
Metres = Annotated[float, Query(gt=0.0, le=10.0)]


@router.post("/api/plan/import", response_model=ImportAnswer)
async def bring_in(
    request: Request,
    who: Auditor,
    unit: Annotated[str | None, Query(pattern="^(mm|cm|dm|m|in|ft)$")] = None,
    scale: Annotated[float | None, Query(gt=0.0, le=1e6)] = None,
    measure: Annotated[list[str], Query(max_length=2)] = [],  # noqa: B006 - it is only read
    tolerance: Metres = Asked.tolerance_m,
    thickness: Metres = Asked.thin_m,
    page: Annotated[int | None, Query(ge=1, le=10_000)] = None,
    name: Annotated[str | None, Query(max_length=MOST_NAME)] = None,
) -> Response:
    """Return the site that a drawing shows, to be looked at before anybody saves it.

    The body is the file, and `X-Filename` its name, whose end tells its kind. Options are those of
    `sightline import`.
    """
    file_name, data, language = _file_name(request), await request.body(), language_of(request)
    measures = tuple(_measure(each) for each in measure)
    asked = Asked(None, unit, measures, scale, tolerance, thickness, None, name, page)

    def work() -> dict[str, Any]:
        found = import_upload(file_name, data, asked)
        notes = [each.told(language) for each in found.imported.made.notes]
        return {"site": found.site, "report": _report(found) | {"notes": notes}}

    return await worked(request, work, "import")


@router.put("/api/underlay/{floor}", response_model=UnderlayAnswer)
async def put_underlay(floor: str, request: Request, who: Admin, desk: AtDesk) -> Response:
    """Keep a picture (PNG or JPEG) to lie below a floor, once a save names it.

    Pictures that nothing names any more are taken away by the next save.
    """
    data = await request.body()

    def work() -> dict[str, Any]:
        own, site = floor_of(desk, floor), site_of(desk)
        note(desk, who, "underlay:put", own["id"])
        kept = keep_underlay(site.path, own["id"], data, site.saving)
        size = {"width_px": kept.width_px, "height_px": kept.height_px, "bytes": kept.size}
        named = relative(site.path, kept.name)
        return {"picture": {"floor": own["id"], "picture": named, **size}}

    return await worked(request, work, "import")


@router.get("/api/underlay/{floor}", response_class=Response)
def underlay(
    floor: str,
    who: Viewer,
    desk: AtDesk,
    picture: Annotated[str | None, Query(max_length=MOST_NAME)] = None,
) -> Response:
    """Return the picture below a floor: by the name in its `underlay`, or the last one."""
    own = floor_of(desk, floor)
    data, media_type = open_underlay(site_of(desk).path, own["id"], _named(own), picture)
    return Response(data, media_type=media_type)


def _named(floor: dict[str, Any]) -> str | None:
    """Return the picture that the site file names for a floor."""
    underlay = floor.get("underlay")
    return str(underlay["picture"]) if underlay else None


def _report(found: Upload) -> dict[str, Any]:
    return {
        "suggested": found.is_suggested,
        "scale_by": {"zh": found.imported.scale.by.zh, "en": found.imported.scale.by.en},
        **import_document(found.imported),
    }


def _file_name(request: Request) -> str:
    """Return the last part of the name that a page gives its file; it only tells the kind."""
    given = unquote(request.headers.get("x-filename", ""))[:MOST_NAME]
    name = given.replace("\\", "/").rpartition("/")[2].strip()
    if not name or not name.isprintable() or name.startswith("."):
        raise Refusal(400, NO_NAME)
    return name


def _measure(text: str) -> Measure:
    """Return a distance that somebody knows, as in 10,20,110,20=12.5."""
    import math

    ends, _, metres = text.partition("=")
    try:
        x0, y0, x1, y1 = (float(part) for part in ends.split(","))
        length_m = float(metres)
    except ValueError:
        x0 = x1 = y0 = y1 = length_m = 0.0
    apart = math.hypot(x1 - x0, y1 - y0)
    if not (apart > 0.0 and length_m > 0.0 and math.isfinite(apart) and math.isfinite(length_m)):
        told = f"measure must be x1,y1,x2,y2=METRES, got {text[:60]!r}"
        raise Refusal(422, Label(f"measure 应为 x1,y1,x2,y2=米，当前为 {text[:60]!r}", told))
    return Measure((x0, y0, x1, y1), length_m)
