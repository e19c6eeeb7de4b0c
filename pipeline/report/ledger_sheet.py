"""The ledger as a spreadsheet that people fill in and give back."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.domain.cell import put_in_xlsx
from pipeline.domain.hazard import Hazard
from pipeline.domain.hazard_sheet import COLUMNS, MOST_ROWS, YES_NO, SheetColumn
from pipeline.domain.hazard_words import CLASSES, STATES, WORDED
from pipeline.domain.label import Label, Language

TITLE = Label("隐患台账", "Hazards")
SPARE_ROWS = 50
"""Rows below the last hazard that carry the lists too, for what people add."""

LISTS: dict[str, Mapping[Any, Label]] = {
    "state": STATES,
    "hazard_class": CLASSES,
    "major": YES_NO,
}
WRAPPED = Alignment(wrap_text=True, vertical="top")
OPEN = Protection(locked=False)
"""What is not opened is locked, once its sheet is protected."""

HEADING_FILL = PatternFill("solid", fgColor="DDE6EE")
LOCKED_FILL = PatternFill("solid", fgColor="F2F2F2")


def ledger_sheet(hazards: Sequence[Hazard], language: Language) -> bytes:
    """Return hazards as an XLSX workbook; ids are locked, and states are chosen from a list.

    Every cell is text: what begins like a formula is none, here or in what Excel makes of it.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, start in enumerate(range(0, max(1, len(hazards)), MOST_ROWS), start=1):
        title = TITLE.told(language) + (f" {number}" if number > 1 else "")
        _fill(book.create_sheet(title), hazards[start : start + MOST_ROWS], language)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, hazards: Sequence[Hazard], language: Language) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        heading = sheet.cell(1, number, column.label.told(language))
        heading.font, heading.fill = Font(bold=True), HEADING_FILL
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        for row, hazard in enumerate(hazards, start=2):
            _text(sheet.cell(row, number), _value(hazard, column.key, language), column)
        for row in range(len(hazards) + 2, len(hazards) + 2 + SPARE_ROWS):
            sheet.cell(row, number).protection = OPEN
    sheet.freeze_panes = "B2"
    last = len(hazards) + 1 + SPARE_ROWS
    lists: dict[str, Mapping[Any, Label]] = {
        "state": STATES,
        "hazard_class": CLASSES,
        "major": YES_NO,
    }
    for key, labels in lists.items():
        _choose(sheet, key, [label.told(language) for label in labels.values()], last)
    # Without a password: it keeps a hand from slipping, not a thief from the ids.
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(2, len(hazards) + 1)}"


def _value(hazard: Hazard, key: str, language: Language) -> str:
    if key == "why":
        return ""
    if key == "state":
        return STATES[hazard.state].told(language)
    if key == "hazard_class":
        return CLASSES[hazard.hazard_class].told(language)
    if key == "major":
        return YES_NO[hazard.major].told(language)
    if key in WORDED:
        return hazard.element(key, language)
    return str(getattr(hazard, key))


def _text(cell: Cell | MergedCell, text: str, column: SheetColumn) -> None:
    """Write a text as text, whatever it begins with."""
    put_in_xlsx(cell, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.number_format = "@"
    cell.alignment = WRAPPED
    if column.open:
        cell.protection = OPEN
    else:
        cell.fill = LOCKED_FILL


def _choose(sheet: Worksheet, key: str, choices: list[str], last_row: int) -> None:
    """Let a column take nothing but some choices."""
    number = next(n for n, column in enumerate(COLUMNS, start=1) if column.key == key)
    letter = get_column_letter(number)
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    rule.error, rule.showErrorMessage = " / ".join(choices), True
    rule.add(f"{letter}2:{letter}{last_row}")
    sheet.add_data_validation(rule)
