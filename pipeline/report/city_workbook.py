"""Tables as a workbook for Excel, to the same bytes whenever it is made."""

import re
import zipfile
from collections.abc import Sequence
from functools import cache, partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from pipeline.domain.cell import is_formula_like, put_in_xlsx
from pipeline.domain.label import Language
from pipeline.report.city_tables import Table
from pipeline.report.city_wording import NOT_KNOWN

WIDEST, NARROWEST = 48, 8
TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
LONG_AGO = b"2000-01-01T00:00:00Z"
ROWS_END = b"</sheetData>"
MOST_SIGNS = 32767
"""Of a cell; Excel takes no more."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What has no place in XML."""


def workbook(tables: Sequence[Table], language: Language) -> bytes:
    """Return a workbook with a sheet for each table, its headings frozen and filters on them.

    Text stays text, whatever sign it begins with: a name is no formula. Rows are written as XML,
    since a hundred thousand cells take openpyxl some seconds.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    rows = {}
    for place, table in enumerate(tables, start=1):
        sheet = book.create_sheet(table.title.told(language)[:31])
        letters = [get_column_letter(n) for n in range(1, len(table.columns) + 1)]
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{letters[-1]}{len(table.rows) + 1}"
        for letter, width in zip(letters, _widths(table, language), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.append([_heading(label.told(language), sheet) for _, label in table.columns])
        rows[f"xl/worksheets/sheet{place}.xml"] = _rows(table, letters, sheet, language)
    made = BytesIO()
    book.save(made)
    return _timeless(made.getvalue(), rows)


def _rows(table: Table, letters: Sequence[str], sheet: Any, language: Language) -> bytes:
    """Return the rows of a sheet, below that of its headings."""
    unknown, quoted = NOT_KNOWN.told(language), _quoted_style(sheet)
    # Schools, clauses and places come over and over.
    text = cache(partial(_text, quoted=quoted))
    written = []
    for number, row in enumerate(table.told_rows(language), start=2):
        cells = [
            f'<c r="{letter}{number}"{_number(v) if isinstance(v, int | float) else text(v)}'
            for letter, v in zip(letters, [unknown if v is None else v for v in row], strict=True)
        ]
        written.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(written).encode("utf-8")


def _quoted_style(sheet: Any) -> int:
    """Return the style of cells that hold what looks like a formula, as the text that it is."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, "=")
    put_in_xlsx(cell, "=")
    return int(cell.style_id)


def _heading(words: str, sheet: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _number(value: float) -> str:
    """Return the rest of a cell that holds a number, to two digits."""
    return f' t="n"><v>{round(value, 2):.16g}</v></c>'


def _text(value: str, quoted: int) -> str:
    """Return the rest of a cell that holds a text, whatever it looks like."""
    style = f' s="{quoted}"' if is_formula_like(value) else ""
    text = UNPRINTABLE.sub(" ", value[:MOST_SIGNS])
    if not text:
        return f'{style} t="inlineStr"></c>'
    space = "" if text == text.strip() else ' xml:space="preserve"'
    words = escape(text, {"\r": "&#13;"})
    return f'{style} t="inlineStr"><is><t{space}>{words}</t></is></c>'


def _widths(table: Table, language: Language) -> list[float]:
    """Return how wide columns are, a Chinese character being twice as wide as a letter."""
    shown = [[label.told(language) for _, label in table.columns]]
    shown += [[str(value)[:WIDEST] for value in row] for row in table.told_rows(language)[:50]]
    widths = [
        max(sum(1 + (c > "⺀") for c in text) for text in column)
        for column in zip(*shown, strict=True)
    ]
    return [min(WIDEST, max(NARROWEST, width + 2)) for width in widths]


def _timeless(content: bytes, rows: dict[str, bytes]) -> bytes:
    """Return a workbook with more rows, without the times at which it and its parts were made."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = TIMES.sub(rb"\g<1>" + LONG_AGO + rb"\g<3>", old.read(name))
            if name in rows:
                part = part.replace(ROWS_END, rows[name] + ROWS_END)
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            new.writestr(info, part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
