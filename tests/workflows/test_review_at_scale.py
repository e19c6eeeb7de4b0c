"""A review by several workers is the same review, and none of it is done twice."""

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.cli.main import main
from pipeline.domain.crowding import whole_picture
from pipeline.errors import FootageError, InterruptedRunError, ModelError
from pipeline.imaging.gate_scene import GateScene
from pipeline.jobs.crew import Crew
from pipeline.jobs.lanes import processes
from pipeline.sources.clip import encoded_clip
from pipeline.workflows import review_at_scale as at_scale
from pipeline.workflows.review_options import ReviewOptions
from tests.crowd.moody import moody_manifest
from tests.detect.bright import bright_manifest
from tests.workflows.deadly import deadly
from tests.workflows.heard import review_at_scale, review_footage

FPS = 5
ZONE = whole_picture((1, 2, 3, 4), "gate")


def clip(path: Path, levels: list[int]) -> Path:
    """Write a clip of a second, or as many as there are levels of grey."""
    pictures = [np.full((64, 64, 3), level, np.uint8) for level in levels for _ in range(FPS)]
    path.write_bytes(encoded_clip(pictures, FPS))
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(bright_manifest(tmp_path_factory.mktemp("model"), 5))


@pytest.fixture(scope="module")
def footage(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return five clips, of which the third kills the workers of `deadly`."""
    folder = tmp_path_factory.mktemp("footage")
    levels = ([20, 220], [220], [221, 21, 222], [22], [223, 224])
    names = ("a", "b", "deadly", "d", "e")
    return [clip(folder / f"{name}.mp4", grey) for name, grey in zip(names, levels, strict=True)]


@pytest.fixture
def crew() -> Iterator[Crew]:
    with processes(2) as crew:
        yield crew


def elsewhere() -> Crew:
    """Return a worker that shares no disk with us, and hands its results over."""
    return Crew(ThreadPoolExecutor(1), (), 1, here=False)


def results(out: Path) -> dict[str, bytes]:
    kept = [out / "occupancy.csv", out / "events.jsonl", *(out / "segments").iterdir()]
    return {path.name: path.read_bytes() for path in kept}


def told_by(options: ReviewOptions) -> tuple[ReviewOptions, list[str]]:
    told: list[str] = []
    return replace(options, notice=lambda label: told.append(label.en)), told


def test_whoever_does_the_work_it_comes_to_the_same(
    footage: list[Path], model: str, crew: Crew, tmp_path: Path
) -> None:
    options = [ReviewOptions(out=tmp_path / name, model=model) for name in "abc"]
    alone = review_footage(footage, (ZONE,), options[0])
    shared = review_at_scale(footage, (ZONE,), options[1], crew)
    handed_over = review_at_scale(footage, (ZONE,), options[2], elsewhere())
    assert alone.occupancy == shared.occupancy == handed_over.occupancy
    a, b, c = (results(tmp_path / name) for name in "abc")
    assert a == b == c and len(a) == 2 + 5


def test_workers_hold_pictures_against_the_view_of_the_first_recording(
    model: str, crew: Crew, tmp_path: Path
) -> None:
    scene = GateScene()
    paths = [tmp_path / f"{number}.mp4" for number in range(3)]
    for number, path in enumerate(paths):
        pictures = [scene.render(20 + 4 * number + step / FPS) for step in range(4 * FPS)]
        # In the last one the camera shows something else: itself, upside down.
        shown = [picture[::-1].copy() for picture in pictures] if number == 2 else pictures
        path.write_bytes(encoded_clip(shown, FPS))
    options = [ReviewOptions(out=tmp_path / name, model=model) for name in "ab"]
    alone = review_footage(paths, (ZONE,), options[0])
    shared = review_at_scale(paths, (ZONE,), options[1], crew)
    assert results(tmp_path / "a") == results(tmp_path / "b")
    assert (shared.occupancy, shared.faults) == (alone.occupancy, alone.faults)
    assert b"signs" in b"".join(
        gzip.decompress(path.read_bytes()[52:]) for path in (tmp_path / "b" / "segments").iterdir()
    )


def test_another_order_and_more_recordings_redo_nothing(
    footage: list[Path], model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options, told = told_by(ReviewOptions(out=tmp_path, model=model))
    review_footage(footage[:4], (ZONE,), options)
    asked: list[str] = []
    real = at_scale.analysed
    monkeypatch.setattr(at_scale, "analysed", lambda t: (asked.append(t.path.name), real(t))[1])
    review = review_at_scale(list(reversed(footage)), (ZONE,), options, elsewhere())
    assert asked == ["e.mp4"]
    assert told[-1] == "4 recordings were analysed before, and are not analysed again"
    whole = review_footage(
        list(reversed(footage)), (ZONE,), replace(options, out=tmp_path / "whole")
    )
    assert review.occupancy == whole.occupancy


def test_a_recording_that_is_there_twice_is_analysed_once(
    footage: list[Path], model: str, tmp_path: Path
) -> None:
    (tmp_path / "again.mp4").write_bytes(footage[0].read_bytes())
    options = ReviewOptions(out=tmp_path / "out", model=model)
    review = review_at_scale([footage[0], tmp_path / "again.mp4"], (ZONE,), options, elsewhere())
    assert review.counts("gate") == review.counts("gate")[:10] * 2
    assert len(list((tmp_path / "out" / "segments").iterdir())) == 1


def test_other_settings_find_none_of_it(footage: list[Path], model: str, tmp_path: Path) -> None:
    options = ReviewOptions(out=tmp_path, model=model)
    review_at_scale(footage[:1], (ZONE,), options, elsewhere())
    for changed in (replace(options, threshold=0.3), replace(options, sample_fps=2.0)):
        before = set((tmp_path / "segments").iterdir())
        review_at_scale(footage[:1], (ZONE,), changed, elsewhere())
        assert len(set((tmp_path / "segments").iterdir()) - before) == 1


def test_where_a_tier_begins_is_applied_later(
    footage: list[Path], model: str, tmp_path: Path
) -> None:
    options, told = told_by(ReviewOptions(out=tmp_path, model=model))
    review_at_scale(footage, (ZONE,), options, elsewhere())
    review_at_scale(footage, (whole_picture((2, 4, 6, 8), "gate"),), options, elsewhere())
    assert told[-1].startswith("all 45 frames were analysed before")


def test_a_damaged_segment_is_made_anew(footage: list[Path], model: str, tmp_path: Path) -> None:
    options = ReviewOptions(out=tmp_path, model=model)
    review_footage(footage[:2], (ZONE,), options)
    whole = results(tmp_path)
    for segment in (tmp_path / "segments").iterdir():
        segment.write_bytes(segment.read_bytes()[:-1])
    (tmp_path / "review.journal").unlink()
    review_footage(footage[:1], (ZONE,), options)
    review_at_scale(footage[:2], (ZONE,), options, elsewhere())
    assert results(tmp_path) == whole


def test_a_recording_that_kills_its_workers_is_named_and_unknown_and_the_others_go_on(
    footage: list[Path],
    model: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = ["review", *map(str, footage), "--out", str(tmp_path / "out"), "--model", model]
    command += ["--counts", "1,2,3,4", "--lang", "en", "--jobs", "2"]
    with monkeypatch.context() as patched:
        patched.setattr(at_scale, "analysed", deadly)
        assert main(command) == 4
    assert "fault 0:03–0:06  recording given up: deadly.mp4: given up" in capsys.readouterr().out
    rows = (tmp_path / "out" / "occupancy.csv").read_text().splitlines()[1:]
    unknown = [row.split(",")[0] for row in rows if row.split(",")[2] == ""]
    assert unknown == ["3.000", "4.000", "5.000"]
    assert len(rows) == (2 + 1 + 1 + 2) * FPS + 3
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (summary["frames_analyzed"], summary["footage_s"]) == (30, 9.0)
    # The next run, which it does not kill, leaves no trace of it.
    assert main(command) == 0
    review_footage(footage, (ZONE_OF_COMMAND,), ReviewOptions(out=tmp_path / "whole", model=model))
    assert results(tmp_path / "out") == results(tmp_path / "whole")


ZONE_OF_COMMAND = whole_picture((1, 2, 3, 4))


def test_a_stopped_review_is_finished_by_workers_to_the_same(
    footage: list[Path], model: str, tmp_path: Path
) -> None:
    def stop(done_s: float, total_s: float | None) -> None:
        if done_s > 4.0:
            raise KeyboardInterrupt

    options = ReviewOptions(out=tmp_path / "a", model=model)
    with pytest.raises(InterruptedRunError):
        review_footage(footage, (ZONE,), options, stop)
    review_at_scale(footage, (ZONE,), options, elsewhere())
    review_footage(footage, (ZONE,), replace(options, out=tmp_path / "b"))
    ours, whole = results(tmp_path / "a"), results(tmp_path / "b")
    assert ours == whole


def test_an_interruption_keeps_what_is_finished(
    footage: list[Path], model: str, tmp_path: Path
) -> None:
    def stop(done_s: float, total_s: float | None) -> None:
        raise KeyboardInterrupt

    options, told = told_by(ReviewOptions(out=tmp_path, model=model))
    with pytest.raises(InterruptedRunError, match="interrupted after 1 of 5 recordings"):
        review_at_scale(footage, (ZONE,), options, elsewhere(), stop)
    assert not (tmp_path / "summary.json").exists()
    review_at_scale(footage, (ZONE,), options, elsewhere())
    assert "recordings were analysed before" in told[-1]


def test_a_model_fault_in_a_worker_is_a_fault_and_never_nobody(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", [114, 255, 114])
    options = ReviewOptions(out=tmp_path / "out", model=str(moody_manifest(tmp_path)))
    review = review_at_scale([path], (ZONE,), options, elsewhere())
    assert [entry.count for entry in review.occupancy] == [0] * 5 + [None] * 5 + [0] * 5
    assert [fault.kind for fault in review.faults] == ["model_fault"]


def test_a_worker_with_another_version_is_refused(
    footage: list[Path], model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = at_scale.analysed

    def newer(task: at_scale.SegmentTask) -> at_scale.SegmentDone:
        return real(replace(task, key={**task.key, "version": "9.9"}))

    monkeypatch.setattr(at_scale, "analysed", newer)
    with pytest.raises(ModelError, match=r"a\.mp4: a worker has another detector or version"):
        review_at_scale(footage, (ZONE,), ReviewOptions(out=tmp_path, model=model), elsewhere())


def test_a_recording_that_grows_meanwhile_is_refused(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path / "a.mp4", [20, 220])
    real = at_scale.analysed

    def grown(task: at_scale.SegmentTask) -> at_scale.SegmentDone:
        with path.open("ab") as file:
            file.write(b"\x00\x00\x00\x08free")
        return real(task)

    monkeypatch.setattr(at_scale, "analysed", grown)
    options = ReviewOptions(out=tmp_path / "out", model=model)
    with pytest.raises(FootageError, match="wait until it is complete"):
        review_at_scale([path], (ZONE,), options, elsewhere())
    assert not (tmp_path / "out" / "segments").exists()


def test_all_recordings_that_cannot_be_read_are_named_at_once(
    footage: list[Path], model: str, tmp_path: Path
) -> None:
    broken = [tmp_path / f"{number}.mp4" for number in range(25)]
    for path in broken:
        path.write_text("no film")
    options = ReviewOptions(out=tmp_path / "out", model=model)
    with pytest.raises(FootageError) as refused:
        review_at_scale([*footage, *broken], (ZONE,), options, elsewhere())
    lines = str(refused.value).splitlines()
    assert len(lines) == 21 and lines[-1] == "and 5 more"
    assert lines[0].startswith(f"{broken[0]}: ")
    assert not (tmp_path / "out").exists()
