"""A document for paper in Word's format, to be filled in and signed; its letters ride along."""

import io
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pipeline.domain.label import Language
from pipeline.errors import UnavailableError
from pipeline.report.paper import blocks, wording
from pipeline.report.paper.letters import Letters, listed
from pipeline.report.paper.line_break import with_units_bound
from pipeline.report.paper.opc import dateless, font_name, with_font
from pipeline.report.paper.word_style import (
    BODY_PT,
    CELL_PT,
    coloured,
    dress,
    give_header_row,
    keep_row_whole,
    narrow_margins,
    page_number,
    row_at_least,
    shade,
    sign_below,
)
from pipeline.report.typeface import ASCII, missing_characters
from pipeline.version import VERSION

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

SIZES_PT = {"plain": BODY_PT, "indented": BODY_PT, "note": 8.5, "warn": BODY_PT}
NAME_SHARE = 0.26
BULLET = "· "


def word_of(paper: blocks.Paper, letters: Letters | None = None) -> bytes:
    """Return the document as DOCX; equal documents give equal bytes.

    What its own font lacks is left to the fonts of whoever opens it, whatever `letters` has.
    UnavailableError where python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        raise UnavailableError(
            "documents for Word need python-docx, which is not installed;"
            " type: pip install sightline[docx]"
        ) from error
    document: Any = docx.Document()
    characters = frozenset().union(ASCII, *paper.texts(), *_around(paper))
    name = font_name(characters)
    dress(document, paper.language, paper.landscape, name)
    document.core_properties.title = paper.title[:250]
    document.core_properties.author = f"Sightline {VERSION}"
    writer = _Writer(document, paper)
    writer.write()
    buffer = io.BytesIO()
    document.save(buffer)
    return dateless(with_font(buffer.getvalue(), characters, name))


def _around(paper: blocks.Paper) -> tuple[str, ...]:
    """Return the words that stand in every document besides its own."""
    labels = (wording.MADE_BY, wording.PAGE, wording.LEFT_TO_READER)
    return (BULLET, VERSION, *(label.told(paper.language) for label in labels))


class _Writer:
    """Writes the blocks of one document."""

    def __init__(self, document: Any, paper: blocks.Paper) -> None:
        self._document, self._paper = document, paper
        section = document.sections[0]
        self._wide = section.page_width - section.left_margin - section.right_margin

    def write(self) -> None:
        """Write all of it, and the foot of each page."""
        title = self._document.add_paragraph(self._paper.title, style="Title")
        _stand(title, "centre")
        if self._paper.subtitle:
            self._say(self._paper.subtitle, "note", "centre")
        for block in self._paper.blocks:
            self._write(block)
        if missing := missing_characters(self._paper.texts()):
            told = wording.LEFT_TO_READER.told(self._paper.language)
            self._say(told.format(characters=listed(missing)), "note")
        self._foot(self._paper.language)

    def _write(self, block: blocks.Block) -> None:
        match block:
            case blocks.Heading(text=text, level=level):
                self._document.add_paragraph(text, style=f"Heading {level}")
            case blocks.Paragraph(text=text, tone=tone, align=align):
                self._say(text, tone, align)
            case blocks.Points(texts=texts):
                for text in texts:
                    self._point(text)
            case blocks.Facts(pairs=pairs):
                self._facts(pairs)
            case blocks.Table():
                self._table(block)
            case blocks.Picture(png=png, title=title):
                self._picture(png, title)
            case blocks.Signatures(names=names):
                self._signatures(names)
            case blocks.NewPage():
                self._document.add_page_break()

    def _say(self, text: str, tone: blocks.Tone, align: blocks.Align = "left") -> None:
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        run = paragraph.add_run(with_units_bound(text))
        run.font.size = Pt(SIZES_PT[tone])
        coloured(run, tone)
        if tone == "indented":
            paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
        _stand(paragraph, align)

    def _point(self, text: str) -> None:
        from docx.shared import Pt

        paragraph = self._document.add_paragraph(f"{BULLET}{text}")
        paragraph.paragraph_format.left_indent = Pt(BODY_PT)
        paragraph.paragraph_format.first_line_indent = Pt(-BODY_PT)

    def _facts(self, pairs: tuple[tuple[str, str], ...]) -> None:
        table = self._grid(len(pairs), (NAME_SHARE, 1.0 - NAME_SHARE))
        for row, pair in zip(table.rows, pairs, strict=True):
            for cell, text in zip(row.cells, pair, strict=True):
                _fill(cell, text)
            shade(row.cells[0])
            keep_row_whole(row)
        self._gap()

    def _table(self, block: blocks.Table) -> None:
        whole = sum(column.share for column in block.columns)
        shares = tuple(column.share / whole for column in block.columns)
        table = self._grid(1 + len(block.rows[:1]), shares)
        head, *first = table.rows
        for cell, column in zip(head.cells, block.columns, strict=True):
            _fill(cell, column.heading, column.align)
            shade(cell)
        give_header_row(head)
        for row in first:
            for cell, text, column in zip(row.cells, block.rows[0], block.columns, strict=True):
                _fill(cell, text, column.align)
            keep_row_whole(row)
            if block.row_mm:
                row_at_least(row, block.row_mm)
            _repeat(row, block.rows[1:])
        self._gap()

    def _grid(self, rows: int, shares: tuple[float, ...]) -> Any:
        from docx.shared import Emu

        table = self._document.add_table(rows, len(shares), style="Table Grid")
        table.autofit = False
        narrow_margins(table)
        widths = [Emu(int(self._wide * share)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        return table

    def _gap(self) -> None:
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(7)

    def _picture(self, png: bytes, title: str) -> None:
        shape = self._document.add_picture(io.BytesIO(png), width=self._wide)
        section = self._document.sections[0]
        tallest = int(0.86 * (section.page_height - section.top_margin - section.bottom_margin))
        if shape.height > tallest:
            shape.width, shape.height = shape.width * tallest // shape.height, tallest
        shape._inline.docPr.set("descr", title)

    def _signatures(self, names: tuple[str, ...]) -> None:
        from docx.enum.table import WD_ALIGN_VERTICAL

        table = self._document.add_table(len(names), 2)
        for row, name in zip(table.rows, names, strict=True):
            _fill(row.cells[0], name, "right")
            for cell in row.cells:
                cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
            row_at_least(row, 10.0)
            sign_below(row.cells[1])

    def _foot(self, language: Language) -> None:
        paragraph = self._document.sections[0].footer.paragraphs[0]
        made_by = wording.MADE_BY.told(language).format(version=VERSION)
        page_number(paragraph, f"{made_by} · ", wording.PAGE.told(language))


def _fill(cell: Any, text: str, align: blocks.Align = "left") -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.add_run(with_units_bound(text)).font.size = Pt(CELL_PT)
    _stand(paragraph, align)


def _repeat(row: Any, texts: Sequence[Sequence[str]]) -> None:
    """Put rows like one below it, in a sixth of the time that it takes to make them of nothing."""
    from docx.oxml.ns import qn

    last = row._tr
    for each in texts:
        copy = deepcopy(row._tr)
        for run, text in zip(copy.iter(qn("w:r")), each, strict=True):
            run.text = with_units_bound(text)
        last.addnext(copy)
        last = copy


def _stand(paragraph: "Paragraph", align: blocks.Align) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE

    sides = {"left": SIDE.LEFT, "centre": SIDE.CENTER, "right": SIDE.RIGHT}
    paragraph.alignment = sides[align]
