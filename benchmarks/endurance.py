"""Whether a watch of eight cameras, one of which meets a fault each minute, stays as it began.

``python benchmarks/endurance.py --minutes N [--faults-per-minute 1] [--sample-fps 5] [--store DB]``

The whole of ``sightline watch`` runs on eight streams of small pictures, which this process sends.
Each minute one camera meets a fault by turns: it is unplugged, stalls, answers nothing, loses or
damages packets, sets its clock, changes its size, a process of the watch is killed, or the site
file is spoilt and mended. Every ten seconds the memory and the open
files of all processes are read. At the end their slopes are printed, by least squares over the
second half of the time, and what must be nothing: zombies, seconds that are missing, those that
are unknown of a camera that was not struck, cameras that did not come back, and shared memory that
is left.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.processes import memory_mb, own_mb, tree  # noqa: E402
from benchmarks.review import drawn_clip  # noqa: E402
from benchmarks.stream_watch import SITE  # noqa: E402
from benchmarks.streams import LOOP_S  # noqa: E402
from pipeline.jobs.shared_model.slot import FOLDER, PREFIX  # noqa: E402
from pipeline.store.database import open_store, rows  # noqa: E402
from tests.rtsp_server import CodedClip, RtspServer, coded_clip  # noqa: E402

CAMERAS, EVERY_S = 8, 10.0
SMALL, LARGER = (320, 180), (640, 360)
FAULT_S = 12.0
"""So long each fault lasts: longer than it takes to be told."""

SETTLE_S = 20.0
LOGIN = ("viewer", "right")
CAMERA = (
    "      - {id: cam-N, stream: {url_env: URL_N}, position: [X, 12], height_m: 4, pan_deg: 270,"
    " tilt_deg: 15, hfov_deg: 84, picture: [320, 180]}\n"
)


@dataclass
class Yard:
    """The cameras, the running watch, and by whom each is struck."""

    servers: list[RtspServer]
    site: Path
    process: "subprocess.Popen[bytes]"
    other: CodedClip
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def unplugged(self, number: int) -> Callable[[], None]:
        """Let a camera be off."""
        self.servers[number].stop()
        return self.servers[number].start

    def stalled(self, number: int) -> Callable[[], None]:
        """Let a camera send nothing."""
        self.servers[number].stall()
        return self.servers[number].resume

    def mute(self, number: int) -> Callable[[], None]:
        """Let a camera answer nothing, and break off who watches it."""
        self.servers[number].stall(mute=True)
        self.servers[number].kill_clients()
        return self.servers[number].resume

    def lossy(self, number: int) -> Callable[[], None]:
        """Let a third of its packets get lost."""
        return self._set(number, "loss", 0.3)

    def corrupt(self, number: int) -> Callable[[], None]:
        """Let a third of its packets be damaged."""
        return self._set(number, "corrupt", 0.3)

    def clock_set(self, number: int) -> Callable[[], None]:
        """Let its clock be an hour ahead, and then right again."""
        return self._set(number, "shift_s", 3600.0)

    def resized(self, number: int) -> Callable[[], None]:
        """Let its pictures be twice as large."""
        clips = self.servers[number].clips
        before = clips["a"]
        clips["a"] = self.other

        def back() -> None:
            clips["a"] = before

        return back

    def worker_killed(self, number: int) -> Callable[[], None]:
        """Kill one of the processes that the watch has started, whichever it is."""
        pids = [pid for pid in tree(self.process.pid)[1:] if b"spawn_main" in _command(pid)]
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(pids), signal.SIGKILL)
        return _nothing

    def file_spoilt(self, number: int) -> Callable[[], None]:
        """Let the site file be no site file, for a while."""
        text = self.site.read_text("utf-8")
        self.site.write_text(text.replace("height_m", "heigt_m", 1), "utf-8")
        return lambda: self.site.write_text(text, "utf-8") and None

    def _set(self, number: int, name: str, value: float) -> Callable[[], None]:
        setattr(self.servers[number], name, value)
        return lambda: setattr(self.servers[number], name, 0.0)


KINDS = (
    *("unplugged", "stalled", "lossy", "worker_killed", "mute"),
    *("corrupt", "clock_set", "resized", "file_spoilt"),
)
ANYBODYS = {"worker_killed"}
"""Of these any camera may miss seconds: the model's process is shared."""


