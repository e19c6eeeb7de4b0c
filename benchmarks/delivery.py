"""Whether every event reaches a receiver that fails, hangs, drops and lies, and what that costs.

``python benchmarks/delivery.py`` owes 10,000 records to a webhook, kills the process that sends
them 26 times, and counts what arrived, and under which keys. Meanwhile a supervisor watches cameras
at a fixed pace; how many of their samples it records, and for how long it stands still at most, are
held against the same watch without a receiver.

The receiver takes a message in most cases. It answers 500, hangs, closes the connection after it
has taken the message or before, answers a byte at a time or without end, redirects to an address
inside, or speaks no HTTP. Controls, which must fail: `once` settles a message when it was tried,
taken or not; `inline` sends from where the cameras are recorded.
"""

import argparse
import math
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.domain.camera import Stream
from pipeline.domain.crowding import CrowdingEvent, PictureZone, TierChange
from pipeline.domain.delivery import Receiver, Target
from pipeline.domain.label import Label
from pipeline.domain.shown import Shown
from pipeline.errors import DeliveryError
from pipeline.jobs.attendant import Attendant, attended
from pipeline.jobs.clock import started_clock
from pipeline.jobs.message import Sample
from pipeline.jobs.patience import Patience
from pipeline.jobs.stop_signals import Stop
from pipeline.jobs.supervisor import Supervisor
from pipeline.jobs.task import CameraTask, Look
from pipeline.sinks.webhook import Webhook
from pipeline.store.chain import chain_records
from pipeline.store.database import open_store, rows, transaction
from pipeline.store.event_store import Change, record_batch, record_zones
from pipeline.store.outbox import due
from pipeline.store.seal_key import SealKey
from pipeline.workflows.deliver import Delivery
from pipeline.workflows.tend_store import Tending, tend_store
from tests.hook_server import Hook, hook_server

CAMERAS, SAMPLE_FPS = 4, 5.0
MOODS = {
    "500": 0.10,
    "hang": 0.03,
    "drop": 0.05,
    "reset": 0.02,
    "slow": 0.01,
    "flood": 0.01,
    "redirect": 0.01,
    "garbage": 0.01,
    "length": 0.01,
}
"""How often the receiver is in which mood; else it takes the message."""
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
HASTE = Patience(first_retry_s=0.2, longest_retry_s=0.4)


def bad_mood(seed: int) -> Callable[[int], str]:
    """Return what becomes of each request, by chance."""
    chance = random.Random(seed)
    moods, shares = [*MOODS, "ok"], [*MOODS.values(), 1.0 - sum(MOODS.values())]
    return lambda number: chance.choices(moods, shares)[0]


def event(number: int) -> CrowdingEvent:
    """Return one of the events that are owed."""
    start_s = 1.7e9 + 60.0 * number
    changes = (TierChange(start_s + 20.0, "yellow"),)
    state = ("cleared", "yellow", 9, start_s + 25.0)
    return CrowdingEvent(f"gate-{start_s:.3f}", "gate", start_s, start_s + 50.0, *state, changes)


def delivery_to(path: Path, hook: Hook, timeout_s: float) -> Delivery:
    """Return what is owed to a hook, with waits that a benchmark can bear."""
    target = Target(hook.url, allowed=("127.0.0.0/8",), timeout_s=timeout_s)
    receiver = Receiver("hook", "webhook", target)
    waits = {"first_retry_s": 0.2, "longest_retry_s": 2.0}
    return Delivery(path, "school", Label("校", "school"), (receiver,), **waits)


def prepared(path: Path, delivery: Delivery, events: int) -> None:
    """Owe so many events."""
    SealKey(path)
    gate = PictureZone("gate", Label("门", "gate"), WHOLE)
    with closing(open_store(path)) as store:
        labels = {"cam-gate": Label("门", "gate")}
        record_zones(store, "school", labels, {"cam-gate": (gate,)})
        for first in range(0, events, 500):
            some = [event(number) for number in range(first, min(first + 500, events))]
            record_batch(store, (), some, delivery.address)


def sample(t_s: float, count: int) -> Sample:
    """Return what a camera says."""
    return Sample(t_s, Shown((count,)))


