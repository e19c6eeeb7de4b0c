"""What was looked at before a watch is trusted: how it is, and what mends it."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.label import Label

Outcome = Literal["ok", "warning", "failing"]
OUTCOMES: dict[Outcome, Label] = {
    "ok": Label("正常", "ok"),
    "warning": Label("注意", "warning"),
    "failing": Label("失败", "failing"),
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: `id` is the same in every run, `about` which one of its kind.

    What is not ok has a remedy.
    """

    id: str
    outcome: Outcome
    found: Label
    remedy: Label | None = None
    about: str = ""


def well(id: str, found: Label, about: str = "") -> Check:
    """Return that something is as it should be."""
    return Check(id, "ok", found, None, about)


def doubtful(id: str, found: Label, remedy: Label, about: str = "") -> Check:
    """Return that something works, and may not for long, or not for everybody."""
    return Check(id, "warning", found, remedy, about)


def failing(id: str, found: Label, remedy: Label, about: str = "") -> Check:
    """Return that a watch would fail by something."""
    return Check(id, "failing", found, remedy, about)
