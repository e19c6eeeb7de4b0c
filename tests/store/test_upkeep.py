"""Counts by the second become counts by the minute and the quarter, which say the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.store.event_store import record_batch
from pipeline.store.upkeep import OccupancySpan, Step, occupancy_spans, sum_up, unsummed_spans
from tests.store.chained import counted, small_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        yield connection


def test_a_minute_holds_the_most_people_and_their_mean(store: sqlite3.Connection) -> None:
    counts = [counted(60.0, "gate", 2), counted(60.5, "gate", 6), counted(61.0, "gate", 1)]
    unknown = [counted(62.0, "gate", None, "fault"), counted(63.0, "gate", 3, saturated=True)]
    record_batch(store, counts + unknown)
    assert sum_up(store, 300.0) == 1
    # Two samples of the first second, one each of the others: (2 + 6 + 1 + 3) / 4.
    told = OccupancySpan("gate", 60, 4, 3, 4, 1, 6, 3.0)
    assert occupancy_spans(store, "gate", "minute", 0, 900) == (told,)
    (quarter,) = occupancy_spans(store, "gate", "quarter", 0, 900)
    assert (quarter.start, quarter.people_max, quarter.people_mean) == (0, 6, 3.0)


def test_a_minute_of_which_nobody_knows_anything_has_no_count(store: sqlite3.Connection) -> None:
    record_batch(store, [counted(60.0, "gate", None, "fault")])
    sum_up(store, 300.0)
    (minute,) = occupancy_spans(store, "gate", "minute", 0, 900)
    assert (minute.seconds, minute.known, minute.people_max, minute.people_mean) == (
        1,
        0,
        None,
        None,
    )


def test_a_minute_that_is_not_over_waits(store: sqlite3.Connection) -> None:
    record_batch(store, [counted(float(second), "gate", 1) for second in range(150)])
    sum_up(store, 200.0)
    assert [span.start for span in occupancy_spans(store, "gate", "minute", 0, 900)] == [0]
    sum_up(store, 320.0)
    assert [span.seconds for span in occupancy_spans(store, "gate", "minute", 0, 900)] == [
        60,
        60,
        30,
    ]


def test_what_is_not_summed_up_yet_is_told_from_its_seconds(store: sqlite3.Connection) -> None:
    record_batch(store, [counted(float(second), "gate", 1) for second in range(150)])

    def told(step: Step, since_s: float = 0) -> list[tuple[int, int]]:
        found = unsummed_spans(store, "gate", step, since_s, 900)
        return [(span.start, span.seconds) for span in found]

    assert told("minute") == [(0, 60), (60, 60), (120, 30)]
    assert told("minute", since_s=1) == [(60, 60), (120, 30)]
    sum_up(store, 200.0)
    # The first minute is summed up; the quarter is not whole before its last minute is.
    assert told("minute") == [(60, 60), (120, 30)] and told("quarter") == [(0, 150)]


def test_seconds_that_come_late_are_summed_up_again(store: sqlite3.Connection) -> None:
    record_batch(store, [counted(float(second), "gate", 1) for second in (0, 1, 61)])
    sum_up(store, 400.0)
    record_batch(store, [counted(2.0, "gate", 7)])
    sum_up(store, 400.0)
    (first, second) = occupancy_spans(store, "gate", "minute", 0, 900)
    assert (first.seconds, first.people_max, second.seconds) == (3, 7, 1)
    (quarter,) = occupancy_spans(store, "gate", "quarter", 0, 900)
    assert (quarter.seconds, quarter.people_max) == (4, 7)
