"""Numbers for people: a gap is never rounded away."""

import pytest

from pipeline.report.numerals import clock, metres, percent, square_metres


@pytest.mark.parametrize(
    ("share_pct", "told"),
    [(99.999, "99.9"), (99.99999999999999, "100.0"), (96.0, "96.0"), (0.04, "0.0")],
)
def test_share_is_rounded_down_but_float_noise_is_no_gap(share_pct: float, told: str) -> None:
    assert percent(share_pct) == told


def test_small_area_does_not_read_zero() -> None:
    assert square_metres(0.001) == "< 0.1"
    assert square_metres(0.0) == "0.0"


def test_no_minus_before_zero() -> None:
    assert metres(-0.04) == "0.0"


def test_hours_appear_when_there_are_some() -> None:
    assert (clock(0.0), clock(59.9), clock(3600.0)) == ("0:00", "0:59", "1:00:00")
