"""A camera's pose is found by points on the ground; a finding says when it is not as drawn."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.crowd.ground.as_built import as_built, departures
from pipeline.crowd.ground.hanging import as_hung, hung
from pipeline.crowd.ground.place import pixels_of, places_of
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.lens import Lens
from pipeline.domain.survey import Hanging, SurveyPoint
from pipeline.errors import InputError
from tests.shapes import camera

DRAWN = replace(
    camera(3, -1, height_m=4.0, pan_deg=80.0, tilt_deg=25.0, hfov_deg=80.0, picture=(1920, 1080)),
    tolerance=Tolerance(),
)
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
