"""No text that people typed becomes a formula of a spreadsheet."""

import csv
import io

import openpyxl
import pytest

from pipeline.domain.cell import FORMULA_SIGNS, csv_cell, put_in_xlsx

DANGEROUS = ['=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_looks_like_a_formula_is_marked_as_text(text: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([csv_cell(text), csv_cell("校门")])
    (told, name), *_ = csv.reader(io.StringIO(buffer.getvalue(), newline=""))
    assert told == "'" + text
    assert told[0] not in FORMULA_SIGNS
    assert name == "校门"


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_workbook_keeps_it_as_a_string(text: str) -> None:
    book = openpyxl.Workbook()
    put_in_xlsx(book.active["A1"], text)
    buffer = io.BytesIO()
    book.save(buffer)
    cell = openpyxl.load_workbook(buffer).active["A1"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_control_an_unguarded_workbook_takes_it_for_a_formula() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = DANGEROUS[0]
    assert book.active["A1"].data_type == "f"


def test_numbers_stay_numbers() -> None:
    assert (csv_cell(-3), csv_cell(0.5), csv_cell(None)) == (-3, 0.5, "")
    book = openpyxl.Workbook()
    put_in_xlsx(book.active["A1"], -3)
    assert (book.active["A1"].data_type, book.active["A1"].value) == ("n", -3)
