"""Reads surveyed points: YAML or CSV, with the line of whatever is wrong.

A table is brought into the form of the YAML file, and held against the same schema.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.config.problem import Problem, refused
from pipeline.config.refusals import read_entry
from pipeline.config.scalar import read_scalar
from pipeline.config.survey_entry import MarkEntry, SurveyEntry
from pipeline.config.table_text import table_text
from pipeline.config.yaml_gate import Lines, YamlDocument, load_yaml
from pipeline.domain.camera import Camera
from pipeline.domain.survey import SurveyPoint

PAIRS = {"px": ("x_px", "y_px"), "share": ("x", "y"), "plan": ("x_m", "y_m")}
"""The fields of a point that are two numbers, and their columns in a table."""


def load_survey(
    path: Path, camera: Camera, picture: tuple[int, int] | None = None
) -> tuple[SurveyPoint, ...]:
    """Return surveyed points in pixels of a camera's own picture; SiteFileError lists problems.

    Pixels of the file are those of its `picture`, of the one given, or else of the camera's. A
    table has a heading of `x_px,y_px` or, in shares of the picture, `x,y`, and of `x_m,y_m`;
    it may have `id` and `height_m`, and other columns are passed over.
    """
    document = _table(path) if path.suffix.lower() == ".csv" else load_yaml(path)
    entry = read_entry(document, SurveyEntry)
    own = (camera.width_px, camera.height_px)
    width, height = entry.picture or picture or own
    if problems := list(_problems(document, entry, (width, height))):
        raise refused(problems)
    return tuple(
        _point(mark, number, (width, height), own) for number, mark in enumerate(entry.points, 1)
    )


def _point(
    mark: MarkEntry, number: int, size: tuple[int, int], own: tuple[int, int]
) -> SurveyPoint:
    x, y = mark.share or [at / side for at, side in zip(mark.px or (), size, strict=True)]
    x_m, y_m = mark.plan
    return SurveyPoint(_name(mark, number), x * own[0], y * own[1], x_m, y_m, mark.height_m)


def _name(mark: MarkEntry, number: int) -> str:
    return mark.id or f"p{number}"


def _problems(
    document: YamlDocument, entry: SurveyEntry, size: tuple[int, int]
) -> Iterator[Problem]:
    """Yield pixels beside the picture, and names that two points have."""
    first: dict[str, int] = {}
    for number, mark in enumerate(entry.points):
        loc = ("points", number)
        if mark.px and any(at > side for at, side in zip(mark.px, size, strict=True)):
            got = ", ".join(f"{at:g}" for at in mark.px)
            size_told = f"{size[0]} × {size[1]}"
            yield document.problem((*loc, "px"), "px_outside", got=f"[{got}]", size=size_told)
        name = _name(mark, number + 1)
        if name in first:
            line = document.line_of(("points", first[name]))
            yield document.problem((*loc, "id"), "point_twice", got=name, first=line)
        first.setdefault(name, number)


def _table(path: Path) -> YamlDocument:
    """Return a table of points as the document that says the same."""
    table = csv.DictReader(table_text(path).splitlines())
    document = YamlDocument(path, None, lambda: Lines(None, {}, 1))
    try:
        heading = [str(name).strip().lower() for name in table.fieldnames or ()]
        known = [field for field, pair in PAIRS.items() if set(pair) <= set(heading)]
        if "plan" not in known or len(known) != len(PAIRS) - 1:
            got = ", ".join(heading)[:60] or "–"
            raise refused([document.problem((), "survey_heading", got=got)])
        table.fieldnames = heading
        rows = [(table.line_num, _mark(row, known)) for row in table if any(row.values())]
    except csv.Error as error:
        raise refused([document.problem((), "list_csv")]) from error
    points = [mark for _, mark in rows]
    data = {"format": 1, "points": points}
    lines: dict[int, dict[int | str, int]] = {id(data): {"points": 1}}
    lines[id(points)] = {number: line for number, (line, _) in enumerate(rows)}
    for line, mark in rows:
        lines[id(mark)] = dict.fromkeys(mark, line)
        pairs = (value for value in mark.values() if isinstance(value, list))
        lines |= {id(pair): {0: line, 1: line} for pair in pairs}
    return YamlDocument(path, data, lambda: Lines(data, lines, 1))


def _mark(row: dict[str, str | None], known: list[str]) -> dict[str, Any]:
    """Return a row as a mapping of the YAML file; empty cells of what may be left out are."""
    cells = {name: (text or "").strip() for name, text in row.items() if isinstance(name, str)}
    mark: dict[str, Any] = {
        field: [read_scalar(cells[name]) for name in PAIRS[field]] for field in known
    }
    if name := cells.get("id"):
        mark["id"] = name
    if height := cells.get("height_m"):
        mark["height_m"] = read_scalar(height)
    return mark
