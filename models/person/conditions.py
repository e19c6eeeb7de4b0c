"""How well a detector does in the dark, in the rain, behind a bad lens: one row for each condition.

    python -m models.person.conditions FOLDER [FOLDER …] [--model M]

The pictures of each folder (as in `recall`) are looked at as they are, and as other hours, weathers
and cameras would have shown them. What is drawn by chance is the same for every model. A row tells
the average precision on each folder, and the boxes a picture on those that show nobody, at the
threshold of the manifest.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.command import run
from models.person.look import noisy, rained_on
from models.person.pictures import Image
from models.person.recall import labelled
from pipeline.detect.average_precision import average_precision
from pipeline.detect.detector import Detector
from pipeline.domain.detections import Detections
from pipeline.domain.truth import LabelledFrame
from pipeline.sources.labelled import labelled_frames
from pipeline.workflows.evaluate import LEAST_SCORE
from pipeline.workflows.open_detector import named_manifest, opened

Boxes = NDArray[np.float64]
Change = Callable[[Image, np.random.Generator], Image]

BENT = 0.35
"""k of r / (1 + k r²), r being 1 in a corner, which a barrel lens draws inwards by a quarter."""
EDGE_POINTS = 9


def dusk(image: Image, chance: np.random.Generator) -> Image:
    """Return a picture in a third of the light, brightened by a sensor that is noisy."""
    levels = (np.linspace(0, 1, 256) ** 1.6 * 255 * 0.35).astype(np.uint8)
    return noisy(np.asarray(cv2.LUT(image, levels), np.uint8), 0.1, chance)


def infrared(image: Image, chance: np.random.Generator) -> Image:
    """Return a picture in grey, light in the middle, where the camera's own lamp shines."""
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    height, width = image.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    lamp = 1.1 - 0.7 * np.minimum(1.0, np.hypot(x, y))
    return noisy((grey * lamp[..., None]).clip(0, 255).astype(np.uint8), 0.06, chance)


def unfocused(image: Image, chance: np.random.Generator) -> Image:
    """Return a picture of a lens that is out of focus, by a three-hundredth of the picture."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), image.shape[1] / 300), np.uint8)


def squeezed(image: Image, chance: np.random.Generator) -> Image:
    """Return a picture as a camera sends it that has too few bits."""
    _, code = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 12])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)


def coarse(image: Image, chance: np.random.Generator) -> Image:
    """Return a picture of a third of the pixels each way, at its old size."""
    height, width = image.shape[:2]
    small = cv2.resize(image, (width // 3, height // 3), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height)), np.uint8)


CHANGES: dict[str, Change | None] = {
    "as they are": None,
    "dusk": dusk,
    "infrared": infrared,
    "rain": rained_on,
    "out of focus": unfocused,
    "too few bits": squeezed,
    "a third of the pixels": coarse,
}
BARREL = "barrel lens"


def bent(points: Boxes, width: float, height: float) -> Boxes:
    """Return where a barrel lens shows points (n, 2) of a picture of that size.

    >>> bent(np.array([[100.0, 50.0], [200.0, 100.0]]), 200.0, 100.0).tolist()
    [[100.0, 50.0], [174.07407407407408, 87.03703703703704]]
    """
    middle = np.array([width, height]) / 2
    away = (points - middle) / np.hypot(*middle)
    squared = (away**2).sum(-1, keepdims=True)
    return np.asarray(middle + (points - middle) / (1 + BENT * squared))


def barrel(image: Image, boxes: Boxes) -> tuple[Image, Boxes]:
    """Return a picture (h, w, 3) and its boxes (n, 4) as a barrel lens shows them."""
    height, width = image.shape[:2]
    middle = np.array([width, height]) / 2
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1) - middle
    # Turned round: of r' = r / (1 + k r²) the smaller of the two answers.
    shown = np.maximum(1e-9, np.linalg.norm(grid, axis=-1) / np.hypot(*middle))
    root = np.sqrt(np.maximum(0.0, 1 - 4 * BENT * shown**2))
    source = middle + grid * ((1 - root) / (2 * BENT * shown) / shown)[..., None]
    maps = source.astype(np.float32)
    seen = cv2.remap(image, maps[..., 0], maps[..., 1], cv2.INTER_LINEAR)
    return np.asarray(seen, np.uint8), np.array([_box_of(box, width, height) for box in boxes])


def _box_of(box: Boxes, width: int, height: int) -> Boxes:
    x, y = np.linspace(box[0], box[2], EDGE_POINTS), np.linspace(box[1], box[3], EDGE_POINTS)
    sides = [np.column_stack((x, np.full_like(x, side))) for side in box[[1, 3]]]
    sides += [np.column_stack((np.full_like(y, side), y)) for side in box[[0, 2]]]
    points = bent(np.concatenate(sides), width, height)
    return np.concatenate((points.min(0), points.max(0)))


@dataclass(frozen=True, eq=False)
class Row:
    """What a detector finds on pictures in one condition."""

    precision: float | None
    false_boxes: float | None


def row_of(detector: Detector, folder: Path, condition: str, threshold: float) -> Row:
    """Return what a detector finds on the pictures of a folder in a condition."""
    found: list[Detections] = []
    truth: list[LabelledFrame] = []
    for number, (frame, real) in enumerate(labelled_frames(*labelled(folder))):
        image, real = _changed(np.asarray(frame.image, np.uint8), real, condition, number)
        found.append(detector.detect(replace(frame, image=image)))
        truth.append(real)
    empty = [
        int((each.scores >= threshold).sum())
        for each, real in zip(found, truth, strict=True)
        if not len(real.boxes) and not len(real.ignored)
    ]
    return Row(average_precision(found, truth), float(np.mean(empty)) if empty else None)


def _changed(
    image: Image, real: LabelledFrame, condition: str, number: int
) -> tuple[Image, LabelledFrame]:
    if condition == BARREL:
        seen, boxes = barrel(image, np.concatenate([real.boxes, real.ignored]))
        boxes = boxes.reshape(-1, 4)
        people, ignored = boxes[: len(real.boxes)], boxes[len(real.boxes) :]
        return seen, replace(real, boxes=people, ignored=ignored)
    change = CHANGES[condition]
    return (change(image, np.random.default_rng(number)) if change else image), real


def told(name: str, rows: Sequence[Row]) -> str:
    """Return a line of the table.

    >>> told("dusk", [Row(0.5, None), Row(None, 0.25)])
    'dusk                     .500              –   0.25'
    """
    return f"{name:22} " + "  ".join(map(_cells, rows))


def _cells(row: Row) -> str:
    share = "–" if row.precision is None else f"{row.precision:.3f}".removeprefix("0")
    boxes = "" if row.false_boxes is None else f"{row.false_boxes:.2f}"
    return f"{share:>6}   {boxes:4}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model")
    wanted = parser.parse_args()
    manifest = named_manifest(wanted.model)
    detector = opened(replace(manifest, threshold=LEAST_SCORE), threads=1)
    print(f"{'condition':22} " + "  ".join(f"{folder.name[:15]:15}" for folder in wanted.folders))
    for condition in (*CHANGES, BARREL):
        rows = [row_of(detector, one, condition, manifest.threshold) for one in wanted.folders]
        print(told(condition, rows))


if __name__ == "__main__":
    run(main)
