"""What is owed is owed in the same moment in which it is recorded, and told in order."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from pipeline.store.database import rows
from pipeline.store.event_store import Change, record_batch
from pipeline.store.outbox import (
    Backlog,
    Posting,
    Settled,
    backlogs,
    due,
    forget_others,
    settle,
)
from tests.store.chained import cleared, event, small_store


def both(_: Change) -> Sequence[Posting]:
    return (Posting("duty", 0.0), Posting("boss", 700.0, may_lapse=True))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        record_batch(connection, changes=[event(500.0)], address=both)
        record_batch(connection, changes=[cleared(500.0), event(900.0)], address=both)
        yield connection


def told(store: sqlite3.Connection, receiver: str, now_s: float) -> list[tuple[str, int]]:
    return [(owed.thing, owed.revision) for owed in due(store, receiver, now_s, 10)]


def test_of_each_event_the_oldest_state_is_told_first(store: sqlite3.Connection) -> None:
    first, second = "gate-0000500.000", "gate-0000900.000"
    assert told(store, "duty", 1.0) == [(first, 1), (second, 1)]
    settle(store, [Settled(due(store, "duty", 1.0, 1)[0].number, "delivered", 1.0)])
    assert told(store, "duty", 1.0) == [(first, 2), (second, 1)]


def test_nothing_is_due_before_its_time(store: sqlite3.Connection) -> None:
    assert told(store, "boss", 699.0) == []
    assert [owed.is_latest for owed in due(store, "boss", 700.0, 10)] == [False, True, True]


def test_a_failure_is_tried_again_later_and_says_why(store: sqlite3.Connection) -> None:
    first = due(store, "duty", 1.0, 1)[0]
    settle(store, [Settled(first.number, "waiting", 1.0, 9.0, "answered 500")])
    assert told(store, "duty", 8.0) == [("gate-0000900.000", 1)]
    again = due(store, "duty", 9.0, 10)
    assert {owed.number: owed.attempts for owed in again}[first.number] == 1
    duty = next(backlog for backlog in backlogs(store) if backlog.receiver == "duty")
    assert duty == Backlog("duty", 3, 0.0, 0, 0, "answered 500")


def test_being_put_off_is_no_failure(store: sqlite3.Connection) -> None:
    first = due(store, "duty", 1.0, 1)[0]
    settle(store, [Settled(first.number, "waiting", 1.0, 9.0)])
    assert {owed.number: owed.attempts for owed in due(store, "duty", 9.0, 9)}[first.number] == 0


def test_a_reminder_is_owed_in_the_moment_in_which_its_message_is_settled(
    store: sqlite3.Connection,
) -> None:
    latest = due(store, "duty", 1.0, 9)[1]
    again = Posting("duty", 60.0, may_lapse=True, round=1)
    settle(store, [Settled(latest.number, "delivered", 1.0, again=again)])
    assert [owed.round for owed in due(store, "duty", 60.0, 9) if owed.may_lapse] == [1]


def test_a_batch_that_fails_owes_nothing(store: sqlite3.Connection) -> None:
    """The control owes it apart from the record, and is torn."""
    count = "SELECT count(*) FROM outbox"
    before = rows(store, count)
    store.execute(
        "CREATE TRIGGER stop BEFORE INSERT ON crowding_events"
        " BEGIN SELECT RAISE (ABORT, 'no room'); END"
    )
    with pytest.raises(StorageError, match="no room"):
        record_batch(store, changes=[event(2000.0)], address=both)
    assert rows(store, count) == before
    assert rows(store, "SELECT count(*) FROM chain WHERE thing = 'gate-0002000.000'") == [(0,)]


def test_a_receiver_that_there_is_no_more_is_owed_nothing(store: sqlite3.Connection) -> None:
    forget_others(store, ["duty"], 5.0)
    assert {one.receiver: (one.waiting, one.void) for one in backlogs(store)} == {
        "boss": (0, 3),
        "duty": (3, 0),
    }


def test_a_state_given_again_is_owed_once(store: sqlite3.Connection) -> None:
    before = rows(store, "SELECT count(*) FROM outbox")
    record_batch(store, changes=[event(500.0), cleared(500.0)], address=both)
    assert rows(store, "SELECT count(*) FROM outbox") == before
