"""Reads the list of cameras that a school keeps beside its plan, as CSV."""

import csv
import unicodedata
from pathlib import Path

from pipeline.config.problem import Problem, display, refused
from pipeline.config.table_text import table_text
from pipeline.config.wording import worded
from pipeline.domain.equipment import ListedCamera
from pipeline.errors import SiteFileError

ID_COLUMNS = ("id", "编号", "探头编号", "camera")
"""What the column of ids may be called, whatever its capitals."""


def load_camera_list(path: Path) -> tuple[ListedCamera, ...]:
    """Return the rows of a list of cameras, in its order.

    The file has a heading with a column ``id`` (or ``编号``); other columns are passed over, and so
    are empty rows. SiteFileError, with the line, for what is no such list or names a camera twice.
    """
    table = csv.DictReader(table_text(path).splitlines())
    try:
        heading = [str(name).strip() for name in table.fieldnames or ()]
        column = next((name for name in heading if name.lower() in ID_COLUMNS), None)
        if column is None:
            got = ", ".join(heading)[:60] or "–"
            raise _refused(path, 1, "list_heading", known=", ".join(ID_COLUMNS), got=got)
        table.fieldnames = heading
        rows = [(table.line_num, _id(row[column])) for row in table]
    except csv.Error as error:
        raise _refused(path, table.line_num, "list_csv") from error
    found: dict[str, ListedCamera] = {}
    for line, id_ in rows:
        if id_ in found:
            raise _refused(path, line, "list_twice", got=id_, first=found[id_].line)
        if id_:
            found[id_] = ListedCamera(id_, line)
    return tuple(found.values())


def _id(cell: str | None) -> str:
    """Return an id in composed form, so that two that look the same are the same."""
    return unicodedata.normalize("NFC", cell or "").strip()


def _refused(path: Path, line: int | None, kind: str, **values: object) -> SiteFileError:
    return refused([Problem(display(path), line, "", worded(kind, **values))])


def list_beside(site_path: Path) -> Path:
    """Return where the list of cameras of a site file lies that has one."""
    from pipeline.config.yaml_gate import load_yaml

    data = load_yaml(site_path).data
    assert isinstance(data, dict)
    return site_path.parent / str(data["camera_list"])


def extended(path: Path, ids: list[str]) -> str:
    """Return the text of a list of cameras with rows for more of them."""
    text = table_text(path)
    heading, *_ = text.splitlines()
    names = [name.strip().lower() for name in next(csv.reader([heading]))]
    column = next(n for n, name in enumerate(names) if name in ID_COLUMNS)
    rows = [",".join(id_ if n == column else "" for n in range(len(names))) for id_ in ids]
    return "\n".join([text.rstrip("\n"), *rows]) + "\n"
