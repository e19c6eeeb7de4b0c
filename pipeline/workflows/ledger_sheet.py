"""Takes over what people filled in: every row of a sheet, or none and each refusal in its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.domain.hazard import Change, Hazard
from pipeline.domain.hazard_words import ELEMENTS, Action
from pipeline.domain.label import Label
from pipeline.domain.seal import seal
from pipeline.errors import LedgerError, SiteFileError
from pipeline.importers.ledger_sheet import CellProblem, SheetRow, load_ledger_sheet
from pipeline.store.database import transaction
from pipeline.store.ledger import Ledger, hazard_of, put

EDITABLE = ("hazard_class", "major", *ELEMENTS)


def import_sheet(connection: Ledger, path: Path, who: str, at: str) -> int:
    """Return how many changes a filled-in sheet has made; rows that say nothing new make none.

    Raises SiteFileError with all refused rows; the ledger is then as it was.
    """
    rows = load_ledger_sheet(path)
    with transaction(connection):
        problems, made = _applied(connection, rows, who, at)
        if problems:
            raise SiteFileError(tuple(problems))
    return made


def _applied(
    connection: Ledger, rows: Sequence[SheetRow], who: str, at: str
) -> tuple[list[CellProblem], int]:
    problems: list[CellProblem] = []
    made, seen = 0, set[str]()
    for row in rows:
        if not row.problems and row.values["id"] in seen:
            problems.append(row.problem("id", Label("重复的编号", "an id that is there twice")))
            continue
        seen |= {row.values["id"]} - {""}
        found = [*row.problems, *_refused(connection, row)]
        if found:
            problems += found
            continue
        hazard = hazard_of(connection, row.values["id"])
        for change in _changes(hazard, row, who, at):
            if change.action == "register" and hazard_of(connection, change.hazard_id):
                continue  # The sheet was taken over before.
            try:
                made += put(connection, change)
            except LedgerError as error:
                column = _column(hazard_of(connection, change.hazard_id), change, row)
                problems.append(row.problem(column, Label(error.zh, str(error))))
                break
    return problems, made


def _refused(connection: Ledger, row: SheetRow) -> Iterator[CellProblem]:
    """Yield what is wrong of a row before any change is tried."""
    values = row.values
    if not values["id"]:
        for key in ("site_id", "hazard_class", "content"):
            if not values[key]:
                yield row.problem(key, Label("新登记的隐患须填写", "a new hazard needs it"))
        return
    hazard = hazard_of(connection, values["id"])
    if hazard is None:
        yield row.problem("id", Label("台账中没有此编号", "is not in this ledger"))
        return
    for key in ("site_id", "place"):
        if values[key] != getattr(hazard, key):
            yield row.problem(key, Label("此列不能改", "this column is not to be changed"))
    if _is_news(hazard, row) and values["revision"] != str(hazard.revision):
        yield row.problem(
            "revision",
            Label(
                f"导出后已有变更（现为第{hazard.revision}版）；请重新导出",
                f"was changed since this sheet was written (now {hazard.revision}); export again",
            ),
        )


def _is_news(hazard: Hazard, row: SheetRow) -> bool:
    return bool(_edits(hazard, row)) or row.values["state"] != hazard.state


def _edits(hazard: Hazard, row: SheetRow) -> dict[str, Any]:
    """Return what a row says otherwise than the hazard does, in whichever language."""
    return {key: row.values[key] for key in EDITABLE if row.values[key] not in _said(hazard, key)}


def _said(hazard: Hazard, key: Any) -> tuple[Any, ...]:
    return hazard.texts(key) if key in ELEMENTS else (getattr(hazard, key),)


def _changes(hazard: Hazard | None, row: SheetRow, who: str, at: str) -> Iterator[Change]:
    """Yield the changes that lead from a hazard as it stands to what a row says."""
    values, why = row.values, row.values["why"]
    if hazard is None:
        yield new_hazard(values["site_id"], values["place"], _new(values), who, at)
        return
    edits, goal = _edits(hazard, row), values["state"]

    def step(action: Action, **data: Any) -> Change:
        return Change(hazard.id, at, who, action, why, data)

    if goal == hazard.state:
        if edits:
            yield step("assign" if goal == "rectifying" else "amend", **edits)
        return
    if goal == "rectifying" and hazard.state == "review":
        yield step("reject")
        return
    if edits and goal != "rectifying":
        yield step("amend", **edits)
    if goal == "rectifying":
        yield step("assign", **edits)
    elif goal == "waived":
        yield step("waive", until=values["waived_until"])
    elif goal == "registered":
        yield step("reopen" if hazard.state == "closed" else "expire")
    else:
        actions: dict[str, Action] = {
            "review": "rectify",
            "supervised": "escalate",
            "closed": "close",
        }
        yield step(actions[goal])


def _new(values: Any) -> dict[str, Any]:
    return {key: values[key] for key in EDITABLE}


def new_hazard(site_id: str, place: str, data: dict[str, Any], who: str, at: str) -> Change:
    """Return the registration of what a person found; the same words give the same id."""
    about = {"site_id": site_id, "place": place, "content": data["content"]}
    defect_id = f"H-{seal({**about, 'hazard_class': data['hazard_class']})[:10]}"
    whole = {**data, **about, "defect_id": defect_id}
    return Change(f"{site_id}/{defect_id}", at, who, "register", data=whole)


def _column(hazard: Hazard | None, change: Change, row: SheetRow) -> str:
    """Return the column in which a refused change is to be mended."""
    if change.action == "waive":
        return "waived_until" if row.values["why"] else "why"
    if change.action in ("reject", "escalate", "expire", "reopen") and not row.values["why"]:
        return "why"
    if change.action in ("assign", "rectify") and hazard is not None:
        empty = [key for key in ELEMENTS if not row.values[key]]
        return empty[0] if empty else "due" if change.action == "assign" else "state"
    if change.action == "amend":
        return "due"
    return "state" if change.action != "register" else "content"
