"""Whether a watch that is killed again and again loses or doubles anything.

``python benchmarks/watch_kills.py`` runs the whole service, a supervisor with a process for each
camera and one that delivers, and strikes it by SIGKILL at random moments: all of its processes at
once, or the supervisor alone. One camera shows a script of crowds at eight gates as fast as it can,
another is load. The service is begun again where its checkpoint says. At the end every state
that was acknowledged must be in the chain, once, the receiver must have heard of each, and the head
of the chain must be that of a service that was never struck.

Controls, the same with a protection off, which must fail: `early` acknowledges what it will commit
with the next batches;
`anew` gives an event another id each time.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.camera import Stream
from pipeline.domain.chain import body_of, thing_of
from pipeline.domain.crowding import CrowdingEvent, Occupancy, PictureZone
from pipeline.domain.delivery import Receiver, Target
from pipeline.domain.label import Label
from pipeline.domain.shown import Shown
from pipeline.jobs.clock import Clock
from pipeline.jobs.message import Sample
from pipeline.jobs.patience import Patience
from pipeline.jobs.stop_signals import stop_signals
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import CameraTask, Look
from pipeline.store.chain import chain_head, chain_records
from pipeline.store.database import open_store, rows, sole_writer
from pipeline.store.event_store import Change, record_batch, record_zones
from pipeline.store.verification import verify_store
from pipeline.workflows.deliver import Delivery
from pipeline.workflows.keeping import keeping
from pipeline.workflows.tend_store import Tending
from tests.hook_server import hook_server

GATES, LOADS = 8, 1
EPISODE_S = 200
"""Thirty quiet seconds, a minute of a crowd, and as long as the slowest tier takes to clear."""
CALM_S, CROWD_S = 30, 60
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LONG_AGO = Clock(-1e9)
BEHIND = 4
"""So many batches the control `early` writes at once."""
PATIENT = Patience(stall_s=9e5, first_picture_s=9e5, silence_s=9e5, first_retry_s=0.2)


def people(gate: int, t_s: int) -> int:
    """Return how many stand at a gate at a second of the script."""
    episode, second = divmod(t_s, EPISODE_S)
    if not CALM_S <= second < CALM_S + CROWD_S:
        return 0
    return 3 + random.Random(1000 * gate + episode).randrange(10)


def tasks() -> tuple[CameraTask, ...]:
    """Return the camera of the script, and those that are load."""
    gates = tuple(
        PictureZone(f"gate-{n}", _label("gate", n), WHOLE, (2, 5, 8, 11)) for n in range(GATES)
    )
    loads = ((PictureZone(f"yard-{n}", _label("yard", n), WHOLE),) for n in range(LOADS))
    zones = {"cam-script": gates} | {f"cam-load-{n}": zone for n, zone in enumerate(loads)}
    return tuple(
        CameraTask(camera_id, Stream("rtsp://none"), watched, 1.0, PATIENT, LONG_AGO)
        for camera_id, watched in zones.items()
    )


def _label(word: str, number: int) -> Label:
    return Label(f"{word} {number}", f"{word} {number}")


def sample(t_s: int, counts: Sequence[int]) -> Sample:
    """Return what a camera says of a second."""
    return Sample(float(t_s), Shown(tuple(counts)))


def script(first: int, episodes: int, task: CameraTask) -> Look:
    """Return a look at a camera, from an episode on; when all are over, nothing more happens."""
    is_load = task.camera_id.startswith("cam-load")

    def look() -> Iterator[Sample]:
        t_s = first * EPISODE_S
        while is_load or t_s < episodes * EPISODE_S:
            counts = [t_s % 9] if is_load else [people(gate, t_s) for gate in range(GATES)]
            yield sample(t_s, counts)
            t_s += 1
            if is_load:
                time.sleep(0.002)
        while True:
            time.sleep(1.0)

    return look


def serve(path: Path, episodes: int, url: str, way: str) -> None:
    """Run the service until the script is over, and say of each change that it is safe."""
    receiver = Receiver("hook", "webhook", Target(url, allowed=("127.0.0.0/8",)), from_tier="blue")
    delivery = Delivery(path, "school", Label("校", "school"), (receiver,), first_retry_s=0.1)
    with (
        stop_signals() as stop,
        closing(open_store(path)) as store,
        sole_writer(path),
        keeping(store, Tending(delivery), lambda label: print(label.en, file=sys.stderr)) as kept,
    ):
        given = tasks()
        labels = {task.camera_id: Label(task.camera_id, task.camera_id) for task in given}
        record_zones(store, "school", labels, {task.camera_id: task.zones for task in given})

        pending: list[tuple[Sequence[Any], Sequence[Change]]] = []

        def write(moments: Sequence[Any], changes: Sequence[Change]) -> None:
            if way == "early":
                say(changes)
                pending.append((moments, changes))
                if len(pending) < BEHIND:
                    return
                moments = [one for some, _ in pending for one in some]
                changes = [one for _, some in pending for one in some]
                pending.clear()
            if way == "anew":
                changes = [
                    replace(one, id=f"{one.id}-{uuid.uuid4().hex[:6]}")
                    for one in changes
                    if isinstance(one, CrowdingEvent)
                ]
            kept.write(moments, changes)
            stop.asked = over(store, way) >= episodes

        eye = partial(script, over(store, way), episodes)
        tell = (lambda change: None) if way == "early" else (lambda change: say([change]))
        Supervisor(given, eye, write, tell).run(stop)
        while rows(store, "SELECT 1 FROM outbox WHERE state = 'waiting' LIMIT 1"):
            time.sleep(0.05)


def undisturbed(path: Path, episodes: int, salt: str = "") -> str:
    """Return the head of a chain that one process made of the script, without any service.

    With a salt its events have other ids, as those of a service have that names them by chance.
    """
    task = next(task for task in tasks() if task.camera_id == "cam-script")
    watches = [CrowdWatch(zone, task.sample_fps) for zone in task.zones]
    with closing(open_store(path)) as store:
        record_zones(
            store, "school", {task.camera_id: _label("c", 0)}, {task.camera_id: task.zones}
        )
        for t_s in range(episodes * EPISODE_S):
            seen = [
                Occupancy(float(t_s), watch.zone.id, people(gate, t_s))
                for gate, watch in enumerate(watches)
            ]
            pairs = zip(watches, seen, strict=True)
            found = [change for watch, one in pairs for change in watch.step(one)]
            changes = [replace(change, id=change.id + salt) for change in found]
            if changes:
                record_batch(store, (), changes)
        return chain_head(store).digest


def say(changes: Sequence[Change]) -> None:
    """Acknowledge changes."""
    for change in changes:
        print(f"{thing_of(change)} {body_of(change)}", flush=True)


def over(store: Any, way: str) -> int:
    """Return how many episodes every gate has behind it."""
    query = (
        "SELECT count(DISTINCT start_s) FROM crowding_events"
        " WHERE zone_id = ? AND status = 'cleared'"
    )
    return min(rows(store, query, (f"gate-{gate}",))[0][0] for gate in range(GATES))


@dataclass(frozen=True)
class Outcome:
    """What became of a service: all of it must be so, but for `kills`."""

    kills: int
    at_work: int
    lost: int
    said: int
    stored: int
    doubled: int
    owed: int
    heard: int
    digest: str
    holds: bool
    took_s: float

    def told(self) -> str:
        """Return it as a line."""
        chain = "holds" if self.holds else "is broken"
        return (
            f"{self.kills} kills ({self.at_work} after new records),"
            f" {self.said} acknowledged, {self.stored} stored, {self.lost} lost,"
            f" {self.doubled} doubled, {self.owed} owed, {self.heard} heard of,"
            f" chain {chain}, head {self.digest[:12]}, {self.took_s:.0f} s"
        )


def trial(folder: Path, episodes: int, kills: int, way: str = "whole", seed: int = 1) -> Outcome:
    """Run the service to the end of its script, striking it so many times on the way."""
    path, chance, began = folder / "gates.db", random.Random(seed), time.monotonic()
    said: list[str] = []
    struck = at_work = lost = 0
    with hook_server() as hook:
        while True:
            before = stored_at(path)
            process = _started(path, episodes, hook.url, way)
            if struck < kills:
                at_work += _wait(process, path, before, chance)
                struck += 1
                _strike(process, alone=chance.random() < 0.2)
            out, _ = process.communicate(timeout=300)
            # A line that was cut off in the middle was not said.
            whole = [line for line in out.decode().splitlines(keepends=True) if line.endswith("\n")]
            # Held against the store as the strike left it: what is begun again would mend it.
            lost += len({line.rstrip("\n") for line in whole} - set(states_of(path)))
            said += whole
            if process.returncode == 0:
                break
            assert process.returncode == -signal.SIGKILL, process.returncode
        heard = len(hook.taken)
    return _judged(path, said, (struck, at_work, lost), heard, time.monotonic() - began)


def _wait(
    process: "subprocess.Popen[bytes]", path: Path, before: int, chance: random.Random
) -> bool:
    """Wait for the moment of a strike: mostly some time after new records, else while it begins."""
    if chance.random() < 0.1:
        time.sleep(chance.uniform(0.1, 2.0))
        return False
    while process.poll() is None and not path.exists():
        time.sleep(0.01)
    with closing(open_store(path)) as store:
        while process.poll() is None and chain_head(store).number == before:
            time.sleep(0.01)
    time.sleep(chance.uniform(0.0, 0.5))
    return True


def states_of(path: Path) -> list[str]:
    """Return all states that a store has chained."""
    if not path.exists():
        return []
    with closing(open_store(path)) as store:
        return [f"{one.thing} {one.body}" for one in chain_records(store)]


def stored_at(path: Path) -> int:
    """Return how many records a store has now."""
    if not path.exists():
        return 0
    with closing(open_store(path)) as store:
        return chain_head(store).number


def _started(path: Path, episodes: int, url: str, way: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, __file__, "--serve", str(path), str(episodes), url, way]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _strike(process: "subprocess.Popen[bytes]", *, alone: bool) -> None:
    if alone:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _judged(
    path: Path, said: list[str], kills: tuple[int, int, int], heard: int, took_s: float
) -> Outcome:
    with closing(open_store(path)) as store:
        assert rows(store, "PRAGMA integrity_check") == [("ok",)]
        starts = rows(store, "SELECT zone_id, start_s FROM crowding_events")
        owed = rows(store, "SELECT count(DISTINCT record) FROM outbox")[0][0]
        holds, digest = verify_store(store, None).holds, chain_head(store).digest
    states = states_of(path)
    doubled = len(states) - len(set(states)) + len(starts) - len(set(starts))
    return Outcome(*kills, len(set(said)), len(states), doubled, owed, heard, digest, holds, took_s)


def main() -> None:
    """Run the service undisturbed, struck, and struck without its protections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--controls", action="store_true", help="only the controls")
    parser.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        path, episodes, url, way = args.serve
        serve(Path(path), int(episodes), url, way)
        return
    episodes = args.kills * 5 // 4 + 10  # Where kills come slowly, a shorter script would be over.
    ways = ("early", "anew") if args.controls else ("whole",)
    with tempfile.TemporaryDirectory() as folder:
        head = undisturbed(Path(folder) / "gates.db", episodes)
    print(f"undisturbed, in one process: head {head[:12]}", flush=True)
    for way in ways:
        with tempfile.TemporaryDirectory() as folder:
            outcome = trial(Path(folder), episodes, args.kills, way, args.seed)
        same = "the same head" if outcome.digest == head else "ANOTHER HEAD"
        print(f"{way:6} {outcome.told()}, {same}", flush=True)


if __name__ == "__main__":
    main()
