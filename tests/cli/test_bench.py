"""`sightline bench`, as a user types it: a table, or one JSON object, or one sentence."""

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.config.embedded import embedded
from pipeline.domain.bench import STAGES, Measurement
from pipeline.store.bench_file import load_bench
from pipeline.workflows import bench_machine
from pipeline.workflows.bench_machine import BenchOptions
from pipeline.workflows.bench_machine import bench as measured_here
from tests.detect.bright import full_manifest
from tests.detect.graphs import constant_model, fastestdet_map, ssd_outputs, yolox_rows
from tests.sources.clips import recording
from tests.workflows.deadly import deadly_measure


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return recording(tmp_path / "clip.mp4", 12, size=(64, 48))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    rows = yolox_rows()
    rows[0, 10, 4:6] = 0.9
    return constant_model(tmp_path / "one.onnx", [rows])


def bench(*arguments: str | Path | int) -> int:
    return main(["bench", *map(str, arguments)])


def only(model: Path, clip: Path, frames: int) -> Measurement:
    """Measure one model on the processor."""
    options = BenchOptions(models=(str(model),), footage=clip, frames=frames)
    (found,) = measured_here(options).results
    return found


def test_every_stage_is_measured(clip: Path, model: Path) -> None:
    found = only(model, clip, 5)
    assert [stage for stage, _ in found.stages] == list(STAGES)
    assert all(time.ms > 0 for _, time in found.stages)
    assert all((time.p95_ms or 0) >= time.ms for _, time in found.stages[1:])
    assert found.stages[0][1].p95_ms is None
    assert found.floor_ratio > 1
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
    assert json.loads(capsys.readouterr().out)["results"][0]["provider"] == "CPUExecutionProvider"


