"""A document for paper as one self-contained page, to be read or printed."""

import base64

from pipeline.report.page import rendered, whole_page
from pipeline.report.paper.blocks import Paper


def web_of(paper: Paper) -> str:
    """Return the document as HTML; what its font lacks is named at its foot."""
    body = rendered(
        "paper.html.j2",
        paper.language,
        paper=paper,
        blocks=[(type(block).__name__, block) for block in paper.blocks],
        data_url=data_url,
    )
    return whole_page(paper.title, body, paper.language)


def data_url(png: bytes) -> str:
    """Return a PNG as an address that holds all of it."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
