"""A site file that is to say another value: its text then, with its comments, and what changed."""

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from pipeline.config.site_text import site_text
from pipeline.config.site_value import SiteValue
from pipeline.config.text_merge import Change, Merge, NoPlaceError, is_same, settled
from pipeline.config.yaml_gate import node_of, value_of
from pipeline.errors import InputError, SiteFileError

MOST_DIFF_LINES = 2000


@dataclass(frozen=True)
class Merged:
    """A site file's text with its changes; `has_comments` where it is still the user's own."""

    text: str
    has_comments: bool
    changes: tuple[Change, ...]


def merged(path: Path, now: SiteValue, value: dict[str, Any]) -> Merged:
    """Return a site file that says a value, with as little of its text changed as can be.

    `path` is where it was read, and is not read again.

    Where there is no place for a change the file is written anew, without its comments; either way
    the text is read again, and says what it should. Raises InputError for a value that no file can
    hold.
    """
    merge = Merge(now.text)
    try:
        wanted = merge.value(node_of(path, now.text), now.data, value)
        changed = merge.spliced()
        if is_same(wanted, value_of(changed)):
            return Merged(changed, True, tuple(merge.changes))
    except (NoPlaceError, SiteFileError):
        pass
    anew = site_text(settled(value))
    if not is_same(settled(value), value_of(anew)):
        raise InputError(f"{path}: what is to be saved cannot be written as YAML")
    return Merged(anew, False, tuple(merge.changes))


def text_diff(before: str, after: str, name: str) -> str:
    r"""Return what differs between two texts of a file, as programmers read it.

    >>> print(text_diff("a: 1\n", "a: 2\n", "site.yaml"), end="")
    --- site.yaml
    +++ site.yaml
    @@ -1 +1 @@
    -a: 1
    +a: 2
    """
    found = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=2
    )
    lines = [line if line.endswith("\n") else f"{line}\n" for line in found]
    if len(lines) > MOST_DIFF_LINES:
        lines = [*lines[:MOST_DIFF_LINES], "…\n"]
    return "".join(lines)
