"""What commands share when they talk to a person: progress on stderr, columns on stdout."""

import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Report = Callable[[float, float | None], None]
"""Called with what is done and what there is to do, in any unit; None when nobody knows."""


@contextmanager
def progress_bar(text: str) -> Iterator[Report]:
    """Show a progress bar on stderr while the block runs; silent when that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(text), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def width(text: str) -> int:
    """Return how many terminal columns a text takes; a Chinese character takes two.

    >>> width("gate"), width("校门")
    (4, 4)
    """
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def columns(rows: Sequence[Sequence[str]], gap: str = "  ") -> str:
    """Return rows of cells as lines whose columns stand under each other.

    >>> print(columns([("a", "1"), ("校门", "22")]))
    a     1
    校门  22
    """
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = (
        gap.join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
