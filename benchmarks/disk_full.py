"""Whether a disk that is full takes anything that a store has acknowledged, by three mechanisms.

``python benchmarks/disk_full.py`` lets a process record batches, with events, links and what is
owed, until there is no room: by SQLite's own limit (`pages`), by a limit on the size of a file
(`bytes`), and on a real file system of 2 MiB (`mount`, for who may mount one). All that was
acknowledged must be there, the chain must hold, and once there is room the same process, which kept
in memory what it could not write, must have written it all, once. Control: `early` acknowledges
before it commits.
"""

import argparse
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.power_loss import moment, prepared, states
from pipeline.domain.chain import body_of, thing_of
from pipeline.jobs.held_back import HeldBack
from pipeline.store.chain import chain_records
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import Change, record_batch
from pipeline.store.outbox import Posting
from pipeline.store.verification import verify_store

FULL_TURNS = 5
"""So many batches are handed over while there is no room, then there is room again."""
MOUNT_BYTES = 2 * 2**20


def write(path: Path, batches: int, mechanism: str, way: str) -> None:
    """Hand batches over as a supervisor does, run out of room, get some, and hand over the rest."""
    with closing(prepared(path)) as store:
        less_room(store, mechanism)
        turns_left = FULL_TURNS

        def put(moments: Sequence[Any], changes: Sequence[Change]) -> None:
            record_batch(store, moments, changes, lambda state: [Posting("hook", 0.0)])

        held = HeldBack(put, lambda label: print(f"SAID {label.en}", flush=True))
        number = 0
        while number < batches:
            given = states(number)
            if way == "early":
                say(given)
            done = held.give([moment(number)], given)
            if way != "early":
                say(done)
            number += 1
            turns_left -= not done
            if not turns_left:
                if way == "early":
                    return
                print("FULL", flush=True)
                sys.stdin.readline()
                more_room(store, mechanism)
                turns_left = FULL_TURNS
        say(held.give([], [], last=True))


def say(changes: Sequence[Change]) -> None:
    """Acknowledge changes."""
    for change in changes:
        print(f"ACK {thing_of(change)} {body_of(change)}", flush=True)


def less_room(store: Any, mechanism: str) -> None:
    """Leave room for some hundred batches."""
    if mechanism == "pages":
        ((pages,),) = rows(store, "PRAGMA page_count")
        store.execute(f"PRAGMA max_page_count = {pages + 60}")
    elif mechanism == "bytes":
        # Exceeding it would be a signal; ignored, it is an error of the write.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))


def more_room(store: Any, mechanism: str) -> None:
    """Give room again; a mount is enlarged by who made it."""
    if mechanism == "pages":
        store.execute("PRAGMA max_page_count = 1000000")
    elif mechanism == "bytes":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def room_for(folder: Path, mechanism: str) -> Iterator[Path]:
    """Give a folder for the store, on a small file system of its own if that is the mechanism."""
    if mechanism != "mount":
        yield folder
        return
    options = f"size={MOUNT_BYTES}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@dataclass(frozen=True)
class Outcome:
    """What was acknowledged, and what is there: when there was no room, and at the end."""

    mechanism: str
    said_when_full: int
    stored_when_full: int
    said: int
    stored: int
    lost: int
    doubled: int
    holds: bool
    alarms: int

    def told(self) -> str:
        """Return it as a line."""
        return (
            f"{self.mechanism:6} full after {self.said_when_full} acknowledged ="
            f" {self.stored_when_full} stored; in the end {self.said} = {self.stored}, {self.lost}"
            f" lost, {self.doubled} doubled, chain {'holds' if self.holds else 'is broken'},"
            f" {self.alarms} alarms"
        )


def trial(folder: Path, mechanism: str, batches: int = 1500, way: str = "late") -> Outcome:
    """Run out of room once, and see what is there then and at the end."""
    program = [sys.executable, __file__, "--write"]
    with room_for(folder, mechanism) as place:
        path = place / "gates.db"
        command = [*program, str(path), str(batches), mechanism, way]
        lines: list[str] = []
        full = (0, 0)
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            for line in process.stdout:
                if line == "FULL\n":
                    full = (len(acknowledged(lines)), len(stored(path)))
                    if mechanism == "mount":
                        more = ["mount", "-o", "remount,size=64m", str(folder)]
                        subprocess.run(more, check=True)
                    process.stdin.write("\n")
                    process.stdin.flush()
                lines.append(line)
        assert process.returncode == 0, lines[-3:]
        said, there = acknowledged(lines), stored(path)
        with closing(open_store(path)) as store:
            holds = verify_store(store, None).holds
        lost, doubled = len(set(said) - set(there)), len(there) - len(set(there))
        alarms = sum(line.startswith("SAID ") for line in lines)
        return Outcome(mechanism, *full, len(said), len(there), lost, doubled, holds, alarms)


def acknowledged(lines: Sequence[str]) -> list[str]:
    """Return what was acknowledged."""
    return [line.removeprefix("ACK ").rstrip("\n") for line in lines if line.startswith("ACK ")]


def stored(path: Path) -> list[str]:
    """Return what a store has."""
    with closing(open_store(path)) as store:
        return [f"{record.thing} {record.body}" for record in chain_records(store)]


def main() -> None:
    """Fill the disk by each mechanism, and once more without the protection."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        path, batches, mechanism, way = args.write
        write(Path(path), int(batches), mechanism, way)
        return
    for mechanism in ("pages", "bytes", "mount"):
        for way in ("late", "early"):
            with tempfile.TemporaryDirectory() as folder:
                outcome = trial(Path(folder), mechanism, way=way)
            print(f"{way:6} {outcome.told()}", flush=True)


if __name__ == "__main__":
    main()
