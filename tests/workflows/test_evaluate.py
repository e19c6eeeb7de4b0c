"""A detector is held against the truth; with one whose answers are known, to the last digit."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label
from pipeline.domain.truth import LabelledFrame, TrueCount, TrueEpisode, Truth
from pipeline.errors import InputError, UsageError
from pipeline.importers.truth_file import load_truth
from pipeline.report.evaluation_json import evaluation_document
from pipeline.sources.clip import encoded_clip
from pipeline.sources.picture import load_image
from pipeline.workflows.evaluate import EvaluateOptions, evaluate
from pipeline.workflows.open_detector import open_detector
from tests.crowd.moody import moody_manifest
from tests.detect.bright import SIZE, bright_manifest, full_manifest

DARK, LIGHT = 60, 200
FPS = 5


def cell(n: int) -> list[float]:
    """Return where the bright detector sees person n."""
    row, column = divmod(n, 8)
    return [8.0 * column, 8.0 * row, 8.0 * column + 8.0, 8.0 * row + 8.0]


def labelled(name: str, *cells: int) -> LabelledFrame:
    boxes = np.array([cell(n) for n in cells], np.float64).reshape(-1, 4)
    return LabelledFrame(boxes, np.empty((0, 4)), name=name)


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Return a dark picture and a light one."""
    paths = [tmp_path / "dark.png", tmp_path / "light.png"]
    for path, level in zip(paths, (DARK, LIGHT), strict=True):
        image = np.full((SIZE, SIZE, 3), level, np.uint8)
        path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    return paths


def bright(folder: Path, people: int) -> EvaluateOptions:
    return EvaluateOptions(model=str(bright_manifest(folder, people)))


def test_three_seen_of_four_and_one_in_the_dark_missed(
    pictures: list[Path], tmp_path: Path
) -> None:
    """3 of 5 people with precision 1: 61 of 101 recalls. Counts are off by 1 and 1."""
    truth = Truth(frames=(labelled("light.png", 0, 1, 2, 30), labelled("dark.png", 5)))
    found = evaluate(pictures, truth, (), bright(tmp_path, 3))
    assert (found.model, found.threshold, found.frames) == ("bright", pytest.approx(0.4), 2)
    assert found.ap50 == pytest.approx(61 / 101)
    assert found.counts is not None
    assert (found.counts.mae, found.counts.bias) == (1.0, -1.0)


def test_each_zone_of_a_picture_is_counted_apart(pictures: list[Path], tmp_path: Path) -> None:
    """People 0 to 3 stand left, 4 and 5 right; the truth says 4 and 1."""
    halves = [
        PictureZone(name, Label(name, name), ((x, 0), (x + 0.5, 0), (x + 0.5, 1), (x, 1)))
        for name, x in (("left", 0.0), ("right", 0.5))
    ]
    truth = Truth(frames=(labelled("light.png", 0, 1, 2, 3, 7),))
    found = evaluate(pictures, truth, halves, bright(tmp_path, 6))
    assert found.counts is not None
    assert (found.counts.pairs, found.counts.mae) == (2, 0.5)


def test_with_an_area_errors_are_told_by_density(pictures: list[Path], tmp_path: Path) -> None:
    """4 people on 2 m² are 2 people per m²; one is missed, half a person per m²."""
    truth = Truth(frames=(labelled("light.png", 0, 1, 2, 3),))
    found = evaluate(pictures, truth, (), replace(bright(tmp_path, 3), area_m2=2.0))
    (bucket,) = evaluation_document(found)["by_density"]
    assert (bucket["from_p_m2"], bucket["count_bias"], bucket["density_mae_p_m2"]) == (2.0, -1, 0.5)


def test_a_better_threshold_is_found(pictures: list[Path], tmp_path: Path) -> None:
    """All score 0.3, so that the usual 0.4 sees nobody."""
    truth = Truth(frames=(labelled("light.png", 0, 1, 2),))
    options = EvaluateOptions(model=str(bright_manifest(tmp_path, 3, score=0.3)), calibrate=True)
    found = evaluate(pictures, truth, (), options)
    assert found.counts is not None
    assert found.counts.bias == -3.0
    assert found.calibration is not None
    assert found.calibration.threshold < 0.3
    assert found.calibration.score.mae == 0.0


def test_labels_without_pictures_are_told_and_no_pair_at_all_is_refused(
    pictures: list[Path], tmp_path: Path
) -> None:
    told: list[str] = []
    options = replace(bright(tmp_path, 1), notice=lambda label: told.append(label.en))
    evaluate(pictures, Truth(frames=(labelled("light.png", 0), labelled("x.png"))), (), options)
    assert told == ["1 labels are of pictures that are not there; passed over"]
    with pytest.raises(InputError, match="none of 1 labels is of a picture in"):
        evaluate(pictures, Truth(frames=(labelled("x.png"),)), (), options)


def recording(folder: Path, *spans: tuple[int, int]) -> Path:
    """Return a recording of levels of brightness that last so many seconds."""
    path = folder / "gate.mp4"
    frames = [
        np.full((SIZE, SIZE, 3), level, np.uint8) for level, s in spans for _ in range(s * FPS)
    ]
    path.write_bytes(encoded_clip(frames, FPS))
    return path


def test_an_untested_decoder_is_told(pictures: list[Path], tmp_path: Path) -> None:
    told: list[str] = []
    options = EvaluateOptions(
        model=str(full_manifest(tmp_path, 3)), notice=lambda label: told.append(label.en)
    )
    truth = Truth(frames=(labelled("light.png", 0), labelled("dark.png")))
    evaluate(pictures, truth, (), options)
    assert told == [
        "detector full: its decoder is untested on a real model; its counts may be wrong"
    ]
    told.clear()
    evaluate(pictures, truth, (), replace(options, model=bright(tmp_path, 1).model))
    assert told == []


