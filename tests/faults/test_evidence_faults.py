"""No fault costs an episode, leaves half a file of its evidence, or loses what was whole."""

import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import DiskFullError
from pipeline.store.database import open_store, rows, transaction
from pipeline.store.episode_evidence import keep_evidence, owed_evidence
from pipeline.store.event_store import record_batch, stored_events
from pipeline.store.evidence_upkeep import digest_of, kept_evidence, reconcile
from pipeline.store.retention import evidence_folder
from pipeline.store.verification import verify_store
from tests.jobs.watching import until
from tests.store.chained import cleared, evidence, piece, small_store

ROOT = Path(__file__).parents[2]
THING = "gate-0000100.000"
LIMIT = 600_000
"""In bytes: above the store, below a large file of evidence."""

KEEP = """
import sys
from contextlib import closing
from pathlib import Path
from pipeline.store.database import open_store
from pipeline.store.episode_evidence import keep_evidence
from tests.store.chained import evidence, piece

with closing(open_store(Path(sys.argv[1]))) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(1, int(sys.argv[2]) + 1):
        thing = f"gate-{100 * number:011.3f}"
        pieces = piece("snapshot", b"p" * 50_000), piece("clip", b"v" * 200_000)
        keep_evidence(store, evidence(*pieces, thing=thing, series="off"))
        print(thing, flush=True)
"""


def keeping(path: Path, episodes: int) -> "subprocess.Popen[str]":
    """Start a process that keeps evidence of some episodes once it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP, str(path), str(episodes)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def owing(path: Path, episodes: int = 1) -> None:
    """Leave a store with episodes that are to have evidence."""
    with closing(small_store(path)) as store:
        changes = [cleared(100.0 * number) for number in range(1, episodes + 1)]
        record_batch(store, changes=changes, owes_evidence=True)
        # The first one was recorded when the store was made.
        with transaction(store):
            store.execute("INSERT OR IGNORE INTO owed_evidence VALUES (?, 'gate')", (THING,))


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
    owing(path)
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
    owing(path)
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


def test_who_is_killed_between_file_and_row_leaves_no_orphan_and_loses_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "gates.db"
    owing(path)
    folder = evidence_folder(path)
    clip, snapshot = folder / f"{THING}.clip.mp4", folder / f"{THING}.snapshot.jpg"
    with closing(open_store(path)) as store, keeping(path, 1) as process:
        # While the store is locked the files are written, and their rows are not.
        store.execute("BEGIN IMMEDIATE")
        go(process)
        until(lambda: clip.exists() and snapshot.exists(), "the files")
        process.kill()
        process.wait()
        store.execute("ROLLBACK")
        assert rows(store, "SELECT * FROM evidence") == [], "the control: no row has them"
        found = reconcile(store, 9000.0)
        assert (found.taken_up, found.removed, found.without) == ((THING,), (), ())
        (kept,) = kept_evidence(store)
        assert {file.kind for file in kept.files} == {"clip", "snapshot", "manifest"}
        assert (kept.is_owed, kept.absent) == (False, {"series": "off"})
        assert digest_of(clip) is not None
        assert verify_store(store, None).holds


def test_whenever_a_watch_is_killed_each_episode_has_whole_evidence_or_says_why_not(
    tmp_path: Path,
) -> None:
    chance = random.Random(5)
    for kill in range(3):
        path = tmp_path / f"{kill}.db"
        owing(path, episodes=40)
        with keeping(path, 40) as process:
            go(process)
            assert process.stdout is not None
            said = [process.stdout.readline().strip() for _ in range(chance.randint(1, 20))]
            process.kill()
            process.wait()
        with closing(open_store(path)) as store:
            found = reconcile(store, 9000.0)
            assert owed_evidence(store) == ()
            kept = {one.thing: one for one in kept_evidence(store)}
            assert len(kept) == 40
            for one in kept.values():
                kinds = {file.kind for file in one.files} | set(one.absent)
                assert kinds >= {"clip", "snapshot", "series"}
            assert all({f.kind for f in kept[thing].files} >= {"clip"} for thing in said)
            live = {file.name for one in kept.values() for file in one.files}
            assert {each.name for each in evidence_folder(path).iterdir()} == live
            assert verify_store(store, None).holds
            assert len(found.taken_up) <= 1
