"""How soon faults of a camera's picture are found, and how often one is told that is none.

``python benchmarks/camera_health.py [--hours H] [--seeds N]`` looks at one picture a second.

Faults: on the rendered gate, and on the recordings in ``$SIGHTLINE_TEST_DATA`` where that is set, a
minute of ordinary pictures is followed by a minute of each fault, drawn by seed: how far the camera
is turned, how much the picture is blurred, what covers it. Frozen pictures, with a clock that goes
on, are encoded and decoded again, since it is the encoder that makes them hard to tell from a
quiet scene; live pictures of the same quiet scene are their control. A line says how many were
found, by the right name, and after how long.

Missing frames: recordings of drawn rates, whose frames come a little early or late, are written and
read again; in the second of their minutes 60 to 95 % of the frames are lost. Controls lose up to
30 % of theirs throughout, or pause for half a minute. No site file tells how many there should be.

No faults: the rendered gate through days of H hours in all, with night and lamps, dusk, rain, fog,
headlights, a bus that parks before the camera and a clock written into the picture. The last lines
give the false alarms, and the rate below which the true one lies with 95 % certainty: 3/T for none
in T hours (the rule of three), else by Poisson's limit.
"""

import argparse
import io
import itertools
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median

import av
import cv2
import numpy as np
from numpy.typing import NDArray

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.domain.health import FaultKind, HealthFault  # noqa: E402
from pipeline.health.picture_watch import PictureWatch  # noqa: E402
from pipeline.health.rate import RateWatch  # noqa: E402
from pipeline.health.signs import signs_of  # noqa: E402
from pipeline.health.view import View, view_of  # noqa: E402
from pipeline.imaging.gate_scene import GateScene  # noqa: E402
from pipeline.imaging.glance import glance_at  # noqa: E402
from pipeline.sources.footage import FootageReader, probe_footage  # noqa: E402

Image = NDArray[np.uint8]
Change = Callable[[Image, np.random.Generator], Callable[[Image], Image]]
"""Draws a change of pictures by chance, which then stays as it is."""

BEFORE_S, FAULT_S, AFTER_S = 60, 60, 20
MODEL_WIDTH = 416
FPS, GROUP_S = 5, 2
RECORDINGS = ("plaza_1280x720_50fps.avi", "one_by_one_768x432.mp4")


def scaled(image: Image) -> Image:
    """Return a picture as a model of ordinary size is given it."""
    height = round(image.shape[0] * MODEL_WIDTH / image.shape[1])
    return np.asarray(cv2.resize(image, (MODEL_WIDTH, height), interpolation=cv2.INTER_AREA))


def noisy(image: Image, chance: np.random.Generator, levels: float = 1.0) -> Image:
    """Return a picture with the noise of a sensor, each time another."""
    noise = chance.normal(0.0, levels, image.shape).astype(np.float32)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def clocked(image: Image, second: int) -> Image:
    """Return a picture with the time written into it."""
    text = f"2026-11-29 {second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return np.asarray(cv2.putText(image.copy(), text, (8, 16), 0, 0.45, (255, 255, 255), 1))


def scenes() -> Iterator[tuple[str, list[Image]]]:
    """Yield some places, each with pictures that follow each other."""
    gate = GateScene()
    times_s = np.arange(0.0, gate.duration_s, 1.0)
    yield "gate", [scaled(gate.render(t_s)) for t_s in times_s]
    folder = Path(os.environ.get("SIGHTLINE_TEST_DATA", "")) / "footage"
    for name in RECORDINGS:
        if (folder / name).is_file():
            yield name.partition("_")[0], recorded(folder / name)


def recorded(path: Path) -> list[Image]:
    """Return the pictures of a recording, two a second."""
    with av.open(str(path)) as container:
        step = max(1, round(float(container.streams.video[0].average_rate or 2) / 2))
        pictures = enumerate(container.decode(video=0))
        return [scaled(p.to_ndarray(format="bgr24")) for n, p in pictures if n % step == 0]


def blurred(image: Image, chance: np.random.Generator) -> Callable[[Image], Image]:
    """Draw a lens out of focus, or breath on the glass: by 2 to 6 px."""
    sigma = chance.uniform(2.0, 6.0)
    return lambda one: np.asarray(cv2.GaussianBlur(one, (0, 0), sigma))


