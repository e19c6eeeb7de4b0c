"""On real frames our boxes are those of decoders written a second time, as plain loops."""

from pathlib import Path

import numpy as np
import pytest

from pipeline.detect.detector import Detector
from pipeline.domain.frame import Frame
from pipeline.sources.footage import FootageReader
from pipeline.workflows.open_detector import open_detector
from tests.detect import reference
from tests.detect.graphs import decoded_in_graph

FRAMES = (20, 90, 160, 230, 300)
DECODERS = {
    "yolox_nano_416.onnx": reference.yolox,
    "nanodet_m_416.onnx": reference.nanodet,
    "fastestdet_352.onnx": reference.fastestdet,
    "yolox_person_240x320_rgb_focus.onnx": reference.yolox,
    None: reference.yolox,
}


def detector_of(folder: Path, model: str | None) -> Detector:
    return open_detector(model and str(folder / "models" / model), threshold=0.3)


def plaza(folder: Path, detector: Detector) -> list[Frame]:
    reader = FootageReader(
        folder / "footage/plaza_1280x720_50fps.avi", scaled_size=detector.scaled_size
    )
    return [frame for frame in reader if frame.index in FRAMES]


@pytest.mark.parametrize("model", DECODERS)
def test_boxes_on_the_plaza_are_those_of_the_plain_decoder(
    third_party: Path, model: str | None
) -> None:
    detector = detector_of(third_party, model)
    frames = plaza(third_party, detector)
    assert [frame.index for frame in frames] == list(FRAMES)
    for frame in frames:
        outputs = detector.run(detector.prepare(frame))
        found = detector.suppress(detector.decode(outputs, frame))
        # Ours takes any size, and leaves out what would be mere padding.
        size = detector.fitting.letterbox(frame.source_size).input_size
        plain = DECODERS[model](outputs, size, 0.3)
        scaled = detector.scaled_size(frame.source_size)
        plain = [(s, reference.in_source(box, scaled, frame.source_size)) for s, box in plain]
        expected = [plain[number] for number in reference.greedy(plain, detector.manifest.iou)]
        assert len(found) == len(expected) > 5
        np.testing.assert_allclose(found.boxes, [box for _, box in expected], rtol=0, atol=1e-4)
        np.testing.assert_allclose(found.scores, [score for score, _ in expected], atol=1e-6)


def test_a_real_model_that_adds_its_own_grid_gives_the_same_boxes(
    third_party: Path, tmp_path: Path
) -> None:
    raw = detector_of(third_party, "yolox_nano_416.onnx")
    path = decoded_in_graph(raw.manifest.path, tmp_path / "decoded.onnx")
    decoded = open_detector(str(path), threshold=0.3)
    assert (raw.family, decoded.family) == ("yolox", "yolox_decoded")
    for frame in plaza(third_party, raw):
        # Both run in float32, the grid once inside the graph and once outside.
        ours, theirs = raw.detect(frame), decoded.detect(frame)
        np.testing.assert_allclose(ours.boxes, theirs.boxes, rtol=0, atol=1e-2)
