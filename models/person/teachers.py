"""People whom nobody boxed, as other detectors see them: boxes, and places to leave alone.

    python -m models.person.teachers --data DIR --teachers A.onnx B.onnx --out labels.json

A person whom at least two teachers box alike, and surely, becomes a box marked `pseudo`; whom two
suspect, or one is very sure of, becomes a place that is neither a person nor background
(`ignore`). What is labelled already stays as it is. Only the training split is touched.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.sources.picture import load_image
from pipeline.workflows.open_detector import open_detector

SUSPECTED, SURE, ALONE = 0.2, 0.35, 0.55
"""Scores from which two teachers' boxes are a place to leave alone or make a person, and from which
one teacher's is such a place. What one of them merely suspects is mostly a tree or a chair."""

SAME_OVERLAP = 0.5
KNOWN_OVERLAP, KNOWN_SHARE = 0.4, 0.6
"""A box that overlaps a labelled person so much, or lies in one by so much of itself, is known."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What teachers add to a picture: boxes (n, 4) of people, and of what they suspect."""

    people: NDArray[np.float32]
    suspected: NDArray[np.float32]


def agreed(opinions: list[Detections], known: NDArray[np.float32]) -> Seen:
    """Return what teachers see beyond what is known (n, 4), the surest first.

    >>> box, nobody = np.float32([[0, 0, 10, 20]]), np.empty((0, 4), np.float32)
    >>> sure, unsure = (Detections(box, np.float32([score])) for score in (0.9, 0.3))
    >>> [len(agreed([sure, other], nobody).people) for other in (sure, unsure)]
    [1, 0]
    """
    boxes = np.concatenate([opinion.boxes for opinion in opinions])
    scores = np.concatenate([opinion.scores for opinion in opinions])
    teacher = np.repeat(np.arange(len(opinions)), [len(each.boxes) for each in opinions])
    people: list[NDArray[np.float32]] = []
    suspected: list[NDArray[np.float32]] = []
    for index in np.argsort(-scores):
        if _is_known(boxes[index], np.array([*known, *people, *suspected]).reshape(-1, 4)):
            continue
        same = overlaps(boxes[index], boxes) >= SAME_OVERLAP
        sure = same & (scores >= SURE)
        if len(set(teacher[sure])) > 1:
            people.append(boxes[sure].mean(0))
        elif len(set(teacher[same])) > 1 or scores[index] >= ALONE:
            suspected.append(boxes[index])
    shape = (-1, 4)
    return Seen(
        np.array(people, np.float32).reshape(shape), np.array(suspected, np.float32).reshape(shape)
    )


def overlaps(box: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the intersection over union of a box (4,) with others (n, 4)."""
    shared = _shared(box, others)
    areas = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(shared / np.maximum(areas - shared, 1e-9), np.float32)


def _is_known(box: NDArray[np.float32], known: NDArray[np.float32]) -> bool:
    if not len(known):
        return False
    within = _shared(box, known) / np.prod(box[2:] - box[:2])
    return bool((overlaps(box, known) > KNOWN_OVERLAP).any() or (within > KNOWN_SHARE).any())


def _shared(box: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    return np.asarray(np.maximum(high - low, 0).prod(axis=1), np.float32)


def _notes(number: int, first: int, seen: Seen) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = []
    for boxes, ignored in ((seen.people, 0), (seen.suspected, 1)):
        for x0, y0, x1, y1 in boxes.round(1).tolist():
            notes.append(
                {
                    "id": first + len(notes),
                    "image_id": number,
                    "category_id": 1,
                    "bbox": [x0, y0, round(x1 - x0, 1), round(y1 - y0, 1)],
                    "iscrowd": 0,
                    "ignore": ignored,
                    "pseudo": True,
                }
            )
    return notes


def _known(labels: dict[str, Any], number: int) -> NDArray[np.float32]:
    boxes = [note["bbox"] for note in labels["annotations"] if note["image_id"] == number]
    known = np.array(boxes, np.float32).reshape(-1, 4)
    known[:, 2:] += known[:, :2]
    return known


def main() -> None:
    """Write labels with what the teachers add."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--teachers", nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    teachers = [open_detector(name, threshold=SUSPECTED, threads=1) for name in wanted.teachers]
    labels = json.loads((wanted.data / "labels.json").read_text(encoding="utf-8"))
    for entry in labels["images"]:
        if entry["split"] != "train":
            continue
        image = load_image(wanted.data / "images" / entry["file_name"])
        frame = Frame(image, 0, 0.0, (image.shape[1], image.shape[0]))
        seen = agreed([teacher.detect(frame) for teacher in teachers], _known(labels, entry["id"]))
        first = max(note["id"] for note in labels["annotations"]) + 1
        labels["annotations"] += _notes(entry["id"], first, seen)
    wanted.out.write_text(json.dumps(labels), encoding="utf-8")


if __name__ == "__main__":
    main()
