"""Word's format: everything that is put in is found again, in letters that the file carries."""

import io
import shutil
import subprocess
import sys
import uuid
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from fontTools.ttLib import TTFont

from pipeline.domain.label import LANGUAGES, Language
from pipeline.errors import UnavailableError
from pipeline.report.paper.blocks import Paragraph, Picture
from pipeline.report.paper.opc import FONT_PART, obfuscated
from pipeline.report.paper.word import word_of
from pipeline.report.plan_picture import plan_picture
from tests.report.paper.read_back import pdf_text, squeezed, word_text
from tests.report.paper.test_pdf import BLOCKS, paper
from tests.report.samples import COVERAGE, FLOOR

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_found_again(language: Language) -> None:
    text = word_text(word_of(paper(*BLOCKS, language=language)))
    assert [t for t in paper(*BLOCKS).texts() if squeezed(t) not in text] == []


def test_equal_documents_are_equal_files() -> None:
    assert word_of(paper(*BLOCKS)) == word_of(paper(*BLOCKS))


def embedded_font(file: bytes) -> TTFont:
    """Return the font inside a document, put back in order by the key in its font table."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        font, table = archive.read(FONT_PART), archive.read("word/fontTable.xml").decode()
    key = uuid.UUID(table.partition('w:fontKey="{')[2].partition("}")[0])
    return TTFont(io.BytesIO(obfuscated(font, key)))


def test_the_font_inside_has_every_character() -> None:
    has = set(map(chr, embedded_font(word_of(paper(*BLOCKS))).getBestCmap()))
    assert set("".join(paper(*BLOCKS).texts())) - has == set()
    assert set("由生成第页，共0123456789") - has == set()


def test_two_documents_with_other_letters_have_fonts_of_other_names() -> None:
    """Or a program that has both open would show the one with the letters of the other."""
    one, other = (word_of(paper(Paragraph(text))) for text in ("走廊", "操场"))
    names = [embedded_font(file)["name"].getDebugName(1) for file in (one, other)]
    assert names[0] != names[1]
    assert docx.Document(io.BytesIO(one)).styles["Normal"].font.name == names[0]


def test_every_part_of_the_package_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(word_of(paper(*BLOCKS)))) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        for name in parts:
            ElementTree.fromstring(archive.read(name))


ORDERS = {
    "tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"],
}
"""ECMA-376: the order in which these elements must stand, or Word calls the file broken."""


@pytest.mark.parametrize("parent", ORDERS)
def test_elements_stand_in_the_order_that_the_format_asks_for(parent: str) -> None:
    body = docx.Document(io.BytesIO(word_of(paper(*BLOCKS)))).element.body
    space = f"{{{body.nsmap['w']}}}"
    found = list(body.iter(f"{space}{parent}"))
    assert found
    for element in found:
        names = [child.tag.removeprefix(space) for child in element]
        assert names == sorted(names, key=ORDERS[parent].index)


def test_a_picture_tells_what_it_shows() -> None:
    png = plan_picture(FLOOR, COVERAGE, "zh", "png")
    document = docx.Document(io.BytesIO(word_of(paper(Picture(png, "平面图")))))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "平面图"
    assert shape.width <= document.sections[0].page_width


def test_without_python_docx_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(UnavailableError, match=r"pip install sightline\[docx\]"):
        word_of(paper())


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_it_and_keeps_every_word(tmp_path: Path) -> None:
    file = tmp_path / "notice.docx"
    file.write_bytes(word_of(paper(*BLOCKS)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", file.name]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    pdf = (tmp_path / "notice.pdf").read_bytes()
    assert [t for t in paper(*BLOCKS).texts() if squeezed(t) not in pdf_text(pdf)] == []
    assert b"Sightline" in pdf
