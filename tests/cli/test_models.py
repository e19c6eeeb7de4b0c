"""`sightline models`, as a user types it: what is known, what runs, what can be fetched."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pipeline.cli.main import main
from tests.detect.graphs import constant_model, end_to_end_rows, yolox_rows
from tests.web_server import Served, WebServer, web_server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGHTLINE_MODELS", str(tmp_path / "mine"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with web_server() as running:
        yield running


def models(*arguments: str | Path) -> int:
    return main(["models", *map(str, arguments)])


def model(folder: Path, name: str = "mine", *more: str) -> Path:
    """Leave a model that sees one person, and its manifest."""
    rows = yolox_rows()
    rows[0, 10, 4:6] = 0.9
    path = constant_model(folder / f"{name}.onnx", [rows])
    manifest(path, *more)
    return path


def manifest(path: Path, *more: str) -> None:
    pin = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = [f"name: {path.stem}", f"file: {path.name}", "licence: MIT", f"sha256: '{pin}'", *more]
    path.with_suffix(".yaml").write_text("\n".join(lines), "utf-8")


def test_the_list_tells_what_is_known_of_each_model(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model(folder, "mine", "decoder: yolov8")
    assert models("list", "--lang", "en") == 0
    rows = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines()}
    assert rows["sightline-person"][1:4] == ["yolox", "yes", "Apache-2.0"]
    assert rows["yolox_nano"][1:] == ["yolox", "yes", "Apache-2.0", "no", "pin", "not", "here"]
    assert rows["mine"][1:4] == ["yolov8", "no", "MIT"]
    assert rows["mine"][-1] == str(folder / "mine.onnx")
    assert rows["your"][-1] == str(folder)


def test_the_list_speaks_chinese_wherever_the_language_stands(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (("list", "--lang", "zh"), ("--lang", "zh", "list")):
        assert models(*arguments) == 0
        table = capsys.readouterr().out
        for word in ("名称", "未固定", "未下载", f"自有模型的文件夹：{folder}"):
            assert word in table


def test_the_list_is_a_document_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text("name: bad", "utf-8")
    assert models("list", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["folder"]) == (1, str(folder))
    known = {entry["name"]: entry for entry in document["models"]}
    ours, nano, bad = known["sightline-person"], known["yolox_nano"], known["bad"]
    assert (ours["here"], ours["pinned"], ours["tested"]) == (True, True, True)
    assert (nano["here"], nano["pinned"], nano["sha256"]) == (False, False, None)
    assert nano["download"].startswith("https://github.com/Megvii-BaseDetection/YOLOX/releases/")
    assert "licence: missing" in bad["problems"][1]


def test_all_models_that_are_here_are_checked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model(folder)
    assert models("check", "--lang", "en") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["runs", "sightline-person", "yolox", "512x512"],
        ["runs", "sightline-person-float", "yolox", "512x512"],
        ["runs", "mine", "yolox", "64x64"],
    ]
    assert lines[2].endswith("people in the picture: 1")


def test_an_untested_decoder_runs_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest(constant_model(folder / "a.onnx", [end_to_end_rows()]), "decoder: end_to_end")
    assert models("check", "a", "--lang", "en") == 0
    assert capsys.readouterr().out.rstrip().endswith("untested on a real model")
    assert models("check", "a", "--lang", "zh") == 0
    assert capsys.readouterr().out.rstrip().endswith("未在真实模型上验证过此解码器")


def nan(folder: Path) -> None:
    manifest(constant_model(folder / "a.onnx", [np.full((1, 84, 7), np.nan, np.float32)]))


def another_shape(folder: Path) -> None:
    manifest(constant_model(folder / "a.onnx", [np.zeros((1, 1000), np.float32)]))


def another_input(folder: Path) -> None:
    manifest(constant_model(folder / "a.onnx", [yolox_rows()], (1, 1, 64, 64)))


def changed(folder: Path) -> None:
    path = model(folder, "a")
    path.write_bytes(path.read_bytes() + b"\0")


def empty(folder: Path) -> None:
    (folder / "a.onnx").touch()
    manifest(folder / "a.onnx")


def garbage(folder: Path) -> None:
    (folder / "a.onnx").write_bytes(b"people: 12" * 100)
    manifest(folder / "a.onnx")


def gone(folder: Path) -> None:
    model(folder, "a").unlink()


BROKEN = {
    nan: "the model gives numbers that are not finite",
    another_shape: "belong to no known decoder",
    another_input: "the input must be (1, 3, H, W)",
    changed: "the file was changed: its sha256 is",
    empty: "the model file is empty",
    garbage: "not a model that runs here",
    gone: "the model cannot be read (no such file or directory)",
}


@pytest.mark.parametrize("breaking", BROKEN)
@pytest.mark.fault("M1")
def test_a_broken_model_fails_its_check_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], breaking: object
) -> None:
    breaking(folder)
    named = str(folder / "a.yaml")
    assert models("check", named, "sightline-person", "--lang", "en") == 4
    failed, runs = capsys.readouterr().out.splitlines()
    assert failed.startswith("fails  ")
    assert BROKEN[breaking] in failed
    # One broken model keeps no other from being checked.
    assert runs.startswith("runs  sightline-person")
    assert models("check", named, "--json") == 4
    (entry,) = json.loads(capsys.readouterr().out)["models"]
    assert (entry["ok"], "people" in entry) == (False, False)


def test_a_refused_manifest_fails_the_check_of_all(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.yaml").write_text("name: bad\nfile: a.onnx\nlicence: MIT\nsha: 1\n", "utf-8")
    assert models("check", "--lang", "zh") == 3
    assert f"{folder / 'bad.yaml'}:4: sha: 未知字段" in capsys.readouterr().out


def test_a_provider_that_is_not_there_fails_the_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert models("check", "sightline-person", "--provider", "abacus") == 4
    assert "abacus is not available; this onnxruntime has" in capsys.readouterr().out


def test_a_model_is_pulled_checked_and_used_by_its_name(
    folder: Path, server: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = yolox_rows(cells=3549)
    path = constant_model(tmp_path / "a.onnx", [rows], (1, 3, 416, 416))
    server.files["/yolox_nano.onnx"] = Served(path.read_bytes())
    pin = hashlib.sha256(path.read_bytes()).hexdigest()
    address = ("--url", server.url("/yolox_nano.onnx"), "--sha256", pin)
    assert models("pull", "yolox_nano", *address, "--lang", "en") == 0
    said = capsys.readouterr().out
    assert said.startswith(f"fetched yolox_nano, as pinned (sha256 {pin[:12]}…)")
    # What it says to type works from wherever the model was put.
    assert models(*said.splitlines()[1].split()[-2:]) == 0
    assert capsys.readouterr().out.split()[:2] in (["runs", "yolox_nano"], ["正常", "yolox_nano"])
    assert models("check", "yolox_nano", "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["models"]
    assert (entry["ok"], entry["sha256"], entry["family"]) == (True, pin, "yolox")
    assert models("pull", "yolox_nano", "--lang", "zh") == 0
    assert "已在本机，与固定的哈希一致" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("yolo",), 3, "no model is called 'yolo'; known: sightline-person, sightline"),
        (("yolox_nano",), 4, "yolox_nano: no sha256 is known for it"),
        (("yolox_nano", "--sha256", "abc"), 2, "--sha256 must be 64 hexadecimal digits"),
        (("yolox_nano", "--url", "file:///etc/passwd"), 2, "--url must begin with https://"),
        (("yolox_nano", "--most-mib", "0"), 2, "--most-mib must lie between 1 and 2048, got 0"),
        (("yolox_nano", "--timeout", "nan"), 2, "--timeout must be more than 0"),
        (
            ("yolox_nano", "--sha256", "ab" * 32, "--url", "http://127.0.0.1:1/a"),
            4,
            "http://127.0.0.1:1/a: the file could not be fetched",
        ),
    ],
)
def test_refusals_are_one_sentence(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    assert models("pull", *arguments) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert list(folder.iterdir()) == []


def test_a_model_is_made_dynamic_and_told_of_in_both_languages(
    folder: Path, third_party: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nano, words = third_party / "models" / "yolox_nano_416.onnx", {}
    for language in ("zh", "en"):
        assert models("dynamic", nano, folder / f"{language}.onnx", "--lang", language) == 0
        words[language] = capsys.readouterr().out
    assert "16:9 画面的输入由 416x416 变为 416x256，像素为原来的 62%" in words["zh"]
    assert "has an input of 416x256 instead of 416x416: 62% of the pixels" in words["en"]
    assert models("dynamic", "zh", folder / "again.onnx", "--lang", "en") == 4
    assert "takes pictures of more than one size already" in capsys.readouterr().err
    assert models("dynamic", nano, folder / "zh.onnx") == 2
    assert models("dynamic", nano, folder / "json.onnx", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["wide_size"], document["share"]) == ([416, 256], 0.615)
