"""Whether a power cut takes anything that a store has acknowledged, at a thousand moments.

``python benchmarks/power_loss.py`` lets a process record batches, each with counts, an event, a
fault, their links and what is owed to a receiver, and acknowledge each once it is committed, while
``strace`` writes down what it asks of the disk. The disk is then built anew as it may have been
left by a power cut at a random moment: what was synced is there; of what was not, nothing, the
first part, any part, or parts of single sectors. Each such store must open, be whole, agree with
itself, and hold all that was acknowledged before the cut.

What is assumed: a sync that returned is true, and files are made and removed in order. Control: the
same with ``synchronous = NORMAL``, which must lose what was acknowledged.
"""

import argparse
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone, TierChange
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.errors import StorageError
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import record_batch, record_zones
from pipeline.store.outbox import Posting
from pipeline.store.verification import verify_store

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,openat"
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
RECORDS_A_BATCH = 2


@dataclass(frozen=True)
class Step:
    """One thing that was asked of the disk, or that was acknowledged (`at` is its number)."""

    kind: Literal["write", "sync", "cut", "remove", "said"]
    file: str = ""
    at: int = 0
    data: bytes = b""


def write(path: Path, batches: int, synchronous: str) -> None:
    """Record batches one after another, and acknowledge each."""
    with closing(prepared(path)) as store:
        if synchronous != "FULL":
            store.execute(f"PRAGMA synchronous = {synchronous}")
        for number in range(batches):
            record_batch(
                store, [moment(number)], states(number), lambda state: [Posting("hook", 0.0)]
            )
            print(f"ACK {number}", flush=True)


def prepared(path: Path) -> sqlite3.Connection:
    """Return a store that knows its camera and its gate."""
    store = open_store(path)
    gate = PictureZone("gate", Label("门", "gate"), WHOLE)
    record_zones(store, "school", {"cam-1": Label("机", "camera")}, {"cam-1": (gate,)})
    return store


def moment(number: int) -> ZoneMoment:
    """Return what was counted in a second."""
    return ZoneMoment(Occupancy(float(number), "gate", number % 9), "none")


def states(number: int) -> tuple[CrowdingEvent, HealthFault]:
    """Return an event and a fault of a second."""
    at_s = float(number)
    changes = (TierChange(at_s, "blue"),)
    event = CrowdingEvent(
        f"gate-{number:07d}", "gate", at_s, at_s + 1.0, "cleared", "blue", 9, at_s, changes
    )
    return event, HealthFault("cam-1", "stalled", at_s, at_s + 0.5, Label("", ""))


def recorded(folder: Path, batches: int, synchronous: str) -> list[Step]:
    """Return all that such a process asks of the disk, in order."""
    path, trace = folder / "gates.db", folder / "trace"
    command = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        "200000",
        "-o",
        str(trace),
        "-e",
        f"trace={CALLS}",
    ]
    program = [sys.executable, __file__, "--write", str(path), str(batches), synchronous]
    subprocess.run([*command, *program], check=True, stdout=subprocess.DEVNULL)
    with trace.open(errors="replace") as lines:
        return [step for line in lines for step in steps_in(line, path)]


def steps_in(line: str, path: Path) -> Iterator[Step]:
    """Yield what a line of the trace tells of the store or of an acknowledgement."""
    call = re.match(r"\d+\s+(\w+)\((.*)\)\s+=\s+(-?\d+)", line)
    if call is None or int(call[3]) < 0:
        return
    name, given = call[1], call[2]
    texts = [
        bytes.fromhex(text.replace("\\x", "")) for text in re.findall(r'"((?:\\x\w\w)*)"', given)
    ]
    if name == "unlink" and texts and texts[0].startswith(bytes(path)):
        yield Step("remove", Path(texts[0].decode()).name)
        return
    handle = re.match(r"(\d+)<((?:\\x\w\w)*)>", given)
    if handle is None:
        return
    file = bytes.fromhex(handle[2].replace("\\x", "")).decode()
    if name == "write" and handle[1] == "1" and texts and texts[0].startswith(b"ACK "):
        yield Step("said", at=int(texts[0].split()[1]))
    if not file.startswith(str(path)) or file.endswith("-shm"):
        return
    numbers = [int(number) for number in re.findall(r", (\d+)", given)]
    match name:
        case "pwrite64":
            yield Step("write", Path(file).name, numbers[-1], texts[0])
        case "ftruncate":
            yield Step("cut", Path(file).name, numbers[-1])
        case "fsync" | "fdatasync":
            yield Step("sync", Path(file).name)