def test_a_crowd_of_a_minute_is_found_after_its_dwell(tmp_path: Path) -> None:
    """Five people from 20 s to 80 s; blue begins at 3 and is told after 80 % of 20 s."""
    clip = recording(tmp_path, (DARK, 20), (LIGHT, 60), (DARK, 70))
    truth = Truth(
        counts=tuple(TrueCount(float(t), 5 if 20 <= t < 80 else 0) for t in range(0, 150, 10)),
        episodes=(TrueEpisode(20, 80, tier="blue"),),
    )
    zone = whole_picture((3, 9, 12, 15), "gate")
    found = evaluate([clip], truth, [zone], bright(tmp_path, 5))
    assert found.counts is not None
    assert (found.frames, found.counts.mae, found.availability) == (15, 0.0, 1.0)
    assert found.events is not None
    assert (found.events.precision, found.events.recall) == (1.0, 1.0)
    assert found.events.tiers == (("blue", "blue"),)
    # The median lags by half of its 3 s, and one sample speaks for a fifth of a second.
    assert found.events.latency_p50_s == pytest.approx(16.0 + 1.5, abs=0.5)


def test_an_alarm_without_an_episode_is_false(tmp_path: Path) -> None:
    clip = recording(tmp_path, (DARK, 5), (LIGHT, 40))
    zone = whole_picture((3, 9, 12, 15), "gate")
    found = evaluate([clip], Truth(episodes=()), [zone], bright(tmp_path, 5))
    assert found.events is not None
    assert (found.events.events, found.events.precision, found.events.recall) == (1, 0.0, None)


def test_what_a_broken_model_could_not_count_lowers_availability(tmp_path: Path) -> None:
    """The moody model breaks on white: the last second of three."""
    clip = recording(tmp_path, (114, 2), (255, 1))
    options = EvaluateOptions(model=str(moody_manifest(tmp_path)))
    found = evaluate([clip], Truth(counts=(TrueCount(1.0, 0), TrueCount(2.4, 0))), (), options)
    assert found.availability == pytest.approx(2 / 3)
    assert found.counts is not None
    assert found.counts.pairs == 1


def test_frames_of_a_recording_are_held_against_mot_labels(tmp_path: Path) -> None:
    clip = recording(tmp_path, (DARK, 1), (LIGHT, 1))
    (tmp_path / "gt.txt").write_text("1,1,0,0,8,8,1,1,1\n6,1,0,0,8,8,1,1,1\n10,1,0,0,8,8,1,1,1\n")
    found = evaluate([clip], load_truth(tmp_path / "gt.txt"), (), bright(tmp_path, 1))
    assert found.frames == 10
    assert found.counts is not None
    # Frame 1 misses one; frames 7 to 9 have nobody by the labels, and one by the detector.
    assert (found.counts.mae, found.counts.bias) == (0.4, pytest.approx(0.2))


def test_what_truth_and_material_cannot_answer_is_refused(
    pictures: list[Path], tmp_path: Path
) -> None:
    boxes = Truth(frames=(labelled("light.png", 0),))
    counts, episodes = Truth(counts=(TrueCount(0, 1),)), Truth(episodes=())
    clip, zone = tmp_path / "a.mp4", whole_picture((1, 2, 3, 4))
    options = EvaluateOptions()
    for told, paths, truth, zones, asked in (
        ("need a recording, got pictures", pictures, counts, (zone,), options),
        ("only where --counts says", [clip], episodes, (), options),
        ("calibrated on labelled boxes", [clip], counts, (), replace(options, calibrate=True)),
        ("belongs to one zone, got 2", pictures, boxes, (zone, zone), replace(options, area_m2=4)),
        ("must lie between 0 and 1e6", pictures, boxes, (), replace(options, area_m2=float("nan"))),
    ):
        with pytest.raises(UsageError, match=told):
            evaluate(paths, truth, zones, asked)


AP50 = {"yolox_nano_416": 0.65, "nanodet_m_416": 0.68, "fastestdet_352": 0.40}
"""A reference decoder got .684, .721 and .435; the way of scaling alone moves them by some."""


@pytest.mark.parametrize("model", AP50)
def test_people_on_photographs_are_found_as_well_as_a_reference_finds_them(
    third_party: Path, model: str
) -> None:
    folder = third_party / "images"
    options = EvaluateOptions(model=str(third_party / "models" / f"{model}.onnx"))
    found = evaluate(sorted(folder.glob("*.jpg")), load_truth(folder / "boxes.json"), (), options)
    assert found.frames == 49
    assert found.ap50 is not None
    assert found.ap50 >= AP50[model]


def test_counts_are_those_of_the_detector_at_its_own_threshold(third_party: Path) -> None:
    """Average precision asks for every box from 0.01 on; counts must not notice."""
    folder = third_party / "images"
    truth = load_truth(folder / "boxes.json")
    plain = Truth(
        frames=tuple(frame for frame in truth.frames or () if not len(frame.ignored))[:12]
    )
    names = [frame.name for frame in plain.frames or ()]
    paths = [folder / str(name) for name in names]
    found = evaluate(paths, plain, (), EvaluateOptions())
    detector = open_detector(None)
    people = sum(len(detector.detect(frame_of(path))) for path in paths)
    true = sum(len(frame.boxes) for frame in plain.frames or ())
    assert found.counts is not None
    assert found.counts.bias == pytest.approx((people - true) / len(paths))


def frame_of(path: Path) -> Frame:
    image = load_image(path)
    return Frame(image, 0, 0.0, (image.shape[1], image.shape[0]))
