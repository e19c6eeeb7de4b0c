"""How many 1080p streams one core watches, and what each costs beside the floor.

``python benchmarks/streams.py [--streams 4,5,6] [--model M] [--clip FILE] [--alone]``

A process of its own sends H.264 in real time by RTSP on loopback, 25 pictures a second of the
generated gate, and is held to one core; the whole of ``sightline watch`` is held to another one:
supervisor, a process for each camera, those that hold the model, the one that tends the store. Its
processor time is that of all of them together, from the time on when every camera is counted. Of
the samples that are due, five a second and camera, those that are in the store count; the others
were dropped. The largest number of streams of which less than 1 % are is what a core sustains.

- ``floor``: decoding every picture from a file, and running the model five times a second, one
  thread, nothing else; what a stream costs is held against it, and how many the floor would allow.
  It is measured before and after each number of streams: its mean, as what a stream costs is one
  too, and in brackets the least of its parts in all rounds, against which the ratio is larger;
- ``live``: the same of a stream as its pictures come, received and decoded by a process that does
  nothing else: a decoder that waits between pictures takes more time for each than one that does
  not;
- ``--alone`` the same without a model: pictures are decoded and scaled, and nobody is counted;
  ``--restless`` that as well, and who reads is woken for each packet (`sources.resting`);
- ``--dynamic`` the same with the model made dynamic (`sightline models dynamic`), so that a wide
  picture brings no padding;
- ``--fast-decode`` the same, watched and floor, without the deblocking filter (`deblocking.py`);
- ``--meanwhile`` the same, and what a stream costs is held against the floor of those very seconds,
  measured in turns with the watch (`floor_meanwhile.py`): of a core that changes its speed the only
  figure that stays the same. It takes a tenth of the core, which could sustain more without;
- ``--awake`` the same, watched and floor, while a process of the lowest class, which all others
  supersede at once, keeps that core from halting: a virtual core that halts is lent to others, and
  comes back with cold caches. While the floor is measured it never halts.

The clip is coded without B-frames, and one picture in ``--gop`` begins anew, as most cameras send.
What comes between one that is looked at and such a one is not decoded, but is in the floor: 16 % of
the pictures of one in 50, 12 % of one in 46, 6 % of one in 92 (`key_pictures.py`). ``--coded x264``
has B-frames: half of the pictures rest on none, and are not decoded unless they are looked at.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.floor_meanwhile import Probe, probing  # noqa: E402
from benchmarks.processes import memory_mb, spent_s, tree  # noqa: E402
from benchmarks.review import SIZES, drawn_clip  # noqa: E402
from benchmarks.stream_floor import (  # noqa: E402
    FPS,
    SAMPLE_FPS,
    Floor,
    measured_floor,
    of_rounds,
    opened,
)
from benchmarks.stream_sender import SENDER_CORE, sender, sent  # noqa: E402
from benchmarks.stream_watch import WATCH_CORE, Start, alone, watched  # noqa: E402
from pipeline.store.database import open_store, rows  # noqa: E402
from pipeline.workflows.make_dynamic import make_dynamic  # noqa: E402

BARS = {"counted": 6, "alone": 12}
BAR_FLOOR_MS = {"counted": FPS * 2.64 + SAMPLE_FPS * 10.4, "alone": FPS * 2.64}
"""The floor of the core for which the bars were set, which decoded a 1080p picture of H.264 in
2.64 ms and ran YOLOX-nano in 10.4: of the 8.5 and 15.2 streams that it allows, a bar is 71 % and
79 %. Another core's figure is held against what its own floor allows as well."""

MOST_OF_FLOOR = 1.2
WARM_PICTURES, LIVE_S = 75, 8.0
LOOP_S = 30.0
"""About so long is the clip, of whole groups of pictures: a shorter one would be another rhythm of
key pictures, and for three of them none would be waited for, at each turn of the clip as of no
camera. What comes again is not taken for a frozen picture: it is older than `still.OLDEST_S`."""

SETTLED_S = 18.0
"""So long after its beginning a stream of one key picture in 50 has its slots shifted for these."""

DROPPED = 0.01
CODED = {"plain": {"bf": "0"}, "x264": {}}


@dataclass(frozen=True)
class Load:
    """What a number of streams cost, in seconds of processor per second, and what was seen."""

    streams: int
    cores: float
    sender_cores: float
    late_s: float
    due: int
    seen: int
    memory_mb: float
    meanwhile: Floor | None = None

    @property
    def dropped(self) -> float:
        """Return which share of the samples is missing."""
        return max(0.0, 1.0 - self.seen / self.due)


def duration_s(clip: Path) -> float:
    """Return how long a clip is."""
    import av

    with av.open(str(clip)) as container:
        return float(Fraction(container.duration or 0, av.time_base))


