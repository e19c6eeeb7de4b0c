"""Every notebook runs from the root of the checkout, and prints what it shows its readers."""

import contextlib
import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.gold_files import assert_accepted

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))

Book = dict[str, Any]


def executed(book: Book, name: str) -> Book:
    """Return a notebook with what its code cells print, run in one namespace of their own.

    An error of a cell carries the cell's number among the code cells, as a notebook shows it.
    """
    done, namespace = copy.deepcopy(book), {"__name__": "__main__"}
    codes = [cell for cell in done["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(codes, start=1):
        cell["execution_count"] = number
        cell["outputs"] = shown(
            printed("".join(cell["source"]), f"{name}, cell {number}", namespace)
        )
    return done


def printed(source: str, name: str, namespace: dict[str, Any]) -> str:
    """Return what a cell prints; whatever it raises says which cell it was."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(source, f"<{name}>", "exec"), namespace)
    except Exception as error:
        error.add_note(name)
        raise
    return said.getvalue()


def shown(text: str) -> list[dict[str, Any]]:
    """Return a text as the outputs of a cell that only prints."""
    lines = text.splitlines(keepends=True)
    return [{"name": "stdout", "output_type": "stream", "text": lines}] if text else []


def written(book: Book) -> str:
    """Return a notebook as Jupyter writes it."""
    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def book_of(*sources: str) -> Book:
    cells = [
        {"cell_type": "code", "execution_count": None, "outputs": [], "source": [source]}
        for source in sources
    ]
    return {"cells": cells}


def test_there_is_a_notebook_to_run() -> None:
    assert [path.name for path in NOTEBOOKS] == [
        "camera-health.ipynb",
        "closing-the-gaps.ipynb",
        "coverage-in-five-minutes.ipynb",
        "footage-to-events.ipynb",
        "from-audit-to-closed.ipynb",
        "from-drawing-to-closed.ipynb",
        "tuning-a-threshold.ipynb",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_holds_what_it_asserts_and_prints_what_it_shows(
    path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    book = json.loads(path.read_text("utf-8"))
    done = executed(book, path.name)
    assert_accepted(path, written(done), f"notebooks/{path.name}")


def test_a_failing_cell_is_named_by_its_number() -> None:
    book = book_of("area_m2 = 6 * 8", "assert area_m2 == 48.125", "never = 1")
    with pytest.raises(AssertionError) as failed:
        executed(book, "room.ipynb")
    assert failed.value.__notes__ == ["room.ipynb, cell 2"]


def test_each_notebook_starts_with_nothing_and_its_cells_share_what_they_make() -> None:
    first = executed(book_of("width_m = 4", "print(width_m * 3)"), "first.ipynb")
    assert first["cells"][1]["outputs"][0]["text"] == ["12\n"]
    with pytest.raises(NameError):
        executed(book_of("print(width_m)"), "second.ipynb")


def test_a_stored_picture_is_a_difference() -> None:
    book = executed(book_of("print('12 m²')"), "room.ipynb")
    assert executed(book, "room.ipynb") == book
    book["cells"][0]["outputs"] += [{"output_type": "display_data", "data": {"image/png": "iV"}}]
    assert executed(book, "room.ipynb") != book
