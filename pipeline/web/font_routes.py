"""The font of the pages, in parts: a browser with Chinese letters of its own fetches none."""

from functools import cache, lru_cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pipeline.domain.label import Label
from pipeline.report.font_parts import font_parts, part_woff, parts_css
from pipeline.web.assets import Asset, asset_of, names
from pipeline.web.refusals import Refusal
from pipeline.web.rights import Anyone
from pipeline.web.sending import sent

router = APIRouter(include_in_schema=False)
NO_PART = Label("没有这部分字体", "there is no such part of the font")


@cache
def _parts() -> tuple[frozenset[str], ...]:
    """Return the parts of the font; what the pages say themselves is the first."""
    words = (path for name, path in names().items() if name.startswith("words/"))
    return font_parts(path.read_text("utf-8") for path in words)


@router.get("/font.css")
def font_css(request: Request, who: Anyone) -> Response:
    """Return where each part of the font is, and which characters it draws."""
    return sent(request, _css())


@router.get("/font/{number}.woff")
def font_part(number: int, request: Request, who: Anyone) -> Response:
    """Return a part of the font."""
    if not 0 <= number < len(_parts()):
        raise Refusal(404, NO_PART)
    return sent(request, _part(number))


@cache
def _css() -> Asset:
    return asset_of(parts_css(_parts(), "/font/{}.woff").encode("utf-8"), "text/css")


@lru_cache(maxsize=64)
def _part(number: int) -> Asset:
    return asset_of(part_woff(_parts()[number]), "font/woff")
