"""The text of a table that people keep in a spreadsheet and save as CSV."""

from pathlib import Path

from pipeline.config.problem import Problem, display, refused
from pipeline.config.wording import worded
from pipeline.errors import SiteFileError

MOST_BYTES = 16 * 2**20
ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets in China save CSV in the second."""


def table_text(path: Path) -> str:
    """Return the text of a file; SiteFileError where it cannot be read or is too large."""
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise _refused(path, None, "no_file") from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refused(path, None, "unreadable", reason=reason) from error
    if len(data) > MOST_BYTES:
        raise _refused(path, None, "too_large", most=MOST_BYTES // 2**20)
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(path, None, "not_utf8")


def _refused(path: Path, line: int | None, kind: str, **values: object) -> SiteFileError:
    return refused([Problem(display(path), line, "", worded(kind, **values))])
