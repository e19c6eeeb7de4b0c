"""Light, weather and passers-by leave a place as it was; a turn, a hand or a blur does not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.health.view import Comparison, View, view_of
from pipeline.imaging.glance import glance_at
from tests.health.pictures import Image, gate_pictures, glances, noisy

Change = Callable[[NDArray[np.float32]], NDArray[np.generic]]


@pytest.fixture(scope="module")
def view() -> View:
    return view_of(glances())


def compared(view: View, change: Change, picture: int = 0) -> Comparison:
    image = gate_pictures()[picture].astype(np.float32)
    return view.compare(glance_at(noisy(change(image), 99)))


def rain(image: NDArray[np.float32]) -> NDArray[np.float32]:
    drops = np.random.default_rng(3).random(image.shape[:2]) > 0.997
    return image + cv2.GaussianBlur(drops.astype(np.float32) * 765, (1, 13), 0)[..., None]


def shifted(image: NDArray[np.float32], right_px: int = 42) -> NDArray[np.float32]:
    return np.roll(image, right_px, axis=1)


def turned(image: NDArray[np.float32]) -> NDArray[np.float32]:
    turn = cv2.getRotationMatrix2D((208, 117), 8, 1.0)
    return cv2.warpAffine(image, turn, (416, 234), borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize(
    "change",
    [lambda image: image, lambda image: image * 0.3, lambda image: image * 0.4 + 90, rain],
    ids=["as it was", "dusk", "fog", "rain"],
)
def test_light_and_weather_leave_a_place_as_it_was(view: View, change: Change) -> None:
    now = compared(view, change)
    assert now.match > 0.8
    assert now.hidden < 0.1
    assert (now.right, now.down, now.peak) == (0.0, 0.0, 0.0)  # not looked for
    assert now.sharpness is not None
    assert now.sharpness > 0.8


def test_a_camera_knocked_aside_is_displaced_by_as_much(view: View) -> None:
    """By 42 of 416 px, a tenth of the width."""
    now = compared(view, shifted)
    assert (now.right, now.down) == pytest.approx((0.10, 0.0), abs=0.005)
    assert now.peak > 0.15


def test_a_camera_turned_askew_shows_little_where_it_was(view: View) -> None:
    assert compared(view, turned).match < 0.35


def test_a_hand_before_the_lens_hides_all(view: View) -> None:
    now = compared(view, lambda image: np.full_like(image, 80.0))
    assert (now.hidden, now.match) == (1.0, 0.0)
    assert now.sharpness is None


@pytest.mark.parametrize(("sigma_px", "sharp"), [(0.6, True), (2.0, False), (5.0, False)])
def test_a_blur_takes_the_edges_but_not_the_place(view: View, sigma_px: float, sharp: bool) -> None:
    now = compared(view, lambda image: cv2.GaussianBlur(image, (0, 0), sigma_px))
    assert now.match > 0.6
    assert now.sharpness is not None
    assert (now.sharpness > 0.5) is sharp


def test_a_crowd_hides_less_than_a_turn_would(view: View) -> None:
    """Seventy people before the gate leave 0.69 of what is usual there."""
    each = [compared(view, lambda image: image, n) for n in range(9)]
    assert min(one.match for one in each) > 0.6
    assert max(one.hidden for one in each) < 0.1


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_reference_without_edges_is_refused(level: int) -> None:
    blank: Image = np.full((90, 160, 3), level, dtype=np.uint8)
    with pytest.raises(InputError, match="needs edges in 12 of 144 parts of the picture, got 0"):
        view_of([glance_at(blank)])
    with pytest.raises(InputError, match="got none"):
        view_of([])
