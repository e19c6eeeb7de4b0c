"""Whether the ledger loses or doubles anything: writers killed, writers at once, a full disk.

``python benchmarks/ledger_kills.py`` lets four processes write to one ledger. Each says of a change
that it is done once it is committed; what was said so must be there at the end, once, in whole
histories. Every trial has its control, the same with the protection off, which must fail:

- `kills`: writers are struck by SIGKILL at random moments and begun again with the change that they
  had not said was done, though it may have been. Controls: a change and what it came to are
  committed one after the other; a change that is given again cannot be known again.
- `crowd`: all write at once, without strikes. Control: transactions that ask for the write lock
  only when they write.
- `pages`, `bytes`: the disk is full, by SQLite's own limit and by one on the size of a file.
  Control: a writer that says so before it commits.
"""

import argparse
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.domain.hazard import Change
from pipeline.errors import StorageError
from pipeline.store.database import rows, transaction
from pipeline.store.ledger import broken_links, hazards_of, history_of, open_ledger, put, record

WRITERS = 4
AT = "2026-11-29T04:00:00.000+00:00"
FULL = 5
"""The exit code of a writer for which there was no room."""


def hazard_id(number: int) -> str:
    """Return one of two hazards that all writers share, so that they meet."""
    return f"demo/H-{number % 2}"


def prepared(path: Path) -> Path:
    """Make a ledger with the hazards that the writers change."""
    with closing(open_ledger(path)) as ledger:
        for number in range(2):
            data = {"site_id": "demo", "defect_id": f"H-{number}", "hazard_class": "fire"}
            data["content"] = "begin"
            record(ledger, [Change(hazard_id(number), AT, "city", "register", data=data)])
    return path


def change(writer: int, number: int) -> Change:
    """Return the change of a number that a writer makes, and nobody else."""
    words = {"content": f"{writer}-{number}"}
    return Change(hazard_id(number), AT, f"school {writer}", "amend", data=words)


def write(path: Path, writer: int, first: int, last: int, way: str) -> int:
    """Make changes one after another, and say of each that it is done."""
    with closing(open_ledger(path)) as ledger:
        if way.startswith("pages="):
            ledger.execute(f"PRAGMA max_page_count = {int(way.split()[0].partition('=')[2])}")
        if way.startswith("bytes="):
            # Exceeding it would be a signal; ignored, it is an error of the write.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            most = int(way.split()[0].partition("=")[2])
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        if way.endswith("dies"):
            ledger.set_trace_callback(die_half_way)
        for number in range(first, last):
            try:
                one(ledger, change(writer, number), number, way)
            except StorageError as error:
                print(error, file=sys.stderr)
                return FULL
            time.sleep(SLOW_S)
            print(number, flush=True)
    return 0


def die_half_way(statement: str) -> None:
    """Die when a change is written, but not yet what it came to."""
    if statement.startswith("INSERT INTO hazards"):
        os.kill(os.getpid(), signal.SIGKILL)


SLOW_S = 0.002
"""A writer is so slow to say what is done that some strikes fall between the two."""


def one(ledger: sqlite3.Connection, change: Change, number: int, way: str) -> None:
    """Commit one change, or do what a control does instead."""
    if way.startswith("torn"):
        put(ledger, change)
    elif way == "forgetful":
        with transaction(ledger):
            put(ledger, replace(change, why=str(time.time_ns())))
    elif way == "late-lock":
        with late_lock(ledger):
            put(ledger, change)
    elif way.endswith("early"):
        print(number, flush=True)
        with transaction(ledger):
            put(ledger, change)
    else:
        with transaction(ledger):
            put(ledger, change)


@contextmanager
def late_lock(ledger: sqlite3.Connection) -> Iterator[None]:
    """Begin as SQLite does when it is not told otherwise."""
    ledger.execute("BEGIN")
    try:
        yield
        ledger.execute("COMMIT")
    finally:
        if ledger.in_transaction:
            ledger.execute("ROLLBACK")


@dataclass
class Outcome:
    """What came of a trial: what was said to be done, and what was found."""

    said: int
    lost: int
    doubled: int
    stored: int
    broken: int
    kills: int
    failed: int
    took_s: float

    def told(self) -> str:
        """Return the figures on one line."""
        return (
            f"said {self.said}, stored {self.stored}, lost {self.lost}, doubled {self.doubled},"
            f" broken histories {self.broken}, kills {self.kills}, failed writers {self.failed},"
            f" {self.took_s:.1f} s"
        )