def test_an_untested_decoder_is_told(
    tmp_path: Path, clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = full_manifest(tmp_path, 12)
    asked = ("--footage", clip, "--frames", 1)
    assert bench("--model", manifest, *asked, "--lang", "en") == 0
    assert "untested on a real model" in capsys.readouterr().out
    assert bench("--model", manifest, *asked, "--json") == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["untested"] is True
    assert bench("--model", model, *asked, "--lang", "en") == 0
    assert "untested" not in capsys.readouterr().out


def test_footage_may_be_shorter_than_asked_for(clip: Path, model: Path) -> None:
    assert only(model, clip, 1000).frames == 12


def test_sizes_of_folded_inputs_are_those_of_the_picture(tmp_path: Path, clip: Path) -> None:
    path = constant_model(tmp_path / "a.onnx", [yolox_rows()], (1, 12, 32, 32))
    assert only(path, clip, 1).input_size == (64, 64)


def test_sizes_of_inputs_with_channels_last_are_those_of_the_picture(
    tmp_path: Path, clip: Path
) -> None:
    path = constant_model(tmp_path / "a.onnx", ssd_outputs(), (1, 96, 64, 3))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (tmp_path / "a.yaml").write_text(
        f"{{name: a, file: a.onnx, licence: MIT, sha256: '{digest}', decoder: ssd,"
        " normalisation: {scale: 1, layout: nhwc}}"
    )
    assert only(path, clip, 1).input_size == (64, 96)


def test_the_default_is_our_own_detector_on_a_generated_gate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert bench("--frames", "3", "--threads", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (found,) = told["results"]
    assert (told["format"], told["threads"], told["frames"]) == (2, 1, 3)
    assert (found["model"], told["clip"]["kind"]) == ("sightline-person", "generated")
    weights = embedded("models/person/person.onnx").read_bytes()
    assert found["sha256"] == hashlib.sha256(weights).hexdigest()
    assert list(found["stages"]) == list(STAGES)
    assert found["people_mean"] > 1
    assert set(found["nodes"]) == {"CPUExecutionProvider"}


def test_the_table_speaks_english(
    clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench("--lang", "en", "--model", model, "--footage", clip, "--frames", 3) == 0
    table = capsys.readouterr().out
    for word in ("one", "frames a second", "CPUExecutionProvider", "suppress doubles", "usable"):
        assert word in table


def test_the_table_speaks_chinese(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = constant_model(tmp_path / "a.onnx", [fastestdet_map()])
    assert bench("--lang", "zh", "--model", model, "--footage", clip, "--frames", 3) == 0
    table = capsys.readouterr().out
    for word in ("模型", "每秒帧数", "推理", "内存峰值", "处理器", "对下限的比"):
        assert word in table


def test_several_models_are_measured_on_the_same_clip_and_kept(
    tmp_path: Path, clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, out = constant_model(tmp_path / "two.onnx", [fastestdet_map()]), tmp_path / "x/b.json"
    models = ("--model", model, "--model", other, "--model", model)
    assert bench(*models, "--footage", clip, "--frames", 2, "--out", out, "--lang", "en") == 0
    told = capsys.readouterr()
    assert "one" in told.out and "two" in told.out
    assert told.err.endswith(f"kept in {out}\n")
    kept = load_bench(out)
    assert [one.model for one in kept.results] == ["one", "two"]
    assert [one.people_mean for one in kept.results] == [1.0, 0.0]
    assert (kept.clip.kind, kept.clip.width, kept.frames) == ("recording", 64, 2)
    assert {name for name, _ in kept.machine.versions} >= {"sightline", "onnxruntime", "av"}
    assert kept.machine.cores >= kept.machine.usable_cores >= 1


def test_a_provider_that_is_not_there_is_told_and_the_others_go_on(
    clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--provider", "abacus", "--provider", "cpu", "--provider", "CPUExecutionProvider")
    assert bench("--model", model, "--footage", clip, "--frames", 1, *asked, "--json") == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert [one["provider"] for one in found["results"]] == ["CPUExecutionProvider"]
    (missing,) = found["not_measured"]
    assert (missing["model"], missing["provider"]) == ("one", "abacus")
    assert "this onnxruntime has" in missing["reason"]
    assert "abacus" in told.err


def test_a_model_that_does_not_load_is_told_and_the_others_go_on(
    tmp_path: Path, clip: Path, model: Path
) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    options = BenchOptions(models=(str(broken), str(model)), footage=clip, frames=1)
    found = measured_here(options)
    assert [one.model for one in found.results] == ["one"]
    assert [one.model for one in found.not_measured] == ["broken"]
    assert "not a model that runs here" in found.not_measured[0].reason


def test_a_model_that_is_measured_nowhere_is_exit_4_and_the_rest_is_told(
    tmp_path: Path, clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    asked = ("--model", model, "--model", broken, "--footage", clip, "--frames", 1, "--lang", "zh")
    assert bench(*asked) == 4
    told = capsys.readouterr()
    assert "每秒帧数" in told.out
    assert "未在 CPUExecutionProvider 上测量 broken：" in told.err


def test_a_provider_that_kills_its_process_does_not_end_the_bench(
    tmp_path: Path, clip: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killer = constant_model(tmp_path / "deadly.onnx", [yolox_rows()])
    options = BenchOptions(models=(str(killer), str(model)), footage=clip, frames=1)
    assert [one.model for one in measured_here(options).results] == ["deadly", "one"]
    monkeypatch.setattr(bench_machine, "_measured", deadly_measure)
    found = measured_here(options)
    assert [one.model for one in found.results] == ["one"]
    (lost,) = found.not_measured
    assert lost.reason == "deadly ended its process on CPUExecutionProvider"


def test_a_kept_bench_compares_with_itself(
    tmp_path: Path, clip: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.json"
    assert bench("--model", model, "--footage", clip, "--frames", 2, "--out", out) == 0
    capsys.readouterr()
    assert bench("--compare", out, out, "--json") == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert [one["name"] for one in figures[:7]] == list(STAGES)
    assert {one["ratio"] for one in figures} == {1.0}


def test_two_models_of_one_name_are_refused(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").mkdir()
    same = constant_model(tmp_path / "x/one.onnx", [yolox_rows()])
    assert bench("--model", model, "--model", same) == 2
    assert "2 models are called one" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--frames", "0"), 2, "frames must lie between 1 and 100000, got 0"),
        (("--threads", "-1"), 2, "threads must lie between 0 and 256, got -1"),
        (("--model", "yolo.pt"), 2, "a model is a manifest.yaml or a file.onnx"),
        (("--model", "gone.onnx"), 4, "no such file"),
        (("--provider", "abacus"), 4, "abacus is not available; this onnxruntime has"),
        (("--footage", "gone.mp4"), 3, "no such recording"),
        (("--best",), 2, "--best belongs to --compare"),
        (("--out", "."), 2, "--out must name a file, . is a folder"),
        (("--compare", "a", "b", "--frames", "9"), 2, "so it takes no --frames"),
        (("--compare", "gone.json", "b.json"), 3, "gone.json: cannot be read"),
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
