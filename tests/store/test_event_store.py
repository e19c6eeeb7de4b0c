"""What a watch committed is in its store once, whatever killed it."""

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, Tier, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.people_density import RecallCurve, ZoneGround
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.errors import StorageError
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import (
    OccupancySecond,
    close_what_was_left_open,
    record_batch,
    record_grounds,
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


def seen(*known: Any, tier: Tier = "none", **more: Any) -> ZoneMoment:
    """Return a moment in which so many people stood in the zone."""
    return ZoneMoment(Occupancy(*known, **more), tier)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "gates.db")) as connection:
        record_zones(connection, "school", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})
        yield connection


def test_a_second_holds_the_most_people_and_their_mean(store: sqlite3.Connection) -> None:
    record_batch(store, [seen(7.1, "gate", 2), seen(7.9, "gate", 5)])
    assert stored_occupancy(store, "gate") == (
        OccupancySecond("gate", 7, 2, 5, 3.5, "ok", tier="none"),
    )


def test_a_second_of_a_faulty_camera_has_no_count_rather_than_none(
    store: sqlite3.Connection,
) -> None:
    record_batch(store, [seen(7.1, "gate", None, "fault", tier="unknown")])
    unknown = OccupancySecond("gate", 7, 0, None, None, "fault", tier="unknown")
    assert stored_occupancy(store, "gate") == (unknown,)


def test_one_good_sample_makes_a_second_good(store: sqlite3.Connection) -> None:
    record_batch(store, [seen(7.1, "gate", None, "fault"), seen(7.9, "gate", 4)])
    assert stored_occupancy(store, "gate") == (
        OccupancySecond("gate", 7, 1, 4, 4.0, "ok", tier="none"),
    )


def test_one_saturated_sample_makes_a_second_a_least_number(store: sqlite3.Connection) -> None:
    record_batch(store, [seen(7.1, "gate", 4, saturated=True), seen(7.9, "gate", 2)])
    saturated = OccupancySecond("gate", 7, 2, 4, 3.0, "saturated", tier="none")
    assert stored_occupancy(store, "gate") == (saturated,)


def test_a_second_holds_mean_density_highest_peak_worst_tier_and_who_walked_through(
    store: sqlite3.Connection,
) -> None:
    thin = ZoneMoment(Occupancy(7.1, "gate", 2, density_p_m2=0.5, peak_p_m2=0.9), "none", 1, 0)
    dense = ZoneMoment(Occupancy(7.9, "gate", 4, density_p_m2=1.5, peak_p_m2=1.2), "blue", 2, 0)
    record_batch(store, [thin, dense])
    (second,) = stored_occupancy(store, "gate")
    assert (second.density_p_m2, second.peak_p_m2, second.tier) == (1.0, 1.2, "blue")
    assert (second.people_in, second.people_out) == (3, 0)


def test_a_saturated_second_has_no_density_and_no_line_is_no_flow(
    store: sqlite3.Connection,
) -> None:
    thin, full = Occupancy(7.1, "gate", 2, density_p_m2=0.5), Occupancy(7.9, "gate", 2, "ok", True)
    record_batch(store, [ZoneMoment(thin, "none"), ZoneMoment(full, "yellow")])
    (second,) = stored_occupancy(store, "gate")
    assert (second.density_p_m2, second.tier, second.people_in) == (None, "yellow", None)


def test_a_gathering_that_a_peak_window_ended_is_kept_as_such(store: sqlite3.Connection) -> None:
    gathering = replace(
        EVENT, id="g-unexpected", kind="unexpected", end_s=190.0, status="expected", changes=()
    )
    record_batch(store, changes=[gathering])
    assert stored_events(store) == (gathering,)
    assert rows(store, "SELECT kind FROM crowding_events") == [("unexpected",)]


def test_an_open_gathering_of_a_watch_that_died_is_interrupted(store: sqlite3.Connection) -> None:
    open_one = replace(EVENT, id="g-unexpected", kind="unexpected", peak_tier="none", changes=())
    record_batch(store, changes=[open_one])
    (closed,) = close_what_was_left_open(store)
    assert closed == replace(open_one, end_s=104.0, status="interrupted")


def test_what_is_seen_of_a_zones_ground_is_kept_and_replaced(store: sqlite3.Connection) -> None:
    sure = np.ones(2)
    curve = RecallCurve(np.array([0.0, 1.5]), sure, sure, sure)
    for area_m2 in (40.0, 50.0):
        record_grounds(store, [ZoneGround("gate", area_m2, curve)])
    assert rows(store, "SELECT * FROM grounds") == [("gate", 50.0, 1.5)]


def test_a_batch_given_twice_changes_nothing(store: sqlite3.Connection) -> None:
    for _ in range(2):
        record_batch(store, [seen(7.1, "gate", 2), seen(8.1, "gate", 3)], [EVENT, FAULT])
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
    record_batch(store, [seen(140.0, "gate", 9)], [EVENT, FAULT])
    close_what_was_left_open(store)
    (event,), (fault,) = stored_events(store), stored_faults(store)
    assert (event.status, event.end_s, fault.end_s) == ("interrupted", 140.0, 140.0)
    assert close_what_was_left_open(store) == ()


def test_the_store_of_another_site_is_refused(store: sqlite3.Connection) -> None:
    with pytest.raises(StorageError, match="holds the watch of site school, not of other"):
        record_zones(store, "other", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})
    record_zones(store, "school", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})


@pytest.mark.fault("S1")
def test_a_full_disk_is_told_and_what_was_committed_stays(store: sqlite3.Connection) -> None:
    record_batch(store, [seen(7.0, "gate", 2)])
    (pages,) = rows(store, "PRAGMA page_count")[0]
    store.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then meets a full disk
    with pytest.raises(StorageError, match="disk is full"):
        record_batch(store, [seen(float(second), "gate", 3) for second in range(8, 5000)])
    assert [row.second for row in stored_occupancy(store, "gate")] == [7]
    store.execute(f"PRAGMA max_page_count = {pages + 100}")
    record_batch(store, [seen(8.0, "gate", 3)])
    assert [row.second for row in stored_occupancy(store, "gate")] == [7, 8]


# One batch a second: five samples, the fault of that second, and an event that ten seconds
# share. With "early" the batch is acknowledged before it is committed, which is the mistake.
WRITER = """
import sys
from pathlib import Path
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
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
    seen = [Occupancy(second + k / 5, "gate", second % 9) for k in range(5)]
    samples = [ZoneMoment(one, "none") for one in seen]
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


@pytest.mark.fault("S3")
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


@pytest.mark.fault("S3", control=True)
def test_the_control_that_acknowledges_before_it_commits_loses(tmp_path: Path) -> None:
    """One loss shows it: after the first of at most fifteen nobody is killed any more."""
    chance, lost = random.Random(15), 0
    for _ in range(15):
        acknowledged = killed_after(chance.randint(1, 40), tmp_path / "gates.db", "early")
        with closing(open_store(tmp_path / "gates.db")) as store:
            (last,) = rows(store, "SELECT max(second) FROM occupancy")[0]
        lost += acknowledged > (-1 if last is None else last)
        if lost:
            break
    assert lost > 0
