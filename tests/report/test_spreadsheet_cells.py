"""Whatever a name is, no spreadsheet runs it, and an office program reads every word of it."""

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.domain.cell import FORMULA_SIGNS, csv_cell
from pipeline.domain.hazard import Hazard
from pipeline.domain.label import Label
from pipeline.report.city_tables import city_tables
from pipeline.report.city_workbook import workbook
from pipeline.report.ledger_sheet import ledger_sheet
from tests.report.city_samples import sample_city
from tests.report.paper.read_back import squeezed

OFFICE = shutil.which("libreoffice") or shutil.which("soffice")
AT = "2026-11-29T04:00:00+00:00"
SIGNS = st.sampled_from(["", *sorted(FORMULA_SIGNS), "#", "#N/A", "{=", "=cmd|'/C calc'!A0", "'"])
NAMES = st.builds(
    str.__add__, SIGNS, st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
)


def hazard(text: str) -> Hazard:
    words = Label(text, text)
    return Hazard("a/H-1", "a", "H-1", "fire", AT, AT, AT, content=words, person=text, place=text)


def books(texts: list[str]) -> list[bytes]:
    """Return both workbooks with some texts in them: the ledger's, and the city's."""
    city = sample_city()
    named = (replace(city.records[0], label=Label(text, text), path=text) for text in texts)
    tables = city_tables(replace(city, records=(*named, *city.records[1:])), "zh")
    return [ledger_sheet([hazard(text) for text in texts], "zh"), workbook(tables, "zh")]


@settings(max_examples=3)
@given(st.lists(NAMES, min_size=20, max_size=30))
@pytest.mark.fault("L1")
def test_no_text_is_a_formula_or_an_error_in_a_workbook(texts: list[str]) -> None:
    for content in books(texts):
        for sheet in load_workbook(io.BytesIO(content)).worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
            marked = [cell for cell in cells if str(cell.value)[:1] in FORMULA_SIGNS]
            assert all(cell.quotePrefix for cell in marked if cell.value)


@given(NAMES)
@pytest.mark.fault("L1")
def test_no_text_begins_like_a_formula_in_a_table(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([csv_cell(text), csv_cell("门")])
    (told, _), *_ = csv.reader(io.StringIO(file.getvalue(), newline=""))
    assert told[:1] not in FORMULA_SIGNS or told == ""
    assert told.removeprefix("'") == text.removeprefix("'")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_an_office_program_opens_both_workbooks_and_keeps_every_word(tmp_path: Path) -> None:
    """Every sheet becomes a table; nothing in it was reckoned, and all Chinese is there."""
    name = '=HYPERLINK("http://x","校门")'
    ledger, city = books([name])
    (tmp_path / "ledger.xlsx").write_bytes(ledger)
    (tmp_path / "city.xlsx").write_bytes(city)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    # Commas, quotes, UTF-8, text as it is, and every sheet (-1).
    as_tables = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [str(OFFICE), profile, "--headless", "--convert-to", as_tables]
    command += ["ledger.xlsx", "city.xlsx"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=120)
    for book in ("ledger", "city"):
        tables = sorted(tmp_path.glob(f"{book}-*.csv"))
        texts = [path.read_text("utf-8") for path in tables]
        rows = [row for text in texts for row in csv.reader(io.StringIO(text, newline=""))]
        read = squeezed("".join(cell for row in rows for cell in row))
        sheets = load_workbook(tmp_path / f"{book}.xlsx").worksheets
        cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
        words = [str(cell.value) for cell in cells if isinstance(cell.value, str) and cell.value]
        assert [word for word in words if squeezed(word) not in read] == []
        assert squeezed(name) in read
