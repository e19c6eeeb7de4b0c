"""A scene that is seen again shows its people where its boxes say."""

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from models.person.flags import IGNORED, PERSON  # noqa: E402
from models.person.variation import again, moved, varied  # noqa: E402


def test_a_person_is_where_its_box_says_however_it_is_seen() -> None:
    images = torch.zeros(32, 3, 128, 128, dtype=torch.uint8)
    images[:, :, 40:90, 50:80] = 255
    boxes = torch.tensor([50.0, 40, 80, 90, PERSON]).repeat(32, 1, 1)
    seen, where = varied(images, boxes, torch.Generator().manual_seed(3))
    for picture, box in zip(seen.mean(1), where[:, 0], strict=True):
        bright = (picture > 150).nonzero().float()
        low, high = bright.min(0).values, bright.max(0).values + 1
        edges = torch.stack([low[1], low[0], high[1], high[0]])
        assert (edges - box[:4]).abs().max() < 1.5


def test_nearer_and_mirrored_is_as_computed_by_hand() -> None:
    # Of 100 pixels, u = -0.6 and -0.2; twice as near about -0.1 they are at -1.0 and -0.2, and
    # mirrored at 0.2 and 1.0.
    box = torch.tensor([[[20.0, 45, 40, 55, PERSON]]])
    one, two = torch.tensor([1.0]), torch.tensor([2.0])
    shift = torch.tensor([[-0.1, 0.0]])
    assert moved(box, one, two, shift, 100)[0, 0].tolist() == pytest.approx([0, 40, 40, 60, 1])
    assert moved(box, -one, two, shift, 100)[0, 0].tolist() == pytest.approx([60, 40, 100, 60, 1])


def test_of_whom_little_is_left_is_ignored_and_who_is_gone_is_nobody() -> None:
    boxes = torch.tensor([[[0.0, 20, 28, 80, PERSON], [0, 20, 10, 80, PERSON]]])
    one, two = torch.tensor([1.0]), torch.tensor([2.0])
    # Twice as near about the middle, what lies left of 25 is not seen.
    found = moved(boxes, one, two, torch.zeros(1, 2), 100)
    assert found[0, :, 4].tolist() == [float(IGNORED), 0.0]


def test_each_batch_is_used_so_often() -> None:
    made = (
        (torch.full((1, 3, 8, 8), n, dtype=torch.uint8), torch.zeros(1, 1, 5)) for n in range(9)
    )
    once = again(made, 1, "cpu", 0)
    assert [next(once)[0].mean().item() for _ in range(4)] == [0, 1, 2, 3]
    many = again(made, 3, "cpu", 0)
    for _ in range(12):
        next(many)
    # Four of the five that were left.
    assert next(made)[0].max() == 8