def paced(task: CameraTask) -> Look:
    """Return a look at a camera that has a picture at each tick of a clock, and none in between.

    Who comes late has missed it, as with a stream: nothing is made up for later.
    """

    def look() -> Iterator[Sample]:
        while True:
            now = time.monotonic()
            time.sleep((math.floor(now * task.sample_fps) + 1) / task.sample_fps - now)
            yield sample(task.clock.now_s(), 3)

    return look


@dataclass
class Capture:
    """A watch of paced cameras in a thread, and for how long it stood still to write at most.

    Pipes hold what cameras send meanwhile, so that a watch which stands still loses no samples, and
    is only late: that is what tells a sender which keeps it waiting.
    """

    path: Path
    inline: Webhook | None = None
    longest_s: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch in a thread while the block runs."""
        stop = Stop()
        watch = threading.Thread(target=self.run, args=(stop,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            stop.asked = True
            watch.join()

    def run(self, stop: Stop) -> None:
        """Watch until told to stop."""
        clock = started_clock()
        zones = [PictureZone(f"yard-{n}", Label("场", "yard"), WHOLE) for n in range(CAMERAS)]
        tasks = [
            CameraTask(f"cam-{n}", Stream("rtsp://none"), (zone,), SAMPLE_FPS, Patience(), clock)
            for n, zone in enumerate(zones)
        ]
        with closing(open_store(self.path)) as store:
            labels = {task.camera_id: Label(task.camera_id, task.camera_id) for task in tasks}
            record_zones(store, "school", labels, {task.camera_id: task.zones for task in tasks})

            def write(moments: Sequence[Any], changes: Sequence[Change]) -> None:
                began = time.monotonic()
                record_batch(store, moments, changes)
                self._send_inline(store)
                self.longest_s = max(self.longest_s, time.monotonic() - began)

            Supervisor(tasks, paced, write, lambda change: None).run(stop)

    def _send_inline(self, store: Any) -> None:
        """Be the control that sends where it records."""
        if self.inline is None:
            return
        for owed in due(store, "hook", time.time(), 8):
            try:
                self.inline.send(_bare(owed))
            except DeliveryError:
                continue
            with transaction(store):
                query = "UPDATE outbox SET state = 'delivered' WHERE number = ?"
                store.execute(query, (owed.number,))


def _bare(owed: Any) -> Any:
    from pipeline.domain.delivery import Message

    return Message(f"school/hook/{owed.thing}#{owed.revision}/0", "", "", "", {})


@dataclass(frozen=True)
class Outcome:
    """What arrived, and what the cameras made of it."""

    events: int
    arrived: int
    kills: int
    requests: int
    doubled: int
    unkeyed: int
    captured: float
    longest_s: float
    took_s: float

    def told(self) -> str:
        """Return it as a line."""
        return (
            f"{self.events} events, {self.arrived} arrived, {self.kills} kills, {self.requests}"
            f" requests, {self.doubled} taken again under the same key, {self.unkeyed} under"
            f" another; {self.captured:.2%} of the samples recorded, which stood still for"
            f" {1000 * self.longest_s:.0f} ms at most; {self.took_s:.0f} s"
        )


def trial(
    folder: Path,
    events: int,
    kills: int,
    timeout_s: float = 0.5,
    way: str = "apart",
    *,
    watched: bool = True,
) -> Outcome:
    """Deliver all events, killing the sender on the way, while cameras are recorded or not."""
    path, chance = folder / "gates.db", random.Random(3)
    with hook_server(bad_mood(5)) as hook:
        delivery = delivery_to(path, hook, timeout_s)
        prepared(path, delivery, events)
        if way == "once":
            _forget_at_once(path)
        capture = Capture(path)
        began = time.monotonic()
        watch = capture.running() if watched else nullcontext()
        with watch, attended(partial(tend_store, Tending(delivery)), HASTE) as sender:
            struck = _strike(sender, path, kills, events, chance)
            while waiting(path):
                time.sleep(0.1)
            took_s = time.monotonic() - began
        return _judged(hook, path, events, struck, capture, took_s)


def _strike(
    attendant: Attendant, path: Path, kills: int, events: int, chance: random.Random
) -> int:
    """Kill the sender so many times, spread over what it has to send; return how often."""
    struck = 0
    while struck < kills and (left := waiting(path)):
        is_due = events - left > events * struck // (kills + 1)
        pid = attendant.pid
        if is_due and pid is not None:
            time.sleep(chance.uniform(0.0, 0.3))
            os.kill(pid, signal.SIGKILL)
            struck += 1
            while attendant.pid == pid:
                time.sleep(0.01)
        time.sleep(0.02)
    return struck


def waiting(path: Path) -> int:
    """Return how many messages wait."""
    with closing(open_store(path)) as store:
        return int(rows(store, "SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0])


def _forget_at_once(path: Path) -> None:
    """Be the control that settles a message when it is tried, taken or not: a trigger does."""
    with closing(open_store(path)) as store:
        store.execute(
            "CREATE TRIGGER once AFTER UPDATE ON outbox WHEN new.state = 'waiting' BEGIN"
            " UPDATE outbox SET state = 'delivered' WHERE number = new.number; END"
        )


def _judged(
    hook: Hook, path: Path, events: int, kills: int, capture: Capture, took_s: float
) -> Outcome:
    with closing(open_store(path)) as store:
        wanted = {f"school/hook/{one.id}/0" for one in chain_records(store)}
    doubled = sum(times - 1 for times in hook.taken.values())
    unkeyed = sum(times for key, times in hook.taken.items() if key not in wanted)
    arrived = len(wanted & set(hook.taken))
    requests = hook.moods.total()
    return Outcome(
        *(events, arrived, kills, requests, doubled, unkeyed),
        *(captured(path), capture.longest_s, took_s),
    )


def captured(path: Path) -> float:
    """Return which share of the samples of all cameras is recorded, from their first to the last.

    The first and the last second of each are left out, which nobody saw whole.
    """
    query = (
        "SELECT sum(samples), max(second) - min(second) + 1 FROM occupancy o WHERE second >"
        " (SELECT min(second) FROM occupancy f WHERE f.zone_id = o.zone_id) AND second <"
        " (SELECT max(second) FROM occupancy l WHERE l.zone_id = o.zone_id) GROUP BY zone_id"
    )
    with closing(open_store(path)) as store:
        found = rows(store, query)
    due = sum(seconds for _, seconds in found) * SAMPLE_FPS
    return sum(samples for samples, _ in found) / due if due else 0.0


def watched_alone(folder: Path, for_s: float, hook: Hook | None = None) -> Outcome:
    """Record the cameras with nobody to tell, or by the control that tells where it records."""
    path = folder / "gates.db"
    inline = None
    if hook is not None:
        delivery = delivery_to(path, hook, 5.0)
        prepared(path, delivery, 2000)
        inline = Webhook(replace(delivery.receivers[0].target, timeout_s=5.0))
    capture = Capture(path, inline)
    began = time.monotonic()
    with capture.running():
        time.sleep(for_s)
        took_s = time.monotonic() - began
    return Outcome(0, 0, 0, 0, 0, 0, captured(path), capture.longest_s, took_s)


def print_beside(found: Outcome, alone: Outcome) -> None:
    """Print what the cameras' recording is, held against the same with nobody to tell."""
    print(
        f"capture {found.captured / alone.captured:.3f} of it alone, and the longest standstill"
        f" {found.longest_s / alone.longest_s:.1f} times as long",
        flush=True,
    )


def main() -> None:
    """Run the trial and its controls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=26)
    parser.add_argument("--timeout", type=float, default=0.5, help="of a message, in seconds")
    parser.add_argument("--controls", action="store_true", help="only the controls")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        alone = watched_alone(Path(folder), 20.0)
    print(f"nobody  {alone.told()}", flush=True)
    if args.controls:
        with tempfile.TemporaryDirectory() as folder:
            print(f"once    {trial(Path(folder), 1000, 0, 0.5, 'once').told()}", flush=True)
        with tempfile.TemporaryDirectory() as folder, hook_server(bad_mood(5)) as hook:
            inline = watched_alone(Path(folder), 20.0, hook)
        print(f"inline  {inline.told()}", flush=True)
        print_beside(inline, alone)
        return
    with tempfile.TemporaryDirectory() as folder:
        found = trial(Path(folder), args.events, args.kills, args.timeout)
    print(f"apart   {found.told()}", flush=True)
    print_beside(found, alone)


if __name__ == "__main__":
    main()
