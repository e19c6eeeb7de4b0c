"""The pages themselves and what they are made of; there is nothing of a school in them."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.web.assets import PAGES, asset
from pipeline.web.refusals import Refusal
from pipeline.web.rights import Anyone
from pipeline.web.sending import sent

router = APIRouter(include_in_schema=False)
METHODS = ["GET", "HEAD"]
NO_PAGE = Label("没有这个页面", "there is no such page")


def _file(request: Request, name: str) -> Response:
    found = asset(name)
    if found is None:
        raise Refusal(404, NO_PAGE)
    return sent(request, found)


@router.api_route("/assets/{name:path}", methods=METHODS)
def a_file(name: str, request: Request, who: Anyone) -> Response:
    """Return a script, a style or a picture."""
    return _file(request, name)


def _page(name: str) -> Callable[[Request, Anyone], Response]:
    def page(request: Request, who: Anyone) -> Response:
        return _file(request, name)

    return page


for _path, _name in PAGES.items():
    router.add_api_route(_path, _page(_name), methods=METHODS, name=_name)
