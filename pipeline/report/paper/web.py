"""A document for paper as one self-contained page, to be read or printed."""

import base64

from pipeline.report.page import rendered, whole_page
from pipeline.report.paper.blocks import Paper
from pipeline.report.paper.letters import Letters


def web_of(paper: Paper, letters: Letters | None = None) -> bytes:
    """Return the document as HTML; what its font lacks is named at its foot.

    That is left to the fonts of whoever opens it, whatever `letters` has.
    """
    body = rendered(
        "paper.html.j2",
        paper.language,
        paper=paper,
        blocks=[(type(block).__name__, block) for block in paper.blocks],
        data_url=data_url,
    )
    return whole_page(paper.title, body, paper.language).encode("utf-8")


def data_url(png: bytes) -> str:
    """Return a PNG as an address that holds all of it."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")
