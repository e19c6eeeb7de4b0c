"""Compares what a renderer gives with a file that a person has accepted."""

import difflib
from pathlib import Path

TESTS = Path(__file__).parent


def assert_gold(name: str, actual: str) -> None:
    """Fail with the difference, and leave the new text in tests/actual, where it is not gold."""
    assert_accepted(TESTS / "gold" / name, actual, name)


def assert_accepted(accepted: Path, actual: str, name: str) -> None:
    """Fail with the difference from a file, and leave the new text under a name in tests/actual."""
    wanted = accepted.read_text("utf-8") if accepted.exists() else ""
    if actual == wanted:
        return
    left = TESTS / "actual" / name
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text(actual, encoding="utf-8")
    lines = difflib.unified_diff(
        wanted.splitlines(), actual.splitlines(), "accepted", "now", lineterm=""
    )
    raise AssertionError("\n".join([f"{left} differs from gold:", *lines]))
