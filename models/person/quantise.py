"""From floats to integers of 8 bits, which a processor multiplies twice as fast.

    python -m models.person.quantise MODEL person.onnx --data DIR

How far the numbers between two layers reach is read off pictures of the training split, prepared
as in use. Sums of integers are the same in whatever order a processor adds them; only the last
convolutions, whose numbers are boxes and scores, stay floats. Weights have 7 bits: processors
without VNNI add two products in 16 bits, where more would not fit, so that the same picture would
give other boxes there (onnxruntime, "Quantize ONNX models", on `reduce_range`). It is for networks
whose convolutions end in a ReLU, which are exported with opset 13 or later.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from models.person.command import run
from pipeline.detect.detector import Detector
from pipeline.domain.frame import Frame
from pipeline.errors import InputError, ModelError, UsageError
from pipeline.sources.picture import load_image
from pipeline.workflows.open_detector import named_manifest, opened

SPLIT = "train"
PICTURES = 200
"""Of the training split, evenly spread over it, by which ranges are read."""
LEAST_OPSET = 13
"""The first in which each channel of weights may have a scale of its own."""
QUANTISED = ("Conv", "Relu", "Concat", "Add", "MaxPool", "Resize")

Inputs = dict[str, NDArray[np.float32]]


class Pictures(CalibrationDataReader):  # type: ignore[misc]
    """Inputs of a model, one after another."""

    def __init__(self, given: Iterable[Inputs]) -> None:
        self._inputs = iter(given)

    def get_next(self) -> Inputs | None:
        """Return the next input by its name; None after the last."""
        return next(self._inputs, None)


def chosen(folder: Path, count: int) -> list[Path]:
    """Return so many pictures of a folder's training split, evenly spread over it.

    Raises InputError where there is none, UsageError for fewer than one.
    """
    if count < 1:
        raise UsageError(f"pictures must be 1 or more, got {count}")
    names = named(folder, SPLIT)
    if not names:
        raise InputError(f"{folder / 'labels.json'}: no picture has split {SPLIT!r}")
    numbers = np.linspace(0, len(names) - 1, min(count, len(names))).round().astype(int)
    return [folder / "images" / names[number] for number in numbers]


def named(folder: Path, split: str) -> list[str]:
    """Return the names of a folder's pictures of a split; InputError for labels of another form."""
    path = folder / "labels.json"
    try:
        images = json.loads(path.read_text("utf-8"))["images"]
        return [image["file_name"] for image in images if image.get("split") == split]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: wanted COCO's form, with images of a split ({error})") from error


def inputs(pictures: Sequence[Path], detector: Detector) -> Iterator[Inputs]:
    """Yield each picture as a detector's input, prepared as in use.

    Raises ModelError where nobody says the size of an open input, for ranges depend on it.
    """
    manifest = detector.manifest
    if detector.fitting.takes_any_size and manifest.input_size is None:
        raise ModelError(
            f"{manifest.path}: takes any size; name a manifest with its input_size, such as"
            " sightline-person-float"
        )
    name = onnx.load(str(manifest.path)).graph.input[0].name
    for path in pictures:
        image = load_image(path)
        yield {name: detector.prepare(Frame(image, 0, 0.0, image.shape[1::-1]))}


def kept_as_floats(graph: onnx.GraphProto) -> list[str]:
    """Return the names of the nodes that stay floats: those behind which no convolution comes."""
    before: set[str] = set()  # numbers from which a convolution is made, sooner or later
    kept = []
    for node in reversed(graph.node):
        leads = before.intersection(node.output)
        if leads or node.op_type == "Conv":
            before.update(node.input)
        if not leads:
            kept.append(node.name)
    return kept[::-1]


def quantise(source: Path, target: Path, pictures: CalibrationDataReader) -> None:
    """Write a model of floats as one of integers.

    Raises ModelError for an opset below 13, and for what is of integers already.
    """
    model = onnx.load(str(source))
    opset = next(each.version for each in model.opset_import if not each.domain)
    if opset < LEAST_OPSET:
        raise ModelError(f"{source}: opset {opset}, wanted {LEAST_OPSET} or more; export it anew")
    if "QuantizeLinear" in {node.op_type for node in model.graph.node}:
        raise ModelError(f"{source}: is of integers already")
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(source), str(ready), skip_symbolic_shape=True)
        quantize_static(
            str(ready),
            str(target),
            pictures,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(QUANTISED),
            nodes_to_exclude=kept_as_floats(onnx.load(str(ready)).graph),
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )


def main() -> None:
    """Quantise a file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", help="of floats: a manifest, or its name")
    parser.add_argument("onnx", type=Path, help="to be written")
    parser.add_argument("--data", type=Path, required=True, help="labels.json and images/")
    parser.add_argument("--pictures", type=int, default=PICTURES)
    wanted = parser.parse_args()
    detector = opened(named_manifest(wanted.model), threads=1)
    if wanted.onnx.resolve() == detector.manifest.path.resolve():
        raise UsageError(f"{wanted.onnx}: is the model itself; write the integers to another file")
    if not wanted.onnx.parent.is_dir() or wanted.onnx.is_dir():
        raise UsageError(f"{wanted.onnx}: wanted a file in a folder that there is")
    pictures = inputs(chosen(wanted.data, wanted.pictures), detector)
    quantise(detector.manifest.path, wanted.onnx, Pictures(pictures))
    print(f"{wanted.onnx}: {wanted.onnx.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    run(main)