def black(image: Image, chance: np.random.Generator) -> Callable[[Image], Image]:
    """Draw no light at all, with the noise of a sensor that is turned up."""
    level = chance.uniform(0.0, 12.0)
    return lambda one: noisy(np.full_like(one, level), chance, 3.0)


def overexposed(image: Image, chance: np.random.Generator) -> Callable[[Image], Image]:
    """Draw an iris that stays open."""
    gain = chance.uniform(5.0, 12.0)
    return lambda one: np.clip(one.astype(np.float32) * gain + 60.0, 0, 255).astype(np.uint8)


def covered(image: Image, chance: np.random.Generator) -> Callable[[Image], Image]:
    """Draw a bag, a hand or paint over three quarters of the lens or all, out of focus."""
    colour, share = chance.uniform(10, 200, 3), chance.uniform(0.75, 1.0)
    height, width = image.shape[:2]
    side = np.zeros((height, width), np.float32)
    side[:, : round(share * width)] = 1.0
    mask = cv2.GaussianBlur(side if share < 1.0 else side + 1.0, (0, 0), 6.0)[..., None]
    folds = cv2.GaussianBlur(chance.normal(0, 60, (height, width)).astype(np.float32), (0, 0), 40)
    over = colour + folds[..., None]
    return lambda one: np.clip(one * (1 - mask) + over * mask, 0, 255).astype(np.uint8)


def moved(image: Image, chance: np.random.Generator) -> Callable[[Image], Image]:
    """Draw a camera knocked aside by 5 to 50 % of the picture, and askew by up to 10°."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-10.0, 10.0), 1.0)
    turn[0, 2] += chance.choice([-1, 1]) * chance.uniform(0.05, 0.5) * width
    turn[1, 2] += chance.uniform(-0.1, 0.1) * height
    reflected = cv2.BORDER_REFLECT
    return lambda one: np.asarray(cv2.warpAffine(one, turn, (width, height), borderMode=reflected))


CHANGES: dict[FaultKind, Change] = {
    "black": black,
    "overexposed": overexposed,
    "covered": covered,
    "moved": moved,
    "blurred": blurred,
}


def reference(pictures: Sequence[Image], chance: np.random.Generator) -> View:
    """Return the view that nine pictures of a place make."""
    some = pictures[:: max(1, len(pictures) // 9)][:9]
    return view_of([glance_at(noisy(one, chance)) for one in some])


def run(place: str, pictures: Iterator[Image], view: View | None = None) -> list[HealthFault]:
    """Return all that a watch tells of pictures, one a second."""
    watch, told = PictureWatch(place), list[HealthFault]()
    for second, picture in enumerate(pictures):
        told += watch.step(float(second), signs_of(glance_at(picture), view))
    return told


def lived(
    pictures: Sequence[Image], change: Callable[[Image], Image], chance: np.random.Generator
) -> Iterator[Image]:
    """Yield a minute of ordinary pictures, one of changed ones, and some ordinary ones."""
    for second in range(BEFORE_S + FAULT_S + AFTER_S):
        picture = pictures[second % len(pictures)]
        is_changed = BEFORE_S <= second < BEFORE_S + FAULT_S
        yield clocked(noisy(change(picture) if is_changed else picture, chance), second)


def encoded(pictures: Iterator[Image], options: dict[str, str]) -> Iterator[Image]:
    """Yield pictures as they come out of a recorder, one of each second of FPS."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.options = {"g": str(FPS * GROUP_S), "preset": "veryfast", **options}
        for n, picture in enumerate(pictures):
            if n == 0:
                stream.width, stream.height = picture.shape[1] & ~1, picture.shape[0] & ~1
                stream.pix_fmt = "yuv420p"
            cut = np.ascontiguousarray(picture[: stream.height, : stream.width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(cut, format="bgr24")))
        container.mux(stream.encode(None))
    buffer.seek(0)
    with av.open(buffer) as container:
        for n, frame in enumerate(container.decode(video=0)):
            if n % FPS == 0:
                yield frame.to_ndarray(format="bgr24")


