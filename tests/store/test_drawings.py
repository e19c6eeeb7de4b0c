"""What was read of a file is found again by those who read it so, and by nobody else."""

from pathlib import Path

import pytest

from pipeline.store import drawings
from pipeline.store.drawings import Drawings, readers_mark


def test_readers_that_read_otherwise_take_nothing_that_was_kept_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Drawings(tmp_path / "kept")
    kept.keep("dxf", b"file", b"drawing")
    assert kept.find("dxf", b"file") == b"drawing"
    assert kept.find("svg", b"file") is None
    monkeypatch.setattr(drawings, "readers_mark", lambda: "another")
    assert kept.find("dxf", b"file") is None


def test_a_changed_line_of_a_reader_is_another_mark(tmp_path: Path) -> None:
    marks = set()
    for text in ("a = 1\n", "a = 2\n"):
        (tmp_path / "dxf.py").write_text(text, "utf-8")
        readers_mark.cache_clear()
        marks.add(readers_mark(tmp_path))
    readers_mark.cache_clear()
    assert len(marks) == 2
