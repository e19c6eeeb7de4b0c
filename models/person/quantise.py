"""From floats to integers of 8 bits, which a processor multiplies twice as fast, and each alike.

    python -m models.person.quantise MODEL person.onnx --data DIR

How far the numbers between two layers reach is read off pictures of the training split, prepared
as in use. Sums of integers are the same in whatever order a processor adds them; only the last
convolutions, whose numbers are boxes and scores, stay floats. Weights have 7 bits: processors
without VNNI add two products in 16 bits, where more would not fit, so that the same picture would
give other boxes there (onnxruntime, "Quantize ONNX models", on `reduce_range`).
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
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

from pipeline.detect.detector import Detector
from pipeline.domain.frame import Frame
from pipeline.workflows.open_detector import named_manifest, opened

PICTURES = 200
"""Of the training split, evenly spread over it, by which ranges are read."""
QUANTISED = ("Conv", "Relu", "Concat", "Add", "MaxPool", "Resize")

Inputs = dict[str, NDArray[np.float32]]


class Pictures(CalibrationDataReader):  # type: ignore[misc]
    """Pictures of a folder as a detector's input, one after another."""

    def __init__(self, folder: Path, detector: Detector, count: int = PICTURES) -> None:
        self._inputs = inputs(folder, detector, count)

    def get_next(self) -> Inputs | None:
        """Return the next input by its name; None after the last."""
        return next(self._inputs, None)


def inputs(folder: Path, detector: Detector, count: int) -> Iterator[Inputs]:
    """Yield so many pictures of a folder's training split, evenly spread, prepared as in use."""
    told = json.loads((folder / "labels.json").read_text("utf-8"))
    names = [image["file_name"] for image in told["images"] if image["split"] == "train"]
    for number in np.linspace(0, len(names) - 1, min(count, len(names))).round().astype(int):
        image = cv2.imread(str(folder / "images" / names[number]))
        if image is None:
            raise ValueError(f"{folder / 'images' / names[number]}: not a picture")
        yield {"images": detector.prepare(Frame(image, 0, 0.0, image.shape[1::-1]))}


def kept_as_floats(graph: onnx.GraphProto) -> list[str]:
    """Return the names of the nodes that stay floats: the last convolutions, and what follows."""
    # The last convolutions are those without a ReLU.
    readers = {name: node for node in graph.node for name in node.input}
    told: set[str] = set()
    kept = []
    for node in graph.node:
        is_last = node.op_type == "Conv" and readers[node.output[0]].op_type != "Relu"
        if is_last or told.intersection(node.input):
            told.update(node.output)
            kept.append(node.name)
    return kept


def quantise(source: Path, target: Path, pictures: CalibrationDataReader) -> None:
    """Write a model of floats as one of integers."""
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
    pictures = Pictures(wanted.data, detector, wanted.pictures)
    quantise(detector.manifest.path, wanted.onnx, pictures)
    print(f"{wanted.onnx}: {wanted.onnx.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
