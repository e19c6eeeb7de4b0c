"""A store is opened whole, brought up to date, or refused in one sentence and left as it is."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.crowding import CrowdingEvent, Occupancy
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.errors import StorageError
from pipeline.store import database
from pipeline.store.database import MIGRATIONS, open_store, rows, sole_writer, transaction
from pipeline.store.event_store import (
    close_what_was_left_open,
    record_batch,
    stored_events,
    stored_faults,
    stored_occupancy,
)
from pipeline.store.upkeep import occupancy_spans, sum_up
from pipeline.store.verification import verify_store

OPEN_THEM = """
import sys
from pathlib import Path
from pipeline.store.database import open_store
for path in sys.argv[1:]:
    open_store(Path(path)).close()
"""


def value(connection: sqlite3.Connection, pragma: str) -> object:
    return rows(connection, f"PRAGMA {pragma}")[0][0]


def test_commits_are_synced_and_references_are_kept(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "new" / "gates.db")) as store:
        assert value(store, "journal_mode") == "wal"
        assert value(store, "synchronous") == 2
        assert value(store, "foreign_keys") == 1
        assert value(store, "user_version") == len(MIGRATIONS)


def test_what_was_committed_is_there_the_next_time(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "gates.db")) as store, transaction(store):
        store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT * FROM cameras") == [("a", "门", "gate")]


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "gates.db")) as store:
        with pytest.raises(StorageError, match="FOREIGN KEY"), transaction(store):
            store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
            store.execute("INSERT INTO zones VALUES ('z', 'another camera', '门', 'gate')")
        assert rows(store, "SELECT * FROM cameras") == []


@pytest.mark.fault("S6")
def test_an_older_store_is_brought_up_to_date_with_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(tmp_path / "gates.db")) as store, transaction(store):
        store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
    newer = (*MIGRATIONS, "ALTER TABLE cameras ADD COLUMN place TEXT; CREATE TABLE more (id TEXT)")
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT id, place FROM cameras") == [("a", None)]
        assert value(store, "user_version") == len(newer)


def test_a_fault_of_format_2_is_told_in_the_words_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(database, "MIGRATIONS", MIGRATIONS[:2])
        with closing(open_store(tmp_path / "gates.db")) as store, transaction(store):
            store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
            store.execute("INSERT INTO health_faults VALUES ('a', 'offline', 1, 2, 'no route')")
    with closing(open_store(tmp_path / "gates.db")) as store:
        (fault,) = stored_faults(store)
    assert fault.detail == Label("no route", "no route")


def test_a_store_of_format_1_keeps_its_occupancy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ("gate", 100, 5, 7, 6.5, "ok")
    with monkeypatch.context() as old:
        old.setattr(database, "MIGRATIONS", MIGRATIONS[:1])
        with closing(open_store(tmp_path / "gates.db")) as store, transaction(store):
            store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
            store.execute("INSERT INTO zones VALUES ('gate', 'a', '门', 'gate')")
            store.execute("INSERT INTO occupancy VALUES (?, ?, ?, ?, ?, ?)", row)
    with closing(open_store(tmp_path / "gates.db")) as store:
        unknown = (None,) * 5
        assert rows(store, "SELECT * FROM occupancy") == [(*row, *unknown)]
        with transaction(store):
            more = ("gate", 101, 5, 7, 6.5, "saturated", *unknown)
            store.execute(f"INSERT INTO occupancy VALUES ({', '.join('?' * len(more))})", more)
        with pytest.raises(StorageError, match="FOREIGN KEY"), transaction(store):
            stranger = ("b", *more[1:])
            store.execute(f"INSERT INTO occupancy VALUES ({', '.join('?' * len(more))})", stranger)


def test_a_store_that_format_3_has_left_is_read_and_written_on(tmp_path: Path) -> None:
    """`format_3.sql` is what the code before format 4 wrote, as SQLite dumps it."""
    path = tmp_path / "gates.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript((Path(__file__).parent / "format_3.sql").read_text("utf-8"))
        old.execute(f"PRAGMA application_id = {database.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 3")
    with closing(open_store(path)) as store:
        assert value(store, "user_version") == len(MIGRATIONS)
        kept = stored_occupancy(store, "gate")
        assert [(row.people_max, row.quality) for row in kept] == [
            (5, "ok"),
            (4, "saturated"),
            (None, "fault"),
        ]
        assert {(row.density_p_m2, row.tier, row.people_in) for row in kept} == {(None, None, None)}
        assert [(e.kind, e.status) for e in stored_events(store)] == [
            ("crowding", "cleared"),
            ("crowding", "open"),
        ]
        assert [fault.detail.zh for fault in stored_faults(store)] == ["无法到达主机"]
        (open_one,) = close_what_was_left_open(store)
        assert isinstance(open_one, CrowdingEvent)
        gathering = replace(open_one, id="later", kind="unexpected", status="expected")
        record_batch(store, [ZoneMoment(Occupancy(103.0, "gate", 3), "none")], [gathering])
        assert stored_occupancy(store, "gate")[-1].tier == "none"
        assert stored_events(store)[-1].status == "expected"
        assert rows(store, "PRAGMA foreign_key_check") == []


def test_a_store_of_format_4_goes_on_where_it_was_and_sums_up_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as old:
        old.setattr(database, "MIGRATIONS", MIGRATIONS[:4])
        with closing(open_store(tmp_path / "gates.db")) as store, transaction(store):
            store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
            store.execute("INSERT INTO zones VALUES ('gate', 'a', '门', 'gate')")
            columns = "zone_id, second, samples, people_max, people_mean, quality"
            for second in (60, 61, 125):
                values = ("gate", second, 1, second, float(second), "ok")
                store.execute(
                    f"INSERT INTO occupancy ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values
                )
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT * FROM checkpoints") == [("gate", 125, 60)]
        sum_up(store, 400.0)
        minutes = occupancy_spans(store, "gate", "minute", 0, 900)
        assert [(minute.start, minute.people_max) for minute in minutes] == [(60, 61), (120, 125)]
        assert verify_store(store, None).holds


@pytest.mark.fault("S6")
def test_a_migration_that_breaks_off_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path / "gates.db").close()
    with monkeypatch.context() as broken:
        broken.setattr(database, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE more (id); NO SQL"))
        with pytest.raises(StorageError, match="syntax error"):
            open_store(tmp_path / "gates.db")
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT name FROM sqlite_master WHERE name = 'more'") == []


def no_database(path: Path) -> None:
    path.write_text("people in the yard: 12\n" * 100)


def another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")


def newer(path: Path) -> None:
    with closing(open_store(path)) as store:
        store.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def filled(path: Path) -> None:
    with closing(open_store(path)) as store:
        with transaction(store):
            names = [(f"camera-{number:05}", "探头", "camera") for number in range(3000)]
            store.executemany("INSERT INTO cameras VALUES (?, ?, ?)", names)
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damaged(path: Path) -> None:
    filled(path)
    content = bytearray(path.read_bytes())
    content[20_000:60_000] = bytes(40_000)
    path.write_bytes(content)


def cut_off(path: Path) -> None:
    filled(path)
    path.write_bytes(path.read_bytes()[:50_000])


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (no_database, "not a Sightline store"),
        (another_programs, "another program"),
        (newer, "newer Sightline"),
        (damaged, "damaged"),
        (cut_off, "damaged"),
        (Path.mkdir, "is a folder; a store is a file"),
    ],
)
@pytest.mark.fault("S6")
def test_what_is_no_whole_store_of_ours_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], told: str
) -> None:
    path = tmp_path / "gates.db"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StorageError, match=told) as refused:
        open_store(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)
    assert before == (path.read_bytes() if path.is_file() else b"")


@pytest.mark.fault("S6", control=True)
def test_the_control_of_the_damaged_store_opens(tmp_path: Path) -> None:
    filled(tmp_path / "gates.db")
    with closing(open_store(tmp_path / "gates.db")) as store:
        assert rows(store, "SELECT count(*) FROM cameras") == [(3000,)]


@pytest.mark.fault("S5")
def test_processes_that_make_the_same_stores_at_once_all_get_them(tmp_path: Path) -> None:
    stores = [str(tmp_path / f"{number}.db") for number in range(30)]
    command = [sys.executable, "-c", OPEN_THEM, *stores]
    racers = [subprocess.Popen(command) for _ in range(4)]
    assert [racer.wait() for racer in racers] == [0, 0, 0, 0]


@pytest.mark.fault("S5")
def test_a_store_that_is_busy_while_it_is_made_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "gates.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        # The other process is done as soon as this one begins to wait.
        monkeypatch.setattr(time, "sleep", lambda _: other.execute("COMMIT"))
        with closing(open_store(path)) as store:
            assert value(store, "journal_mode") == "wal"


@pytest.mark.fault("S5")
def test_a_store_that_stays_busy_is_refused_when_the_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    path = tmp_path / "gates.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            open_store(path)


def test_trouble_of_others_is_not_blamed_on_the_store(tmp_path: Path) -> None:
    path = tmp_path / "gates.db"
    with pytest.raises(BrokenPipeError), sole_writer(path):
        raise BrokenPipeError
    with closing(open_store(path)) as store:
        with pytest.raises(BrokenPipeError), transaction(store):
            store.execute("INSERT INTO cameras VALUES ('a', '门', 'gate')")
            raise BrokenPipeError
        assert rows(store, "SELECT * FROM cameras") == []


@pytest.mark.fault("S5")
def test_a_store_has_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "gates.db"
    with sole_writer(path), pytest.raises(StorageError, match="another sightline watch"):  # noqa: SIM117
        with sole_writer(path):
            pass
    with sole_writer(path):
        assert list(tmp_path.iterdir()) == [tmp_path / "gates.db.lock"]
