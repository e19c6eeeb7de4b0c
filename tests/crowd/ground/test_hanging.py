"""A camera's pose is found by points on the ground; a finding says when it is not as drawn."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.crowd.ground.as_built import as_built, departures
from pipeline.crowd.ground.hanging import as_hung, as_surveyed, hung
from pipeline.crowd.ground.place import pixels_at, pixels_of, places_of
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.lens import Lens
from pipeline.domain.survey import Hanging, SurveyPoint
from pipeline.errors import InputError
from tests.shapes import camera

DRAWN = replace(
    camera(3, -1, height_m=4.0, pan_deg=80.0, tilt_deg=25.0, hfov_deg=80.0, picture=(1920, 1080)),
    tolerance=Tolerance(),
)
WIDE = replace(DRAWN, lens=Lens(108.0, "equidistant"))
FISHEYE = replace(DRAWN, tilt_deg=60.0, lens=Lens(180.0, "equidistant", 1080.0))
MARKS = np.array([(0, 6), (6, 6), (7, 14), (-1, 14), (3, 10), (5, 8), (0, 12), (1, 8)], float)


def clicked(built: Camera, noise_px: float = 0.0, seed: int = 0) -> list[SurveyPoint]:
    off = np.random.default_rng(seed).normal(0, 1, MARKS.shape) * noise_px
    pairs = zip((pixels_of(MARKS, built) + off).tolist(), MARKS.tolist(), strict=True)
    return [SurveyPoint(f"p{n}", *pixel, *place) for n, (pixel, place) in enumerate(pairs)]


def built(drawn: Camera, **off: float) -> Camera:
    """Return a camera that hangs otherwise than drawn by so much."""
    return replace(drawn, **{name: getattr(drawn, name) + by for name, by in off.items()})


OFF = {"x_m": 0.3, "y_m": -0.2, "height_m": 0.15, "pan_deg": 4, "tilt_deg": -3, "roll_deg": 1.5}


@pytest.mark.parametrize("drawn", [DRAWN, FISHEYE])
@pytest.mark.parametrize("count", [4, 8])
def test_points_without_error_give_the_pose_back(drawn: Camera, count: int) -> None:
    found = hung(clicked(built(drawn, **OFF))[:count], drawn)
    assert {name: getattr(found, name) for name in OFF} == pytest.approx(OFF, abs=1e-4)
    assert (found.outliers, round(found.error_px, 3)) == ((), 0.0)


def test_feet_are_put_where_they_stand_by_the_camera_as_it_hangs() -> None:
    real = built(DRAWN, **OFF)
    pixels = pixels_of(MARKS, real)
    assert places_of(pixels, as_hung(DRAWN, hung(clicked(real), DRAWN))) == pytest.approx(
        MARKS, abs=1e-4
    )
    # Control: by the plan they are metres off.
    assert np.abs(places_of(pixels, DRAWN) - MARKS).max() > 1.0


def test_a_camera_that_was_hung_facing_the_wrong_way_is_found() -> None:
    found = hung(clicked(DRAWN), replace(DRAWN, pan_deg=DRAWN.pan_deg + 150.0))
    assert found.pan_deg == pytest.approx(-150.0, abs=1e-4)


@pytest.mark.parametrize("seed", range(6))
def test_the_truth_lies_within_three_standard_errors(seed: int) -> None:
    """Clicks of two pixels of error, on eight marks."""
    found = hung(clicked(built(DRAWN, **OFF), 2.0, seed), DRAWN)
    for (name, truth), doubt in zip(OFF.items(), found.doubt, strict=True):
        assert abs(getattr(found, name) - truth) < 3.0 * doubt


def test_a_mark_that_was_mistaken_is_named_and_left_out() -> None:
    marks = clicked(built(DRAWN, **OFF), 1.0)
    marks[3] = replace(marks[3], x_m=marks[3].x_m + 1.0)
    found = hung(marks, DRAWN)
    assert found.outliers == ("p3",)
    assert found.pan_deg == pytest.approx(4.0, abs=3.0 * found.doubt[3])


def test_a_camera_within_tolerance_is_no_finding() -> None:
    found = hung(clicked(built(DRAWN, pan_deg=1.5, tilt_deg=-1.5, x_m=0.05)), DRAWN)
    assert as_built(found, DRAWN) == ()


def test_a_camera_beyond_tolerance_is_a_violation_in_both_languages() -> None:
    (finding,) = as_built(hung(clicked(built(DRAWN, pan_deg=4.0)), DRAWN), DRAWN)
    assert (finding.severity, finding.where) == ("violation", "cam")
    assert "pan +4.00 ± " in finding.message.en and "(2 allowed)" in finding.message.en
    assert "水平角偏差 +4.00" in finding.message.zh
    assert "tilt" not in finding.message.en


def test_what_the_points_cannot_tell_for_sure_is_a_notice() -> None:
    hanging = Hanging(0, 0, 0, 2.5, 0, 0, (0.1, 0.1, 0.1, 0.4, 0.4, 0.4), 2.0, error_m=0.1)
    (finding,) = as_built(hanging, DRAWN)
    assert finding.severity == "notice"
    # Control: of points that are twice as sure, 2.5° less twice 0.2° is beyond 2°.
    (sure,) = as_built(replace(hanging, doubt=(0.1, 0.1, 0.1, 0.2, 0.2, 0.2)), DRAWN)
    assert sure.severity == "violation"


def test_place_and_height_are_held_against_the_same_tolerance() -> None:
    hanging = Hanging(0.3, 0.4, -0.2, 0, 0, 0, (0.0,) * 6, 0.0)
    beyond = {each.name.en: each.off for each in departures(hanging, DRAWN) if each.is_beyond}
    assert beyond == {"place on the plan": pytest.approx(0.5), "height": -0.2}


def test_three_points_or_points_of_another_scene_are_refused() -> None:
    marks = clicked(DRAWN)
    with pytest.raises(InputError, match="a pose needs 4 points, got 3"):
        hung(marks[:3], DRAWN)
    mixed = [replace(p, x_m=q.x_m, y_m=q.y_m) for p, q in zip(marks, marks[::-1], strict=True)]
    for few in (mixed, mixed[:5]):
        with pytest.raises(InputError, match="no pose shows the surveyed points where they were"):
            hung(few, DRAWN)


def test_the_error_of_six_points_is_known_and_of_five_is_not() -> None:
    marks = clicked(built(DRAWN, **OFF), 1.0)
    assert hung(marks[:5], DRAWN).error_m is None
    error_m = hung(marks[:6], DRAWN).error_m
    # A pixel is 1 to 3 cm on ground 7 to 15 m away.
    assert error_m is not None and 0.005 < error_m < 0.2


def test_what_nobody_knows_to_be_true_is_no_violation() -> None:
    four = hung(clicked(built(DRAWN, pan_deg=8.0))[:4], DRAWN)
    (finding,) = as_built(four, DRAWN)
    assert finding.severity == "notice"
    assert "pan +8.00 ° off" in finding.message.en


@pytest.mark.parametrize("drawn", [DRAWN, WIDE])
def test_six_points_of_a_pixels_noise_tell_the_pose(drawn: Camera) -> None:
    """Within 0.5° and 0.3 m, through a straight and an f·θ lens."""
    for seed in range(5):
        found = hung(clicked(built(drawn, **OFF), 1.0, seed)[:6], drawn)
        assert abs(found.pan_deg - OFF["pan_deg"]) < 0.5
        assert abs(found.tilt_deg - OFF["tilt_deg"]) < 0.5
        assert np.hypot(found.x_m - OFF["x_m"], found.y_m - OFF["y_m"]) < 0.3


@pytest.mark.parametrize("wrong", range(7))
def test_each_of_seven_points_that_was_mistaken_is_named(wrong: int) -> None:
    marks = clicked(built(DRAWN, **OFF), 1.0)[:7]
    marks[wrong] = replace(marks[wrong], x_px=marks[wrong].x_px + 60.0)
    assert hung(marks, DRAWN).outliers == (f"p{wrong}",)


def test_points_above_the_ground_tell_the_pose_as_well() -> None:
    real = built(DRAWN, **OFF)
    at = np.column_stack((MARKS, np.array([0.0, 1.2, 0.0, 2.5, 5.0, 0.0, 1.0, 0.0])))
    pixels = pixels_at(at, real).tolist()
    marks = [
        SurveyPoint(f"p{n}", *pixel, *place)
        for n, (pixel, place) in enumerate(zip(pixels, at.tolist(), strict=True))
    ]
    found = hung(marks, DRAWN)
    assert {name: getattr(found, name) for name in OFF} == pytest.approx(OFF, abs=1e-4)
    # Control: taken to lie on the ground, they contradict each other.
    flat = hung([replace(mark, height_m=0.0) for mark in marks], DRAWN)
    assert flat.outliers != () or flat.error_px > 10.0


def test_points_on_one_line_are_refused() -> None:
    row = np.column_stack((np.linspace(0, 6, 6), np.full(6, 10.0)))
    marks = [
        SurveyPoint(f"p{n}", *p, *m)
        for n, (p, m) in enumerate(zip(pixels_of(row, DRAWN), row, strict=True))
    ]
    with pytest.raises(InputError, match="lie on one line on the plan"):
        hung(marks, DRAWN)


def test_two_points_of_one_name_are_refused() -> None:
    marks = clicked(DRAWN)
    with pytest.raises(InputError, match="two surveyed points are called p0"):
        hung([*marks, replace(marks[1], id="p0")], DRAWN)


def test_a_camera_beyond_the_vertical_is_told_by_the_nearer_of_two_ways() -> None:
    """Drawn looking nearly straight down, hung 8° further: the tilt says so, not a half turn."""
    down = replace(FISHEYE, tilt_deg=85.0)
    around = np.array([(0, -1), (6, -1), (3, 2), (3, -4), (5, 1), (1, -3), (0, 1), (6, -3)], float)
    real = built(down, tilt_deg=8.0)
    pairs = zip(pixels_of(around, real).tolist(), around.tolist(), strict=True)
    found = hung([SurveyPoint(f"p{n}", *pixel, *m) for n, (pixel, m) in enumerate(pairs)], down)
    assert (found.pan_deg, found.tilt_deg) == pytest.approx((0.0, 8.0), abs=1e-3)


def test_what_was_surveyed_well_hangs_more_surely_than_drawn() -> None:
    real = as_surveyed(DRAWN, hung(clicked(built(DRAWN, **OFF)), DRAWN))
    assert real.tolerance.pan_deg < DRAWN.tolerance.pan_deg
    assert real.pan_deg == pytest.approx(DRAWN.pan_deg + 4, abs=1e-4)
    # Control: of four points nobody knows that.
    assert as_surveyed(DRAWN, hung(clicked(DRAWN)[:4], DRAWN)).tolerance == DRAWN.tolerance
