"""Whether evidence of episodes is whole or absent with a reason, whatever ends who writes it.

``python benchmarks/evidence_faults.py`` lets a process keep evidence of one episode after another
and kills it (SIGKILL) at a moment drawn by chance, again and again; then the next watch's
reconciliation runs. Counted are episodes that have neither evidence nor a reason, files that no row
has, rows whose file is not what they say, half files, and files that were whole when the process
died and are gone afterwards. Then the disk is full: by a limit on the size of a file (`bytes`), and
on a real file system of 2 MiB (`mount`, for who may mount one). Control, by ``--controls``: one
that writes its manifest when all is committed (`late`) loses files that were whole.
"""

import argparse
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.crowding import CrowdingEvent, PictureZone
from pipeline.domain.evidence import Piece, Span, file_name
from pipeline.domain.label import Label
from pipeline.errors import StorageError
from pipeline.store import episode_evidence
from pipeline.store.database import open_store
from pipeline.store.episode_evidence import Evidence, keep_evidence, owed_evidence
from pipeline.store.event_store import record_batch, record_zones, stored_events
from pipeline.store.evidence_upkeep import digest_of, kept_evidence, reconcile
from pipeline.store.retention import evidence_folder
from pipeline.store.verification import verify_store

GATE = PictureZone("gate", Label("校门", "gate"), ((0, 0), (1, 0), (1, 1)))
SIZES = {"series": 2_000, "snapshot": 50_000, "clip": 400_000}
LIMIT = 300_000
"""In bytes: above the store, below a clip."""
MOUNT_BYTES = 2 * 2**20
LONGEST_S = 0.4
"""So long after it began the process is killed at the latest, in the middle of its work."""


def thing(number: int) -> str:
    """Return the id of an episode."""
    return f"gate-{100 * number:011.3f}"


def given(number: int) -> Evidence:
    """Return what is to be kept of an episode, the same each time."""
    span = Span(100.0 * number, 100.0 * number + 20.0)
    pieces = tuple(
        Piece(kind, random.Random(f"{number}{kind}").randbytes(size), span, {})  # type: ignore[arg-type]
        for kind, size in SIZES.items()
    )
    return Evidence(thing(number), "gate", span, pieces, {}, {"site": "school"})


def prepare(path: Path, episodes: int) -> None:
    """Leave a store in which so many episodes are owed evidence."""
    with closing(open_store(path)) as store:
        record_zones(store, "school", {"cam-1": Label("一号", "one")}, {"cam-1": (GATE,)})
        changes = [
            CrowdingEvent(
                *(thing(n), "gate", 100.0 * n, 100.0 * n + 20.0, "cleared", "yellow", 9),
                *(100.0 * n + 5.0, ()),
            )
            for n in range(1, episodes + 1)
        ]
        record_batch(store, changes=changes, owes_evidence=True)


def write(path: Path, episodes: int, way: str, limit: int) -> None:
    """Keep evidence of all episodes, as a camera's worker does, saying which is committed."""
    late: dict[Path, bytes] = {}
    real = episode_evidence._failure
    if way == "late":
        episode_evidence._failure = lambda path, data: (
            late.update({path: data}) if path.suffix == ".json" else real(path, data)
        )
    with closing(open_store(path)) as store:
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(1, episodes + 1):
            with suppress(StorageError):
                keep_evidence(store, given(number))
                for manifest, data in late.items():
                    real(manifest, data)
                print(thing(number), flush=True)


@dataclass
class Found:
    """What was there after a fault, and what was not."""

    faults: int = 0
    episodes: int = 0
    evident: int = 0
    excused: int = 0
    untold: int = 0
    orphans: int = 0
    half: int = 0
    lost: int = 0
    broken: int = 0

    def told(self) -> str:
        """Return it as a line."""
        return (
            f"{self.faults} faults over {self.episodes} episodes: {self.evident} with whole"
            f" evidence, {self.excused} with some or none and the reason, {self.untold} without a"
            f" word; {self.orphans} orphans, {self.half} half files, {self.lost} whole files lost,"
            f" {self.broken} stores that do not verify"
        )


