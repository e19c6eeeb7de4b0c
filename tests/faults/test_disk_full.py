"""A full disk takes nothing that was acknowledged, by `benchmarks/disk_full.py` in small."""

from pathlib import Path

import pytest

from benchmarks.disk_full import trial
from pipeline.domain.label import Label
from pipeline.errors import DiskFullError
from pipeline.jobs import held_back
from pipeline.jobs.held_back import HeldBack
from pipeline.store.room import MIB, Ladder, Room
from tests.store.chained import event


@pytest.mark.parametrize("mechanism", ["pages", "bytes"])
@pytest.mark.fault("S1")
def test_all_that_was_said_is_there_and_the_rest_follows_when_there_is_room(
    tmp_path: Path, mechanism: str
) -> None:
    found = trial(tmp_path, mechanism, batches=250)
    assert found.said_when_full == found.stored_when_full > 0
    assert found.said_when_full < found.said == found.stored == 500
    assert (found.lost, found.doubled, found.holds, found.alarms) == (0, 0, True, 2)


@pytest.mark.fault("S1", control=True)
def test_who_says_so_too_early_says_what_is_not_there(tmp_path: Path) -> None:
    """The control."""
    assert trial(tmp_path, "pages", batches=250, way="early").lost > 0


@pytest.mark.fault("S1")
def test_while_there_is_no_room_counts_are_bounded_and_events_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(held_back, "MOST_MOMENTS", 3)
    written: list[object] = []
    alarms: list[Label] = []
    is_full = [True]

    def write(moments: object, changes: object) -> None:
        if is_full[0]:
            raise DiskFullError("gates.db: the disk is full")
        written.append((list(moments), list(changes)))  # type: ignore[call-overload]

    held = HeldBack(write, alarms.append)
    events = [event(100.0 * number) for number in range(9)]
    for number in range(9):
        assert held.give([number], [events[number]]) == []
    with pytest.raises(DiskFullError):
        held.give([], [], last=True)
    is_full[0] = False
    assert held.give([9], []) == events
    assert written == [([6, 7, 8, 9], events)]
    assert held.give([], []) == []
    assert (held.dropped, len(alarms)) == (6, 2)
    assert alarms[0].en.startswith("ALARM: gates.db: the disk is full")


@pytest.mark.fault("S1")
def test_a_disk_that_fills_is_told_of_once_a_rung(tmp_path: Path) -> None:
    import shutil

    free = shutil.disk_usage(tmp_path).free
    rungs = [
        Ladder(warn_bytes=0, evict_bytes=0, stop_bytes=0),
        Ladder(warn_bytes=free * 2, evict_bytes=0, stop_bytes=0),
        Ladder(warn_bytes=free * 2, evict_bytes=free * 2, stop_bytes=0),
        Ladder(warn_bytes=free * 2, evict_bytes=free * 2, stop_bytes=free * 2),
    ]
    rooms = [Room(tmp_path / "gates.db", ladder) for ladder in rungs]
    told = [room.look() for room in rooms]
    assert [room.rung for room in rooms] == ["ok", "warn", "evict", "stop"]
    assert told[0] is None
    assert all(label and str(free // MIB)[:1] in label.en for label in told[1:])
    assert [room.look() for room in rooms] == [None] * 4
