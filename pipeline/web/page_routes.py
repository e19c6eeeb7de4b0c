"""The pages themselves and what they are made of; there is nothing of a school in them."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.web.assets import PAGES, asset
from pipeline.web.refusals import Refusal
from pipeline.web.rights import Anyone

router = APIRouter(include_in_schema=False)
NO_PAGE = Label("没有这个页面", "there is no such page")


def _sent(request: Request, name: str) -> Response:
    found = asset(name)
    if found is None:
        raise Refusal(404, NO_PAGE)
    # Asked for again each time, and answered in a word where nothing has changed.
    headers = {"ETag": found.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/assets/{name:path}")
def a_file(name: str, request: Request, who: Anyone) -> Response:
    """Return a script, a style or a picture."""
    return _sent(request, name)


def _page(name: str) -> Callable[[Request, Anyone], Response]:
    def page(request: Request, who: Anyone) -> Response:
        return _sent(request, name)

    return page


for _path, _name in PAGES.items():
    router.add_api_route(_path, _page(_name), methods=["GET"], name=_name)
