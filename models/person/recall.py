"""Whom a detector finds: by height, by how much others overlap them, by how many stand around.

    python -m models.person.recall FOLDER [FOLDER …] [--model M] [--thresholds 0.3 0.4 0.5]

Each folder has its pictures and `boxes.json`, or `images/` and a `labels.json` in COCO's form, of
which the pictures are taken whose `split` is `val`. For each threshold a row tells precision,
recall, their F1 score, the mean absolute error of the count, and the boxes a picture that it draws
on pictures without people; then each kind of people has its recall at the threshold of the
manifest, with how many people that was measured on, and each class of scores its precision.

    python -m models.person.recall FOLDER … --write models/person/manifest.yaml

writes what the crowd engine corrects its counts by into a manifest, as its `calibration`, in place
of an older one. People of whom somebody nearer hides half or more are not in it, for who hides whom
is simulated.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.person.command import run
from pipeline.detect.average_precision import LEAST_IOU, ious, judged, shares_inside
from pipeline.detect.detector import Detector
from pipeline.domain.detections import Detections
from pipeline.domain.recall_table import HeightClass, RecallTable
from pipeline.domain.truth import LabelledFrame
from pipeline.errors import InputError
from pipeline.importers.coco import coco_truth
from pipeline.importers.truth_file import load_truths
from pipeline.sources.labelled import labelled_frames
from pipeline.sources.picture import is_picture
from pipeline.workflows.evaluate import LEAST_SCORE
from pipeline.workflows.open_detector import named_manifest, opened

HEIGHTS_PX = (0, 16, 24, 32, 48, 64, 96, 128, 192, 10_000)
"""In pixels of the detector's input, where it counts; each class begins with its number."""
SCORES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)
SPLIT = "val"
"""Of a folder with `labels.json`, the pictures that nothing was learned from."""
HIDDEN = 0.5
"""Of a person, that somebody nearer hides who is not in the calibration."""

OVERLAPS = (0.0, 0.01, 0.25, 0.5, 1.01)
NEIGHBOURS = (0, 1, 3, 6, 1_000)
NEAR = 1.0
"""In heights of the person: whose middle is as near stands around."""


@dataclass(frozen=True, eq=False)
class Tried:
    """A labelled picture, what was found on it, and pixels of the input for one of the picture."""

    truth: LabelledFrame
    found: Detections
    scale: float

    def at(self, threshold: float) -> Detections:
        """Return what scores enough."""
        enough = self.found.scores >= np.float32(threshold)
        return Detections(self.found.boxes[enough], self.found.scores[enough])


def tried(detector: Detector, folder: Path) -> Iterator[Tried]:
    """Yield each labelled picture of a folder with all that the detector suspects."""
    pictures, labels = labelled(folder)
    for frame, truth in labelled_frames(pictures, labels):
        scale = detector.scaled_size(frame.source_size)[0] / frame.source_size[0]
        yield Tried(truth, detector.detect(frame), scale)


def labelled(folder: Path) -> tuple[list[Path], Sequence[LabelledFrame]]:
    """Return the pictures of a folder that are tried, and what they truly show."""
    if not (folder / "labels.json").is_file():
        truth = load_truths([folder / "boxes.json"])
        return sorted(path for path in folder.iterdir() if is_picture(path)), truth.frames or ()
    told = json.loads((folder / "labels.json").read_text("utf-8"))
    images = [image for image in told["images"] if image.get("split") == SPLIT]
    if not images:
        raise InputError(f"{folder / 'labels.json'}: no picture has split {SPLIT!r}")
    chosen = {image["id"] for image in images}
    boxes = [each for each in told["annotations"] if each["image_id"] in chosen]
    frames = coco_truth(json.dumps(told | {"images": images, "annotations": boxes})).frames or ()
    return [folder / "images" / image["file_name"] for image in images], frames


def figures(pictures: Sequence[Tried], threshold: float) -> dict[str, float]:
    """Return what a threshold gives over all pictures."""
    found = [picture.at(threshold) for picture in pictures]
    verdicts = [judged(each, one.truth) for each, one in zip(found, pictures, strict=True)]
    hits = sum(int((each == 1).sum()) for each in verdicts)
    boxes = sum(int((each >= 0).sum()) for each in verdicts)
    people = sum(len(picture.truth.boxes) for picture in pictures)
    empty = [
        len(each)
        for each, one in zip(found, pictures, strict=True)
        if not len(one.truth.boxes) and not len(one.truth.ignored)
    ]
    off = [abs(len(each) - len(one.truth.boxes)) for each, one in zip(found, pictures, strict=True)]
    return {
        "precision": hits / max(1, boxes),
        "recall": hits / max(1, people),
        "f1": 2 * hits / max(1, boxes + people),
        "count_mae": float(np.mean(off)),
        "false_a_picture": float(np.mean(empty)) if empty else float("nan"),
    }


def is_found(picture: Tried, threshold: float) -> NDArray[np.bool_]:
    """Tell of each person whether a box has it: the surest box takes whom it overlaps most."""
    boxes = picture.truth.boxes
    result = np.zeros(len(boxes), np.bool_)
    for row in ious(picture.at(threshold).boxes.astype(np.float64), boxes):
        shares = np.where(result, -1.0, row)
        if len(shares) and shares.max() >= LEAST_IOU:
            result[shares.argmax()] = True
    return result


