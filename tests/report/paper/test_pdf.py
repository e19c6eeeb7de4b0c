"""PDF: everything that is put in is found again, in letters that the file carries."""

import re
from pathlib import Path

import pypdfium2
import pytest

from pipeline.domain.label import LANGUAGES, Language
from pipeline.report.paper.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    NewPage,
    Paper,
    Paragraph,
    Points,
    Signatures,
    Table,
)
from pipeline.report.paper.letters import Letters
from pipeline.report.paper.pdf import pdf_of
from tests.report.paper.read_back import pdf_pages, pdf_text, squeezed
from tests.report.paper.test_letters import RARE, square_font

TABLE = Table((Column("编号", 1, "centre"), Column("名称 name", 4)), (("1", "校门 & <gate>"),))
BLOCKS: tuple[Block, ...] = (
    Heading("盲区"),
    Heading("细目", 2),
    Paragraph("按“全覆盖”对你校核算，共 3 处。", "indented"),
    Paragraph("注意", "warn", "right"),
    Points(("其一", "其二")),
    Facts((("学校", "示范学校"), ("地址", ""))),
    TABLE,
    NewPage(),
    Signatures(("签收人：",)),
)


def paper(*blocks: Block, language: Language = "zh", landscape: bool = False) -> Paper:
    return Paper("整改通知书", "第 1 号", language, blocks, landscape)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_found_again(language: Language) -> None:
    text = pdf_text(pdf_of(paper(*BLOCKS, language=language), Letters()))
    assert [t for t in paper(*BLOCKS).texts() if squeezed(t) not in text] == []


def test_equal_documents_are_equal_files() -> None:
    assert pdf_of(paper(*BLOCKS), Letters()) == pdf_of(paper(*BLOCKS), Letters())


def test_the_only_font_is_ours_and_inside() -> None:
    pdf = pdf_of(paper(*BLOCKS), Letters())
    names = re.findall(rb"/FontName /(\S+)", pdf)
    assert names != []
    assert all(b"NotoSansSC" in name for name in names)
    assert len(re.findall(rb"/FontFile2 ", pdf)) == len(names)


def test_a_page_tells_which_of_how_many_it_is() -> None:
    text = pdf_text(pdf_of(paper(*BLOCKS), Letters()))
    assert "第1页，共2页" in text
    assert "第2页，共2页" in text


def test_a_table_goes_on_over_pages_with_its_head() -> None:
    table = Table(TABLE.columns, tuple((str(n), "走廊") for n in range(100)))
    pdf = pdf_of(paper(table), Letters())
    assert pdf_pages(pdf) > 2
    assert pdf_text(pdf).count("名称name") == pdf_pages(pdf)


def test_a_cell_taller_than_a_page_is_parted() -> None:
    long = "走廊很长。" * 2000
    pdf = pdf_of(paper(Table(TABLE.columns, (("1", long),))), Letters())
    assert pdf_pages(pdf) > 1
    assert pdf_text(pdf).count("廊") == 2000


def test_a_row_to_be_written_in_is_as_high_as_asked() -> None:
    low = Table(TABLE.columns, (("", ""),) * 20)
    high = Table(TABLE.columns, (("", ""),) * 20, row_mm=30.0)
    assert pdf_pages(pdf_of(paper(low), Letters())) == 1
    assert pdf_pages(pdf_of(paper(high), Letters())) == 3


def test_a_row_to_be_written_in_may_be_taller_than_a_page_too() -> None:
    table = Table(TABLE.columns, (("1", "走廊很长。" * 2000),), row_mm=8.0)
    assert pdf_text(pdf_of(paper(table), Letters())).count("廊") == 2000


def test_a_row_that_fits_a_page_but_not_below_its_head_is_parted() -> None:
    """Of 734 points, the head takes 20 · 12 and the row 50 · 12.5."""
    table = Table((Column("编\n" * 20, 1),), (("走\n" * 50,),))
    text = pdf_text(pdf_of(paper(table), Letters()))
    assert text.count("走") == 50


def test_landscape_is_wider_than_tall() -> None:
    page = pypdfium2.PdfDocument(pdf_of(paper(landscape=True), Letters()))[0]
    assert page.get_width() > page.get_height()


def test_what_no_font_has_is_said_and_never_an_empty_box() -> None:
    text = pdf_text(pdf_of(paper(Paragraph(f"{RARE}野楼")), Letters()))
    assert "〓野楼" in text
    assert "(U+20BB7)" in text


def test_an_own_font_rides_along(tmp_path: Path) -> None:
    rare = "\u9f96"  # two dragons: in GBK, and not in our font
    assert Letters().missing([rare]) == (rare,)
    letters = Letters(square_font(tmp_path / "own.ttf", rare))
    text = pdf_text(pdf_of(paper(Paragraph(f"{rare}野楼")), letters))
    assert f"{rare}野楼" in text
    assert "〓" not in text
