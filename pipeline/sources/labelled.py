"""Pictures, or frames of a recording, each beside what it truly shows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.domain.frame import Frame
from pipeline.domain.truth import LabelledFrame
from pipeline.errors import InputError
from pipeline.sources.decoding import ScaledSize
from pipeline.sources.footage import FootageReader
from pipeline.sources.picture import is_picture, load_image

Pair = tuple[Frame, LabelledFrame]


def labelled_frames(
    paths: Sequence[Path], labels: Sequence[LabelledFrame], scaled_size: ScaledSize | None = None
) -> Iterator[Pair]:
    """Yield each picture that has a label, with it.

    `paths` are still pictures, known by name or by the number that their name ends with, or one
    recording, whose frames are numbered from 1 on. `scaled_size` is as for a FootageReader.
    Raises InputError where labels and material are of different kinds, or two pictures have one
    label.
    """
    if is_picture(paths[0]):
        return _stills(paths, labels)
    return _moving(paths, labels, scaled_size)


def _stills(paths: Sequence[Path], labels: Sequence[LabelledFrame]) -> Iterator[Pair]:
    """Yield still pictures with their labels."""
    by_end = defaultdict[str | int, list[LabelledFrame]](list)
    for frame in labels:
        by_end[frame.number or Path(frame.name or "").name].append(frame)
    seen: dict[int, Path] = {}
    for path in paths:
        label = _own(path, by_end[path.name] or by_end[_number(path)])
        if label is None:
            continue
        if id(label) in seen:
            raise InputError(
                f"{seen[id(label)]} and {path} have one label between them;"
                " give one folder at a time"
            )
        seen[id(label)] = path
        image = load_image(path)
        yield Frame(image, 0, 0.0, (image.shape[1], image.shape[0])), label


def _own(path: Path, labels: Sequence[LabelledFrame]) -> LabelledFrame | None:
    """Return a picture's label of those whose names end like its own: if several, its folder's."""
    if len(labels) < 2:
        return labels[0] if labels else None
    whole = path.as_posix()
    return next((label for label in labels if whole.endswith(label.name or "/")), None)


def _number(path: Path) -> int:
    """Return the number that a picture's name ends with; -1 where there is none.

    >>> _number(Path("img1/000012.jpg")), _number(Path("gate.jpg"))
    (12, -1)
    """
    digits = path.stem[len(path.stem.rstrip("0123456789")) :]
    return int(digits) if digits else -1


def _moving(
    paths: Sequence[Path], labels: Sequence[LabelledFrame], scaled_size: ScaledSize | None
) -> Iterator[Pair]:
    """Yield the labelled frames of one recording."""
    if len(paths) > 1:
        raise InputError(f"labelled frames belong to one recording, got {len(paths)}")
    numbered = {label.number: label for label in labels if label.number is not None}
    if not numbered:
        raise InputError(f"{paths[0]}: the labels are of still pictures, not of its frames")
    for frame in FootageReader(paths[0], None, scaled_size):
        if frame.index + 1 in numbered:
            yield frame, numbered[frame.index + 1]
        if frame.index + 1 >= max(numbered):
            return
