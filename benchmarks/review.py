"""What a review of recordings costs beyond decoding and inference, and beside the usual loop.

``python benchmarks/review.py [--model M] [--footage FILE] [--size S] [--seconds S] [--floor]``

The material are H.264 clips of the generated gate at 1080p25 and 720p25, with a key frame every two
seconds and a camera's noise: as x264 codes by default, where other pictures rest on about half of
them, and without B-frames, as most cameras send, where each rests on the one before. Or it is a
recording of yours. It is given to the review as often as makes `--seconds`. Each way runs in a
process of its own, in turns, and its processor time counts:

- decoding the key frames alone, which is what ``review --keyframes`` does to an archive;
- the floor: decoding every frame, and running the model as often as the review does, nothing else;
- decoding those frames alone on which others rest, less than which nobody can decode;
- ours: ``review_footage`` at five samples a second, results and report and all;
- the usual loop: ``cv2.VideoCapture``, letterbox and ``blobFromImage``, the same session, every row
  decoded, and supervision's NMS and zone where it is installed, else OpenCV's NMS and polygon test;
  at the same five samples a second (the others are grabbed, not retrieved), and on every frame.

Counts of ours and of the loop stand beside each other; they scale with different filters. Of the
floor the ratio of each round is printed too, whose parts ran one after the other: where the rounds
differ, something else was at work on the machine. ``--floor`` runs what that ratio needs and no
more.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import cast

import av
import cv2
import numpy as np
from av.video.stream import VideoStream

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.detect.detector import Detector  # noqa: E402
from pipeline.domain.crowding import whole_picture  # noqa: E402
from pipeline.domain.frame import Frame  # noqa: E402
from pipeline.imaging.gate_scene import GateScene  # noqa: E402
from pipeline.sources.decoding import video_stream  # noqa: E402
from pipeline.sources.footage import FootageReader, decoded_pictures, probe_footage  # noqa: E402
from pipeline.workflows.open_detector import open_detector  # noqa: E402
from pipeline.workflows.review_footage import review_footage  # noqa: E402
from pipeline.workflows.review_job import INFERENCE_THREADS  # noqa: E402
from pipeline.workflows.review_options import ReviewOptions  # noqa: E402

SAMPLE_FPS, FPS, GOP_S = 5.0, 25, 2
SIZES = {"1080p": (1920, 1080), "720p": (1280, 720)}
CODED: dict[str, dict[str, str]] = {"as x264 does": {}, "without B-frames": {"bf": "0"}}
TARGETS = {"floor": 1.15, "loop": 1.15}
EVERY_FRAME = {1080: 2.8, 720: 3.7}


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and of wall clock, the people seen in a picture, the peak memory."""

    cpu_s: float
    wall_s: float
    people: float
    peak_mb: float


