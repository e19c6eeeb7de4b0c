"""What a watch committed is in its store once, whatever killed it."""

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.errors import StorageError
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import (
    OccupancySecond,
    close_what_was_left_open,
    record_batch,
    record_zones,
    stored_events,
    stored_faults,
    stored_occupancy,
)

GATE = PictureZone("gate", Label("校门", "gate"), ((0, 0), (1, 0), (1, 1)))
EVENT = CrowdingEvent(
    "gate-0000100.000", "gate", 100.0, None, "open", "blue", 9, 104.0, (TierChange(120.0, "blue"),)
)
FAULT = HealthFault("cam-1", "offline", 130.0, None, Label("无法到达主机", "no route"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "gates.db")) as connection:
        record_zones(connection, "school", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})
        yield connection


def test_a_second_holds_the_most_people_and_their_mean(store: sqlite3.Connection) -> None:
    record_batch(store, [Occupancy(7.1, "gate", 2), Occupancy(7.9, "gate", 5)])
    assert stored_occupancy(store, "gate") == (OccupancySecond("gate", 7, 2, 5, 3.5, "ok"),)


def test_a_second_of_a_faulty_camera_has_no_count_rather_than_none(
    store: sqlite3.Connection,
) -> None:
    record_batch(store, [Occupancy(7.1, "gate", None, "fault")])
    assert stored_occupancy(store, "gate") == (OccupancySecond("gate", 7, 0, None, None, "fault"),)


def test_one_good_sample_makes_a_second_good(store: sqlite3.Connection) -> None:
    record_batch(store, [Occupancy(7.1, "gate", None, "fault"), Occupancy(7.9, "gate", 4)])
    assert stored_occupancy(store, "gate") == (OccupancySecond("gate", 7, 1, 4, 4.0, "ok"),)


def test_one_saturated_sample_makes_a_second_a_least_number(store: sqlite3.Connection) -> None:
    record_batch(store, [Occupancy(7.1, "gate", 4, saturated=True), Occupancy(7.9, "gate", 2)])
    saturated = OccupancySecond("gate", 7, 2, 4, 3.0, "saturated")
    assert stored_occupancy(store, "gate") == (saturated,)


def test_a_batch_given_twice_changes_nothing(store: sqlite3.Connection) -> None:
    for _ in range(2):
        record_batch(store, [Occupancy(7.1, "gate", 2), Occupancy(8.1, "gate", 3)], [EVENT, FAULT])
    assert [row.people_max for row in stored_occupancy(store, "gate")] == [2, 3]
    assert (stored_events(store), stored_faults(store)) == ((EVENT,), (FAULT,))


def test_an_event_is_replaced_by_its_later_state(store: sqlite3.Connection) -> None:
    later = CrowdingEvent(
        **{**vars(EVENT), "end_s": 190.0, "status": "cleared", "peak_tier": "yellow"}
    )
    record_batch(store, changes=[EVENT])
    record_batch(store, changes=[later])
    assert stored_events(store) == (later,)
    assert rows(store, "SELECT end_s, status, peak_tier FROM crowding_events") == [
        (190.0, "cleared", "yellow")
    ]


def test_a_watch_that_died_leaves_nothing_open(store: sqlite3.Connection) -> None:
    record_batch(store, [Occupancy(140.0, "gate", 9)], [EVENT, FAULT])
    close_what_was_left_open(store)
    (event,), (fault,) = stored_events(store), stored_faults(store)
    assert (event.status, event.end_s, fault.end_s) == ("interrupted", 140.0, 140.0)
    assert close_what_was_left_open(store) == ()


def test_the_store_of_another_site_is_refused(store: sqlite3.Connection) -> None:
    with pytest.raises(StorageError, match="holds the watch of site school, not of other"):
        record_zones(store, "other", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})
    record_zones(store, "school", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})


def test_a_full_disk_is_told_and_what_was_committed_stays(store: sqlite3.Connection) -> None:
    record_batch(store, [Occupancy(7.0, "gate", 2)])
    (pages,) = rows(store, "PRAGMA page_count")[0]
    store.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then meets a full disk
    with pytest.raises(StorageError, match="disk is full"):
        record_batch(store, [Occupancy(float(second), "gate", 3) for second in range(8, 5000)])
    assert [row.second for row in stored_occupancy(store, "gate")] == [7]
    store.execute(f"PRAGMA max_page_count = {pages + 100}")
    record_batch(store, [Occupancy(8.0, "gate", 3)])
    assert [row.second for row in stored_occupancy(store, "gate")] == [7, 8]


# One batch a second: five samples, the fault of that second, and an event that ten seconds
# share. With "early" the batch is acknowledged before it is committed, which is the mistake.
WRITER = """
import sys
from pathlib import Path
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import record_batch, record_zones

store, early = open_store(Path(sys.argv[1])), sys.argv[2] == "early"
gate = PictureZone("gate", Label("g", "g"), ((0, 0), (1, 0), (1, 1)))
record_zones(store, "school", {"cam-1": Label("c", "c")}, {"cam-1": (gate,)})
(last,) = rows(store, "SELECT max(second) FROM occupancy")[0]
second = 0 if last is None else last + 1
while True:
    if early:
        print(second, flush=True)
    samples = [Occupancy(second + k / 5, "gate", second % 9) for k in range(5)]
    fault = HealthFault("cam-1", "corrupt", float(second), second + 0.5, Label("", ""))
    changes = (TierChange(float(second), "blue"),)
    onset = float(second // 10 * 10)
    event = CrowdingEvent(
        f"gate-{onset}", "gate", onset, None, "open", "blue", 9, onset, changes
    )
    record_batch(store, samples, [event, fault])
    if not early:
        print(second, flush=True)
    second += 1
"""


def killed_after(acknowledgements: int, path: Path, mode: str) -> int:
    """Kill a writer by SIGKILL once it has acknowledged so much; return its last word."""
    command = [sys.executable, "-c", WRITER, str(path), mode]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(acknowledgements)]
        writer.send_signal(signal.SIGKILL)
        said += writer.stdout.readlines()
    return int([line for line in said if line.endswith("\n")][-1])


def test_fifteen_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(15)
    for _ in range(15):
        acknowledged = killed_after(chance.randint(1, 40), tmp_path / "gates.db", "late")
        with closing(open_store(tmp_path / "gates.db")) as store:
            kept = stored_occupancy(store, "gate")
            events, faults = stored_events(store), stored_faults(store)
        count = len(kept)
        assert [row.second for row in kept] == list(range(count))
        assert {row.samples for row in kept} == {5}
        assert [fault.start_s for fault in faults] == [float(s) for s in range(count)]
        assert [event.start_s for event in events] == [float(s) for s in range(0, count, 10)]
        assert events[-1].changes[-1].t_s == count - 1
        assert count - 1 >= acknowledged


def test_the_control_that_acknowledges_before_it_commits_loses(tmp_path: Path) -> None:
    chance, lost = random.Random(15), 0
    for _ in range(15):
        acknowledged = killed_after(chance.randint(1, 40), tmp_path / "gates.db", "early")
        with closing(open_store(tmp_path / "gates.db")) as store:
            (last,) = rows(store, "SELECT max(second) FROM occupancy")[0]
        lost += acknowledged > (-1 if last is None else last)
    assert lost > 0
