"""A document for paper as PDF, with the letters that it uses inside and its text extractable."""

import io
from functools import partial
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from pipeline.errors import InputError
from pipeline.report.paper import blocks, wording
from pipeline.report.paper.letters import OWN, SHIPPED, Letters, listed
from pipeline.report.paper.lines import Lines
from pipeline.report.paper.numbered_canvas import FOOT, MARGIN, NumberedCanvas
from pipeline.report.paper.styles import LINE, PALE, SOFT, STYLES
from pipeline.report.typeface import FONT_PATH
from pipeline.version import VERSION

NAME_SHARE = 0.26
"""How much of the width the names of facts take."""

CELL_PAD = 2.4
HEADED_MM = 26
"""A heading begins no page's end with less than this of what it heads."""

TALLEST = 0.86
"""A picture takes at most this much of a page, so that its heading stays with it."""


def pdf_of(paper: blocks.Paper, letters: Letters) -> bytes:
    """Return the document as PDF; equal documents give equal bytes.

    What no font can draw reads 〓, and the last words say which characters those are.
    """
    _register(letters)
    buffer = io.BytesIO()
    size = landscape(A4) if paper.landscape else A4
    document = BaseDocTemplate(
        buffer,
        pagesize=size,
        title=paper.title,
        author=f"Sightline {VERSION}",
        lang="zh-CN" if paper.language == "zh" else "en",
        invariant=1,
    )
    wide, tall = size[0] - 2 * MARGIN, size[1] - MARGIN - FOOT - 4 * mm
    frame = Frame(MARGIN, FOOT + 4 * mm, wide, tall, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [frame])])
    setter = _Setter(paper, letters, wide, tall)
    document.build(setter.story(), canvasmaker=partial(NumberedCanvas, paper=paper))
    return buffer.getvalue()


def _register(letters: Letters) -> None:
    pdfmetrics.registerFont(_shipped())
    if letters.own is not None:
        try:
            pdfmetrics.registerFont(TTFont(OWN, str(letters.own)))
        except TTFError as error:
            raise InputError(f"{letters.own}: the font cannot be embedded: {error}") from error


def _shipped() -> Any:
    try:
        return pdfmetrics.getFont(SHIPPED)
    except KeyError:
        return TTFont(SHIPPED, str(Path(FONT_PATH)))


