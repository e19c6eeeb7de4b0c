"""A zone in which nobody could ever be counted is refused, as it would always read as calm."""

import math

import pytest

from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.label import Label
from pipeline.errors import InputError


def zone(
    *ring: tuple[float, float], counts: tuple[int, int, int, int] | None = None
) -> PictureZone:
    return PictureZone("gate", Label("校门", "gate"), ring, counts)


@pytest.mark.parametrize(
    "ring",
    [
        (),
        ((0.1, 0.1),),
        ((0.1, 0.1), (0.9, 0.9)),
        ((0.1, 0.1), (0.9, 0.9), (0.1, 0.1)),
        ((0.0, 0.0), (0.25, 0.25), (0.5, 0.5), (1.0, 1.0)),
    ],
)
def test_fewer_than_three_points_off_one_line_are_refused(
    ring: tuple[tuple[float, float], ...],
) -> None:
    with pytest.raises(InputError, match="zone gate: three points"):
        zone(*ring)


@pytest.mark.parametrize("x", [-0.1, 1.01, 640.0, math.nan, math.inf])
def test_a_point_outside_the_picture_is_refused_by_name(x: float) -> None:
    with pytest.raises(InputError, match=f"zone gate: .*from 0,0 to 1,1, got {x:g},0"):
        zone((0, 0), (x, 0), (0.5, 1))


@pytest.mark.parametrize("counts", [(0, 1, 2, 3), (5, 5, 6, 7), (8, 6, 4, 2), (1, 2, 3, 3)])
def test_counts_that_do_not_rise_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(InputError, match="zone gate: counts must rise"):
        zone((0, 0), (1, 0), (0.5, 1), counts=counts)


def test_the_whole_picture_is_a_zone() -> None:
    assert whole_picture((1, 2, 3, 4)).ring == ((0, 0), (1, 0), (1, 1), (0, 1))