def live_ms(clip: Path, *, fast: bool) -> float:
    """Return what receiving and decoding a second of a stream costs, as its pictures come."""
    os.sched_setaffinity(0, {WATCH_CORE})
    with sender(clip) as (url, _), opened(url, fast=fast) as (container, stream):
        packets = container.demux(stream)
        for _ in range(WARM_PICTURES):
            next(packets).decode()
        began, now = time.process_time(), time.monotonic()
        while time.monotonic() - now < LIVE_S:
            next(packets).decode()
        return 1000 * (time.process_time() - began) / (time.monotonic() - now)


def spin() -> None:
    """Be the process that keeps a core awake."""
    os.sched_setaffinity(0, {WATCH_CORE})
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    while os.getppid() != 1:
        for _ in range(10**7):
            pass


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep the core that watches from halting while the block runs."""
    process = get_context("spawn").Process(target=spin, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def counted(path: Path, since_s: float, until_s: float) -> dict[str, int]:
    """Return how many samples of each camera are stored of whole seconds."""
    if not path.exists():
        return {}
    query = (
        "SELECT zone_id, sum(samples) FROM occupancy WHERE second >= ? AND second < ? GROUP BY 1"
    )
    with closing(open_store(path)) as store:
        return dict(rows(store, query, (since_s, until_s)))


def load(clip: Path, streams: int, start: Start, seconds: int, probe: Probe | None = None) -> Load:
    """Watch so many streams for some seconds, and return what that costs."""
    meanwhile = None
    with tempfile.TemporaryDirectory() as name, sender(clip) as (url, pipe):
        folder, path = Path(name), Path(name) / "gates.db"
        process = start(folder, url, streams)
        try:
            _wait_for_all(process, path, streams)
            pids = tree(process.pid)
            since, (sent_s, _) = time.time(), sent(pipe)
            began = spent_s(pids)
            if probe is not None:
                probe.begin()
            time.sleep(seconds)
            cores, (sender_s, late_s) = (spent_s(pids) - began) / seconds, sent(pipe)
            if probe is not None:
                meanwhile = probe.end()
            memory = memory_mb(pids)
            # What was seen in these seconds is written by two seconds later.
            time.sleep(2.5)
            seen = counted(path, int(since) + 1, int(since) + seconds)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
    due = round(SAMPLE_FPS * (seconds - 1))
    # No camera makes up for what another one lacks.
    total = sum(min(due, samples) for samples in seen.values())
    sender_cores = (sender_s - sent_s) / seconds
    return Load(streams, cores, sender_cores, late_s, due * streams, total, memory, meanwhile)


def _wait_for_all(process: "subprocess.Popen[bytes]", path: Path, streams: int) -> None:
    end = time.monotonic() + 60
    while len(counted(path, 0, time.time() - 3)) < streams:
        if process.poll() is not None or time.monotonic() > end:
            raise SystemExit(f"the watch does not come up: {process.stderr}")
        time.sleep(0.25)
    time.sleep(SETTLED_S)


def told(found: Load, rounds: Sequence[Floor], *, counts: bool) -> str:
    """Return one number of streams as a line."""
    each_ms = 1000 * found.cores / found.streams
    mean, least = (
        each_ms / of_rounds(rounds, chosen).of_stream_ms(counted=counts) for chosen in (fmean, min)
    )
    return (
        f"{found.streams:3} streams  {found.cores:.2f} of a core, {each_ms:.0f} ms/s each,"
        f" {mean:.2f} of the floor (at most {MOST_OF_FLOOR}; {least:.2f} of its least)"
        f"  dropped {found.dropped:.2%}"
        f"  {found.memory_mb:.0f} MB  (sender {found.sender_cores:.2f} of its own core, at most"
        f" {1000 * found.late_s:.0f} ms late)"
    )


def print_meanwhile(found: Load, *, counts: bool) -> None:
    """Print what a stream costs in units of the floor of the same seconds."""
    if found.meanwhile is not None:
        each_ms = 1000 * found.cores / found.streams
        floor_ms = found.meanwhile.of_stream_ms(counted=counts)
        ratio = f"{each_ms / floor_ms:.3f} of the floor meanwhile (at most {MOST_OF_FLOOR})"
        print(f"  {ratio}, {floor_ms:.0f} ms", flush=True)


def print_shares(found: Load, floor: Floor, *, counts: bool) -> None:
    """Print what a stream's processor time is spent on."""
    each_ms = 1000 * found.cores / found.streams
    parts = {"decode": FPS * floor.decode_ms, "scale": SAMPLE_FPS * floor.scale_ms}
    parts |= {"inference": SAMPLE_FPS * floor.run_ms} if counts else {}
    parts["rest"] = each_ms - sum(parts.values())
    shares = ", ".join(f"{name} {ms:.0f} ms/s ({ms / each_ms:.0%})" for name, ms in parts.items())
    print(f"  of each stream: {shares}", flush=True)