def _nothing() -> None:
    """Mend what mends itself."""


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@dataclass(frozen=True)
class Reading:
    """What all processes of a watch held at a time."""

    t_s: float
    memory_mb: float
    own_mb: float
    files: int
    processes: int
    zombies: int


def reading(pid: int, began: float) -> Reading:
    """Return what a watch and all that it started hold now."""
    pids = [one for one in tree(pid) if _state(one) not in ("", "Z")]
    zombies = sum(_state(one) == "Z" for one in tree(pid))
    files = 0
    for one in pids:
        with suppress(OSError):
            files += len(list(Path(f"/proc/{one}/fd").iterdir()))
    held = own = 0.0
    for one in pids:
        with suppress(OSError, StopIteration):
            held, own = held + memory_mb([one]), own + own_mb([one])
    return Reading(time.monotonic() - began, held, own, files, len(pids), zombies)


def _state(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


@dataclass
class Found:
    """What came of it."""

    readings: list[Reading] = field(default_factory=list)
    strikes: list[tuple[str, int, float, float]] = field(default_factory=list)

    def told(self, name: str, numbers: Sequence[float]) -> str:
        """Return how a number went on: first, last, and its slope over the second half."""
        half = len(numbers) // 2
        at = [one.t_s / 60 for one in self.readings[half:]]
        slope = float(np.polyfit(at, numbers[half:], 1)[0]) if len(at) > 2 else float("nan")
        return f"{name} {numbers[0]:.0f} at first, {numbers[-1]:.0f} at last, {slope:+.2f} a minute"


def missing(store: Path, found: Found, cameras: int) -> tuple[int, int]:
    """Return how many whole seconds are missing, and how many of those not struck were unknown."""
    lost = unknown = 0
    with closing(open_store(store)) as opened:
        for number in range(cameras):
            query = "SELECT second, quality FROM occupancy WHERE zone_id = ? ORDER BY second"
            seen = rows(opened, query, (f"cam-{number}",))
            seconds = [second for second, _ in seen]
            gaps = [(a, b) for a, b in pairwise(seconds) if b - a > 1]
            for before, after in gaps:
                print(f"cam-{number}: nothing between {before} and {after}")
            lost += sum(after - before - 1 for before, after in gaps)
            struck = [s for s in found.strikes if s[1] == number or s[0] in ANYBODYS]
            unknown += sum(
                quality == "fault"
                and not any(begin - 2 <= second <= end + SETTLE_S for *_, begin, end in struck)
                for second, quality in seen[10:]
            )
    return lost, unknown


def soak(minutes: float, per_minute: float, fps: float, store: Path, folder: Path) -> Found:
    """Watch for so long, striking by turns, and return what was read."""
    found, site = Found(), folder / "site.yaml"
    lines = (CAMERA.replace("N", str(n)).replace("X", str(10 + n)) for n in range(CAMERAS))
    site.write_text(SITE + "".join(lines), "utf-8")
    with ExitStack() as stack:
        clip, larger = folder / "clip.mp4", folder / "larger.mp4"
        # Drawn people who walk: what stands still is a frozen picture, and is not counted.
        drawn_clip(clip, SMALL, LOOP_S)
        drawn_clip(larger, LARGER, LOOP_S)
        servers = [
            stack.enter_context(RtspServer({"a": clip}, login=LOGIN)) for _ in range(CAMERAS)
        ]
        urls = {f"URL_{n}": server.url("a", LOGIN) for n, server in enumerate(servers)}
        command = [sys.executable, "-m", "pipeline", "watch", str(site), "--store", str(store)]
        process = subprocess.Popen(
            [*command, "--sample-fps", f"{fps:g}", "--lang", "en"],
            env={**os.environ, **urls},
            stdout=subprocess.DEVNULL,
            stderr=(folder / "err").open("wb"),
        )
        yard = Yard(servers, site, process, coded_clip(larger))
        try:
            _soak(yard, found, minutes, per_minute, store)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        assert process.returncode == 0, (folder / "err").read_text()
    return found


def _soak(yard: Yard, found: Found, minutes: float, per_minute: float, store: Path) -> None:
    while len(_good(store)) < CAMERAS:
        time.sleep(0.5)
    began = time.monotonic()
    next_reading, next_strike, mend = began, began + EVERY_S, None
    turn = 0
    while time.monotonic() - began < 60 * minutes:
        now = time.monotonic()
        if now >= next_reading:
            next_reading += EVERY_S
            found.readings.append(reading(yard.process.pid, began))
        if mend is not None and now >= mend[0]:
            mend[1]()
            mend = None
        if now >= next_strike and mend is None:
            kind, number = KINDS[turn % len(KINDS)], turn * 3 % CAMERAS
            turn, next_strike = turn + 1, now + 60 / per_minute
            found.strikes.append((kind, number, time.time(), time.time() + FAULT_S))
            mend = (now + FAULT_S, getattr(yard, kind)(number))
        time.sleep(0.1)
    if mend is not None:
        mend[1]()
    time.sleep(SETTLE_S)
    found.readings.append(reading(yard.process.pid, began))


def _good(store: Path) -> set[str]:
    """Return which cameras were counted in the last seconds."""
    if not store.exists():
        return set()
    query = "SELECT DISTINCT zone_id FROM occupancy WHERE quality = 'ok' AND second > ?"
    with closing(open_store(store)) as opened:
        return {zone_id for (zone_id,) in rows(opened, query, (time.time() - 5,))}


def main() -> int:
    """Soak, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--faults-per-minute", type=float, default=1.0)
    parser.add_argument(
        "--sample-fps", type=float, default=5.0, help="pictures a camera and second"
    )
    parser.add_argument("--store", type=Path, help="keep the store there (default: nowhere)")
    args = parser.parse_args()
    before = set(FOLDER.glob(f"{PREFIX}-*"))
    with tempfile.TemporaryDirectory() as name:
        store = args.store or Path(name) / "gates.db"
        found = soak(args.minutes, args.faults_per_minute, args.sample_fps, store, Path(name))
        lost, unknown = missing(store, found, CAMERAS)
        back = len({f"cam-{n}" for n in range(CAMERAS)} & _last(store))
    for one in found.readings:
        print(
            f"{one.t_s:6.0f} s  {one.memory_mb:5.0f} MB  {one.own_mb:5.0f} own  {one.files:4} files"
            f"  {one.processes} processes  {one.zombies} zombies"
        )
    print("struck:", ", ".join(f"{kind} cam-{number}" for kind, number, *_ in found.strikes))
    print(found.told("memory (MB):", [one.memory_mb for one in found.readings]))
    print(found.told("of it written, and shared with nobody:", [r.own_mb for r in found.readings]))
    print(found.told("open files:", [float(one.files) for one in found.readings]))
    zombies, left = found.readings[-1].zombies, len(set(FOLDER.glob(f"{PREFIX}-*")) - before)
    print(
        f"zombies {zombies}, seconds missing {lost}, unknown of cameras that nobody struck"
        f" {unknown}, cameras back {back}/{CAMERAS}, shared memory left {left}"
    )
    return 0 if (zombies, lost, back, left) == (0, 0, CAMERAS, 0) else 1


def _last(store: Path) -> set[str]:
    query = (
        "SELECT zone_id FROM occupancy WHERE quality = 'ok' AND second >="
        " (SELECT max(second) - 8 FROM occupancy) GROUP BY zone_id"
    )
    with closing(open_store(store)) as opened:
        return {zone_id for (zone_id,) in rows(opened, query)}


if __name__ == "__main__":
    sys.exit(main())
