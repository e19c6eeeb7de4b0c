"""A stream's packets are as late as they usually are, or who reads them is behind."""

from collections.abc import Callable, Sequence

import pytest

from pipeline.sources.transit import FORGOTTEN_S, STEADY_S, USUAL_S, Transit

FPS = 25


def told(late_s: Sequence[float], clock: Callable[[float], float] = float) -> list[bool]:
    """Return whether 25 packets a second are as late as usual, each under way for so long.

    When one was sent the camera's clock tells, given the time of ours.
    """
    transit = Transit()
    sent_s = [number / FPS for number in range(len(late_s))]
    came = zip(sent_s, late_s, strict=True)
    return [transit.is_usual(at_s + under_way_s, clock(at_s)) for at_s, under_way_s in came]


def first(usual: list[bool]) -> float:
    """Return after how many seconds a packet first was as late as usual."""
    return usual.index(True) / FPS


def test_how_late_is_usual_is_known_after_some_seconds() -> None:
    assert first(told([0.02] * 200)) == STEADY_S


def test_who_is_behind_is_told_until_he_is_not() -> None:
    """Three seconds behind, by 0.3 s."""
    usual = told([0.02] * 200 + [0.32] * 75 + [0.02] * 50)
    assert all(usual[150:200])
    assert not any(usual[200:275])
    assert all(usual[275:])


def test_a_network_may_be_uneven() -> None:
    assert all(told([0.02, 0.11, 0.06, 0.02 + USUAL_S - 0.001] * 75)[150:])


def test_what_a_camera_had_kept_for_who_connects_is_not_the_usual() -> None:
    """Its last second and a half is read in 0.3 s."""
    backlog = [1.5 - 1.5 * number / 37 for number in range(37)]
    assert first(told(backlog + [0.0] * 200)) == pytest.approx(1.5 + STEADY_S, abs=0.3)


@pytest.mark.parametrize("set_by_s", [-3600.0, -0.5, 0.5, 3600.0])
def test_once_a_clock_is_set_another_transit_is_usual(set_by_s: float) -> None:
    """Set forwards it is known after 5 s; back, as of who is behind, after 5 s more."""
    usual = told([0.02] * 600, lambda at_s: at_s + (set_by_s if at_s >= 8.0 else 0.0))
    is_set = 8 * FPS
    assert all(usual[150:is_set])
    known_s = STEADY_S if set_by_s > 0.0 else 2.0 * STEADY_S
    assert first(usual[is_set:]) == pytest.approx(known_s, abs=0.1)


@pytest.mark.parametrize(
    ("pace", "says"), [(0.5, False), (1.5, False), (2.0, False), (1.0002, True)]
)
def test_a_clock_that_goes_at_another_pace_says_nothing(pace: float, *, says: bool) -> None:
    """Its control is quartz that is fast by a five-thousandth."""
    assert any(told([0.02] * 60 * FPS, lambda at_s: pace * at_s)) is says


def test_what_was_usual_long_ago_is_learnt_anew() -> None:
    usual = told([0.02] * (310 * FPS))
    forgotten = round(FORGOTTEN_S * FPS)
    assert all(usual[150:forgotten])
    assert first(usual[forgotten:]) == pytest.approx(STEADY_S)
