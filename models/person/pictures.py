"""The training pictures with their boxes, decoded once and held in one flat file."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.flags import IGNORED, PERSON, is_person

Boxes = NDArray[np.float32]
"""(n, 5): x0, y0, x1, y1 in pixels, and the flag of `loss`."""

Image = NDArray[np.uint8]

LONGEST_SIDE = 640

EVENNESS = 0.7
"""0 would draw each picture alike, 1 each source."""

SURE = 0.4


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures (h, w, 3), BGR; `shares` add up to one and say how often each is drawn."""

    pixels: NDArray[np.uint8]
    shapes: NDArray[np.int64]
    starts: NDArray[np.int64]
    boxes: tuple[Boxes, ...]
    shares: NDArray[np.float64]
    sources: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.boxes)

    def picture(self, number: int) -> Image:
        """Return one picture; it must not be written to."""
        height, width = self.shapes[number]
        start = self.starts[number]
        return self.pixels[start : start + height * width * 3].reshape(height, width, 3)

    def drawn(self, rng: np.random.Generator) -> int:
        """Return the number of a picture by the shares."""
        return min(int(np.searchsorted(np.cumsum(self.shares), rng.random())), len(self) - 1)


def labelled_pictures(folder: Path, split: str, cache: Path) -> Pictures:
    """Return the pictures of one split of a folder with `labels.json` and `images/`.

    The labels are COCO's, each picture with a `split` and a `source`; `iscrowd` or `ignore` marks
    a box that is neither a person nor background, `confidence` how sure one is of a person. A
    source is drawn by a root of how many pictures it has, so that one camera that took most of
    them does not teach most, and a picture that surely shows somebody twice as often as one that
    does not.
    """
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    entries = [entry for entry in labels["images"] if entry["split"] == split]
    boxes = _boxes_by_picture(labels["annotations"])
    empty = np.empty((0, 5), np.float32)
    key = hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:12]
    files = [folder / "images" / entry["file_name"] for entry in entries]
    pixels, shapes = _decoded(files, cache / f"{split}-{key}.npy")
    scaled = [
        _scaled(boxes.get(entry["id"], empty), shape[1] / entry["width"])
        for entry, shape in zip(entries, shapes, strict=True)
    ]
    sources = tuple(entry["source"] for entry in entries)
    return _collected(pixels, shapes, scaled, sources)


def people_free_pictures(folder: Path, cache: Path) -> Pictures:
    """Return all pictures of a folder, none of which may show a person."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".jpg", ".png"))
    key = hashlib.sha256("\n".join(map(str, files)).encode()).hexdigest()[:12]
    pixels, shapes = _decoded(files, cache / f"free-{key}.npy")
    none = [np.empty((0, 5), np.float32)] * len(files)
    return _collected(pixels, shapes, none, ("people-free",) * len(files))


def joined(parts: Sequence[Pictures]) -> Pictures:
    """Return the pictures of several folders as one; each source is drawn as if it were there."""
    if len(parts) == 1:
        return parts[0]
    return _collected(
        np.concatenate([part.pixels for part in parts]),
        np.concatenate([part.shapes for part in parts]),
        [boxes for part in parts for boxes in part.boxes],
        tuple(source for part in parts for source in part.sources),
    )


def _collected(
    pixels: Image, shapes: NDArray[np.int64], boxes: list[Boxes], sources: tuple[str, ...]
) -> Pictures:
    sizes = shapes.prod(1) * 3
    count = {source: sources.count(source) for source in sources}
    shown = [1.0 + (is_person(rows[:, 4]) & (rows[:, 4] >= SURE)).any() for rows in boxes]
    weight = np.array([count[source] ** -EVENNESS for source in sources]) * shown
    starts = np.cumsum(sizes) - sizes
    return Pictures(pixels, shapes, starts, tuple(boxes), weight / weight.sum(), sources)


def _boxes_by_picture(annotations: list[dict[str, Any]]) -> dict[int, Boxes]:
    found: dict[int, list[tuple[float, ...]]] = {}
    for note in annotations:
        x, y, width, height = note["bbox"]
        ignored = note.get("iscrowd") or note.get("ignore")
        flag = IGNORED if ignored else note.get("confidence", PERSON)
        found.setdefault(note["image_id"], []).append((x, y, x + width, y + height, flag))
    return {number: np.array(rows, np.float32) for number, rows in found.items()}


def _scaled(boxes: Boxes, ratio: float) -> Boxes:
    return boxes * np.array([ratio, ratio, ratio, ratio, 1], np.float32)


def _decoded(files: list[Path], kept: Path) -> tuple[Image, NDArray[np.int64]]:
    """Return all pixels one after another, mapped from a file that is made the first time."""
    listed = kept.with_suffix(".json")
    if not listed.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        images = [_read(path) for path in files]
        pixels = np.concatenate([np.empty(0, np.uint8), *(image.ravel() for image in images)])
        # Several runs may begin at once with one cache: each file comes whole, the list last.
        with NamedTemporaryFile(dir=kept.parent, suffix=".part", delete=False) as beside:
            np.save(beside, pixels)
        Path(beside.name).replace(kept)
        with NamedTemporaryFile("w", dir=kept.parent, suffix=".part", delete=False) as beside:
            json.dump([image.shape[:2] for image in images], beside)
        Path(beside.name).replace(listed)
    shapes = np.array(json.loads(listed.read_text(encoding="utf-8")), np.int64).reshape(-1, 2)
    return np.load(kept, mmap_mode="r"), shapes


def _read(path: Path) -> Image:
    image = cv2.imread(str(path))
    if image is None:
        raise FileNotFoundError(f"{path}: wanted a picture")
    return shrunk(np.asarray(image, np.uint8), LONGEST_SIDE)


def shrunk(image: Image, longest: int) -> Image:
    """Return a picture whose longer side is at most so long.

    >>> shrunk(np.zeros((100, 400, 3), np.uint8), 200).shape
    (50, 200, 3)
    """
    ratio = longest / max(image.shape[:2])
    if ratio >= 1:
        return image
    size = (max(1, round(image.shape[1] * ratio)), max(1, round(image.shape[0] * ratio)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
