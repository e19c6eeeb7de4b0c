"""How a document for Word is dressed: page, styles, and what python-docx has no words for."""

from typing import Any

from pipeline.domain.label import Language
from pipeline.report.paper.blocks import Tone

BODY_PT, CELL_PT = 10.5, 9.0
STYLES_PT = {
    "Normal": (BODY_PT, 0.0, 5.0),
    "Title": (18.0, 0.0, 8.0),
    "Heading 1": (13.0, 12.0, 5.0),
    "Heading 2": (11.5, 9.0, 4.0),
}
"""Size, space before and space after of each style that is used, in points."""

INK: dict[Tone, str] = {"note": "5B6676", "warn": "A81316"}
SHADE = "F0F3F7"
CELL_MARGINS_TWIPS = {"top": 18, "left": 55, "bottom": 18, "right": 55}
"""A third of a millimetre, and one, in the order that the format asks for."""

AFTER_MARGINS = ("w:tblLook", "w:tblCaption", "w:tblDescription", "w:tblPrChange")
AFTER_TINT = (
    *("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"),
    "w:tcPrChange",
)
AFTER_LANGUAGE = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
"""What must follow an element; Word refuses a file whose elements are out of order."""


def dress(document: Any, language: Language, landscape: bool, font: str) -> None:
    """Give a new document its page and its styles, in a font by its name."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    sides = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, (size_pt, before_pt, after_pt) in STYLES_PT.items():
        style = document.styles[name]
        style.font.size = Pt(size_pt)
        style.font.bold = name.startswith("Heading") or name == "Title"
        style.font.color.rgb = RGBColor(0x1D, 0x24, 0x30)
        style.paragraph_format.space_before = Pt(before_pt)
        style.paragraph_format.space_after = Pt(after_pt)
        _name_font(style, language, font)
    _without_rule(document.styles["Title"])


def _name_font(style: Any, language: Language, font: str) -> None:
    """Set a style in the font that rides along, for every script, and say its language."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style.font.name = font
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), font)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN" if language == "zh" else "en-GB")
    properties.insert_element_before(spoken, *AFTER_LANGUAGE)


def narrow_margins(table: Any) -> None:
    """Leave little room beside the words of a table's cells."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side, twips in CELL_MARGINS_TWIPS.items():
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, *AFTER_MARGINS)


def _without_rule(style: Any) -> None:
    """Take away the blue line below a title."""
    from docx.oxml.ns import qn

    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def coloured(run: Any, tone: Tone) -> None:
    """Give words the ink of their tone."""
    from docx.shared import RGBColor

    if tone in INK:
        run.font.color.rgb = RGBColor.from_string(INK[tone])


def shade(cell: Any) -> None:
    """Tint a cell of a heading."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    tint = OxmlElement("w:shd")
    tint.set(qn("w:val"), "clear")
    tint.set(qn("w:color"), "auto")
    tint.set(qn("w:fill"), SHADE)
    cell._tc.get_or_add_tcPr().insert_element_before(tint, *AFTER_TINT)


def sign_below(cell: Any) -> None:
    """Draw a line below a cell, to sign on."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "5B6676")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", *AFTER_TINT)


def give_header_row(row: Any) -> None:
    """Let a row stand on top of every page of its table."""
    _row_mark(row, "w:tblHeader")


def keep_row_whole(row: Any) -> None:
    """Let no page end within a row."""
    _row_mark(row, "w:cantSplit")


def _row_mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))


def row_at_least(row: Any, height_mm: float) -> None:
    """Give a row room to be written in."""
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Mm

    row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST


def page_number(paragraph: Any, before: str, words: str) -> None:
    """Write some words and the numbers of this page and of all pages, which Word fills in."""
    from docx.shared import Pt

    lead, _, rest = words.partition("{page}")
    between, _, after = rest.partition("{pages}")
    for text, field in ((before + lead, "PAGE"), (between, "NUMPAGES"), (after, "")):
        run = paragraph.add_run(text)
        run.font.size = Pt(8)
        if field:
            _field(paragraph, field)


def _field(paragraph: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run("")
        run.font.size = Pt(8)
        if kind == "text":
            run.text = text
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