def quiet(base: Image, chance: np.random.Generator, freeze_s: int, seconds: int) -> Iterator[Image]:
    """Yield a scene in which nothing moves but noise and the clock, frozen from a second on."""
    still = noisy(base, chance)
    for n in range(seconds * FPS):
        live = n < freeze_s * FPS
        yield clocked(noisy(base, chance, 1.5) if live else still, n // FPS)


def print_faults(seeds: int) -> None:
    """Print how many faults are found, and when."""
    late: dict[FaultKind, list[float]] = defaultdict(list)
    tried: dict[FaultKind, int] = defaultdict(int)
    wrong: list[str] = []
    for place, pictures in scenes():
        for seed in range(seeds):
            chance = np.random.default_rng(seed)
            view = reference(pictures, chance)
            for kind, change in CHANGES.items():
                changed = change(pictures[0], chance)
                told = run(place, lived(pictures, changed, chance), view)
                note(kind, told, BEFORE_S, f"{place} {seed}", (tried, late, wrong))
            for crf in ("23", "30"):
                pictures_in = quiet(pictures[seed % len(pictures)], chance, BEFORE_S, 120)
                told = run(place, encoded(pictures_in, {"crf": crf}))
                note("frozen", told, BEFORE_S, f"{place} {seed} crf {crf}", (tried, late, wrong))
                live = quiet(pictures[seed % len(pictures)], chance, 10**6, 120)
                told = run(place, encoded(live, {"crf": crf}))
                wrong += [f"{place} {seed} live at crf {crf}: {one.kind}" for one in told]
    print(f"{'fault':12} {'found':>9}  seconds until told: median, slowest")
    for kind, count in tried.items():
        after = late[kind] or [float("nan")]
        print(f"{kind:12} {len(late[kind]):4}/{count:<4}  {median(after):6.0f} {max(after):8.0f}")
    print(f"told besides: {len(wrong)}", *wrong[:10], sep="\n  ")


def print_missing_frames(seeds: int) -> None:
    """Print how many times with too few frames are found, and how far off their ends are."""
    found, off_s, wrong, tried = 0, list[float](), 0, 0
    for seed, suffix in itertools.product(range(3 * seeds), ("mp4", "mkv")):
        chance = np.random.default_rng(seed)
        fps, lost = int(chance.choice([10, 15, 20, 25, 30])), chance.uniform(0.6, 0.95)
        faults = low_rates(stamps(fps, chance, lambda at_s, n=lost: n * (60 <= at_s < 120)), suffix)
        tried += 1
        found += len(faults) == 1
        ends = [(one.start_s, one.end_s or 0.0) for one in faults]
        off_s += [max(abs(begin - 60.0), abs(end - 120.0)) for begin, end in ends]
        dropped = chance.uniform(0.0, 0.3)
        wrong += len(low_rates(stamps(fps, chance, lambda _, n=dropped: n), suffix))
        wrong += len(low_rates(stamps(fps, chance, lambda at_s: 60 <= at_s < 90), suffix))
    off = f"ends off by {median(off_s):.1f} s, {max(off_s):.1f} at most" if off_s else ""
    print(f"\nlow_fps      {found:4}/{tried:<4}  {off}")
    print(f"told of recordings that lose few frames, or pause: {wrong} in {2 * tried}")


def stamps(
    fps: int, chance: np.random.Generator, lost: Callable[[float], float]
) -> list[tuple[int, int]]:
    """Draw when frames of three minutes come, in ticks, and how many of these a second has."""
    ticks = 10 * fps
    times = range(5, 180 * ticks, 10)
    kept = [at for at in times if chance.random() >= lost(at / ticks)]
    return [(at + int(chance.integers(-4, 5)), ticks) for at in kept]


def low_rates(times: list[tuple[int, int]], suffix: str) -> list[HealthFault]:
    """Return what is told of a recording whose frames come at these times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{suffix}"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("mpeg4", rate=times[0][1] // 10, width=32, height=32)
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, times[0][1])
            for at, ticks in times:
                frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "bgr24")
                frame.pts, frame.time_base = at, Fraction(1, ticks)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        reader, watch = FootageReader(path, 5.0), RateWatch(suffix)
        samples = [(frame.t_s, frame.index) for frame in reader]
        samples.append((reader.end_s, reader.frames_decoded))
        told = watch.take(0.0, samples, probe_footage(path).average_fps)
        return [*told, *watch.finish(reader.end_s)]


def note(
    kind: FaultKind,
    told: Sequence[HealthFault],
    begin_s: float,
    where: str,
    into: tuple[dict[FaultKind, int], dict[FaultKind, list[float]], list[str]],
) -> None:
    """Note whether a fault that begins at a time was told by its name, and what else was."""
    tried, late, wrong = into
    tried[kind] += 1
    opened = [one for one in told if one.end_s is None]
    enter = [one.start_s for one in opened if one.kind == kind and one.start_s >= begin_s]
    if enter:
        late[kind].append(told_s(kind, enter[0]) - begin_s)
    wrong += [f"{where} {kind}: {one.kind}" for one in opened if one.kind != kind]
    wrong += [f"{where} {kind}: too early" for one in opened if one.start_s < begin_s]


def told_s(kind: FaultKind, start_s: float) -> float:
    """Return when a fault that holds since a time is told."""
    from pipeline.health.picture_watch import ENTER_S

    return start_s + ENTER_S[kind]


def daylight(hour: float) -> float:
    """Return how bright it is, 0 to 1: night until six, dusk from half past five."""
    return float(np.clip(min((hour - 6.0) / 1.0, (18.0 - hour) / 0.75), 0.08, 1.0))


def weathered(picture: Image, hour: float, chance: np.random.Generator) -> Image:
    """Return a picture of the day: its light, rain, fog, headlights and a bus, by the hour."""
    height, width = picture.shape[:2]
    light = daylight(hour)
    seen = picture.astype(np.float32)
    if 8.0 <= hour < 8.5 or 15.5 <= hour < 16.0:
        seen[int(0.3 * height) : int(0.8 * height), int(0.1 * width) : int(0.65 * width)] = BUS
        for window in range(6):
            left = int((0.13 + 0.085 * window) * width)
            seen[int(0.36 * height) : int(0.5 * height), left : left + width // 16] = (60, 50, 40)
    if 6.5 <= hour < 7.5:
        fog = 0.75 * (1.0 - abs(hour - 7.0) / 0.5)
        seen = seen * (1.0 - fog) + 170.0 * fog
    seen *= light
    down, right = np.mgrid[:height, :width].astype(np.float32)
    if light < 0.5:
        for x in (0.25, 0.75):
            seen += lamp(right / width - x, down / height - 0.2, 0.25)[..., None] * 90.0
        if chance.random() < 0.3:
            x = chance.uniform(0.1, 0.9)
            for side in (-0.04, 0.04):
                seen += lamp(right / width - x - side, down / height - 0.6, 0.05)[..., None] * 255.0
    if 13.0 <= hour < 15.0:
        drops = (chance.random((height, width)) > 0.997).astype(np.float32) * 255.0
        seen += cv2.GaussianBlur(drops, (1, 13), 0)[..., None] * 3.0
    return noisy(np.clip(seen, 0, 255).astype(np.uint8), chance, 1.0 + 3.0 * (1.0 - light))


BUS = (40.0, 160.0, 220.0)


def lamp(right: NDArray[np.float32], down: NDArray[np.float32], size: float) -> Image:
    """Return the light of a lamp around a place."""
    return np.exp(-(right**2 + down**2) / (size * size))


def print_false_alarms(hours: float) -> None:
    """Print what is told of days on which nothing is wrong with the camera."""
    gate, chance = GateScene(), np.random.default_rng(1)
    pictures = [scaled(gate.render(t_s)) for t_s in np.arange(0.0, gate.duration_s, 1.0)]
    view = reference(pictures, chance)
    watch, told, seconds = PictureWatch("gate"), list[str](), round(3600 * hours)
    for second in range(seconds):
        hour = 24.0 * second / seconds
        picture = clocked(weathered(pictures[second % len(pictures)], hour, chance), second)
        for fault in watch.step(float(second), signs_of(glance_at(picture), view)):
            if fault.end_s is None:
                told.append(f"at {hour:.2f} o'clock: {fault.kind}, {fault.detail.en}")
    bound = (3.0, 4.74, 6.30, 7.75, 9.15)[len(told)] if len(told) < 5 else float("nan")
    print(f"\nfalse alarms in {hours:g} h, night to night: {len(told)}", *told[:10], sep="\n  ")
    print(f"with 95 % certainty fewer than {bound / hours:.2g} an hour")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=float, default=2.0, help="of a day on which nothing fails")
    parser.add_argument("--seeds", type=int, default=5, help="of each fault on each scene")
    arguments = parser.parse_args()
    print_faults(arguments.seeds)
    print_missing_frames(arguments.seeds)
    print_false_alarms(arguments.hours)


if __name__ == "__main__":
    main()
