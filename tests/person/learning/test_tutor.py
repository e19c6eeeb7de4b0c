"""Another detector as a network, and what is learned of it beside boxes."""

import math
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

import onnx  # noqa: E402
import onnxruntime  # noqa: E402

from models.person.lessons import Sides, missed  # noqa: E402
from models.person.tutor import Lesson, Tutor  # noqa: E402


def test_a_tutor_says_what_its_file_says_at_any_size(third_party: Path) -> None:
    path = third_party / "models" / "yolox_nano_416.onnx"
    tutor = Tutor(path)
    images = torch.rand(1, 3, 416, 416, generator=torch.Generator().manual_seed(0)) * 255
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rows = session.run(None, {"images": images.numpy()})[0][0]
    lessons = tutor(torch.cat([images, images.flip(3)]))
    scores = torch.cat([lesson.scores[0].flatten(1) for lesson in lessons], 1).T.numpy()
    np.testing.assert_allclose(scores, rows[:, 4:5] * rows[:, 5:], atol=1e-5)
    wide = tutor(torch.zeros(1, 3, 64, 128))
    assert [lesson.features.shape[2:] for lesson in wide] == [(8, 16), (4, 8), (2, 4)]


def test_what_is_no_yolox_is_told(tmp_path: Path) -> None:
    given, taken = (
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1]) for name in "ab"
    )
    node = onnx.helper.make_node("Relu", ["a"], ["b"])
    path = tmp_path / "relu.onnx"
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph([node], "g", [given], [taken])), path)
    with pytest.raises(ValueError, match="0 levels of YOLOX, wanted 3"):
        Tutor(path)


def test_missing_a_score_costs_its_cross_entropy_weighed() -> None:
    # One cell of 0.5 said at 0.5: ln 2, weighed by 0.5, over a sum of at least 1. One of 0 said at
    # 0.5: ln 2 weighed by 0.75 * 0.5^2.
    logits, wanted = torch.tensor([[0.0, 0.0]]), torch.tensor([[0.5, 0.0]])
    expected = math.log(2) * (0.5 + 0.75 * 0.25)
    assert missed(logits, wanted).item() == pytest.approx(expected)


def test_a_pupil_that_says_what_its_tutor_says_misses_nothing() -> None:
    chance = torch.Generator().manual_seed(0)
    levels = [torch.randn(2, 4, side, side, generator=chance) for side in (4, 2, 2)]
    sides = Sides(kinds=1, features=4, neck=4)
    for level in sides.levels:
        level.weight.data.zero_()
        level.weight.data[1:, :, 0, 0] = torch.eye(4)
        level.bias.data.zero_()
        level.bias.data[0] = -30.0

    def levelled(x: torch.Tensor) -> torch.Tensor:
        return (x - x.mean((0, 2, 3), keepdim=True)) / x.std((0, 2, 3), keepdim=True)

    same = [levelled(x) for x in levels]
    lessons = [Lesson(torch.zeros(2, 1, *x.shape[2:]), 3 * x + 5) for x in same]
    assert sides(same, lessons).item() == pytest.approx(0.0, abs=1e-5)
    others = [Lesson(lesson.scores, lesson.features.flip(1)) for lesson in lessons]
    assert sides(same, others).item() > 1.0
