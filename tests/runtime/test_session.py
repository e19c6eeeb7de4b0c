"""A model file runs as pinned, where it was asked to, or is refused in one sentence."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto

from pipeline.domain.detector import DetectorManifest
from pipeline.errors import ModelError
from pipeline.runtime.session import Session, installed_wheels
from tests.detect.graphs import constant_model, echo_model, sized_model

PICTURE = np.ones((1, 3, 64, 64), np.float32)


def manifest(path: Path, sha256: str | None = None) -> DetectorManifest:
    return DetectorManifest("trial", path, sha256, "Apache-2.0")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return echo_model(tmp_path / "echo.onnx")


def refusal(path: Path, sha256: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        Session(manifest(path, sha256))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_model_runs(model: Path) -> None:
    session = Session(manifest(model))
    assert (session.run(PICTURE)[0] == 2).all()
    assert session.provider == "CPUExecutionProvider"
    assert session.input_shape == (1, 3, 64, 64)
    assert session.output_shapes == ((1, 3, 64, 64),)


@pytest.mark.parametrize("shape", [(1, 3, 48, 64), (1, 48, 64, 3)])
def test_a_model_that_asks_for_the_size_is_told_width_and_height(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    session = Session(manifest(sized_model(tmp_path / "a.onnx", shape)))
    assert session.input_shape == shape
    assert session.run(np.ones(shape, np.float32))[0].tolist() == [[64, 48]]


def test_a_second_input_that_is_no_size_is_refused(tmp_path: Path) -> None:
    path = sized_model(tmp_path / "a.onnx", size_shape=(1, 64, 64))
    assert "and at most its size as int64, got images: tensor(float)" in refusal(path)


def test_lengths_that_a_model_leaves_open_are_none(tmp_path: Path) -> None:
    path = echo_model(tmp_path / "open.onnx", ("batch", 3, "height", "width"))
    assert Session(manifest(path)).input_shape == (None, 3, None, None)


def test_a_pinned_model_runs_and_a_changed_one_does_not(model: Path) -> None:
    pin = hashlib.sha256(model.read_bytes()).hexdigest()
    assert Session(manifest(model, pin.upper())).sha256 == pin
    model.write_bytes(model.read_bytes() + b"\0")
    assert f"its manifest pins {pin}" in refusal(model, pin)


def test_threads_are_handed_on(model: Path) -> None:
    session = Session(manifest(model), threads=1)
    assert session.threads == 1
    assert (session.run(PICTURE)[0] == 2).all()


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "gone.onnx")


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


def test_a_pipe_is_no_model(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.onnx")
    assert refusal(tmp_path / "pipe.onnx").endswith("the model is no regular file")


def test_weights_that_no_hash_pins_are_refused_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = constant_model(tmp_path / "a.onnx", [np.ones((1, 84, 7), np.float32)])
    # Control: in one file it runs.
    assert Session(manifest(path)).output_shapes == ((1, 84, 7),)
    parts = {"save_as_external_data": True, "location": "a.bin", "size_threshold": 0}
    onnx.save(onnx.load(str(path)), str(path), convert_attribute=True, **parts)
    assert (tmp_path / "a.bin").stat().st_size >= 84 * 7 * 4
    for folder in (tmp_path, tmp_path.parent):
        monkeypatch.chdir(folder)
        assert "its weights lie in another file, which no hash pins" in refusal(path)


def test_an_empty_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").touch()
    assert "is empty" in refusal(tmp_path / "a.onnx")


def test_garbage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(np.random.default_rng(3).bytes(5000))
    assert "not a model that runs here" in refusal(tmp_path / "a.onnx")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_model_is_refused(root: Path, tmp_path: Path, share: float) -> None:
    whole = (root / "models/person/person.onnx").read_bytes()
    (tmp_path / "a.onnx").write_bytes(whole[: int(len(whole) * share)])
    assert "not a model that runs here" in refusal(tmp_path / "a.onnx")


def test_a_model_that_wants_bytes_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    constant_model(path, [np.zeros(3, np.float32)], input_type=TensorProto.UINT8)
    session = Session(manifest(path))
    assert session.takes_bytes
    session.run(PICTURE * 255)


def test_a_model_that_wants_other_numbers_is_refused(tmp_path: Path) -> None:
    path = constant_model(
        tmp_path / "a.onnx", [np.zeros(3, np.float32)], input_type=TensorProto.INT32
    )
    assert (
        "wanted one picture of float32 or uint8 as input, and at most its size as int64,"
        in refusal(path)
    )


def test_a_model_that_gives_words_is_refused(tmp_path: Path) -> None:
    path = constant_model(tmp_path / "a.onnx", [np.array(["person"], object)])
    assert "wanted outputs of numbers, got tensor(string)" in refusal(path)


def test_a_picture_of_the_wrong_size_is_a_model_error(model: Path) -> None:
    with pytest.raises(ModelError, match="failed while running"):
        Session(manifest(model)).run(np.ones((1, 3, 32, 32), np.float32))


def test_an_absent_provider_is_refused_with_those_that_are_there(model: Path) -> None:
    # No onnxruntime is built for all of Nvidia, Apple and Windows at once.
    makers = ("CUDAExecutionProvider", "CoreMLExecutionProvider", "DmlExecutionProvider")
    provider = next(p for p in makers if p not in onnxruntime.get_available_providers())
    with pytest.raises(ModelError, match=f"{provider} is not available; .*CPUExecutionProvider"):
        Session(manifest(model), (provider, "CPUExecutionProvider"))


def test_a_provider_that_is_there_for_show_is_refused(model: Path) -> None:
    # This one calls a cloud, and leaves every node of a common model to the processor.
    told = "runs none of the nodes of .*: 1 on CPUExecutionProvider|Azure.* is not available"
    with pytest.raises(ModelError, match=told):
        Session(manifest(model), ("AzureExecutionProvider",))


def test_where_nodes_run_is_told(model: Path) -> None:
    assert Session(manifest(model)).nodes == (("CPUExecutionProvider", 1),)


def test_no_provider_at_all_is_refused(model: Path) -> None:
    with pytest.raises(ModelError, match=r"\(none\) is not available"):
        Session(manifest(model), ())


def test_nothing_is_printed(
    tmp_path: Path, third_party: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # onnxruntime warns about this model 130 times, and announces failures on stdout.
    Session(manifest(third_party / "models/nanodet_m_416.onnx"))
    (tmp_path / "a.onnx").write_bytes(b"\xff\xfe" * 1000)
    with pytest.raises(ModelError):
        Session(manifest(tmp_path / "a.onnx"))
    assert capfd.readouterr() == ("", "")


def test_flipped_bytes_are_refused_or_load_but_never_escape(root: Path, tmp_path: Path) -> None:
    whole = echo_model(tmp_path / "whole.onnx").read_bytes()
    random = np.random.default_rng(11)
    path, loaded = tmp_path / "a.onnx", 0
    for _ in range(200):
        flipped = bytearray(whole)
        flipped[random.integers(len(whole))] ^= int(random.integers(1, 256))
        path.write_bytes(flipped)
        try:
            Session(manifest(path))
            loaded += 1
        except ModelError:
            continue
    assert loaded < 200


def second_wheel(folder: Path, name: str) -> Path:
    """Leave what an installer leaves of a package, in a folder of its own."""
    about = folder / f"{name.replace('-', '_')}-1.20.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.20.0\n")
    return folder


def test_two_wheels_of_onnxruntime_are_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here,) = installed_wheels()
    other = "onnxruntime-gpu" if here == "onnxruntime" else "onnxruntime"
    monkeypatch.syspath_prepend(second_wheel(tmp_path / "site", other))
    with pytest.raises(ModelError) as refused:
        Session(manifest(model))
    assert str(refused.value) == (
        "onnxruntime and onnxruntime-gpu are installed together, and overwrite each other's files;"
        " uninstall all of them, then install sightline[cpu] or sightline[gpu]"
    )


def test_another_package_beside_onnxruntime_is_no_second_wheel(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(second_wheel(tmp_path / "site", "onnxruntime-extensions"))
    Session(manifest(model))


@pytest.mark.parametrize("name", ["cpu", "CPU", "CPUExecutionProvider"])
def test_a_provider_may_be_named_in_short(model: Path, name: str) -> None:
    assert Session(manifest(model), (name,)).provider == "CPUExecutionProvider"


def test_without_onnxruntime_the_user_is_told_what_to_install(tmp_path: Path) -> None:
    """None in its place is how Python marks a module that cannot be found."""
    code = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from pipeline.cli.main import main\n"
        f"sys.exit(main(['bench', '--frames', '1', '--model', {str(tmp_path / 'x.onnx')!r}]))"
    )
    (tmp_path / "x.onnx").write_bytes(b"anything")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "install sightline[cpu]" in done.stderr