def kinds(picture: Tried) -> dict[str, NDArray[np.float64]]:
    """Return of each person the height in pixels of the input, the overlap, and who is around."""
    boxes = picture.truth.boxes.astype(np.float64)
    heights, middles = boxes[:, 3] - boxes[:, 1], (boxes[:, :2] + boxes[:, 2:]) / 2
    shares = shares_inside(boxes, boxes)
    np.fill_diagonal(shares, 0.0)
    apart = np.linalg.norm(middles[:, None] - middles, axis=2)
    around = (apart < NEAR * heights[:, None]).sum(axis=1) - 1.0
    overlap = shares.max(axis=1, initial=0.0)
    return {"height_px": heights * picture.scale, "overlap": overlap, "around": around}


def by_kind(pictures: Sequence[Tried], threshold: float) -> Iterator[str]:
    """Yield a line for each class of each kind that anybody belongs to."""
    found = np.concatenate([is_found(picture, threshold) for picture in pictures])
    each = [kinds(picture) for picture in pictures]
    for name, edges in (("height_px", HEIGHTS_PX), ("overlap", OVERLAPS), ("around", NEIGHBOURS)):
        values = np.concatenate([one[name] for one in each])
        for low, high in pairwise(edges):
            within = (values >= low) & (values < high)
            if within.any():
                yield f"{name:10} {low:>6g} on  {found[within].mean():.2f} of {within.sum()}"


def well_seen(picture: Tried) -> NDArray[np.bool_]:
    """Tell of each person whether nobody nearer, whose feet are lower, hides half or more."""
    boxes = picture.truth.boxes.astype(np.float64)
    nearer = boxes[None, :, 3] > boxes[:, None, 3]
    hidden: NDArray[np.bool_] = (shares_inside(boxes, boxes) >= HIDDEN) & nearer
    return ~hidden.any(axis=1)


def recall_table(pictures: Sequence[Tried], sha256: str, threshold: float) -> RecallTable:
    """Return what the crowd engine corrects its counts by."""
    seen = np.concatenate([well_seen(picture) for picture in pictures])
    found = np.concatenate([is_found(picture, threshold) for picture in pictures])[seen]
    tall = np.concatenate([kinds(picture)["height_px"] for picture in pictures])[seen]
    verdicts = np.concatenate([judged(each.at(threshold), each.truth) for each in pictures])
    rows = [
        HeightClass(low, int(found[within].sum()), int(within.sum()))
        for low, high in pairwise(HEIGHTS_PX)
        for within in [(tall >= low) & (tall < high)]
        if within.any()
    ]
    boxes, right = int((verdicts >= 0).sum()), int((verdicts == 1).sum())
    return RecallTable(sha256, threshold, len(pictures), boxes, right, tuple(rows))


def by_score(pictures: Sequence[Tried]) -> Iterator[str]:
    """Yield for each class of scores that has boxes how many of them are people."""
    scores = np.concatenate([picture.found.scores for picture in pictures])
    verdicts = np.concatenate([judged(picture.found, picture.truth) for picture in pictures])
    for low, high in pairwise(SCORES):
        within = (scores >= np.float32(low)) & (scores < np.float32(high)) & (verdicts >= 0)
        if within.any():
            yield f"score      {low:>6g} on  {verdicts[within].mean():.2f} of {within.sum()}"


HEADING = "# Whom these weights find; written by `python -m models.person.recall … --write`.\n"


def calibration_text(table: RecallTable) -> str:
    """Return a table as a manifest holds it."""
    rows = "".join(
        f"    - {{from_px: {row.from_px}, found: {row.found}, people: {row.people}}}\n"
        for row in table.heights
    )
    return (
        f"{HEADING}calibration:\n  sha256: '{table.sha256}'\n  threshold: {table.threshold:g}\n"
        f"  pictures: {table.pictures}\n  boxes: {table.boxes}\n  right: {table.right}\n"
        f"  heights:\n{rows}"
    )


def with_calibration(manifest: str, table: RecallTable) -> str:
    r"""Return the text of a manifest with a table in place of its own, everything else as it was.

    >>> table = RecallTable("ab", 0.4, 1, 2, 1, (HeightClass(64, 1, 1),))
    >>> once = with_calibration("name: tiny\n", table)
    >>> once.splitlines()[0], once == with_calibration(once, table)
    ('name: tiny', True)
    """
    kept, within = [], False
    for line in manifest.splitlines(keepends=True):
        within = line.startswith("calibration:") or (within and line[:1] == " ")
        if not within and line != HEADING:
            kept.append(line)
    return "".join(kept).rstrip("\n") + "\n" + calibration_text(table)


def main() -> None:
    """Print the tables, or write the one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model")
    parser.add_argument(
        "--thresholds", type=float, nargs="+", default=[0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    )
    parser.add_argument("--write", type=Path, metavar="MANIFEST", help="instead of --model")
    wanted = parser.parse_args()
    manifest = named_manifest(str(wanted.write) if wanted.write else wanted.model)
    if wanted.write and manifest.input_size is None:
        raise InputError(
            f"{wanted.write}: must say input_size, for heights are pixels of the input"
        )
    detector = opened(replace(manifest, threshold=LEAST_SCORE), threads=1)
    pictures = [one for folder in wanted.folders for one in tried(detector, folder)]
    if wanted.write:
        table = recall_table(pictures, detector.manifest.sha256 or "", manifest.threshold)
        text = wanted.write.read_text("utf-8")
        wanted.write.write_text(with_calibration(text, table), encoding="utf-8")
        print(calibration_text(table), end="")
        return
    for threshold in wanted.thresholds:
        told = figures(pictures, threshold)
        print(f"{threshold:4.2f}  " + "  ".join(f"{key} {told[key]:.3f}" for key in told))
    for line in (*by_kind(pictures, manifest.threshold), *by_score(pictures)):
        print(line)


if __name__ == "__main__":
    run(main)