class _Setter:
    """Turns the blocks of one document into what reportlab sets."""

    def __init__(self, paper: blocks.Paper, letters: Letters, wide: float, tall: float) -> None:
        self._paper, self._letters, self._wide, self._tall = paper, letters, wide, tall

    def story(self) -> list[Flowable]:
        """Return the whole document, with a notice where characters could not be drawn."""
        story = [self._words(self._paper.title, "title", "centre")]
        if self._paper.subtitle:
            story.append(self._words(self._paper.subtitle, "subtitle", "centre"))
        following = (*self._paper.blocks[1:], None)
        for block, after in zip(self._paper.blocks, following, strict=False):
            story += self._set(block, after)
        if missing := self._letters.missing(self._paper.texts()):
            told = wording.REPLACED.told(self._paper.language)
            story.append(self._words(told.format(characters=listed(missing)), "note"))
        return story

    def _words(self, text: str, role: str, align: blocks.Align = "left") -> Lines:
        return Lines(text, STYLES[role], self._letters, align)

    def _set(self, block: blocks.Block, after: blocks.Block | None) -> list[Flowable]:
        match block:
            case blocks.Heading(text=text, level=level):
                return [self._room_for(after), self._words(text, f"heading{level}")]
            case blocks.Paragraph(text=text, tone=tone, align=align):
                return [self._words(text, tone, align)]
            case blocks.Points(texts=texts):
                return [self._words(text, "point") for text in texts]
            case blocks.Facts(pairs=pairs):
                return [self._facts(pairs), Spacer(0, 6)]
            case blocks.Table():
                return [self._table(block), Spacer(0, 6)]
            case blocks.Picture(png=png):
                return [self._picture(png), Spacer(0, 8)]
            case blocks.Signatures(names=names):
                return [KeepTogether([self._signatures(names)])]
            case blocks.NewPage():
                return [PageBreak()]

    def _room_for(self, after: blocks.Block | None) -> Flowable:
        """Return a page break that happens only where a heading would stand there alone."""
        tall = HEADED_MM * mm
        if isinstance(after, blocks.Picture):
            tall += self._picture(after.png).drawHeight
        return CondPageBreak(min(tall, self._tall))

    def _facts(self, pairs: tuple[tuple[str, str], ...]) -> Table:
        rows = [[self._words(name, "head"), self._words(value, "cell")] for name, value in pairs]
        widths = [NAME_SHARE * self._wide, (1.0 - NAME_SHARE) * self._wide]
        names = ("BACKGROUND", (0, 0), (0, -1), HexColor(PALE))
        giant = max(row_heights(rows, widths), default=0.0) > self._tall
        return Table(rows, widths, style=TableStyle([*_grid(), names]), splitInRow=giant)

    def _table(self, table: blocks.Table) -> Table:
        """Return a table whose rows stay whole, unless one is too tall for a page with the head."""
        whole = sum(column.share for column in table.columns)
        widths = [self._wide * column.share / whole for column in table.columns]
        head = [self._words(c.heading, "head", c.align) for c in table.columns]
        rows = [
            [
                self._words(cell, "cell", column.align)
                for cell, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        head_pt, *needed_pt = row_heights([head, *rows], widths)
        giant = head_pt + max(needed_pt, default=0.0) > self._tall
        # A row of a set height cannot be parted between pages.
        is_set = bool(table.row_mm) and not giant
        heights = [max(table.row_mm * mm, each) if is_set else None for each in needed_pt]
        shaded = ("BACKGROUND", (0, 0), (-1, 0), HexColor(PALE))
        middle = [("VALIGN", (0, 1), (-1, -1), "MIDDLE")] if table.row_mm else []
        return Table(
            [head, *rows],
            widths,
            [None, *heights],
            repeatRows=int(head_pt < self._tall / 2.0),
            style=TableStyle([*_grid(), shaded, *middle]),
            splitInRow=giant,
        )

    def _picture(self, png: bytes) -> Image:
        image = Image(io.BytesIO(png))
        scale = min(self._wide / image.imageWidth, TALLEST * self._tall / image.imageHeight)
        image.drawWidth, image.drawHeight = image.imageWidth * scale, image.imageHeight * scale
        return image

    def _signatures(self, names: tuple[str, ...]) -> Table:
        rows = [[self._words(name, "sign", "right"), ""] for name in names]
        widths = [0.55 * self._wide, 0.45 * self._wide]
        lines = [("LINEBELOW", (1, n), (1, n), 0.6, HexColor(SOFT)) for n in range(len(names))]
        bottom = ("VALIGN", (0, 0), (-1, -1), "BOTTOM")
        return Table(rows, widths, [10 * mm] * len(names), style=TableStyle([*lines, bottom]))


def row_heights(rows: list[list[Lines]], widths: list[float]) -> list[float]:
    """Return how tall the words of each row need it to be, in points."""
    side = 2 * (CELL_PAD + 0.5)
    return [
        max(cell.wrap(wide - side, 0.0)[1] for cell, wide in zip(row, widths, strict=True))
        + 2 * CELL_PAD
        for row in rows
    ]


def _grid() -> list[tuple[Any, ...]]:
    everywhere = ((0, 0), (-1, -1))
    return [
        ("GRID", *everywhere, 0.5, HexColor(LINE)),
        ("VALIGN", *everywhere, "TOP"),
        ("TOPPADDING", *everywhere, CELL_PAD),
        ("BOTTOMPADDING", *everywhere, CELL_PAD),
        ("LEFTPADDING", *everywhere, CELL_PAD + 0.5),
        ("RIGHTPADDING", *everywhere, CELL_PAD + 0.5),
    ]
