"""A ledger of several writers loses and doubles nothing: struck, in a crowd, on a full disk.

Real processes and real SIGKILLs, by `benchmarks/ledger_kills.py`, which takes ten times as many.
Each test has its control: the same with the protection off.
"""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import ledger_kills
from benchmarks.ledger_kills import change, late_lock, prepared, trial, write
from pipeline.store.ledger import broken_links, history_of, open_ledger, put, record


def test_killed_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    found = trial(tmp_path, changes=40, kills=3)
    # A writer that is done before its turn has come is struck less often.
    assert 6 <= found.kills <= 12 and found.failed == 0
    assert (found.said, found.stored, found.lost, found.doubled) == (160, 160, 0, 0)
    assert found.broken == 0


@pytest.mark.parametrize(("way", "broken"), [("whole", ()), ("torn", ("demo/H-0",))])
def test_a_writer_that_dies_between_a_change_and_what_it_came_to_leaves_both_or_neither(
    tmp_path: Path, way: str, broken: tuple[str, ...]
) -> None:
    """The control commits the one after the other, and is torn apart."""
    path = prepared(tmp_path / "ledger.db")
    program = [sys.executable, ledger_kills.__file__, "--write", str(path), "0", "0", "1"]
    died = subprocess.run([*program, f"{way} dies"], capture_output=True)
    assert died.returncode == -signal.SIGKILL and died.stdout == b""
    with closing(open_ledger(path)) as ledger:
        assert broken_links(ledger) == broken
        assert len(history_of(ledger, "demo/H-0")) == (1 if way == "whole" else 2)


def test_without_its_key_a_change_that_is_given_again_is_doubled(tmp_path: Path) -> None:
    """The control: the writer dies once it has committed, before it says so, and begins again."""
    path = prepared(tmp_path / "ledger.db")
    for way, times in (("forgetful", 2), ("whole", 1)):
        number = times
        write(path, 0, number, number + 1, way)
        write(path, 0, number, number + 1, way)
        with closing(open_ledger(path)) as ledger:
            words = change(0, number).data["content"]
            history = history_of(ledger, change(0, number).hazard_id)
            assert sum(each.change.data["content"] == words for each in history) == times


@pytest.mark.fault("S5")
def test_four_writers_at_once_all_get_through(tmp_path: Path) -> None:
    found = trial(tmp_path, changes=50)
    assert (found.said, found.stored, found.failed, found.broken) == (200, 200, 0, 0)


@pytest.mark.fault("S5", control=True)
def test_a_transaction_that_locks_late_is_turned_away(tmp_path: Path) -> None:
    """The control: it has read, somebody else commits, and it is refused however long it waits."""
    path = prepared(tmp_path / "ledger.db")
    with closing(open_ledger(path)) as one, closing(open_ledger(path)) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"), late_lock(one):
            assert len(history_of(one, "demo/H-0")) == 1
            record(other, [change(1, 0)])
            put(one, change(0, 0))
        assert record(one, [change(0, 0)]) == 1


@pytest.mark.parametrize("limit", ["pages=20", "bytes=200000"])
def test_on_a_full_disk_all_that_was_said_is_there_and_the_rest_goes_on_later(
    tmp_path: Path, limit: str
) -> None:
    path = prepared(tmp_path / "ledger.db")
    program = [sys.executable, ledger_kills.__file__, "--write", str(path), "0"]
    full = subprocess.run([*program, "0", "200", limit], capture_output=True, text=True)
    said = [int(line) for line in full.stdout.split()]
    assert full.returncode == ledger_kills.FULL and 0 < len(said) < 200
    assert full.stderr.startswith(f"{path}: the store could not be written")
    with closing(open_ledger(path)) as ledger:
        there = [each.change for n in range(2) for each in history_of(ledger, f"demo/H-{n}")[1:]]
        assert len(there) == len(said) and all(change(0, n) in there for n in said)
        assert broken_links(ledger) == ()
    rest = subprocess.run([*program, str(len(said)), "200", "whole"], capture_output=True)
    assert rest.returncode == 0
    with closing(open_ledger(path)) as ledger:
        assert sum(len(history_of(ledger, f"demo/H-{n}")) - 1 for n in range(2)) == 200


def test_a_writer_that_says_so_too_early_says_what_is_not_there(tmp_path: Path) -> None:
    """The control of the full disk."""
    assert trial(tmp_path, changes=200, way="pages=20 early", writers=1).lost == 1
