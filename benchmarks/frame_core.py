"""What we do to a frame around the model, against the plain OpenCV way, in the same run.

``python benchmarks/frame_core.py`` takes decoded 1080p pictures of the generated gate through
both, in turns, and prints the median wall time of each half and the ratio:

- before the model: a decoded picture becomes the model's input. Ours scales and converts in one
  pass of swscale and writes each channel once; the plain way converts the whole picture to BGR
  (what ``cv2.VideoCapture.read`` does), resizes, pads, and calls ``blobFromImage``.
- after the model: its output becomes one box a person. Ours looks at the scores first and reads
  only the rows that count; the plain way reads every row, as detectors' demos do, and calls
  ``cv2.dnn.NMSBoxes``.

The model itself is the same for both and is left out. Both must find about as many people: they
scale with different filters, so a box near the threshold may be in one and not in the other.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.detect.detector import Detector
from pipeline.domain.frame import Frame
from pipeline.imaging.gate_scene import GateScene
from pipeline.sources.clip import encoded_clip
from pipeline.sources.decoding import Converter, displayed_size
from pipeline.sources.footage import decoded_pictures
from pipeline.workflows.open_detector import open_detector

SIZE = (1920, 1080)
STRIDES = (8, 16, 32)
Outputs = list[NDArray[np.float32]]


def pictures(count: int) -> list[av.VideoFrame]:
    """Return decoded pictures of the gate when it is full."""
    scene = GateScene()
    times_s = (scene.duration_s / 2 + number / 25 for number in range(count))
    frames = (cv2.resize(scene.render(t_s), SIZE, interpolation=cv2.INTER_CUBIC) for t_s in times_s)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gate.mp4"
        path.write_bytes(encoded_clip(frames, 25))
        return list(decoded_pictures(path))


class Ours:
    """The way of the package."""

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self.converter = Converter(detector.scaled_size)

    def before(self, picture: av.VideoFrame) -> NDArray[np.float32]:
        """Return the model's input."""
        frame = Frame(self.converter.image(picture), 0, 0.0, displayed_size(picture))
        return self.detector.prepare(frame)

    def after(self, outputs: Outputs) -> NDArray[np.float32]:
        """Return the boxes."""
        frame = Frame(np.empty((1, 1, 3), np.uint8), 0, 0.0, SIZE)
        return self.detector.suppress(self.detector.decode(outputs, frame)).boxes


class Plain:
    """The way of most demos: whole pictures, every row, OpenCV's own functions."""

    def __init__(self, detector: Detector, input_size: tuple[int, int]) -> None:
        self.threshold, self.iou = detector.manifest.threshold, detector.manifest.iou
        self.input_size = input_size
        self.ratio = min(input_size[0] / SIZE[0], input_size[1] / SIZE[1])
        grids = []
        for stride in STRIDES:
            row, column = np.mgrid[: input_size[1] // stride, : input_size[0] // stride]
            grids.append(np.stack((column, row, np.full_like(row, stride)), 2).reshape(-1, 3))
        self.grid = np.concatenate(grids).astype(np.float32)

    def before(self, picture: av.VideoFrame) -> NDArray[np.float32]:
        """Return the model's input."""
        whole = picture.to_ndarray(format="bgr24")
        width, height = round(SIZE[0] * self.ratio), round(SIZE[1] * self.ratio)
        scaled = cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR)
        right, below = self.input_size[0] - width, self.input_size[1] - height
        grey = (114, 114, 114)
        padded = cv2.copyMakeBorder(scaled, 0, below, 0, right, cv2.BORDER_CONSTANT, value=grey)
        return cv2.dnn.blobFromImage(padded)

    def after(self, outputs: Outputs) -> NDArray[np.float32]:
        """Return the boxes."""
        rows = outputs[0][0].copy()
        rows[:, :2] = (rows[:, :2] + self.grid[:, :2]) * self.grid[:, 2:]
        rows[:, 2:4] = np.exp(rows[:, 2:4]) * self.grid[:, 2:]
        scores = rows[:, 4] * rows[:, 5]
        boxes = rows[:, :4].copy()
        boxes[:, :2] -= boxes[:, 2:] / 2
        boxes /= self.ratio
        chosen = cv2.dnn.NMSBoxes(boxes, scores, self.threshold, self.iou)
        return boxes[np.ravel(chosen).astype(int)]


def timed(work: Callable[[], object]) -> float:
    """Return the wall time of some work in milliseconds."""
    began = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - began)


def main() -> None:
    """Take turns and print both."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    detector = open_detector(None)
    ours = Ours(detector)
    shown = pictures(args.frames)
    tensors = [ours.before(picture) for picture in shown]
    outputs = [detector.run(tensor) for tensor in tensors]
    plain = Plain(detector, (tensors[0].shape[3], tensors[0].shape[2]))
    laps: dict[tuple[str, str], list[float]] = {}
    for _ in range(args.rounds):
        for picture, found in zip(shown, outputs, strict=True):
            for name, way in (("ours", ours), ("plain", plain)):
                before = timed(lambda way=way, picture=picture: way.before(picture))
                after = timed(lambda way=way, found=found: way.after(found))
                laps.setdefault((name, "before the model"), []).append(before)
                laps.setdefault((name, "after the model"), []).append(after)
                laps.setdefault((name, "together"), []).append(before + after)
    print(f"{len(shown)} frames of {SIZE[0]}x{SIZE[1]}, {args.rounds} rounds, median ms a frame")
    for half in ("before the model", "after the model", "together"):
        mine, theirs = median(laps["ours", half]), median(laps["plain", half])
        print(f"{half:18} ours {mine:6.2f}  plain {theirs:6.2f}  ratio {theirs / mine:5.2f}")
    found_by_us = sum(len(ours.after(found)) for found in outputs)
    again = [detector.run(plain.before(picture)) for picture in shown]
    print(f"people found: ours {found_by_us}, plain {sum(len(plain.after(o)) for o in again)}")


if __name__ == "__main__":
    main()
