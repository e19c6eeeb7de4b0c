"""People as other detectors see them, in pictures that nobody labelled, or not wholly.

    python -m models.person.teachers [--data DIR] [--photographs DIR …] --teachers A B --out FOLDER

FOLDER gets the pictures, at most 640 pixels long, and their `labels.json`: those of `--data`
with all their boxes, and each folder of photographs as one more source. Each teacher looks at the
whole picture, at its mirror image, and at four parts of it, in which people are larger; not at the
validation split. What nobody has boxed becomes a box marked `pseudo`, with a `confidence`: the
mean over the teachers of how sure each of them is. It is learned by so much.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.command import run
from models.person.pictures import LONGEST_SIDE, Image, shrunk
from pipeline.detect.detector import Detector
from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.imaging.nms import kept
from pipeline.sources.picture import load_image
from pipeline.workflows.open_detector import open_detector

Rows = NDArray[np.float32]
"""(n, 5): x0, y0, x1, y1 in pixels, and how sure somebody is of that person."""

LEAST_SCORE = 0.03
LEAST_CONFIDENCE = 0.15
SAME_OVERLAP = 0.5
PART, PART_TRUST = 0.6, 0.8
"""A part is so much of each side. A score found in it counts so much: of 1.0, 0.8 and 0.6, 0.8 gave
the best average precision on the validation split (.566, .571, .567; whole pictures alone .547)."""

EDGE_PX = 3.0
KNOWN_OVERLAP, KNOWN_SHARE = 0.4, 0.6
"""A box that overlaps a labelled person so much, or lies in one by so much of itself, is known."""

QUALITY = 85


@dataclass(frozen=True)
class View:
    """A part of a picture, from its upper left corner, and whether it is seen mirrored."""

    x: int
    y: int
    width: int
    height: int
    mirrored: bool = False


def views_of(width: int, height: int) -> list[View]:
    """Return how teachers look at a picture: whole, mirrored, and its four overlapping parts.

    >>> [(view.x, view.width) for view in views_of(100, 50)]
    [(0, 100), (0, 100), (0, 60), (40, 60), (0, 60), (40, 60)]
    """
    wide, high = round(PART * width), round(PART * height)
    whole = [View(0, 0, width, height), View(0, 0, width, height, mirrored=True)]
    corners = [(x, y) for y in (0, height - high) for x in (0, width - wide)]
    return whole + [View(x, y, wide, high) for x, y in corners]


def opinion(teacher: Detector, image: Image) -> Rows:
    """Return whom one teacher sees in a picture (h, w, 3), by all its views."""
    height, width = image.shape[:2]
    found = [_seen(teacher, image, view) for view in views_of(width, height)]
    rows = np.concatenate(found)
    return rows[kept(rows[:, :4], rows[:, 4], SAME_OVERLAP)]


def _seen(teacher: Detector, image: Image, view: View) -> Rows:
    shown = image[view.y : view.y + view.height, view.x : view.x + view.width]
    shown = np.ascontiguousarray(shown[:, ::-1] if view.mirrored else shown)
    found = teacher.detect(Frame(shown, 0, 0.0, (view.width, view.height)))
    return placed(found, view, image.shape[1], image.shape[0])


def placed(found: Detections, view: View, width: int, height: int) -> Rows:
    """Return what was found in a view in the picture's own pixels.

    Whom the edge of a part cuts is left to the view that shows all of that person.
    """
    rows = np.column_stack([found.boxes, found.scores]).astype(np.float32).reshape(-1, 5)
    if view.mirrored:
        rows[:, [0, 2]] = view.width - rows[:, [2, 0]]
    right, bottom = view.x + view.width, view.y + view.height
    rows[:, :4] += np.array([view.x, view.y, view.x, view.y], np.float32)
    cut = (view.x > 0) & (rows[:, 0] < view.x + EDGE_PX)
    cut |= (view.y > 0) & (rows[:, 1] < view.y + EDGE_PX)
    cut |= (right < width) & (rows[:, 2] > right - EDGE_PX)
    cut |= (bottom < height) & (rows[:, 3] > bottom - EDGE_PX)
    rows[:, 4] *= 1.0 if (view.width, view.height) == (width, height) else PART_TRUST
    return rows[~cut]


def agreed(opinions: Sequence[Rows], known: Rows) -> Rows:
    """Return whom the teachers see beyond those who are known (n, 4), the surest first.

    A box is the mean of the teachers' own, each weighed by its score; the confidence is the mean
    of all scores, and a teacher that sees nobody there says 0.

    >>> box, nobody = np.float32([[0, 0, 10, 20, 0.8]]), np.empty((0, 5), np.float32)
    >>> [round(float(agreed([box, other], nobody[:, :4])[0, 4]), 2) for other in (box, nobody)]
    [0.8, 0.4]
    """
    rows = np.concatenate(opinions)
    teacher = np.repeat(np.arange(len(opinions)), [len(each) for each in opinions])
    left = np.ones(len(rows), bool)
    found: list[Rows] = []
    for index in np.argsort(-rows[:, 4]):
        if not left[index]:
            continue
        same = left & (overlaps(rows[index, :4], rows[:, :4]) >= SAME_OVERLAP)
        left &= ~same
        found.append(_together([rows[same & (teacher == one)] for one in range(len(opinions))]))
    people = np.array(found, np.float32).reshape(-1, 5)
    new = [row[4] >= LEAST_CONFIDENCE and not _is_known(row[:4], known) for row in people]
    return people[np.array(new, bool)] if new else people


def _together(groups: Sequence[Rows]) -> Rows:
    """Return one row of what each teacher (n, 5) says of the same person."""
    best = np.array([group[group[:, 4].argmax()] for group in groups if len(group)])
    box = (best[:, :4] * best[:, 4:]).sum(0) / best[:, 4].sum()
    return np.append(box, best[:, 4].sum() / len(groups)).astype(np.float32)


def overlaps(box: Rows, others: Rows) -> Rows:
    """Return the intersection over union of a box (4,) with others (n, 4)."""
    shared = _shared(box, others)
    areas = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9), np.float32)


def _is_known(box: Rows, known: Rows) -> bool:
    if not len(known):
        return False
    within = _shared(box, known) / max(1e-9, float(np.prod(box[2:] - box[:2])))
    return bool((overlaps(box, known) > KNOWN_OVERLAP).any() or (within > KNOWN_SHARE).any())


def _shared(box: Rows, others: Rows) -> Rows:
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    return np.asarray(np.maximum(high - low, 0).prod(axis=1), np.float32)


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture to look at: its file, its source, and the notes that it has already."""

    path: Path
    source: str
    notes: tuple[dict[str, Any], ...] = ()
    split: str = "train"


