"""Recordings become counts, episodes, faults and files, however often they are stopped."""

import json
import os
import shutil
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.flow import GateLine
from pipeline.domain.label import Label
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import (
    FootageError,
    InputError,
    InterruptedRunError,
    StorageError,
    UsageError,
)
from pipeline.imaging.gate_scene import GateScene
from pipeline.sources.clip import encoded_clip
from pipeline.workflows.review_options import ReviewOptions
from tests.crowd.moody import moody_manifest
from tests.detect.bright import full_manifest
from tests.sources.clips import recording
from tests.workflows.heard import Heard, review_footage

FPS = 5
HALVES = tuple(
    PictureZone(name, Label(name, name), ((x, 0), (x + 0.5, 0), (x + 0.5, 1), (x, 1)))
    for name, x in (("left", 0.0), ("right", 0.5))
)


def grey(level: int, frames: int) -> list[NDArray[np.uint8]]:
    return [np.full((64, 64, 3), level, np.uint8)] * frames


def clip(path: Path, pictures: list[NDArray[np.uint8]]) -> Path:
    path.write_bytes(encoded_clip(pictures, FPS))
    return path


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 2 s of people at a gate."""
    scene = GateScene()
    pictures = [scene.render(55 + step / FPS) for step in range(10)]
    return clip(tmp_path_factory.mktemp("clip") / "gate.mp4", pictures)


@pytest.fixture(scope="module")
def later(gate: Path) -> Path:
    """Return the same pictures as another recording: with an empty box at its end."""
    path = gate.with_name("later.mp4")
    path.write_bytes(gate.read_bytes() + b"\x00\x00\x00\x08free")
    return path


def test_people_are_counted_about_as_they_stand(gate: Path, tmp_path: Path) -> None:
    review = review_footage([gate], (), ReviewOptions(out=tmp_path))
    scene = GateScene()
    truth = [len(scene.truth(55 + step / FPS)) for step in range(10)]
    assert [entry.t_s for entry in review.occupancy] == [step / FPS for step in range(10)]
    # The detector is not the subject here: a third more or less is near enough.
    assert np.mean(review.counts("picture")) == pytest.approx(np.mean(truth), rel=1 / 3)


def test_two_halves_add_up_to_the_whole(gate: Path, tmp_path: Path) -> None:
    halves = review_footage([gate], HALVES, ReviewOptions(out=tmp_path / "halves"))
    whole = review_footage([gate], (), ReviewOptions(out=tmp_path / "whole"))
    pairs = zip(halves.counts("left"), halves.counts("right"), strict=True)
    assert tuple(map(sum, pairs)) == whole.counts("picture")


def test_recordings_follow_each_other_in_time(gate: Path, tmp_path: Path) -> None:
    review = review_footage([gate, gate], (), ReviewOptions(out=tmp_path))
    counts = review.counts("picture")
    assert counts[:10] == counts[10:]
    assert review.occupancy[10].t_s == pytest.approx(2.0)
    assert (review.frames_decoded, review.frames_analyzed) == (20, 20)
    assert review.footage_s == pytest.approx(4.0)


def test_fewer_frames_are_looked_at_than_decoded(gate: Path, tmp_path: Path) -> None:
    review = review_footage([gate], (), ReviewOptions(out=tmp_path, sample_fps=1.0))
    assert (review.frames_decoded, review.frames_analyzed) == (10, 2)


def test_key_frames_are_counted_but_too_few_to_tell_of_crowding(gate: Path, tmp_path: Path) -> None:
    """The clip's only key frame is its first; the people in it are those of the whole review."""
    zone = whole_picture((1, 2, 3, 4))
    whole = review_footage([gate], [zone], ReviewOptions(out=tmp_path / "whole"))
    few = review_footage([gate], [zone], ReviewOptions(out=tmp_path / "few", keyframes=True))
    assert (few.frames_decoded, few.counts("picture")) == (1, whole.counts("picture")[:1])
    assert set(few.tiers) == {"not_evaluated"}
    assert (few.sample_fps, whole.sample_fps) == (pytest.approx(1 / 60, abs=1e-3), 5.0)


def test_the_files_say_what_the_review_says(gate: Path, tmp_path: Path) -> None:
    review = review_footage([gate], HALVES, ReviewOptions(out=tmp_path, language="zh"))
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["zones"][0]["max_count"] == max(review.counts("left"))
    assert len((tmp_path / "occupancy.csv").read_text().splitlines()) == 1 + 2 * 10
    assert (tmp_path / "events.jsonl").read_text() == ""
    assert '<html lang="zh' in (tmp_path / "report.html").read_text("utf-8")


