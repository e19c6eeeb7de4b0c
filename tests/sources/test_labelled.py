"""Each picture finds its label by name, folder or number, and never another's."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.domain.truth import LabelledFrame
from pipeline.errors import InputError
from pipeline.sources.clip import encoded_clip
from pipeline.sources.labelled import labelled_frames

NONE = np.empty((0, 4))


def picture(path: Path, level: int = 0) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(cv2.imencode(".png", np.full((8, 16, 3), level, np.uint8))[1].tobytes())
    return path


def named(name: str) -> LabelledFrame:
    return LabelledFrame(NONE, NONE, name=name)


def numbered(number: int) -> LabelledFrame:
    return LabelledFrame(NONE, NONE, number=number)


def test_a_picture_is_known_by_its_name_and_one_without_a_label_is_left_out(tmp_path: Path) -> None:
    paths = [picture(tmp_path / "a.png", 10), picture(tmp_path / "b.png", 20)]
    label = named("b.png")
    ((frame, found),) = labelled_frames(paths, [label])
    assert found is label
    assert (frame.source_size, frame.image.max()) == ((16, 8), 20)


def test_of_two_labels_of_one_name_the_one_of_the_picture_s_folder_is_taken(tmp_path: Path) -> None:
    labels = [named("one/0.png"), named("two/0.png")]
    paths = [picture(tmp_path / "two" / "0.png"), picture(tmp_path / "three" / "0.png")]
    assert [label for _, label in labelled_frames(paths, labels)] == [labels[1]]


def test_two_pictures_never_share_a_label(tmp_path: Path) -> None:
    paths = [picture(tmp_path / "one" / "0.png"), picture(tmp_path / "two" / "0.png")]
    with pytest.raises(InputError, match="have one label between them; give one folder"):
        list(labelled_frames(paths, [named("0.png")]))


def test_a_numbered_label_belongs_to_the_picture_whose_name_ends_with_it(tmp_path: Path) -> None:
    paths = [picture(tmp_path / f"{name}.png") for name in ("000001", "000002", "gate")]
    labels = [numbered(2), numbered(3)]
    assert [label.number for _, label in labelled_frames(paths, labels)] == [2]


def test_frames_of_a_recording_are_numbered_from_one_on(tmp_path: Path) -> None:
    clip = tmp_path / "a.mp4"
    levels = (20, 120, 220, 20)
    clip.write_bytes(encoded_clip([np.full((64, 64, 3), n, np.uint8) for n in levels], 5))
    pairs = list(labelled_frames([clip], [numbered(3), numbered(1), numbered(99)]))
    assert [(frame.index, label.number) for frame, label in pairs] == [(0, 1), (2, 3)]
    assert [int(frame.image.mean()) for frame, _ in pairs] == pytest.approx([20, 220], abs=6)


def test_labels_of_stills_are_no_labels_of_a_recording(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the labels are of still pictures, not of its frames"):
        list(labelled_frames([tmp_path / "a.mp4"], [named("a.jpg")]))
    with pytest.raises(InputError, match="belong to one recording, got 2"):
        list(labelled_frames([tmp_path / "a.mp4", tmp_path / "b.mp4"], [numbered(1)]))
