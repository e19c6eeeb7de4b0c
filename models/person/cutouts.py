"""People cut out of the training pictures, by their colours alone: no network draws their outlines.

python -m models.person.cutouts --data DIR --out FOLDER
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.command import run
from models.person.pasting import Pieces, piece_from
from models.person.pictures import Boxes, Image, Pictures, labelled_pictures

TALLEST_PX = 240
LEAST_HEIGHT_PX, LEAST_WIDTH_PX = 56, 18
LEAST_FILL, MOST_FILL = 0.3, 0.85
"""A standing person fills so much of the box; outside of it the outline was not found."""

ROUNDS = 5


def cutouts_of(pictures: Pictures) -> list[tuple[str, NDArray[np.uint8]]]:
    """Return each person that stands clear of others, with the source of the picture."""
    found = []
    for number in range(len(pictures)):
        image, boxes = pictures.picture(number), pictures.boxes[number]
        for index in range(len(boxes)):
            if _stands_clear(boxes, index, image.shape[1]):
                piece = _cut_out(np.ascontiguousarray(image), boxes[index, :4])
                if piece is not None:
                    found.append((pictures.sources[number], piece))
    return found


def cutouts_in(folder: Path) -> Pieces:
    """Return the cut-outs of a folder with one folder for each source; rare sources count more."""
    files = sorted(folder.glob("*/*.png"))
    sources = [path.parent.name for path in files]
    weight = np.array([sources.count(source) ** -0.6 for source in sources])
    images = tuple(piece_from(path) for path in files)
    return Pieces(images, weight / max(weight.sum(), 1e-9))


def _stands_clear(boxes: Boxes, index: int, width: int) -> bool:
    box, others = boxes[index], np.delete(boxes, index, 0)
    wide, high = box[2] - box[0], box[3] - box[1]
    low, top = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:4], others[:, 2:4])
    covered = (top - low).clip(0).prod(1).sum()
    upright = high >= LEAST_HEIGHT_PX and wide >= LEAST_WIDTH_PX and 1.2 < high / wide < 4.5
    inside = box[0] >= 3 and box[2] <= width - 3
    return bool(upright and inside and covered <= 0.08 * wide * high)


def _cut_out(image: Image, box: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Return a person (h, w, 4), or None where the outline is not believable."""
    crop, inner = _surroundings(image, box)
    mask = _first_guess(crop.shape[:2], inner)
    if mask is None:
        return None
    models, nowhere = np.zeros((2, 1, 65)), (0, 0, 1, 1)
    cv2.grabCut(crop, mask, nowhere, models[0], models[1], ROUNDS, cv2.GC_INIT_WITH_MASK)
    surely = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    front = cv2.morphologyEx(surely, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(front)
    if count < 2:
        return None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, wide, high, area = stats[largest]
    box_wide, box_high = inner[2] - inner[0], inner[3] - inner[1]
    fill = area / (box_wide * box_high)
    if high < 0.85 * box_high or wide < 0.6 * box_wide or not LEAST_FILL < fill < MOST_FILL:
        return None
    opaque = cv2.GaussianBlur((labels == largest).astype(np.float32) * 255, (0, 0), 1.0)
    piece = np.dstack([crop, opaque.clip(0, 255).astype(np.uint8)])
    return piece[y : y + high, x : x + wide]


def _surroundings(image: Image, box: NDArray[np.float32]) -> tuple[Image, NDArray[np.int64]]:
    wide, high = box[2] - box[0], box[3] - box[1]
    margin = np.array([0.2 * wide + 4, 0.12 * high + 4])
    low = np.maximum(box[:2] - margin, 0).astype(int)
    top = np.minimum(box[2:] + margin, image.shape[1::-1]).astype(int)
    crop = image[low[1] : top[1], low[0] : top[0]]
    ratio = min(1.0, TALLEST_PX / crop.shape[0])
    if ratio < 1:
        small = cv2.resize(crop, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
        crop = np.asarray(small, np.uint8)
    return np.ascontiguousarray(crop), ((box - np.tile(low, 2)) * ratio).round().astype(np.int64)


def _first_guess(shape: tuple[int, int], inner: NDArray[np.int64]) -> NDArray[np.uint8] | None:
    """Return a mask: surely outside the box, perhaps in an ellipse in it, surely at its heart."""
    x0, y0, x1, y1 = inner
    if x0 <= 0 or x1 >= shape[1] - 1:
        return None
    mask = np.full(shape, cv2.GC_BGD, np.uint8)
    mask[y0:y1, x0:x1] = cv2.GC_PR_BGD
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    away = ((columns - (x0 + x1) / 2) / (0.36 * (x1 - x0))) ** 2
    away = away + ((rows - (y0 + y1) / 2) / (0.5 * (y1 - y0))) ** 2
    mask[(away < 1) & (mask == cv2.GC_PR_BGD)] = cv2.GC_PR_FGD
    mask[away < 0.15] = cv2.GC_FGD
    return mask


def main() -> None:
    """Write the cut-outs of the training split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    cv2.setRNGSeed(0)
    pictures = labelled_pictures(wanted.data, "train", wanted.out / "cache")
    for number, (source, piece) in enumerate(cutouts_of(pictures)):
        folder = wanted.out / source
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{number:05}.png"), piece)


if __name__ == "__main__":
    run(main)
