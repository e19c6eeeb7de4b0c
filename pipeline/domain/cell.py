"""A cell of a table as spreadsheets take it: what people typed stays text and never is a formula.

A name that begins with ``=`` is run as a formula by whoever opens the table, and may then fetch and
send what it likes. So may ``+``, ``-``, ``@``, a tab or a line's end, and the full-width signs.
"""

from typing import Any, Protocol

FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
TEXT_SIGN = "'"
"""What spreadsheets take to mean that the rest is text."""

Value = str | int | float | bool | None


class XlsxCell(Protocol):
    """What is asked of a cell of openpyxl."""

    value: Any
    data_type: str
    quotePrefix: Any  # noqa: N815 - openpyxl's name


def is_formula_like(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula.

    >>> is_formula_like("=1+1"), is_formula_like("East gate"), is_formula_like("")
    (True, False, False)
    """
    return text[:1] in FORMULA_SIGNS and text != ""


def csv_cell(value: Value) -> str | int | float:
    """Return a value for a CSV file; numbers stay as they are, and nothing known is empty.

    >>> csv_cell("=HYPERLINK(...)"), csv_cell("校门"), csv_cell(-1.5), csv_cell(None)
    ("'=HYPERLINK(...)", '校门', -1.5, '')
    """
    if isinstance(value, str) and is_formula_like(value):
        return TEXT_SIGN + value
    return "" if value is None else value


def put_in_xlsx(cell: XlsxCell, value: Value) -> None:
    """Put a value in a cell of openpyxl; text is stored as text, whatever it begins with."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = is_formula_like(value)
