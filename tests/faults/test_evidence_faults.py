"""No fault costs an episode, leaves half a file of its evidence, or loses what was whole."""

import resource
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.evidence_faults import Found, go, kills, look, prepare, start, thing, whole_files
from pipeline.errors import DiskFullError
from pipeline.store.database import open_store, rows
from pipeline.store.episode_evidence import keep_evidence, owed_evidence
from pipeline.store.event_store import record_batch, stored_events
from pipeline.store.evidence_upkeep import kept_evidence
from pipeline.store.retention import evidence_folder
from pipeline.store.verification import verify_store
from tests.jobs.watching import until
from tests.store.chained import cleared, evidence, piece

THING = thing(1)
LIMIT = 600_000
"""In bytes: above the store, below a large file of evidence."""


def limited(bytes_: int, work: Callable[[], None]) -> None:
    """Do something while no file may be larger; Python takes the signal for an error."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, limits[1]))
    try:
        work()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize(("large", "small"), [("clip", "snapshot"), ("snapshot", "clip")])
def test_a_full_disk_costs_the_file_and_neither_the_episode_nor_the_others(
    tmp_path: Path, large: str, small: str
) -> None:
    path = tmp_path / "gates.db"
    prepare(path, 1)
    pieces = piece(large, b"x" * 2 * LIMIT), piece(small, b"y" * 9)  # type: ignore[arg-type]
    with closing(open_store(path)) as store:
        limited(LIMIT, lambda: keep_evidence(store, evidence(*pieces, series="off")) and None)
        (kept,) = kept_evidence(store)
        assert kept.absent[large] == "disk_full"  # type: ignore[index]
        assert {file.kind for file in kept.files} == {small, "manifest"}
        names = {file.name for file in kept.files}
        assert {each.name for each in evidence_folder(path).iterdir()} == names
        assert [one.id for one in stored_events(store)] == [THING]
        assert verify_store(store, None).holds


def test_a_file_that_is_written_in_place_is_left_half(tmp_path: Path) -> None:
    """The control."""

    def write() -> None:
        with pytest.raises(OSError):
            (tmp_path / "clip.mp4").write_bytes(b"x" * 2 * LIMIT)

    limited(LIMIT, write)
    assert (tmp_path / "clip.mp4").stat().st_size == LIMIT


def test_a_full_store_is_owed_the_evidence_until_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "gates.db"
    prepare(path, 1)
    given = evidence(piece("snapshot", b"y" * 9), series="off", clip="off")
    with closing(open_store(path)) as store:
        ((pages,),) = rows(store, "PRAGMA page_count")
        store.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskFullError):
            for number in range(1000):
                record_batch(store, changes=[cleared(5000.0 + number)])
        with pytest.raises(DiskFullError):
            keep_evidence(store, given)
        assert owed_evidence(store) == ((THING, "gate"),)
        store.execute("PRAGMA max_page_count = 100000")
        keep_evidence(store, given)
        assert (owed_evidence(store), len(kept_evidence(store)[0].files)) == ((), 2)
        assert verify_store(store, None).holds


def killed_between_file_and_row(path: Path, way: str) -> Found:
    """Kill who keeps evidence when its files are there and their rows are not, and look."""
    prepare(path, 1)
    found, folder = Found(faults=1), evidence_folder(path)
    with closing(open_store(path)) as store, start(path, 1, way) as process:
        # While the store is locked nothing can be committed.
        store.execute("BEGIN IMMEDIATE")
        go(process)
        until(lambda: len(whole_files(folder, 1)) == 3, "the files")
        process.kill()
        process.wait()
        store.execute("ROLLBACK")
        assert rows(store, "SELECT * FROM evidence") == []
    look(path, 1, found)
    return found


def test_who_is_killed_between_file_and_row_leaves_no_orphan_and_loses_nothing(
    tmp_path: Path,
) -> None:
    found = killed_between_file_and_row(tmp_path / "gates.db", "first")
    assert found == Found(faults=1, episodes=1, evident=1)


def test_who_writes_its_manifest_last_loses_files_that_were_whole(tmp_path: Path) -> None:
    """The control."""
    found = killed_between_file_and_row(tmp_path / "gates.db", "late")
    assert found == Found(faults=1, episodes=1, excused=1, lost=3)


def test_whenever_a_watch_is_killed_each_episode_has_whole_evidence_or_says_why_not(
    tmp_path: Path,
) -> None:
    """`benchmarks/evidence_faults.py` in small."""
    found = kills(tmp_path, 2)
    assert found.evident + found.excused == found.episodes == 80
    assert (found.untold, found.orphans, found.half, found.lost, found.broken) == (0,) * 5