def labelled(folder: Path) -> Iterator[Picture]:
    """Yield the pictures of a folder with `labels.json`."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    for entry in labels["images"]:
        notes = tuple(n for n in labels["annotations"] if n["image_id"] == entry["id"])
        path = folder / "images" / entry["file_name"]
        yield Picture(path, entry["source"], notes, entry["split"])


def photographs(folder: Path) -> Iterator[Picture]:
    """Yield all pictures of a folder; those in a folder of their own have it as their source."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"):
            yield Picture(path, f"{folder.name}-{path.parent.relative_to(folder).as_posix()}")


class Album:
    """A folder of pictures and labels, as it is filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.images: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        (folder / "images").mkdir(parents=True, exist_ok=True)

    def add(self, picture: Picture, teachers: Sequence[Detector]) -> None:
        """Add a picture with all that is known of it; teachers look at what is to be learned."""
        whole = load_image(picture.path)
        image = shrunk(whole, LONGEST_SIDE)
        ratio = image.shape[1] / whole.shape[1]
        number = len(self.images)
        name = f"{number:05}.webp"
        cv2.imwrite(str(self.folder / "images" / name), image, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
        height, width = image.shape[:2]
        entry = {"id": number, "file_name": name, "width": width, "height": height}
        self.images.append(entry | {"source": picture.source, "split": picture.split})
        for note in picture.notes:
            box = [round(side * ratio, 1) for side in note["bbox"]]
            self._note(number, box, {key: note[key] for key in note if key in KEPT})
        if picture.split != "train":
            return
        known = np.array([note["bbox"] for note in picture.notes], np.float32).reshape(-1, 4)
        known[:, 2:] += known[:, :2]
        for row in agreed([opinion(teacher, image) for teacher in teachers], known * ratio):
            x0, y0, x1, y1 = row[:4].round(1).tolist()
            box = [x0, y0, round(x1 - x0, 1), round(y1 - y0, 1)]
            self._note(number, box, {"pseudo": True, "confidence": round(float(row[4]), 3)})

    def _note(self, number: int, box: list[float], more: dict[str, Any]) -> None:
        note = {"id": len(self.notes), "image_id": number, "category_id": 1, "bbox": box}
        self.notes.append(note | {"iscrowd": 0} | more)

    def close(self) -> None:
        """Write the labels."""
        labels = {"images": self.images, "annotations": self.notes}
        (self.folder / "labels.json").write_text(json.dumps(labels), encoding="utf-8")


KEPT = ("iscrowd", "ignore", "pseudo")


def main() -> None:
    """Make an album of what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="labels.json and images/")
    parser.add_argument("--photographs", type=Path, nargs="*", default=[])
    parser.add_argument("--teachers", nargs="+", required=True, help="detectors, as ONNX")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    teachers = [open_detector(name, threshold=LEAST_SCORE, threads=1) for name in wanted.teachers]
    album = Album(wanted.out)
    named = [labelled(folder) for folder in wanted.data]
    for picture in chain(*named, *(photographs(folder) for folder in wanted.photographs)):
        album.add(picture, teachers)
    album.close()


if __name__ == "__main__":
    run(main)