def drawn_clip(
    path: Path,
    size: tuple[int, int],
    seconds: float,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write a clip of the busiest part of the gate's story, as a camera would."""
    scene, noise = GateScene(), np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        options = {"preset": "veryfast", "crf": "23", "g": str(FPS * GOP_S), "keyint_min": "1"}
        stream = container.add_stream("libx264", Fraction(FPS), options | dict(more))
        stream = cast("VideoStream", stream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(round(seconds * FPS)):
            picture = cv2.resize(scene.render(40 + number / FPS), size)
            grain = noise.normal(0, 3, (size[1] // 2, size[0] // 2, 1))
            grain = cv2.resize(grain, size)[..., None]
            noisy = np.clip(picture + grain, 0, 255).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noisy, format="bgr24")))
        container.mux(stream.encode(None))


def costed(work: Callable[[], float]) -> Cost:
    """Return what some work costs that returns the people it saw in a picture."""
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    people = work()
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    return Cost(cpu_s, wall_s, people, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def decoding(clip: Path, times: int, model: str | None) -> Cost:
    """Decode every frame, nothing else."""
    return costed(lambda: sum(1 for _ in range(times) for _ in decoded_pictures(clip)) * 0.0)


def decoding_rested_on(clip: Path, times: int, model: str | None) -> Cost:
    """Decode those frames on which others rest, nothing else."""

    def run() -> float:
        for _ in range(times):
            with av.open(str(clip)) as container:
                stream = video_stream(container)
                stream.codec_context.skip_frame = "NONREF"
                for _ in container.decode(stream):
                    pass
        return 0.0

    return costed(run)


def decoding_keys(clip: Path, times: int, model: str | None) -> Cost:
    """Decode the key frames, nothing else."""
    tiny = lambda size: (64, 36)  # noqa: E731
    frames = (f for _ in range(times) for f in FootageReader(clip, None, tiny, keyframes=True))
    return costed(lambda: sum(1 for _ in frames) * 0.0)


def inference(clip: Path, times: int, model: str | None) -> Cost:
    """Run the model on one picture as often as the review does."""
    detector = open_detector(model, threads=INFERENCE_THREADS)
    tensor = detector.prepare(next(iter(FootageReader(clip, None, detector.scaled_size))))
    samples = times * samples_of(clip)

    def run() -> float:
        for _ in range(samples):
            detector.run(tensor)
        return 0.0

    return costed(run)


def samples_of(clip: Path) -> int:
    """Return how many frames of a clip a review looks at."""
    facts = probe_footage(clip)
    return max(1, round((facts.duration_s or 0.0) * min(SAMPLE_FPS, facts.fps)))


def ours(clip: Path, times: int, model: str | None) -> Cost:
    """Review the clip, given so many times."""

    def run() -> float:
        options = ReviewOptions(out=Path(folder) / "out", model=model)
        (zone,) = review_footage(footage, [whole_picture()], options).tally.zones
        return zone.mean or 0.0

    with TemporaryDirectory() as folder:
        footage = [clip, *copies(clip, times - 1, Path(folder))]
        return costed(run)


def copies(clip: Path, count: int, folder: Path) -> list[Path]:
    """Return copies of a clip that differ in a box which nobody reads, lest one stand for all."""
    content = clip.read_bytes()
    paths = [folder / f"{number}{clip.suffix}" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(content + b"\x00\x00\x00\x0cfree" + number.to_bytes(4, "big"))
    return paths


def usual_sampled(clip: Path, times: int, model: str | None) -> Cost:
    """Run the usual loop at as many samples a second."""
    return usual(clip, times, model, SAMPLE_FPS)


def usual_every(clip: Path, times: int, model: str | None) -> Cost:
    """Run the usual loop on every frame."""
    return usual(clip, times, model, None)


def usual(clip: Path, times: int, model: str | None, sample_fps: float | None) -> Cost:
    """Run the usual loop."""
    detector = open_detector(model, threads=INFERENCE_THREADS)

    def run() -> float:
        people = [n for _ in range(times) for n in usual_counts(clip, detector, sample_fps)]
        return sum(people) / len(people)

    return costed(run)


def usual_counts(clip: Path, detector: Detector, sample_fps: float | None) -> Iterator[int]:
    """Yield the people in each picture, counted as most scripts do."""
    capture = cv2.VideoCapture(str(clip))
    fps = capture.get(cv2.CAP_PROP_FPS)
    step = 1 if sample_fps is None else max(1, round(fps / sample_fps))
    size = (int(capture.get(p)) for p in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    people, number = people_in(detector, *size), 0
    while capture.grab():
        if number % step == 0:
            _, picture = capture.retrieve()
            yield people(picture)
        number += 1


def people_in(detector: Detector, width: int, height: int) -> Callable[[np.ndarray], int]:
    """Return what a script does with a picture: letterbox, blob, session, rows, NMS, zone."""
    frame = Frame(np.zeros((height, width, 3), np.uint8), 0, 0.0, (width, height))
    input_size = detector.prepare(frame).shape[:1:-1]
    ratio = min(input_size[0] / width, input_size[1] / height)
    scaled = round(width * ratio), round(height * ratio)
    right, below = input_size[0] - scaled[0], input_size[1] - scaled[1]
    grids = []
    for stride in (8, 16, 32):
        row, column = np.mgrid[: -(-input_size[1] // stride), : -(-input_size[0] // stride)]
        grids.append(np.stack((column, row, np.full_like(row, stride)), 2).reshape(-1, 3))
    grid = np.concatenate(grids).astype(np.float32)
    counted = counter(width, height)

    def people(picture: np.ndarray) -> int:
        small = cv2.resize(picture, scaled, interpolation=cv2.INTER_LINEAR)
        grey = (114, 114, 114)
        padded = cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_CONSTANT, value=grey)
        rows = detector.run(cv2.dnn.blobFromImage(padded))[0][0].copy()
        rows[:, :2] = (rows[:, :2] + grid[:, :2]) * grid[:, 2:]
        rows[:, 2:4] = np.exp(rows[:, 2:4]) * grid[:, 2:]
        scores = rows[:, 4] * rows[:, 5 : 6 + detector.manifest.person_class].max(axis=1)
        keep = scores >= detector.manifest.threshold
        boxes, scores = rows[keep, :4], scores[keep]
        corners = np.hstack((boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2))
        return int(counted(corners / ratio, scores, detector.manifest.iou))

    return people


def counter(width: int, height: int) -> Callable[[np.ndarray, np.ndarray, float], int]:
    """Return how a script counts people in the picture: by supervision, or else by OpenCV."""
    ring = np.array([(0, 0), (width, 0), (width, height), (0, height)])
    try:
        import supervision
    except ImportError:
        return lambda boxes, scores, iou: opencv_count(boxes, scores, iou, ring)
    zone = supervision.PolygonZone(ring)

    def counted(boxes: np.ndarray, scores: np.ndarray, iou: float) -> int:
        found = supervision.Detections(xyxy=boxes, confidence=scores).with_nms(iou, True)
        return int(zone.trigger(found).sum())

    return counted


def opencv_count(boxes: np.ndarray, scores: np.ndarray, iou: float, ring: np.ndarray) -> int:
    """Count by OpenCV's NMS and its test of a point in a polygon."""
    sized = np.hstack((boxes[:, :2], boxes[:, 2:] - boxes[:, :2]))
    chosen = np.ravel(cv2.dnn.NMSBoxes(sized, scores, 0.0, iou)).astype(int)
    feet = np.column_stack(((boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]))[chosen]
    outline = ring.astype(np.float32)
    return sum(cv2.pointPolygonTest(outline, tuple(map(float, foot)), False) >= 0 for foot in feet)


WAYS = {
    "decoding": decoding,
    "decoding, rested on": decoding_rested_on,
    "decoding, keys": decoding_keys,
    "inference": inference,
    "ours": ours,
    "loop": usual_sampled,
    "loop, every frame": usual_every,
}


FLOOR = ("decoding", "inference", "ours")
"""The ways that the ratio to the floor needs."""


@dataclass(frozen=True)
class Asked:
    """How much is measured: seconds of footage, by which model, how often, in which ways."""

    seconds: float
    model: str | None
    rounds: int
    ways: Sequence[str]


def measured(clip: Path, times: int, asked: Asked) -> list[dict[str, Cost]]:
    """Return the cost of each way in each round, in turns, each in a process of its own."""
    rounds: list[dict[str, Cost]] = []
    for _ in range(asked.rounds):
        rounds.append({})
        for name in asked.ways:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
                rounds[-1][name] = apart.submit(WAYS[name], clip, times, asked.model).result()
    return rounds


def over_floor(costs: Mapping[str, Cost]) -> float:
    """Return how many times its floor a review costs in processor time."""
    return costs["ours"].cpu_s / (costs["decoding"].cpu_s + costs["inference"].cpu_s)


def print_clip(name: str, clip: Path, asked: Asked) -> None:
    """Print what each way costs on a clip."""
    facts = probe_footage(clip)
    length_s = facts.duration_s or 1.0
    times = max(1, round(asked.seconds / length_s))
    rounds = measured(clip, times, asked)
    best = {
        way: min((each[way] for each in rounds), key=lambda cost: cost.cpu_s) for way in asked.ways
    }
    print(f"\n{name}: {times} times {length_s:.1f} s at {facts.fps:g} a second")
    for way, cost in best.items():
        print(
            f"  {way:<19} cpu {cost.cpu_s:7.2f} s  wall {cost.wall_s:7.2f} s"
            f"  people {cost.people:5.2f}  peak {cost.peak_mb:5.0f} MB"
        )
    each = ", ".join(f"{over_floor(costs):.3f}" for costs in rounds)
    print(
        f"  ours / floor           cpu {over_floor(best):5.3f}   at most {TARGETS['floor']}"
        f"   (by rounds {each})",
        flush=True,
    )
    if "loop" in best:
        print_rivals(best, facts.height)


def print_rivals(best: Mapping[str, Cost], height: int) -> None:
    """Print what key frames alone save, and what the usual loops cost beside ours."""
    own = best["ours"]
    keys = best["decoding"].cpu_s / best["decoding, keys"].cpu_s
    print(f"  all frames / key frames cpu {keys:5.1f}   at least 6 (2 s apart)")
    least_s = best["decoding, rested on"].cpu_s + best["inference"].cpu_s
    print(f"  ours / floor, rested on    {own.cpu_s / least_s:5.2f}")
    for way, target in (
        ("loop", TARGETS["loop"]),
        ("loop, every frame", EVERY_FRAME.get(height, 5.0)),
    ):
        print(
            f"  {way + ' / ours':<22} cpu {best[way].cpu_s / own.cpu_s:5.2f}"
            f"  wall {best[way].wall_s / own.wall_s:5.2f}   at least {target}"
        )


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", help="a YOLOX as manifest.yaml or .onnx (default: ours)")
    parser.add_argument("--footage", type=Path, help="instead of the drawn clips")
    parser.add_argument("--size", choices=SIZES, help="of the drawn clips (default: each)")
    parser.add_argument("--seconds", type=float, default=300.0, help="of footage (default 300)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--floor", action="store_true", help="ours and its floor alone")
    arguments = parser.parse_args()
    ways = FLOOR if arguments.floor else tuple(WAYS)
    asked = Asked(arguments.seconds, arguments.model, arguments.rounds, ways)
    if arguments.footage:
        print_clip(arguments.footage.name, arguments.footage, asked)
        return
    with TemporaryDirectory() as folder:
        for size in [arguments.size] if arguments.size else SIZES:
            for how, more in CODED.items():
                clip = Path(folder) / f"{size}.mp4"
                drawn_clip(clip, SIZES[size], 20.0, more)
                print_clip(f"{size}, drawn, coded {how}", clip, asked)


if __name__ == "__main__":
    main()
