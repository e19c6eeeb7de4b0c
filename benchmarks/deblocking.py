"""What `watch --fast-decode` saves, and what it does to counts.

``python benchmarks/deblocking.py [--clip FILE] [--model M] [--seconds S]``

A clip is coded anew at 25 pictures a second, a key picture every two seconds, as cameras code
(without B-frames, and with), well (crf 23) and poorly (30). It is decoded as it should be, and
without the deblocking filter; printed are the milliseconds of processor for a picture, how far the
pictures lie apart (PSNR of the luma, mean and least), the people counted in every fifth one, how
much the counts differ, and how many of the boxes are found again (IoU of 0.5 or more).
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

import av
import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.review import drawn_clip  # noqa: E402
from pipeline.detect.average_precision import ious  # noqa: E402
from pipeline.detect.detector import Detector  # noqa: E402
from pipeline.domain.frame import Frame  # noqa: E402
from pipeline.workflows.open_detector import open_detector  # noqa: E402

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

FPS, GOP, LOOKED_AT = 25, 50, 5
SAME = 0.5


def coded(source: Path, target: Path, crf: int, b_frames: int, seconds: float) -> float:
    """Code a clip as a camera would, and return its megabits a second."""
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        video = reader.streams.video[0]
        options = {"preset": "veryfast", "crf": str(crf), "g": str(GOP), "bf": str(b_frames)}
        stream = cast("VideoStream", writer.add_stream("libx264", FPS, options))
        stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
        step = max(1, round(float(video.average_rate or FPS) / FPS))
        taken = islice(reader.decode(video), 0, round(seconds * FPS) * step, step)
        for number, picture in enumerate(taken):
            plain = picture.reformat(format="yuv420p")
            plain.pts, plain.time_base = number, Fraction(1, FPS)
            writer.mux(stream.encode(plain))
        writer.mux(stream.encode(None))
    return target.stat().st_size * 8 / seconds / 1e6


def pictures(clip: Path, *, fast: bool) -> Iterator["VideoFrame"]:
    """Yield the pictures of a clip as one thread decodes them."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        if fast:
            stream.codec_context.options = {"skip_loop_filter": "all"}
        yield from container.decode(stream)


def decoding_ms(clip: Path, *, fast: bool) -> float:
    """Return what a picture costs to decode, the least of three rounds."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        count = sum(1 for _ in pictures(clip, fast=fast))
        rounds.append(1000 * (time.process_time() - began) / count)
    return min(rounds)


def boxes(
    detector: Detector, picture: "VideoFrame"
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the people in a picture, (n, 4)."""
    image = picture.to_ndarray(format="bgr24")
    found = detector.detect(Frame(image, 0, 0.0, (picture.width, picture.height)))
    return found.boxes.astype(np.float64)


def apart_db(one: "VideoFrame", other: "VideoFrame") -> float:
    """Return the PSNR of one picture's luma against another's."""
    a, b = (each.to_ndarray(format="gray").astype(np.float64) for each in (one, other))
    return float(10 * np.log10(255**2 / max(1e-9, np.mean((a - b) ** 2))))


def compared(clip: Path, detector: Detector) -> str:
    """Return in a line what leaving the filter out does to a clip."""
    exact_ms, fast_ms = decoding_ms(clip, fast=False), decoding_ms(clip, fast=True)
    distances, counts, again = [], [], 0
    both = zip(pictures(clip, fast=False), pictures(clip, fast=True), strict=True)
    for one, other in islice(both, LOOKED_AT - 1, None, LOOKED_AT):
        distances.append(apart_db(one, other))
        exact, fast = boxes(detector, one), boxes(detector, other)
        counts.append((len(exact), len(fast)))
        again += int((ious(exact, fast).max(axis=1, initial=0.0) >= SAME).sum())
    people, found = np.array(counts).T
    differ = abs(people - found).mean()
    return (
        f"{exact_ms:.2f} -> {fast_ms:.2f} ms a picture ({fast_ms / exact_ms:.2f}),"
        f" {np.mean(distances):.1f} dB apart (least {min(distances):.1f}); people"
        f" {people.mean():.2f} -> {found.mean():.2f}, counts differ by {differ:.2f},"
        f" {again / max(1, people.sum()):.1%} of the boxes found again"
    )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--clip", type=Path, help="footage (default: the plaza, else drawn)")
    parser.add_argument("--model", help="manifest.yaml or .onnx (default: YOLOX-nano, else ours)")
    parser.add_argument("--seconds", type=float, default=8.0)
    args = parser.parse_args()
    data = Path(os.environ.get("SIGHTLINE_TEST_DATA", ""))
    plaza, nano = data / "footage/plaza_1280x720_50fps.avi", data / "models/yolox_nano_416.onnx"
    detector = open_detector(args.model or (str(nano) if nano.is_file() else None), threads=1)
    with TemporaryDirectory() as folder:
        source = args.clip or plaza
        if not source.is_file():
            source = Path(folder) / "drawn.mp4"
            drawn_clip(source, (1280, 720), args.seconds)
        for crf in (23, 30):
            for b_frames in (0, 3):
                clip = Path(folder) / "clip.mp4"
                rate = coded(source, clip, crf, b_frames, args.seconds)
                told = compared(clip, detector)
                print(f"crf {crf}, {b_frames} B-frames, {rate:.1f} Mbit/s: {told}", flush=True)


if __name__ == "__main__":
    main()
