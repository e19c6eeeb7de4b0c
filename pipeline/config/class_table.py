"""Catalogues as tables: CSV and XLSX, a row a camera, turned into what a YAML file would say."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.config.problem import Problem, display, refused
from pipeline.config.scalar import read_scalar
from pipeline.config.table_text import table_text
from pipeline.config.wording import worded
from pipeline.config.yaml_gate import Lines, Loc, YamlDocument
from pipeline.errors import SiteFileError

MOST_ROWS = 2000
MOST_BYTES, MOST_UNPACKED_BYTES = 2**24, 2**27

COLUMNS: dict[str, Loc] = {
    "id": ("id",),
    "name": ("name",),
    "form": ("form",),
    "width_px": ("picture", 0),
    "height_px": ("picture", 1),
    "hfov_deg": ("lens", "hfov_deg"),
    "projection": ("lens", "projection"),
    "circle_px": ("lens", "circle_px"),
    "focal_mm": ("lens", "focal_mm"),
    "sensor_width_mm": ("lens", "sensor_width_mm"),
    "zoom_least_deg": ("zoom_deg", 0),
    "zoom_most_deg": ("zoom_deg", 1),
    "ir_range_m": ("ir_range_m",),
    "price": ("price",),
    "usual": ("usual",),
}
"""What a column may be called, and the field that it fills."""

NEEDED = ("id", "form", "width_px", "height_px", "price")


@dataclass(frozen=True)
class Cell:
    """A text with its place, such as D7."""

    text: str
    line: int
    column: int
    is_formula: bool = False


@dataclass(frozen=True, eq=False)
class TableDocument(YamlDocument):
    """A table as a document; `columns` are the letters of the headings."""

    columns: dict[str, str] = field(default_factory=dict)

    def problem(self, loc: Loc, kind: str, **values: object) -> Problem:
        """Return a problem of one kind at its line and column."""
        line = self.line_of(loc)
        inside = loc[2:]
        heading = next((h for h, way in COLUMNS.items() if way == inside), None)
        heading = heading or next((h for h, way in COLUMNS.items() if way[:1] == inside[:1]), "")
        place = f"{self.columns.get(heading, '')}{line} ({heading})" if heading else ""
        return Problem(display(self.path), line, place, worded(kind, **values))


def table_document(path: Path) -> TableDocument:
    """Return a CSV or XLSX catalogue as a document; SiteFileError with line and column."""
    rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    heading, *others = [*rows] or [[]]
    names = [cell.text.strip().lower() for cell in heading]
    known = ", ".join(COLUMNS)
    for name, cell in zip(names, heading, strict=True):
        if name and name not in COLUMNS:
            raise _refused(path, cell, "table_column", got=f"'{name[:40]}'", known=known)
        if name and name in names[: cell.column]:
            raise _refused(path, cell, "table_twice", got=f"'{name}'")
    if missing := [name for name in NEEDED if name not in names]:
        raise _refused(path, None, "table_heading", known=", ".join(NEEDED), got=missing[0])
    columns = {
        name: letters(cell.column) for name, cell in zip(names, heading, strict=True) if name
    }
    entries, lines = [], []
    for row in others:
        if any(cell.text.strip() for cell in row):
            entries.append(_entry(path, names, row))
            lines.append(row[0].line)
    data = {"format": 1, "classes": entries}
    return TableDocument(path, data, lambda: _lines(data, lines), columns=columns)


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> letters(0), letters(25), letters(26)
    ('A', 'Z', 'AA')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _entry(path: Path, names: Sequence[str], row: Sequence[Cell]) -> dict[str, Any]:
    """Return a row as the mapping of a camera."""
    entry: dict[str, Any] = {}
    for name, cell in zip(names, row, strict=False):
        if not name or not cell.text.strip():
            continue
        if cell.is_formula:
            raise _refused(path, cell, "table_formula")
        way, value = COLUMNS[name], read_scalar(cell.text.strip())
        if len(way) == 1:
            entry[str(way[0])] = cell.text.strip() if name in {"id", "name"} else value
        elif isinstance(way[1], int):
            entry.setdefault(str(way[0]), [None, None])[way[1]] = value
        else:
            entry.setdefault(str(way[0]), {})[way[1]] = value
    return entry


def _lines(data: dict[str, Any], lines: Sequence[int]) -> Lines:
    """Return on which line of the table each part of a document stands."""
    of: dict[int, dict[int | str, int]] = {id(data): {"classes": 1, "format": 1}}
    of[id(data["classes"])] = dict(enumerate(lines))
    for entry, line in zip(data["classes"], lines, strict=True):
        of[id(entry)] = dict.fromkeys(entry, line)
    return Lines(data, of, 1)


def _csv(path: Path) -> Iterator[list[Cell]]:
    text = table_text(path)
    table = csv.reader(io.StringIO(text), strict=True)
    try:
        for number, row in enumerate(table, start=1):
            if number > MOST_ROWS:
                raise _refused(path, None, "table_rows", most=MOST_ROWS)
            yield [Cell(text, table.line_num, column) for column, text in enumerate(row)]
    except csv.Error as error:
        raise _refused(path, Cell("", table.line_num, 0), "list_csv") from error


def _workbook(path: Path) -> Iterator[list[Cell]]:
    """Yield the rows of the first sheet of a workbook that cannot unpack to gigabytes."""
    from openpyxl import load_workbook

    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise _refused(path, None, "table_workbook")
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    except FileNotFoundError as error:
        raise _refused(path, None, "no_file") from error
    except SiteFileError:
        raise
    except Exception as error:
        # openpyxl may raise anything at a broken workbook.
        raise _refused(path, None, "table_workbook") from error
    if sheet.max_row > MOST_ROWS:
        raise _refused(path, None, "table_rows", most=MOST_ROWS)
    for number, row in enumerate(sheet.iter_rows(max_col=64), start=1):
        yield [
            Cell(_text(cell.value), number, column, cell.data_type == "f")
            for column, cell in enumerate(row)
        ]


def _text(value: object) -> str:
    """Return what a cell holds as it would be typed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _refused(path: Path, cell: Cell | None, kind: str, **values: object) -> SiteFileError:
    line = cell.line if cell else None
    place = f"{letters(cell.column)}{cell.line}" if cell else ""
    return refused([Problem(display(path), line, place, worded(kind, **values))])
