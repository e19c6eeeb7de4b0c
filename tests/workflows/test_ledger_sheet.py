"""The ledger goes out as a sheet, is filled in, and comes back: all of it, or nothing."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_sheet import COLUMNS
from pipeline.domain.hazard_words import STATES
from pipeline.domain.label import LANGUAGES, Language
from pipeline.errors import InputError, SiteFileError
from pipeline.report.ledger_sheet import ledger_sheet
from pipeline.store.ledger import hazard_of, hazards_of, history_of, open_ledger, record
from pipeline.workflows.ledger_sheet import import_sheet, new_hazard

AT, LATER = "2026-11-29T04:00:00.000+00:00", "2026-11-30T04:00:00.000+00:00"
FIVE = {"standard": "畅通", "measure": "清理", "due": "2026-12-31", "person": "总务处"}
LETTERS = {column.key: "ABCDEFGHIJKLMN"[n] for n, column in enumerate(COLUMNS)}

Fill = Callable[..., Path]


@pytest.fixture
def ledger(tmp_path: Path) -> sqlite3.Connection:
    """Return a ledger with a hazard that is registered and one that is being rectified."""
    ledger = open_ledger(tmp_path / "ledger.db")
    for name in ("a", "b"):
        data = {"site_id": "demo", "defect_id": name, "hazard_class": "fire", "content": "门被堵"}
        record(ledger, [Change(f"demo/{name}", AT, "安全员", "register", data=data)])
    record(ledger, [Change("demo/b", AT, "安全员", "assign", data=FIVE)])
    return ledger


@pytest.fixture
def fill(ledger: sqlite3.Connection, tmp_path: Path) -> Fill:
    """Return what writes the ledger as a sheet with some cells filled in, by column and row."""

    def filled(language: Language = "zh", **cells: Any) -> Path:
        path = tmp_path / "ledger.xlsx"
        path.write_bytes(ledger_sheet(hazards_of(ledger), language))
        book = load_workbook(path)
        for name, value in cells.items():
            key, row = name.rsplit("_", 1)
            book.worksheets[0][f"{LETTERS[key]}{row}"] = value
        book.save(path)
        return path

    return filled


def known(ledger: sqlite3.Connection, name: str) -> Hazard:
    hazard = hazard_of(ledger, f"demo/{name}")
    assert hazard is not None
    return hazard


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_that_nobody_touched_changes_nothing(
    ledger: sqlite3.Connection, fill: Fill, language: Language
) -> None:
    assert import_sheet(ledger, fill(language), "总务处", LATER) == 0


def test_filling_in_the_five_elements_and_the_state_assigns(
    ledger: sqlite3.Connection, fill: Fill
) -> None:
    path = fill(**{f"{key}_2": value for key, value in FIVE.items()}, state_2="整改")
    assert import_sheet(ledger, path, "总务处", LATER) == 1
    hazard = known(ledger, "a")
    assert (hazard.state, hazard.person, hazard.due) == ("rectifying", "总务处", "2026-12-31")
    assert history_of(ledger, hazard.id)[-1].change.who == "总务处"


def test_the_same_sheet_again_changes_nothing(ledger: sqlite3.Connection, fill: Fill) -> None:
    path = fill(person_2="后勤处", state_3="复核")
    assert import_sheet(ledger, path, "总务处", LATER) == 2
    assert import_sheet(ledger, path, "总务处", LATER) == 0


@pytest.mark.parametrize(
    ("state", "cells", "goal"),
    [
        ("b", {"state_3": "复核"}, "review"),
        ("b", {"state_3": "review"}, "review"),
        ("b", {"state_3": "挂牌督办", "why_3": "屡次"}, "supervised"),
        ("a", {"state_2": "豁免", "waived_until_2": "2027-06-30", "why_2": "改建"}, "waived"),
    ],
)
def test_states_are_chosen_in_either_language(
    ledger: sqlite3.Connection, fill: Fill, state: str, cells: dict[str, str], goal: str
) -> None:
    import_sheet(ledger, fill(**cells), "总务处", LATER)
    assert known(ledger, state).state == goal


def test_a_day_that_excel_wrote_as_a_date_is_one(ledger: sqlite3.Connection, fill: Fill) -> None:
    from datetime import datetime

    import_sheet(ledger, fill(due_2=datetime(2027, 1, 31)), "总务处", LATER)
    assert known(ledger, "a").due == "2027-01-31"


REFUSED = {
    "a state that is none": ({"state_2": "done"}, "G2", "'done'; one of"),
    "a close without proof": ({"state_2": "销账"}, "G2", "nobody can close it"),
    "an assignment without a person": ({"state_2": "整改", "due_2": "2027-01-01"}, "I2", "lacks"),
    "a day that is none": ({"due_2": "31.12.2026"}, "K2", "YYYY-MM-DD"),
    "a time limit that is over": ({"due_3": "2026-11-01"}, "K3", "before the day"),
    "a waiver without an end": ({"state_2": "豁免", "why_2": "改建"}, "M2", "must end after"),
    "a waiver without a reason": ({"state_2": "豁免", "waived_until_2": "2027-06-30"}, "N2", "why"),
    "a class that is none": ({"hazard_class_3": "ghosts"}, "E3", "'ghosts'; one of"),
    "another id": ({"id_3": "demo/c"}, "A3", "is not in this ledger"),
    "an id twice": ({"id_3": "demo/a"}, "A3", "there twice"),
    "another site": ({"site_id_2": "other"}, "C2", "not to be changed"),
    "another place": ({"place_2": "roof"}, "D2", "not to be changed"),
    "a formula": ({"content_2": "=1+1"}, "H2", "a formula"),
    "a text without end": ({"content_2": "长" * 2001}, "H2", "at most 2000"),
    "a new one without a class": ({"content_4": "灯坏", "site_id_4": "demo"}, "E4", "new hazard"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_row_is_named_by_row_and_column(
    ledger: sqlite3.Connection, fill: Fill, name: str
) -> None:
    cells, place, told = REFUSED[name]
    with pytest.raises(SiteFileError, match=told) as refused:
        import_sheet(ledger, fill(**cells), "总务处", LATER)
    (problem,) = refused.value.problems
    assert f"!{place} (" in problem.told("en") and f"!{place}（" not in problem.told("zh")


def test_one_refused_row_keeps_all_others_out_and_each_is_told(
    ledger: sqlite3.Connection, fill: Fill
) -> None:
    path = fill(person_2="后勤处", state_3="销账", due_2="soon")
    with pytest.raises(SiteFileError) as refused:
        import_sheet(ledger, path, "总务处", LATER)
    assert [problem.cell for problem in refused.value.problems] == ["隐患台账!K2", "隐患台账!G3"]
    assert known(ledger, "a").person == ""


def test_a_row_that_was_changed_by_somebody_else_meanwhile_is_refused(
    ledger: sqlite3.Connection, fill: Fill
) -> None:
    path = fill(person_2="后勤处")
    record(ledger, [Change("demo/a", LATER, "安全员", "amend", data={"person": "保卫处"})])
    with pytest.raises(SiteFileError, match=r"!B2 .* was changed since .* \(now 2\)"):
        import_sheet(ledger, path, "总务处", LATER)
    assert known(ledger, "a").person == "保卫处"


def test_a_row_that_people_add_is_a_new_hazard_once(ledger: sqlite3.Connection, fill: Fill) -> None:
    cells = {"site_id_4": "demo", "place_4": "食堂", "hazard_class_4": "食品卫生"}
    path = fill(**cells, content_4="冷柜超温", major_4="是")
    assert import_sheet(ledger, path, "总务处", LATER) == 1
    assert import_sheet(ledger, path, "总务处", LATER) == 0
    (new,) = [hazard for hazard in hazards_of(ledger) if hazard.hazard_class == "food"]
    assert (new.content.zh, new.place, new.major) == ("冷柜超温", "食堂", True)


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0")


def test_no_text_becomes_a_formula(ledger: sqlite3.Connection, tmp_path: Path) -> None:
    for text in HOSTILE:
        data = {"hazard_class": "fire", "content": text, "person": text}
        record(ledger, [new_hazard("demo", text, {**data, "due": ""}, "安全员", AT)])
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(ledger_sheet(hazards_of(ledger), "zh"))
    sheet = load_workbook(path).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2, max_row=9) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    begins = [cell for cell in cells if cell.value.startswith(("=", "+", "-", "@", "\t"))]
    assert len(begins) == 3 * len(HOSTILE) and all(cell.quotePrefix for cell in begins)


def test_the_control_of_the_formulas_is_one() -> None:
    cell = Workbook().worksheets[0].cell(1, 1, HOSTILE[0])
    assert (cell.data_type, cell.quotePrefix) == ("f", False)


def test_states_are_a_list_and_ids_are_locked(fill: Fill) -> None:
    sheet = load_workbook(fill()).worksheets[0]
    lists = {str(rule.sqref)[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["G"] == '"' + ",".join(label.zh for label in STATES.values()) + '"'
    assert set(lists) == {"E", "F", "G"}
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked and not sheet["L2"].protection.locked


def test_what_is_no_such_workbook_is_refused(ledger: sqlite3.Connection, tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_text("id,state\n")
    with pytest.raises(InputError, match="not an XLSX workbook"):
        import_sheet(ledger, path, "总务处", LATER)
    book = Workbook()
    book.worksheets[0]["A1"] = "编号"
    book.save(path)
    with pytest.raises(InputError, match="has no column revision, site, place"):
        import_sheet(ledger, path, "总务处", LATER)
