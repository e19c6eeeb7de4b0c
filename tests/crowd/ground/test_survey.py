"""Surveyed points give the ground back, name who lies, and are refused when they say nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.crowd.ground.place import homography_of, pixels_of, places_of
from pipeline.crowd.ground.survey import surveyed
from pipeline.domain.camera import Camera
from pipeline.domain.survey import Survey, SurveyPoint
from pipeline.errors import InputError
from tests.shapes import camera

EYE = camera(3, -1, height_m=4.0, pan_deg=80.0, tilt_deg=25.0, hfov_deg=80.0, picture=(1920, 1080))
MARKS = [(0, 6), (6, 6), (7, 14), (-1, 14), (3, 10), (5, 8), (0, 12), (1, 8)]
"""Places before the camera, 7 to 15 m away; no four of the first four on one line."""


def points(marks: list[tuple[float, float]], eye: Camera = EYE) -> list[SurveyPoint]:
    pixels = pixels_of(np.array(marks, float), eye)
    pairs = zip(pixels.tolist(), marks, strict=True)
    return [SurveyPoint(f"p{n}", *pixel, *mark) for n, (pixel, mark) in enumerate(pairs)]


def off_m(survey: Survey) -> float:
    """Return how far the survey puts pixels all over the ground from where they are, at most."""
    pixels = pixels_of(np.random.default_rng(1).uniform((-1, 6), (7, 14), (200, 2)), EYE)
    x, y, w = survey.matrix @ np.column_stack((pixels, np.ones(len(pixels)))).T
    assert (w > 0).all()
    return float(np.hypot(*(np.column_stack((x / w, y / w)) - places_of(pixels, EYE)).T).max())


@pytest.mark.parametrize("count", [4, 5, 6, 8])
def test_points_without_error_give_the_camera_s_own_homography(count: int) -> None:
    survey = surveyed(points(MARKS[:count]))
    own = homography_of(EYE)
    assert off_m(survey) < 1e-6
    assert survey.matrix / survey.matrix[2, 2] == pytest.approx(own / own[2, 2], abs=1e-6)
    assert survey.outliers == ()


@pytest.mark.parametrize("count", [4, 5])
def test_of_fewer_than_six_points_the_error_is_unknown(count: int) -> None:
    assert surveyed(points(MARKS[:count])).error_m is None


def test_six_points_without_error_are_sure() -> None:
    assert surveyed(points(MARKS[:6])).error_m == pytest.approx(0.0, abs=1e-6)


def noisy(seed: int, noise_px: float = 1.0) -> list[SurveyPoint]:
    """Return twelve marks all over the ground, clicked with an error."""
    chance = np.random.default_rng(seed)
    marks = [*MARKS, (6, 11), (2, 13), (4, 7), (3, 14)]
    clean = points([(float(x), float(y)) for x, y in marks])
    return [clicked(point, chance, noise_px) for point in clean]


def clicked(point: SurveyPoint, chance: np.random.Generator, noise_px: float) -> SurveyPoint:
    across, down = chance.normal(0, noise_px, 2).tolist()
    return replace(point, x_px=point.x_px + across, y_px=point.y_px + down)


@pytest.mark.parametrize("seed", range(5))
def test_the_error_left_out_is_about_that_of_the_clicks(seed: int) -> None:
    """A pixel at 12 m is (12² + 4²) / (4 × 1144) = 0.035 m, and by √2 in two directions."""
    survey = surveyed(noisy(seed))
    assert survey.error_m is not None and 0.01 < survey.error_m < 0.1
    assert off_m(survey) < 0.2
    assert survey.outliers == ()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("wrong", [0, 3, 4, 11])
def test_a_point_that_was_mistaken_is_named_and_left_out(seed: int, wrong: int) -> None:
    marks = noisy(seed)
    right = marks[wrong]
    # The tape was read a metre off.
    marks[wrong] = SurveyPoint(right.id, right.x_px, right.y_px, right.x_m + 1.0, right.y_m)
    survey = surveyed(marks)
    assert survey.outliers == (right.id,)
    assert off_m(survey) < 0.25


def test_of_six_points_one_that_was_mistaken_is_named() -> None:
    marks = points(MARKS[:6])
    marks[2] = SurveyPoint("p2", marks[2].x_px, marks[2].y_px, 7.0, 16.0)
    survey = surveyed(marks)
    assert survey.outliers == ("p2",)
    assert off_m(survey) < 1e-6


def test_of_five_points_nobody_can_tell_who_is_mistaken() -> None:
    marks = points(MARKS[:5])
    marks[4] = SurveyPoint("p4", marks[4].x_px, marks[4].y_px, 3.5, 10.5)
    survey = surveyed(marks)
    assert (survey.outliers, survey.error_m) == ((), None)


def test_two_of_ten_that_were_swapped_are_both_named() -> None:
    marks = noisy(3)[:10]
    one, other = marks[0], marks[5]
    marks[0] = SurveyPoint("p0", one.x_px, one.y_px, other.x_m, other.y_m)
    marks[5] = SurveyPoint("p5", other.x_px, other.y_px, one.x_m, one.y_m)
    assert surveyed(marks).outliers == ("p0", "p5")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), st.integers(6, 14))
def test_honest_points_are_seldom_called_outliers(seed: int, count: int) -> None:
    """Never more than one of a dozen, wherever they lie and whatever the clicks.

    Points of a seed that lie nearly on one line are refused, rightly.
    """
    chance = np.random.default_rng(seed)
    marks = [(float(x), float(y)) for x, y in chance.uniform((-1, 6), (7, 14), (count, 2))]
    try:
        found = surveyed([clicked(point, chance, 1.0) for point in points(marks)])
    except InputError as refusal:
        assume("no three lie on one line" not in str(refusal))
        raise
    assert len(found.outliers) <= 1


def refused(marks: list[SurveyPoint]) -> str:
    with pytest.raises(InputError) as told:
        surveyed(marks)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_three_points_are_refused() -> None:
    assert refused(points(MARKS[:3])) == "a homography needs 4 surveyed points, got 3"


@pytest.mark.parametrize("count", [3, 6])
def test_points_on_one_line_are_refused(count: int) -> None:
    row = [(float(x), 8.0) for x in range(count)]
    assert "no three lie on one line" in refused(points([*row, (3.0, 12.0)]))
    # Control: a second one out of the row.
    assert surveyed(points([*row[1:], (3.0, 12.0), (0.0, 14.0)])).matrix.shape == (3, 3)


def test_the_same_point_twice_is_refused() -> None:
    assert "p1 and p4 lie 0 px and 0 m apart" in refused(points([*MARKS[:4], MARKS[1]]))
    marks = points(MARKS[:4])
    assert refused([*marks[:3], marks[0]]) == "two surveyed points are called p0"


def test_a_point_behind_the_camera_is_refused() -> None:
    # Four corners of a square are four corners in every picture of it; p3 was clicked amid the
    # others, as only a picture of the ground before and behind the camera could show them.
    marks = points(MARKS[:4])
    amid_px = np.mean([(p.x_px, p.y_px) for p in marks[:3]], axis=0)
    marks[3] = SurveyPoint("p3", *amid_px.tolist(), marks[3].x_m, marks[3].y_m)
    assert "would lie behind the camera" in refused(marks)


def test_ground_seen_from_below_is_refused() -> None:
    mirrored = [SurveyPoint(p.id, 1920 - p.x_px, p.y_px, p.x_m, p.y_m) for p in points(MARKS[:6])]
    assert "mirrored" in refused(mirrored)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e9])
def test_what_is_no_number_of_a_usual_size_is_refused(number: float) -> None:
    with pytest.raises(InputError, match="surveyed point p0: pixels and metres must be finite"):
        SurveyPoint("p0", 1.0, 2.0, number, 4.0)


def test_of_many_points_not_every_set_of_four_is_tried() -> None:
    # 40 points have 91,390 sets of four; one of them was mistaken by a metre.
    chance = np.random.default_rng(0)
    marks = [(float(x), float(y)) for x, y in chance.uniform((-1, 6), (7, 14), (40, 2))]
    clicks = [clicked(point, chance, 1.0) for point in points(marks)]
    clicks[7] = replace(clicks[7], x_m=clicks[7].x_m + 1.0)
    assert surveyed(clicks).outliers == ("p7",)
