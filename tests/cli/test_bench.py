"""`sightline bench`, as a user types it: a table, or one JSON object, or one sentence."""

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.workflows.measure import STAGES, MeasureOptions, measure
from tests.detect.bright import full_manifest
from tests.detect.graphs import constant_model, fastestdet_map, ssd_outputs, yolox_rows
from tests.sources.clips import recording


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return recording(tmp_path / "clip.mp4", 12, size=(64, 48))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    rows = yolox_rows()
    rows[0, 10, 4:6] = 0.9
    return constant_model(tmp_path / "one.onnx", [rows])


def bench(*arguments: str | Path) -> int:
    return main(["bench", *map(str, arguments)])


def test_every_stage_is_measured(clip: Path, model: Path) -> None:
    found = measure(MeasureOptions(model=str(model), footage=clip, frames=5))
    assert [stage for stage, _ in found.stages_ms] == list(STAGES)
    assert all(ms > 0 for _, ms in found.stages_ms)
    assert (found.frames, found.people_mean, found.provider) == (5, 1.0, "CPUExecutionProvider")
    assert (found.source_size, found.input_size) == ((64, 48), (64, 64))
    assert found.frames_per_s > 0
    assert (found.peak_memory_mib or 0) > 20


def test_what_is_printed_is_what_the_session_runs_on(
    clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Asked for in short, told by the session's own name for what it holds.
    asked = ("--provider", "cpu", "--frames", "1", "--json")
    assert bench("--model", model, "--footage", clip, *asked) == 0
    assert json.loads(capsys.readouterr().out)["provider"] == "CPUExecutionProvider"


def test_an_untested_decoder_is_told(
    tmp_path: Path, clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = full_manifest(tmp_path, 12)
    asked = ("--footage", clip, "--frames", 1)
    assert bench("--model", manifest, *asked, "--lang", "en") == 0
    assert "untested on a real model" in capsys.readouterr().out
    assert bench("--model", manifest, *asked, "--json") == 0
    assert json.loads(capsys.readouterr().out)["untested"] is True
    assert bench("--model", model, *asked, "--lang", "en") == 0
    assert "untested" not in capsys.readouterr().out


def test_footage_may_be_shorter_than_asked_for(clip: Path, model: Path) -> None:
    assert measure(MeasureOptions(model=str(model), footage=clip, frames=1000)).frames == 12


def test_sizes_of_folded_inputs_are_those_of_the_picture(tmp_path: Path, clip: Path) -> None:
    path = constant_model(tmp_path / "a.onnx", [yolox_rows()], (1, 12, 32, 32))
    assert measure(MeasureOptions(model=str(path), footage=clip, frames=1)).input_size == (64, 64)


def test_sizes_of_inputs_with_channels_last_are_those_of_the_picture(
    tmp_path: Path, clip: Path
) -> None:
    path = constant_model(tmp_path / "a.onnx", ssd_outputs(), (1, 96, 64, 3))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "a.yaml").write_text(
        f"{{name: a, file: a.onnx, licence: MIT, sha256: '{digest}', decoder: ssd,"
        " normalisation: {scale: 1, layout: nhwc}}"
    )
    found = measure(MeasureOptions(model=str(path), footage=clip, frames=1))
    assert found.input_size == (64, 96)


def test_the_default_is_our_own_detector_on_a_generated_gate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert bench("--frames", "3", "--threads", "1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == 1
    assert (found["model"], found["threads"], found["frames"]) == ("sightline-person", 1, 3)
    assert found["sha256"].startswith("7e4081ea")
    assert list(found["stages_ms"]) == list(STAGES)
    assert found["people_mean"] > 1


def test_the_table_speaks_english(
    clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench("--lang", "en", "--model", model, "--footage", clip, "--frames", 3) == 0
    table = capsys.readouterr().out
    for word in ("one, sha256", "frames a second", "CPUExecutionProvider", "suppress doubles"):
        assert word in table


def test_the_table_speaks_chinese(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = constant_model(tmp_path / "a.onnx", [fastestdet_map()])
    assert bench("--lang", "zh", "--model", model, "--footage", clip, "--frames", 3) == 0
    table = capsys.readouterr().out
    for word in ("模型", "每秒帧数", "推理", "内存峰值"):
        assert word in table


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--frames", "0"), 2, "frames must lie between 1 and 100000, got 0"),
        (("--threads", "-1"), 2, "threads must lie between 0 and 256, got -1"),
        (("--model", "yolo.pt"), 2, "a model is a manifest.yaml or a file.onnx"),
        (("--model", "gone.onnx"), 4, "no such file"),
        (("--provider", "abacus"), 4, "abacus is not available; this onnxruntime has"),
        (("--footage", "gone.mp4"), 3, "no such recording"),
    ],
)
def test_refusals_are_one_sentence(
    arguments: tuple[str, ...], code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(*arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1
