"""How well detectors find people, side by side: precision, false alarms, and time for a picture.

``python benchmarks/detectors.py --set NAME=FOLDER … [--model M …] [--empty NAME=FOLDER …]`` prints
a row for each model: AP50 on each labelled folder (its truth is `boxes.json` in it), the boxes a
picture that it draws at its own threshold on each folder that shows nobody, or on those pictures
of a labelled folder that show nobody, and the milliseconds that one picture takes on one thread at
416 x 416, or at the only size that the model takes. The embedded detector comes first; ``--plain``
gives it, and every model that takes any size, 416 x 416 as well, and not its default.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.detect.average_precision import average_precision  # noqa: E402
from pipeline.detect.detector import Detector  # noqa: E402
from pipeline.domain.detections import Detections  # noqa: E402
from pipeline.domain.frame import Frame  # noqa: E402
from pipeline.domain.truth import LabelledFrame  # noqa: E402
from pipeline.importers.truth_file import load_truths  # noqa: E402
from pipeline.runtime.session import Session  # noqa: E402
from pipeline.sources.labelled import labelled_frames  # noqa: E402
from pipeline.sources.picture import is_picture, load_image  # noqa: E402
from pipeline.workflows.evaluate import LEAST_SCORE  # noqa: E402
from pipeline.workflows.open_detector import named_manifest, opened  # noqa: E402

ROUNDS = 60
PLAIN = 416, 416


@dataclass(frozen=True)
class Row:
    """One model's figures, by the names of the folders."""

    name: str
    precision: dict[str, float | None]
    false_alarms: dict[str, float]
    milliseconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", dest="sets", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--empty", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--model", action="append", default=[])
    parser.add_argument("--threshold", type=float, help="for false alarms, of every model")
    parser.add_argument("--plain", action="store_true")
    wanted = parser.parse_args(arguments)
    sets, empty = (dict(_named(words)) for words in (wanted.sets, wanted.empty))
    for model in (None, *wanted.model):
        row = _row(model, sets, empty, wanted)
        figures = [f"{name} {value:.3f}" for name, value in row.precision.items() if value]
        alarms = [f"false {name} {value:.2f}" for name, value in row.false_alarms.items()]
        print(f"{row.name:28} {row.milliseconds:5.1f} ms  " + "  ".join(figures + alarms))
    return 0


def _named(words: Sequence[str]) -> Iterator[tuple[str, Path]]:
    for word in words:
        name, _, folder = word.partition("=")
        yield name, Path(folder)


def _row(
    model: str | None, sets: dict[str, Path], empty: dict[str, Path], wanted: argparse.Namespace
) -> Row:
    manifest = named_manifest(model)
    if wanted.plain and manifest.input_size:
        manifest = replace(manifest, input_size=PLAIN)
    threshold = wanted.threshold or manifest.threshold
    detector = opened(replace(manifest, threshold=LEAST_SCORE), threads=1)
    precision: dict[str, float | None] = {}
    alarms: dict[str, float] = {}
    for name, folder in sets.items():
        frames, found = [], []
        for labelled, detections in _found(detector, folder):
            frames.append(labelled)
            found.append(detections)
        precision[name] = average_precision(found, frames)
        nobody = [
            int((each.scores >= threshold).sum())
            for each, labelled in zip(found, frames, strict=True)
            if not len(labelled.boxes) and not len(labelled.ignored)
        ]
        if nobody:
            alarms[name] = statistics.fmean(nobody)
    for name, folder in empty.items():
        images = [load_image(path) for path in sorted(folder.rglob("*")) if is_picture(path)]
        each = [detector.detect(_frame(image)).scores >= threshold for image in images]
        alarms[name] = statistics.fmean(int(scores.sum()) for scores in each)
    return Row(manifest.name, precision, alarms, _milliseconds(model))


def _found(detector: Detector, folder: Path) -> Iterator[tuple[LabelledFrame, Detections]]:
    truth = load_truths([folder / "boxes.json"])
    pictures = sorted(path for path in folder.iterdir() if is_picture(path))
    for frame, labelled in labelled_frames(pictures, truth.frames or ()):
        yield labelled, detector.detect(frame)


def _frame(image: np.ndarray) -> Frame:
    return Frame(image, 0, 0.0, (image.shape[1], image.shape[0]))


def _milliseconds(model: str | None) -> float:
    """Return the least of many rounds: what else the machine does only adds."""
    manifest = named_manifest(model)
    session = Session(manifest, ("CPUExecutionProvider",), 1)
    shape = [side or fixed for side, fixed in zip(session.input_shape, (1, 3, *PLAIN), strict=True)]
    tensor = np.full([int(side) for side in shape], 114.0, np.float32)
    return min(_lap(session, tensor) for _ in range(ROUNDS)) * 1000


def _lap(session: Session, tensor: np.ndarray) -> float:
    begun = time.perf_counter()
    session.run(tensor)
    return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main())