def started(path: Path, writer: int, first: int, last: int, way: str) -> subprocess.Popen[bytes]:
    """Begin a writer in a process of its own; its words go to a file, which no kill takes back."""
    words = [sys.executable, __file__, "--write", str(path), str(writer), str(first), str(last)]
    with said_by(path, writer).open("ab") as said:
        return subprocess.Popen([*words, way], stdout=said, stderr=subprocess.DEVNULL)


def said_by(path: Path, writer: int) -> Path:
    """Return the file in which a writer says what is done."""
    return path.with_name(f"{path.name}.said-{writer}")


def done_by(path: Path, writer: int) -> list[int]:
    """Return the numbers that a writer has said to be done; a torn last line is none."""
    text = said_by(path, writer).read_text() if said_by(path, writer).exists() else ""
    return [int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def trial(
    folder: Path, changes: int, kills: int = 0, way: str = "whole", writers: int = WRITERS
) -> Outcome:
    """Let writers make so many changes each, struck so often each, and look at what is there."""
    path, began, chance = prepared(folder / "ledger.db"), time.monotonic(), random.Random(kills)
    running = {writer: started(path, writer, 0, changes, way) for writer in range(writers)}
    struck, failed = Counter[int](), 0
    while running:
        time.sleep(chance.uniform(0.0, 0.01))
        for writer, process in list(running.items()):
            code = process.poll()
            if code is not None and code != -signal.SIGKILL:
                failed += code != 0
                del running[writer]
            elif code is None and wants_blow(path, writer, struck[writer], kills, changes):
                process.kill()
                process.wait()
                struck[writer] += 1
                first = max(done_by(path, writer), default=-1) + 1
                running[writer] = started(path, writer, first, changes, way)
    return judged(path, writers, struck.total(), failed, time.monotonic() - began)


def wants_blow(path: Path, writer: int, struck: int, kills: int, changes: int) -> bool:
    """Tell whether it is time for a writer's next strike: they are spread over its changes."""
    return struck < kills and len(done_by(path, writer)) > changes * struck // (kills + 1)


def judged(path: Path, writers: int, kills: int, failed: int, took_s: float) -> Outcome:
    """Hold what was said to be done against what is there."""
    with closing(open_ledger(path)) as ledger:
        assert rows(ledger, "PRAGMA integrity_check") == [("ok",)]
        found = Counter(
            each.change.data["content"]
            for hazard in hazards_of(ledger)
            for each in history_of(ledger, hazard.id)[1:]
        )
        broken = len(broken_links(ledger))
    said = {f"{writer}-{number}" for writer in range(writers) for number in done_by(path, writer)}
    lost = sum(found[words] == 0 for words in said)
    doubled = sum(times - 1 for times in found.values())
    return Outcome(len(said), lost, doubled, found.total(), broken, kills, failed, took_s)


TRIALS: dict[str, tuple[tuple[int, int, str, int], ...]] = {
    "kills": ((300, 50, "whole", 4), (300, 50, "torn", 1), (300, 50, "forgetful", 1)),
    "crowd": ((300, 0, "whole", 4), (300, 0, "late-lock", 4)),
    "pages": ((300, 0, "pages=60", 4), (300, 0, "pages=60 early", 4)),
    "bytes": ((300, 0, "bytes=1500000", 4), (300, 0, "bytes=1500000 early", 4)),
}
"""Changes and kills of each writer, how it writes, and how many there are: trial and controls."""


def main() -> None:
    """Run the trials that were asked for, each with its control."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=TRIALS)
    parser.add_argument("--write", nargs=5, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        path, writer, first, last, way = args.write
        sys.exit(write(Path(path), int(writer), int(first), int(last), way))
    for name, ways in TRIALS.items():
        if args.only in (None, name):
            for number, (changes, kills, way, writers) in enumerate(ways):
                with tempfile.TemporaryDirectory() as folder:
                    outcome = trial(Path(folder), changes, kills, way, writers)
                what = "control" if number else "trial"
                print(f"{name:6} {what:8} {way:20} {outcome.told()}", flush=True)


if __name__ == "__main__":
    main()
