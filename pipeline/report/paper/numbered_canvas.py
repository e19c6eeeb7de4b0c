"""The pages of a PDF, each with who made it and which of how many it is at its foot."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from pipeline.report.paper import blocks, wording
from pipeline.report.paper.letters import SHIPPED
from pipeline.report.paper.styles import SOFT
from pipeline.version import VERSION

MARGIN, FOOT = 18 * mm, 16 * mm


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """Writes the foot of each page when it is known how many there are."""

    def __init__(self, *args: Any, paper: blocks.Paper, **options: Any) -> None:
        super().__init__(*args, **options)
        self._paper = paper
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the feet and the file."""
        for page in self._pages:
            self.__dict__.update(page)
            self._foot(len(self._pages))
            super().showPage()
        super().save()

    def _foot(self, pages: int) -> None:
        told = self._paper.language
        self.setFont(SHIPPED, 7.5)
        self.setFillColor(HexColor(SOFT))
        made_by = wording.MADE_BY.told(told).format(version=VERSION)
        self.drawString(MARGIN, FOOT - 4 * mm, made_by)
        page = wording.PAGE.told(told).format(page=self._pageNumber, pages=pages)
        self.drawRightString(self._pagesize[0] - MARGIN, FOOT - 4 * mm, page)
