"""Integers for floats: they fit every processor, and find the same people."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.person.command import run
from models.person.quantise import (
    Inputs,
    Pictures,
    chosen,
    inputs,
    kept_as_floats,
    main,
    quantise,
)
from pipeline.config.embedded import embedded
from pipeline.detect.average_precision import ious
from pipeline.detect.detector import Detector
from pipeline.domain.frame import Frame
from pipeline.errors import InputError, ModelError
from pipeline.imaging.gate_scene import GateScene
from pipeline.workflows.open_detector import open_detector

CHANCE = np.random.default_rng(0)
SIZE = 640, 360


def chain(*channels: int) -> onnx.ModelProto:
    """Return 3 x 3 convolutions one after another, a ReLU after each but the last."""
    nodes, weights, name = [], [], "images"
    for number, (width, height) in enumerate(pairwise(channels)):
        values = CHANCE.normal(0, 0.2, (height, width, 3, 3)).astype(np.float32)
        weights.append(numpy_helper.from_array(values, f"w{number}"))
        last = number == len(channels) - 2
        out = "sums" if last else f"c{number}"
        pads = {"pads": [1, 1, 1, 1]}
        nodes.append(helper.make_node("Conv", [name, f"w{number}"], [out], f"conv{number}", **pads))
        if not last:
            nodes.append(helper.make_node("Relu", [out], [f"r{number}"], f"relu{number}"))
        name = f"r{number}"
    nodes.append(helper.make_node("Sigmoid", ["sums"], ["output"], "score"))
    shapes = [("images", (1, 3, 32, 32)), ("output", (1, channels[-1], 32, 32))]
    given, told = (helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in shapes)
    graph = helper.make_graph(nodes, "chain", [given], [told], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def noise(count: int) -> Iterator[Inputs]:
    """Yield made-up pictures."""
    for _ in range(count):
        yield {"images": CHANCE.random((1, 3, 32, 32), dtype=np.float32)}


def integers(path: Path) -> list[np.ndarray]:
    """Return the weights of a file that are integers of 8 bits."""
    held = onnx.load(str(path)).graph.initializer
    return [numpy_helper.to_array(each) for each in held if each.data_type == TensorProto.INT8]


@pytest.fixture
def quantised(tmp_path: Path) -> tuple[Path, Path]:
    source, target = tmp_path / "float.onnx", tmp_path / "integers.onnx"
    onnx.save(chain(3, 16, 16, 16, 2), str(source))
    quantise(source, target, Pictures(noise(8)))
    return source, target


def test_the_last_convolution_stays_a_float_and_what_follows_it() -> None:
    assert kept_as_floats(chain(3, 16, 16, 16, 2).graph) == ["conv3", "score"]


def test_those_before_become_integers_of_seven_bits(quantised: tuple[Path, Path]) -> None:
    weights = integers(quantised[1])
    shapes = [each.shape for each in weights if each.ndim == 4]
    assert shapes == [(16, 3, 3, 3), (16, 16, 3, 3), (16, 16, 3, 3)]
    # Two products of 255 and 64 are 32,640, and 16 bits hold 32,767.
    assert max(np.abs(each.astype(int)).max() for each in weights) == 64


def test_integers_say_nearly_what_the_floats_said(quantised: tuple[Path, Path]) -> None:
    picture = {"images": CHANCE.random((1, 3, 32, 32), dtype=np.float32)}
    floats, whole = (
        onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(
            None, picture
        )[0]
        for path in quantised
    )
    assert np.abs(floats - whole).mean() < 0.01
    assert floats.std() > 0.1


def test_an_opset_without_scales_for_channels_is_refused(tmp_path: Path) -> None:
    old = chain(3, 16, 2)
    old.opset_import[0].version = 12
    onnx.save(old, str(tmp_path / "old.onnx"))
    with pytest.raises(ModelError, match="opset 12, wanted 13 or more"):
        quantise(tmp_path / "old.onnx", tmp_path / "out.onnx", Pictures(noise(1)))


def test_each_channel_of_weights_has_a_scale_of_its_own(quantised: tuple[Path, Path]) -> None:
    graph = onnx.load(str(quantised[1])).graph
    held = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights = {name for name, one in held.items() if one.dtype == np.int8 and one.ndim == 4}
    scales = [held[node.input[1]] for node in graph.node if weights.intersection(node.input)]
    assert [scale.shape for scale in scales] == [(16,)] * 3


def listed(folder: Path, **splits: str) -> Path:
    """Write a list of pictures, each with its split."""
    images = [{"file_name": f"{name}.png", "split": split} for name, split in splits.items()]
    (folder / "labels.json").write_text(json.dumps({"images": images}), "utf-8")
    return folder


def test_ranges_are_read_off_pictures_that_are_learned_from(tmp_path: Path) -> None:
    folder = listed(tmp_path, a="train", b="val", c="train", d="train", e="train", f="train")
    assert [path.name for path in chosen(folder, 3)] == ["a.png", "d.png", "f.png"]
    assert len(chosen(folder, 99)) == 5


def test_a_folder_that_nothing_was_learned_from_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"labels\.json: no picture has split 'train'"):
        chosen(listed(tmp_path, a="val"), 3)


def test_an_open_input_without_a_size_is_refused() -> None:
    bare = open_detector(str(embedded("models/person/person-float.onnx")))
    with pytest.raises(ModelError, match="takes any size; name a manifest with its input_size"):
        next(inputs([], bare))


def test_a_refusal_is_one_sentence_and_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = str(tmp_path / "out.onnx")
    asked = ["quantise", "sightline-person-float", out, "--data", str(tmp_path)]
    monkeypatch.setattr("sys.argv", asked)
    with pytest.raises(SystemExit) as ended:
        run(main)
    told = capsys.readouterr().err
    assert told == f"{tmp_path / 'labels.json'}: no such file or directory\n"
    assert ended.value.code == 3


@pytest.fixture(scope="module")
def both() -> tuple[Detector, Detector]:
    """Return the embedded detector, and the floats that it was made of."""
    return open_detector(None), open_detector("sightline-person-float")


@pytest.mark.parametrize("t_s", [5.0, 25.0, 50.0, 120.0])
def test_the_embedded_integers_find_whom_their_floats_find(
    both: tuple[Detector, Detector], t_s: float
) -> None:
    frame = Frame(GateScene().render(t_s), 0, t_s, SIZE)
    (whole,), (floats,) = (each.run(each.prepare(frame)) for each in both)
    assert np.abs(whole - floats)[..., 4].max() < 0.1
    # Whoever is surely found by the one is found by the other, in the same place.
    ours, theirs = (each.at(0.6).detect(frame).boxes for each in both)
    unsure = [each.at(0.4).detect(frame).boxes for each in reversed(both)]
    for sure, others in zip((ours, theirs), unsure, strict=True):
        assert (ious(sure, others).max(axis=1, initial=1.0 if not len(sure) else 0.0) > 0.8).all()


def test_the_embedded_integers_fit_every_processor() -> None:
    weights = [each for each in integers(embedded("models/person/person.onnx")) if each.ndim == 4]
    assert len(weights) > 50
    assert max(np.abs(each.astype(int)).max() for each in weights) == 64