def yolox_nano() -> str | None:
    """Return where YOLOX-nano is, None where it is not: then the embedded detector is asked."""
    path = Path(os.environ.get("SIGHTLINE_TEST_DATA", "")) / "models" / "yolox_nano_416.onnx"
    return str(path) if path.is_file() else None


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--streams", default="4,5,6", help="numbers to try (default: 4,5,6)")
    parser.add_argument("--model", help="manifest.yaml or .onnx (default: YOLOX-nano, else ours)")
    parser.add_argument("--clip", type=Path, help="H.264, 25 a second (default: drawn)")
    parser.add_argument("--coded", choices=CODED, default="plain", help="how a drawn clip is coded")
    parser.add_argument("--crf", default="23", help="its quality; 23 is 3.2 Mbit/s, 24 is 2.0")
    parser.add_argument("--gop", type=int, default=50, help="of a drawn clip (default: 50, 2 s)")
    parser.add_argument("--size", choices=SIZES, default="1080p")
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--alone", action="store_true", help="without a model")
    parser.add_argument("--restless", action="store_true", help="alone, and read without rests")
    parser.add_argument("--dynamic", action="store_true", help="with the model made dynamic")
    parser.add_argument("--fast-decode", action="store_true", help="without deblocking")
    parser.add_argument("--meanwhile", action="store_true", help="beside the floor of that time")
    parser.add_argument("--awake", action="store_true", help="on a core that does not halt")
    args = parser.parse_args()
    model = args.model or yolox_nano()
    if args.restless and not args.alone:
        parser.error("--restless is asked of --alone")
    if args.dynamic and (args.alone or model is None):
        parser.error("--dynamic needs a model of one input size, and one that is asked")
    with tempfile.TemporaryDirectory() as folder:
        clip = args.clip
        if clip is None:
            clip = Path(folder) / "clip.mp4"
            gop = {"g": str(args.gop), "keyint_min": str(args.gop), "sc_threshold": "0"}
            loop_s = round(LOOP_S * FPS / args.gop) * args.gop / FPS
            drawn_clip(clip, SIZES[args.size], loop_s, CODED[args.coded] | gop | {"crf": args.crf})
        if args.dynamic:
            model = str(make_dynamic(str(model), Path(folder) / "dynamic.onnx").path)
        with kept_awake() if args.awake else nullcontext():
            measure(clip, model, [int(n) for n in args.streams.split(",")], args)


def measure(clip: Path, model: str | None, numbers: list[int], args: argparse.Namespace) -> None:
    """Print the floor, and each number of streams beside it."""
    counts, fast = not args.alone, args.fast_decode
    name = "counted" if counts else "alone"
    start: Start = (
        partial(watched, model=model, fast=fast)
        if counts
        else partial(alone, fast=fast, restless=args.restless)
    )
    rounds = measured_floor(clip, model, WATCH_CORE, fast=fast)
    floor = of_rounds(rounds, fmean)
    live = live_ms(clip, fast=fast) + (SAMPLE_FPS * floor.run_ms if counts else 0.0)
    os.sched_setaffinity(0, {SENDER_CORE})
    least_ms, clip_s = floor.of_stream_ms(counted=counts), duration_s(clip)
    print(
        f"{clip.name}: {clip.stat().st_size * 8 / 1e6 / clip_s:.1f} Mbit/s; floor: decode"
        f" {floor.decode_ms:.2f} ms, scale {floor.scale_ms:.2f} ms, run {floor.run_ms:.2f} ms;"
        f" {least_ms:.0f} ms for a second of a stream: {1000 / least_ms:.1f} streams a core;"
        f" live {live:.0f} ms: {1000 / live:.1f} streams a core",
        flush=True,
    )
    best, floors = 0, list(rounds)
    for streams in numbers:
        probed = probing(clip, model, WATCH_CORE, counts=counts, fast=fast)
        with probed if args.meanwhile else nullcontext() as probe:
            found = load(clip, streams, start, args.seconds, probe)
        # How fast a machine is changes while one measures; the floor is taken on both sides.
        before, rounds = rounds, measured_floor(clip, model, WATCH_CORE, fast=fast)
        floors += rounds
        os.sched_setaffinity(0, {SENDER_CORE})
        print(told(found, before + rounds, counts=counts), flush=True)
        print_meanwhile(found, counts=counts)
        print_shares(found, of_rounds(before + rounds, fmean), counts=counts)
        best = max(best, streams if found.dropped < DROPPED else 0)
    allowed = 1000 / of_rounds(floors, fmean).of_stream_ms(counted=counts)
    share = BARS[name] * BAR_FLOOR_MS[name] / 1000
    print(
        f"sustained on a core, {name}: {best} of those tried (at least {BARS[name]}),"
        f" {best / allowed:.0%} of the {allowed:.1f} that its floor allows (the bar: {share:.0%})"
    )


if __name__ == "__main__":
    main()
