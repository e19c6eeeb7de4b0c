"""Tables as a workbook for Excel, to the same bytes whenever it is made."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pipeline.domain.cell import is_formula_like, put_in_xlsx
from pipeline.domain.label import Language
from pipeline.report.city_tables import Cell, Table
from pipeline.report.city_wording import NOT_KNOWN

WIDEST, NARROWEST = 48, 8
TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
LONG_AGO = b"2000-01-01T00:00:00Z"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook(tables: Sequence[Table], language: Language) -> bytes:
    """Return a workbook with a sheet for each table, its headings frozen and filters on them.

    Text stays text, whatever sign it begins with: a name is no formula.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title.told(language)[:31])
        last = get_column_letter(len(table.columns))
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
        for number, width in enumerate(_widths(table, language), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([_heading(label.told(language), sheet) for _, label in table.columns])
        for row in table.rows:
            sheet.append([_cell(value, sheet, language) for value in row])
    made = BytesIO()
    book.save(made)
    return _timeless(made.getvalue())


def _heading(words: str, sheet: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, words)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(value: Cell, sheet: Any, language: Language) -> Any:
    """Return a cell: text as text, numbers to two digits, and what nobody knows in words."""
    if value is None:
        return NOT_KNOWN.told(language)
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, str):
        value = UNPRINTABLE.sub(" ", value)
        is_code = is_formula_like(value) or value.startswith("#")
        return _as_text(value, sheet) if is_code else value
    return value


def _as_text(value: str, sheet: Any) -> Any:
    """Return a cell that holds what looks like a formula or an error, as the text that it is."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    put_in_xlsx(cell, value)
    return cell


def _widths(table: Table, language: Language) -> list[float]:
    """Return how wide columns are, a Chinese character being twice as wide as a letter."""
    shown = [[label.told(language) for _, label in table.columns]]
    shown += [[str(value)[:WIDEST] for value in row] for row in table.rows[:50]]
    widths = [
        max(sum(1 + (c > "⺀") for c in text) for text in column)
        for column in zip(*shown, strict=True)
    ]
    return [min(WIDEST, max(NARROWEST, width + 2)) for width in widths]


def _timeless(content: bytes) -> bytes:
    """Return a workbook without the times at which it and its parts were made."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = TIMES.sub(rb"\g<1>" + LONG_AGO + rb"\g<3>", old.read(name))
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            new.writestr(info, part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
