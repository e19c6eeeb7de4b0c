"""A ledger that people filled in as a spreadsheet, row by row, with every refusal in its place."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.domain.hazard_sheet import COLUMNS, MOST_ROWS, YES_NO
from pipeline.domain.hazard_words import CLASSES, STATES
from pipeline.domain.label import Label
from pipeline.errors import InputError
from pipeline.importers.plain_text import plain

MAX_BYTES = 2**25
MAX_UNPACKED_BYTES = 2**29
"""A workbook is a zip; one of kilobytes can ask for gigabytes."""

LISTS: dict[str, Mapping[Any, Label]] = {
    "state": STATES,
    "hazard_class": CLASSES,
    "major": YES_NO,
}


@dataclass(frozen=True)
class CellProblem:
    """Why a row is refused, with its row and column."""

    file: str
    cell: str
    heading: Label
    reason: Label

    def told(self, language: Any) -> str:
        """Return the refusal in one language."""
        at = f"{self.file}:{self.cell} ({self.heading.told(language)})"
        return f"{at}: {self.reason.told(language)}"

    def __str__(self) -> str:
        return self.told("en")


@dataclass(frozen=True)
class SheetRow:
    """A row as texts by column; `cells` are the names of their cells. Lists hold their keys."""

    file: str
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    problems: tuple[CellProblem, ...] = field(default=())

    def problem(self, key: str, reason: Label) -> CellProblem:
        """Return a refusal of this row, in the column of a field."""
        label = next(column.label for column in COLUMNS if column.key == key)
        return CellProblem(self.file, self.cells[key], label, reason)


def load_ledger_sheet(path: Path) -> tuple[SheetRow, ...]:
    """Return the rows of a workbook that hold anything.

    Raises InputError for a file that is no such workbook.
    """
    book = _opened(path)
    rows: list[SheetRow] = []
    for sheet in book.worksheets:
        rows += _rows(path, sheet)
        if len(rows) > MOST_ROWS:
            raise InputError(f"{path}: more than {MOST_ROWS} rows; split it")
    return tuple(rows)


def _opened(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: more than {MAX_BYTES} bytes")
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise InputError(f"{path}: unpacks to more than {MAX_UNPACKED_BYTES} bytes")
        return load_workbook(io.BytesIO(data))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    except InputError:
        raise
    except Exception as error:
        # openpyxl may raise anything at a broken workbook.
        raise InputError(f"{path}: not an XLSX workbook ({type(error).__name__})") from error


def _rows(path: Path, sheet: Any) -> Iterator[SheetRow]:
    lines = sheet.iter_rows()
    headings = next(lines, ())
    columns = {_key_of(cell.value): number for number, cell in enumerate(headings)}
    missing = [column.label.told("en") for column in COLUMNS if column.key not in columns]
    if missing:
        raise InputError(f"{path}: sheet '{sheet.title}' has no column {', '.join(missing)}")
    for line in lines:
        cells = {column.key: line[columns[column.key]] for column in COLUMNS}
        if any(cell.value not in (None, "") for cell in cells.values()):
            yield _row(path, sheet.title, cells)


def _key_of(heading: object) -> str | None:
    for column in COLUMNS:
        if str(heading).strip() in (column.key, column.label.zh, column.label.en):
            return column.key
    return None


def _row(path: Path, title: str, cells: Mapping[str, Any]) -> SheetRow:
    names = {key: f"{title}!{cell.coordinate}" for key, cell in cells.items()}
    row = SheetRow(str(path), {}, names)
    values: dict[str, Any] = {}
    problems = []
    for key, cell in cells.items():
        if cell.data_type == "f":
            problems.append(row.problem(key, Label("不能是公式", "a formula is not taken")))
            values[key] = ""
            continue
        try:
            values[key] = _value(key, cell.value)
        except InputError as error:
            problems.append(row.problem(key, Label(str(error), str(error))))
            values[key] = ""
    return SheetRow(str(path), values, names, tuple(problems))


def _value(key: str, value: Any) -> Any:
    """Return what a cell means for its column; an empty list cell means its first choice."""
    if hasattr(value, "isoformat"):
        value = value.isoformat()[:10]
    text = plain("" if value is None else str(value))
    if key in LISTS:
        for known, label in LISTS[key].items():
            if text in (known, label.zh, label.en):
                return known
        if text:
            choices = ", ".join(f"{label.zh} {label.en}" for label in LISTS[key].values())
            raise InputError(f"'{text}'; one of: {choices}")
        return {"state": "registered", "hazard_class": "", "major": False}[key]
    return text
