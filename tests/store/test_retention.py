"""What is over goes, with a tombstone; what is held stays, whatever the rules."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.domain.label import Label
from pipeline.domain.retention import Jurisdiction, Retention
from pipeline.errors import InputError
from pipeline.store.database import rows, transaction
from pipeline.store.event_store import record_batch, record_zones, stored_events, stored_faults
from pipeline.store.outbox import Posting
from pipeline.store.retention import (
    DAY_S,
    erase_evidence,
    evidence_folder,
    expire,
    holds,
    place_hold,
    release_hold,
)
from pipeline.store.upkeep import sum_up
from pipeline.store.verification import verify_store
from tests.store.chained import CAMERAS, FAULT, GATE, cleared, counted, event, small_store

WORDS = Label("规则", "rule")
RULES = Jurisdiction("cn", WORDS, "assumed", WORDS, Retention(events_days=1.0))
LATER_S = 100.0 + 10 * DAY_S


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        yield connection


def test_what_is_over_goes_and_its_place_in_the_chain_stays(store: sqlite3.Connection) -> None:
    assert expire(store, RULES, "janitor", LATER_S) == 2
    assert (stored_events(store), stored_faults(store)) == ((), ())
    found = verify_store(store, None)
    assert (found.holds, found.head.number, found.erased) == (True, 5, 4)
    ((body,),) = rows(store, "SELECT body FROM chain WHERE body IS NOT NULL")
    for word in ('"who":"janitor"', "cn: events_days 1", "gate-0000100.000", '"at_ms":864100000'):
        assert word in body
    assert expire(store, RULES, "janitor", LATER_S) == 0


def test_a_fault_of_half_a_millisecond_is_erased_under_its_own_id(
    store: sqlite3.Connection,
) -> None:
    """Python rounds 140000.5 down and SQLite up."""
    record_batch(store, changes=[replace(FAULT, start_s=140.0005, end_s=150.0)])
    assert expire(store, RULES, "janitor", LATER_S) == 3
    assert verify_store(store, None).holds


def test_what_is_not_over_or_open_stays(store: sqlite3.Connection) -> None:
    record_batch(store, changes=[cleared(LATER_S), event(500.0)])
    expire(store, RULES, "janitor", LATER_S)
    assert [one.start_s for one in stored_events(store)] == [500.0, LATER_S]


def test_what_nobody_took_in_time_is_owed_no_longer(store: sqlite3.Connection) -> None:
    record_batch(store, changes=[cleared(900.0)], address=lambda _: [Posting("duty", 0.0)])
    expire(store, RULES, "janitor", LATER_S)
    assert rows(store, "SELECT count(*) FROM outbox") == [(0,)]


def test_a_hold_keeps_its_time_until_it_is_released(store: sqlite3.Connection) -> None:
    record_batch(store, changes=[cleared(5000.0)])
    number = place_hold(store, 0.0, 1000.0, "police", "case 7", 2000.0)
    assert expire(store, RULES, "janitor", LATER_S) == 1
    assert [one.start_s for one in stored_events(store)] == [100.0]
    release_hold(store, number, "police", "case closed", LATER_S)
    assert expire(store, RULES, "janitor", LATER_S) == 2
    assert [hold.released_by for hold in holds(store)] == ["police"]
    assert verify_store(store, None).holds
    with pytest.raises(InputError, match="no hold 1 that is still in force"):
        release_hold(store, number, "police", "again", LATER_S)
    with pytest.raises(InputError, match="who and why"):
        place_hold(store, 0.0, 1.0, "police", " ", LATER_S)


Span = st.tuples(st.integers(0, 50), st.integers(0, 10))


@given(
    events=st.lists(st.integers(0, 50), unique=True, max_size=6), held=st.lists(Span, max_size=3)
)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_recorded_and_held_nothing_that_is_held_goes(
    tmp_path: Path, events: list[int], held: list[tuple[int, int]]
) -> None:
    path = tmp_path / f"{abs(hash((tuple(events), tuple(held))))}.db"
    path.unlink(missing_ok=True)
    with closing(small_store(path)) as store:
        record_batch(store, changes=[cleared(1000.0 * each) for each in events])
        spans = [(1000.0 * at, 1000.0 * (at + length)) for at, length in held]
        for begin, end in spans:
            place_hold(store, begin, end, "police", "case", 0.0)
        before = stored_events(store)
        expire(store, RULES, "janitor", LATER_S)
        kept = [
            one
            for one in before
            if any(begin <= one.start_s + 90.0 and end >= one.start_s for begin, end in spans)
        ]
        assert list(stored_events(store)) == kept
        assert verify_store(store, None).holds


def keep(store: sqlite3.Connection, folder: Path, name: str, taken_s: float) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"picture")
    with transaction(store):
        store.execute(
            "INSERT INTO evidence (thing, kind, name, sha256, bytes, taken_s)"
            " VALUES ('gate', 'snapshot', ?, '', 7, ?)",
            (name, taken_s),
        )
    return folder / name


def test_the_oldest_evidence_that_is_not_held_makes_room(
    tmp_path: Path, store: sqlite3.Connection
) -> None:
    folder = evidence_folder(tmp_path / "gates.db")
    files = [keep(store, folder, f"{at}.jpg", float(at)) for at in (10, 20, 30)]
    place_hold(store, 5.0, 15.0, "police", "case", 0.0)
    assert erase_evidence(store, 100.0, "disk full", "sightline", 100.0, most=1) == 1
    assert [path.exists() for path in files] == [True, False, True]
    assert erase_evidence(store, 100.0, "disk full", "sightline", 100.0) == 1
    assert erase_evidence(store, 100.0, "disk full", "sightline", 100.0) == 0
    assert [path.exists() for path in files] == [True, False, False]


def test_a_gate_that_was_not_summed_up_keeps_no_other_waiting(store: sqlite3.Connection) -> None:
    other = replace(GATE, id="gate-2")
    record_zones(store, "school", CAMERAS, {"cam-1": (GATE, other)})
    record_batch(store, [counted(float(second), "gate-2", 3) for second in range(60)])
    sum_up(store, 300.0)
    record_batch(store, [counted(0.0, "gate", 3)])
    rules = replace(RULES, retention=Retention(seconds_days=1.0))
    assert expire(store, rules, "janitor", LATER_S) == 60


def test_a_second_goes_only_when_it_was_summed_up(store: sqlite3.Connection) -> None:
    rules = replace(RULES, retention=Retention(seconds_days=1.0))
    record_batch(store, [counted(float(second), "gate", 3) for second in range(180)])
    assert expire(store, rules, "janitor", LATER_S) == 0
    sum_up(store, 240.0)
    assert expire(store, rules, "janitor", LATER_S) == 120
    assert rows(store, "SELECT min(second) FROM occupancy") == [(120,)]