def cut_power(steps: Sequence[Step], chance: random.Random, folder: Path) -> int:
    """Leave in a folder what a cut after some steps may have left; return the last said number."""
    there: dict[str, bytearray] = defaultdict(bytearray)
    unsynced: dict[str, list[Step]] = defaultdict(list)
    said = -1
    for step in steps:
        match step.kind:
            case "said":
                said = step.at
            case "remove":
                there.pop(step.file, None)
                unsynced.pop(step.file, None)
            case "sync":
                for one in unsynced.pop(step.file, []):
                    _done(there[step.file], one)
            case _:
                unsynced[step.file].append(step)
    style = chance.choice(["none", "prefix", "any", "torn"])
    for file, left in unsynced.items():
        for one in _survivors(left, style, chance):
            _done(there[file], one)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, data in there.items():
        (folder / file).write_bytes(data)
    return said


def _survivors(left: Sequence[Step], style: str, chance: random.Random) -> Iterator[Step]:
    """Yield what of unsynced steps has reached the disk all the same."""
    if style == "none":
        return
    if style == "prefix":
        yield from left[: chance.randint(0, len(left))]
        return
    for step in left:
        if chance.random() < 0.5:
            continue
        if style == "any" or step.kind != "write":
            yield step
            continue
        for begin in range(0, len(step.data), SECTOR):
            if chance.random() < 0.6:
                part = step.data[begin : begin + SECTOR]
                yield Step("write", step.file, step.at + begin, part)


def _done(data: bytearray, step: Step) -> None:
    if step.kind == "cut":
        del data[step.at :]
        data.extend(bytes(step.at - len(data)))
        return
    data.extend(bytes(max(0, step.at + len(step.data) - len(data))))
    data[step.at : step.at + len(step.data)] = step.data


def judged(folder: Path, said: int) -> str:
    """Return what a store is after a cut: ok, lost, or how it is broken."""
    path = folder / "gates.db"
    try:
        with closing(open_store(path)) as store:
            if rows(store, "PRAGMA integrity_check") != [("ok",)]:
                return "corrupt"
            if not verify_store(store, None).holds:
                return "chain"
            (records,) = rows(store, "SELECT count(*) FROM chain")[0]
            (owed,) = rows(store, "SELECT count(*) FROM outbox")[0]
            reached = rows(store, "SELECT second FROM checkpoints")
    except StorageError:
        return "refused"
    last = reached[0][0] if reached else -1
    if records != owed or records != RECORDS_A_BATCH * (last + 1):
        return "torn"
    return "ok" if last >= said else "lost"


@dataclass(frozen=True)
class Outcome:
    """What a thousand cuts have left."""

    synchronous: str
    steps: int
    syncs: int
    found: Counter[str]
    lost: int
    took_s: float

    def told(self) -> str:
        """Return it as a line."""
        found = ", ".join(f"{count} {word}" for word, count in self.found.most_common())
        return (
            f"{self.synchronous:6} {self.steps} steps, {self.syncs} syncs; {self.found.total()}"
            f" cuts: {found}; {self.lost} acknowledged batches lost; {self.took_s:.0f} s"
        )


def trial(
    folder: Path, batches: int, cuts: int, synchronous: str = "FULL", seed: int = 7
) -> Outcome:
    """Cut the power so many times."""
    began, chance = time.monotonic(), random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    steps = recorded(folder, batches, synchronous)
    found: Counter[str] = Counter()
    lost = 0
    for _ in range(cuts):
        said = cut_power(steps[: chance.randint(1, len(steps))], chance, folder / "after")
        what = judged(folder / "after", said)
        found[what] += 1
        lost += _missing(folder / "after", said) if what == "lost" else 0
    syncs = sum(step.kind == "sync" for step in steps)
    return Outcome(synchronous, len(steps), syncs, found, lost, time.monotonic() - began)


def _missing(folder: Path, said: int) -> int:
    with closing(open_store(folder / "gates.db")) as store:
        reached = rows(store, "SELECT second FROM checkpoints")
    return said - (reached[0][0] if reached else -1)


def main() -> None:
    """Cut the power of a store, and of one that syncs less."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=300)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--only", choices=("FULL", "NORMAL"))
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        path, batches, synchronous = args.write
        write(Path(path), int(batches), synchronous)
        return
    memory = Path("/dev/shm")
    for synchronous in ("FULL", "NORMAL"):
        if args.only in (None, synchronous):
            with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
                outcome = trial(Path(folder), args.batches, args.cuts, synchronous)
            print(outcome.told(), flush=True)


if __name__ == "__main__":
    main()