def test_a_broken_answer_is_a_fault_and_never_nobody(tmp_path: Path) -> None:
    footage = clip(tmp_path / "a.mp4", [*grey(114, 5), *grey(255, 5), *grey(114, 5)])
    zone = whole_picture((1, 2, 3, 4), "gate")
    options = ReviewOptions(
        out=tmp_path / "out", model=str(moody_manifest(tmp_path)), camera_id="cam-1"
    )
    review = review_footage([footage], [zone], options)
    assert [entry.count for entry in review.occupancy] == [0] * 5 + [None] * 5 + [0] * 5
    assert review.tiers == ("none",) * 5 + ("unknown",) * 5 + ("none",) * 5
    (fault,) = review.faults
    assert (fault.camera_id, fault.kind) == ("cam-1", "model_fault")
    assert (fault.start_s, fault.end_s) == pytest.approx((1.0, 2.0))


def test_a_full_list_of_boxes_is_told_and_never_calm(tmp_path: Path) -> None:
    footage = clip(tmp_path / "a.mp4", [*grey(20, 5), *grey(200, 5), *grey(20, 5)])
    # Twelve boxes are never the twenty people at which blue begins.
    zone = whole_picture((20, 30, 40, 50), "gate")
    options = ReviewOptions(out=tmp_path / "out", model=str(full_manifest(tmp_path, 12)))
    review = review_footage([footage], [zone], options)
    assert [entry.count for entry in review.occupancy] == [0] * 5 + [12] * 5 + [0] * 5
    assert [entry.told_quality for entry in review.occupancy][5:10] == ["saturated"] * 5
    assert review.tiers == ("none",) * 5 + ("unknown",) * 5 + ("none",) * 5
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["zones"][0]["saturated_s"] == 1.0
    assert summary["model"]["untested"] is True
    assert "untested on a real model" in (tmp_path / "out" / "report.html").read_text("utf-8")
    # From its journal alone it comes to the same.
    assert review_footage([footage], [zone], options).occupancy == review.occupancy


def test_a_damaged_recording_is_reviewed_and_its_damage_told(gate: Path, tmp_path: Path) -> None:
    content = bytearray(gate.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = bytes(4000)
    (tmp_path / "damaged.mp4").write_bytes(content)
    options = ReviewOptions(out=tmp_path / "out")
    review = review_footage([tmp_path / "damaged.mp4"], (), options)
    assert [fault.kind for fault in review.faults] == ["corrupt"]
    assert review_footage([gate], (), replace(options, out=tmp_path / "whole")).faults == ()


class Interruption:
    """Presses Ctrl-C at the first frame at or after a time."""

    def __init__(self, at_s: float) -> None:
        self.at_s = at_s

    def __call__(self, done_s: float, total_s: float | None) -> None:
        if done_s >= self.at_s:
            raise KeyboardInterrupt


def test_an_interrupted_review_goes_on_in_any_file(gate: Path, later: Path, tmp_path: Path) -> None:
    told: list[str] = []
    options = ReviewOptions(out=tmp_path / "a", notice=lambda label: told.append(label.en))
    for at_s, frames in ((0.6, 4), (1.9, 11), (3.0, 16)):
        with pytest.raises(InterruptedRunError, match=f"after {frames} frames"):
            review_footage([gate, later], HALVES, options, Interruption(at_s))
    review = review_footage([gate, later], HALVES, options)
    whole = review_footage([gate, later], HALVES, replace(options, out=tmp_path / "b"))
    assert (review.occupancy, review.frames_decoded) == (whole.occupancy, whole.frames_decoded)
    assert [line.split(" of")[0] for line in told[1:4]] == [
        "resumed at frame 4", "resumed at frame 11", "resumed at frame 16"
    ]  # fmt: skip


def test_a_changed_setting_begins_anew_and_says_so(gate: Path, tmp_path: Path) -> None:
    told: list[str] = []
    options = ReviewOptions(out=tmp_path, notice=lambda label: told.append(label.en))
    few = review_footage([gate], (), options)
    many = review_footage([gate], (), replace(options, threshold=0.05))
    assert sum(many.counts("picture")) > sum(few.counts("picture"))
    assert "have changed" in told[1] and "kept as review.journal.old" in told[1]
    (tmp_path / "review.journal.old").replace(tmp_path / "review.journal")
    review_footage([gate], (), options)
    assert "all 10 frames were analysed before" in told[2]


def test_results_of_other_settings_never_stand_as_current(gate: Path, tmp_path: Path) -> None:
    options = ReviewOptions(out=tmp_path)
    review_footage([gate], (), options)
    with pytest.raises(InterruptedRunError):
        review_footage([gate], (), replace(options, threshold=0.05), Interruption(0.6))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"review.journal", "review.journal.old", "segments"}


