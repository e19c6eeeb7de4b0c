"""Photographs without people, and things cut out, gathered from folders of pictures.

    python -m models.person.scenery pictures --from DIR … --out FOLDER --teacher MODEL
    python -m models.person.scenery things --from DIR … --out FOLDER --leave-out people cartoon …

Pictures in which the teacher sees anybody are left out, and those that nearly are another one;
look at the rest with your own eyes. Things are transparent pictures, trimmed to what is opaque.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.person.command import run
from models.person.pictures import shrunk
from pipeline.domain.frame import Frame
from pipeline.workflows.open_detector import open_detector

LEAST_SIDE_PX, LONGEST_SIDE_PX = 600, 640
LEAST_THING_PX, LONGEST_THING_PX = 60, 256
SOMEBODY = 0.3
THUMBNAIL, SAME_LEVELS = 8, 6.0
"""Two pictures whose 8 x 8 thumbnails differ less than this a pixel are one."""

OPAQUE = 30
QUALITY = 90

Image = NDArray[np.uint8]


def files_in(folders: Sequence[Path], left_out: Sequence[str]) -> Iterator[tuple[Path, Image]]:
    """Yield the pictures below folders whose path has none of the words in it."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix().lower()
            if path.is_symlink() or not path.is_file() or any(word in name for word in left_out):
                continue
            image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED) if path.suffix else None
            if image is not None and image.dtype == np.uint8 and image.ndim == 3:
                yield path, np.asarray(image, np.uint8)


def trimmed(image: Image) -> Image | None:
    """Return what is opaque of a transparent picture (h, w, 4); None where nothing much is."""
    if image.shape[2] != 4:
        return None
    rows, columns = (np.flatnonzero((image[..., 3] > OPAQUE).any(axis)) for axis in (1, 0))
    if min(len(rows), len(columns)) < LEAST_THING_PX or image[..., 3].min() > OPAQUE:
        return None
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def is_new(image: Image, known: list[NDArray[np.int64]]) -> bool:
    """Tell whether a picture looks like none before, and remember it."""
    size = (THUMBNAIL, THUMBNAIL)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.int64)
    new = all(np.abs(small - other).mean() >= SAME_LEVELS for other in known)
    known.append(small)
    return new


def _pictures(wanted: argparse.Namespace) -> None:
    teacher = open_detector(wanted.teacher, threshold=SOMEBODY, threads=1)
    known: list[NDArray[np.int64]] = []
    for number, (path, image) in enumerate(files_in(wanted.folders, wanted.leave_out)):
        if min(image.shape[:2]) < LEAST_SIDE_PX:
            continue
        small = shrunk(np.ascontiguousarray(image[..., :3]), LONGEST_SIDE_PX)
        frame = Frame(small, 0, 0.0, (small.shape[1], small.shape[0]))
        if is_new(small, known) and not len(teacher.detect(frame).scores):
            target = wanted.out / f"{number:05}-{path.stem}.jpg"
            cv2.imwrite(str(target), small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def _things(wanted: argparse.Namespace) -> None:
    for number, (path, image) in enumerate(files_in(wanted.folders, wanted.leave_out)):
        thing = trimmed(image)
        if thing is not None:
            target = wanted.out / f"{number:05}-{path.stem}.png"
            cv2.imwrite(str(target), shrunk(thing, LONGEST_THING_PX))


def main() -> None:
    """Gather what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=("pictures", "things"))
    parser.add_argument("--from", dest="folders", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", help="a model that tells whether anybody is seen")
    parser.add_argument("--leave-out", nargs="*", default=[], help="words in paths to pass over")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    {"pictures": _pictures, "things": _things}[wanted.kind](wanted)


if __name__ == "__main__":
    run(main)