def whole_files(folder: Path, episodes: int) -> set[str]:
    """Return the names of the files that hold all that they should."""
    found = set()
    for number in range(1, episodes + 1):
        for piece in given(number).pieces:
            name = file_name(thing(number), piece.kind)
            if digest_of(folder / name) == hashlib.sha256(piece.data).hexdigest():
                found.add(name)
    return found


def look(path: Path, episodes: int, found: Found) -> None:
    """Reconcile as the next watch does, and count what is there then."""
    folder = evidence_folder(path)
    before = whole_files(folder, episodes)
    with closing(open_store(path)) as store:
        reconcile(store, time.time())
        kept = {one.thing: one for one in kept_evidence(store)}
        named = {file.name for one in kept.values() for file in one.files}
        there = {each.name for each in folder.iterdir()} if folder.exists() else set()
        after = whole_files(folder, episodes)
        found.episodes += len(stored_events(store))
        found.untold += len(stored_events(store)) - len(kept) + len(owed_evidence(store))
        for one in kept.values():
            kinds = {file.kind for file in one.files}
            found.evident += kinds >= set(SIZES)
            found.excused += not kinds >= set(SIZES) and kinds | set(one.absent) >= set(SIZES)
        found.orphans += len(there - named)
        found.half += len({name for name in there if not name.endswith(".json")} - after)
        found.lost += len(before - after)
        found.broken += not verify_store(store, None).holds


def start(path: Path, episodes: int, way: str, limit: int = 0) -> "subprocess.Popen[str]":
    """Start a process that keeps evidence once it is told to."""
    words = [sys.executable, __file__, "--write", str(path), str(episodes), way, str(limit)]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    """Tell a process to begin."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def kills(folder: Path, count: int, episodes: int = 40, way: str = "first", seed: int = 1) -> Found:
    """Kill so many processes, each over a store of its own."""
    chance, found = random.Random(seed), Found()
    for number in range(count):
        path = folder / f"{number}.db"
        prepare(path, episodes)
        with start(path, episodes, way) as process:
            go(process)
            time.sleep(chance.uniform(0.0, LONGEST_S))
            process.kill()
            process.wait()
        found.faults += 1
        look(path, episodes, found)
        for left in (path, *evidence_folder(path).glob("*")):
            left.unlink(missing_ok=True)
    return found


def full(folder: Path, mechanism: str, episodes: int = 8) -> Found:
    """Keep evidence until there is no room, and see what is there."""
    found = Found(faults=1)
    if mechanism == "mount":
        options = f"size={MOUNT_BYTES}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)
    try:
        path = folder / "gates.db"
        prepare(path, episodes)
        with start(path, episodes, "first", LIMIT if mechanism == "bytes" else 0) as process:
            go(process)
            process.wait()
        if mechanism == "mount":
            more = ["mount", "-o", "remount,size=64m", str(folder)]
            subprocess.run(more, check=True)
        look(path, episodes, found)
    finally:
        if mechanism == "mount":
            subprocess.run(["umount", str(folder)], check=True)
    return found


def main() -> None:
    """Run all of it and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--controls", action="store_true")
    parser.add_argument("--write", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        path, episodes, way, limit = args.write
        write(Path(path), int(episodes), way, int(limit))
        return
    with tempfile.TemporaryDirectory() as folder:
        for way in ("first", *(("late",) if args.controls else ())):
            told = kills(Path(folder), args.kills, way=way, seed=args.seed).told()
            print(f"killed, {way:5} {told}", flush=True)
    for mechanism in ("bytes", *(("mount",) if os.geteuid() == 0 else ())):
        with tempfile.TemporaryDirectory() as folder:
            print(f"full, {mechanism:5}   {full(Path(folder), mechanism).told()}")


if __name__ == "__main__":
    main()