def test_what_a_killed_review_had_written_of_its_counts_is_swept_away(
    gate: Path, tmp_path: Path
) -> None:
    left = tmp_path / ".occupancy.csv.0123456789ab.tmp"
    left.write_text("t_s,zone,count")
    review_footage([gate], (), ReviewOptions(out=tmp_path))
    assert not left.exists()
    assert len((tmp_path / "occupancy.csv").read_text().splitlines()) == 1 + 10


def test_a_provider_is_called_by_its_full_name_however_it_was_typed(
    gate: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    options = ReviewOptions(out=tmp_path, notice=lambda label: told.append(label.en))
    review = review_footage([gate], (), replace(options, providers=("cpu",)))
    assert review.provider == "CPUExecutionProvider"
    review_footage([gate], (), options)
    assert "all 10 frames were analysed before" in told[1]


def test_tiers_can_be_moved_without_looking_again(gate: Path, tmp_path: Path) -> None:
    told: list[str] = []
    options = ReviewOptions(out=tmp_path, notice=lambda label: told.append(label.en))
    before = review_footage([gate], (), options)
    after = review_footage([gate], [whole_picture((1, 2, 3, 4))], options)
    assert "all 10 frames were analysed before" in told[1]
    assert after.occupancy == before.occupancy
    # Two seconds of people at the gate are too short to know whether they are a crowd.
    assert (before.tiers[0], after.tiers[0]) == ("not_evaluated", "unknown")


def test_progress_runs_to_the_length_of_the_footage(gate: Path, tmp_path: Path) -> None:
    seen: list[tuple[float, float | None]] = []
    options = ReviewOptions(out=tmp_path)
    review_footage([gate], (), options, lambda done_s, total_s: seen.append((done_s, total_s)))
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx((1.8, 2.0))


LINE = GateLine("line-1", Label("线", "line"), (0.5, 0.0), (0.5, 1.0), 4.0)


@pytest.fixture(scope="module")
def passage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 12 s at a gate in which people walk across its middle."""
    scene = GateScene()
    pictures = [scene.render(28 + step / FPS) for step in range(12 * FPS)]
    return clip(tmp_path_factory.mktemp("clip") / "passage.mp4", pictures)


@pytest.fixture(scope="module")
def followed(passage: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Heard, Path]:
    """Return what a review tells that was not stopped, and the folder that it has left."""
    out = tmp_path_factory.mktemp("followed")
    return review_footage([passage], (), ReviewOptions(out=out, lines=(LINE,))), out


def test_who_walks_over_a_line_is_counted_alike_however_often_the_run_is_stopped(
    passage: Path, followed: tuple[Heard, Path], tmp_path: Path
) -> None:
    options, (whole, _) = ReviewOptions(out=tmp_path / "a", lines=(LINE,)), followed
    for at_s in (3.0, 7.4):
        with pytest.raises(InterruptedRunError):
            review_footage([passage], (), options, Interruption(at_s))
    resumed = review_footage([passage], (), options)
    assert resumed.flows == whole.flows
    (flow,) = whole.flows
    assert sum(flow.people) >= 2 and flow.watched_s == pytest.approx(11.8)
    without = review_footage([passage], (), ReviewOptions(out=tmp_path / "c"))
    assert (without.flows, without.occupancy) == ((), whole.occupancy)
    assert b"boxes" not in (tmp_path / "c" / "review.journal").read_bytes().replace(
        b'"boxes":false', b""
    )


def test_a_line_can_be_moved_without_looking_again(
    passage: Path, followed: tuple[Heard, Path], tmp_path: Path
) -> None:
    told: list[str] = []
    there, left = followed
    shutil.copytree(left, tmp_path / "out")
    turned = replace(LINE, start=LINE.end, end=LINE.start)
    asked = ReviewOptions(
        out=tmp_path / "out", lines=(turned,), notice=lambda it: told.append(it.en)
    )
    back = review_footage([passage], (), asked)
    assert back.flows[0].people == there.flows[0].people[::-1]
    assert told[0].startswith("all 60 frames were analysed before")


def test_on_key_frames_nobody_is_followed(passage: Path, tmp_path: Path) -> None:
    options = ReviewOptions(out=tmp_path, lines=(LINE,), keyframes=True)
    assert review_footage([passage], (), options).flows[0].watched_s == 0.0
    (flow,) = json.loads((tmp_path / "summary.json").read_text("utf-8"))["flow"]
    assert flow["people"] == {"in": None, "out": None}


@pytest.mark.parametrize("at_s", [0.6, 0.9, 1.0, 1.5])
def test_a_jump_of_the_clock_is_told_once_wherever_the_run_was_stopped(
    at_s: float, tmp_path: Path
) -> None:
    stamps = [*range(10), *range(36_010, 36_020)]
    footage = recording(tmp_path / "a.mp4", 20, stamps=stamps)
    options = ReviewOptions(out=tmp_path / "a", sample_fps=3.0)
    with pytest.raises(InterruptedRunError):
        review_footage([footage], (), options, Interruption(at_s))
    resumed = review_footage([footage], (), options)
    whole = review_footage([footage], (), replace(options, out=tmp_path / "b"))
    assert [fault.kind for fault in whole.faults] == ["clock_jump"]
    assert (resumed.faults, resumed.occupancy) == (whole.faults, whole.occupancy)


@pytest.mark.parametrize("sample_fps", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_that_takes_no_frame_is_refused(sample_fps: float, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="more than 0"):
        ReviewOptions(out=tmp_path, sample_fps=sample_fps)


def test_what_cannot_be_reviewed_is_refused_before_anything_is_left(
    gate: Path, tmp_path: Path
) -> None:
    options = ReviewOptions(out=tmp_path / "out")
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(FootageError, match=r"text\.mp4"):
        review_footage([gate, tmp_path / "text.mp4"], (), options)
    with pytest.raises(UsageError, match="no recording"):
        review_footage([], (), options)
    with pytest.raises(UsageError, match="differ in id, got left, left"):
        review_footage([gate], HALVES[:1] * 2, options)
    with pytest.raises(UsageError, match="lines must differ in id, got line-1, line-1"):
        review_footage([gate], (), replace(options, lines=(LINE, LINE)))
    assert not (tmp_path / "out").exists()


def test_a_file_where_the_results_should_go_is_a_storage_error(gate: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StorageError, match="out"):
        review_footage([gate], (), ReviewOptions(out=tmp_path / "out"))


@pytest.mark.skipif(sys.platform != "linux", reason="only here may a file name be any bytes")
def test_a_file_named_in_another_encoding_is_reviewed(gate: Path, tmp_path: Path) -> None:
    footage = tmp_path / os.fsdecode("校门.mp4".encode("gbk"))
    footage.write_bytes(gate.read_bytes())
    review = review_footage([footage], (), ReviewOptions(out=tmp_path / "out"))
    assert review.frames_analyzed == 10
    assert (tmp_path / "out" / "summary.json").exists()


SEVEN = datetime(2026, 11, 29, 7, tzinfo=timezone(timedelta(hours=8)))


def test_recordings_with_times_leave_their_gaps_however_often_the_run_is_stopped(
    gate: Path, later: Path, tmp_path: Path
) -> None:
    clock = WallClock((SEVEN, SEVEN + timedelta(seconds=60)), "names")
    options = ReviewOptions(out=tmp_path / "a", clock=clock)
    for at_s in (0.6, 3.0):
        with pytest.raises(InterruptedRunError):
            review_footage([gate, later], HALVES, options, Interruption(at_s))
    review = review_footage([gate, later], HALVES, options)
    review_footage([gate, later], HALVES, replace(options, out=tmp_path / "b"))
    for name in ("occupancy.csv", "events.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    # 2 s, 58 s of nothing, 2 s.
    assert (review.footage_s, review.paused_s) == pytest.approx((4.0, 58.0))
    assert review.tally.uncounted_s == pytest.approx(58.0)
    rows = (tmp_path / "a" / "occupancy.csv").read_text().splitlines()
    assert [row.split(",")[-1] for row in rows[21:25:2]] == [
        "2026-11-29T07:00:02.000+08:00", "2026-11-29T07:01:00.000+08:00"
    ]  # fmt: skip
    page = (tmp_path / "a" / "report.html").read_text("utf-8")
    assert "nothing was recorded for 58.0 s" in page and "07:00:02" in page


def test_a_clock_can_be_given_later_without_looking_again(gate: Path, tmp_path: Path) -> None:
    told: list[str] = []
    options = ReviewOptions(out=tmp_path, notice=lambda label: told.append(label.en))
    review_footage([gate], (), options)
    review_footage([gate], (), replace(options, clock=WallClock((SEVEN,), "start")))
    assert "all 10 frames were analysed before" in told[1]
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["start"] == "2026-11-29T07:00:00.000+08:00"


def test_recordings_that_overlap_are_refused_before_anything_is_left(
    gate: Path, tmp_path: Path
) -> None:
    scene = GateScene()
    long = clip(tmp_path / "long.mp4", [scene.render(9)] * 5 * FPS)
    both = WallClock((SEVEN, SEVEN + timedelta(seconds=1)), "names")
    with pytest.raises(InputError, match=r"gate\.mp4 .* began 4\.0 s before the end of long\.mp4"):
        review_footage([long, gate], (), ReviewOptions(out=tmp_path / "out", clock=both))
    assert not (tmp_path / "out").exists()
