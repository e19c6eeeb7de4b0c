"""Surveyed points are read from YAML and CSV alike, and refused with the line of what is wrong."""

from pathlib import Path

import pytest

from pipeline.config.survey_file import load_survey
from pipeline.domain.survey import SurveyPoint
from pipeline.errors import SiteFileError
from tests.shapes import camera

EYE = camera(0, 0, picture=(2000, 1000))
A = SurveyPoint("a", 500.0, 250.0, 1.5, 2.0)
B = SurveyPoint("b", 1000.0, 750.0, 3.0, 4.0, 1.2)

YAML = """\
format: 1
points:
  - {id: a, px: [500, 250], plan: [1.5, 2]}
  - {id: b, share: [0.5, 0.75], plan: [3, 4], height_m: 1.2}
"""
PIXELS = "id,x_px,y_px,x_m,y_m,height_m,note\na,500,250,1.5,2,,kerb\n\nb,1000,750,3,4,1.2,post\n"
SHARES = "x,y,x_m,y_m\n0.25,0.25,1.5,2\n"


def written(folder: Path, text: str, name: str = "points.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_yaml_and_csv_say_the_same(tmp_path: Path) -> None:
    assert load_survey(written(tmp_path, YAML), EYE) == (A, B)
    assert load_survey(written(tmp_path, PIXELS, "points.csv"), EYE) == (A, B)


def test_a_point_without_a_name_has_a_number(tmp_path: Path) -> None:
    (point,) = load_survey(written(tmp_path, SHARES, "points.csv"), EYE)
    assert (point.id, point.x_px, point.y_px) == ("p1", 500.0, 250.0)


def test_pixels_of_a_smaller_picture_are_those_of_the_cameras(tmp_path: Path) -> None:
    half = YAML.replace("px: [500, 250]", "px: [250, 125]")
    assert load_survey(written(tmp_path, half), EYE, (1000, 500)) == (A, B)
    stated = half.replace("points:", "picture: [1000, 500]\npoints:")
    assert load_survey(written(tmp_path, stated), EYE, (9999, 9999)) == (A, B)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("px: [500, 250]", "px: [2500, 250]", ":3: points.0.px: must lie in the picture of 2000"),
        ("share: [0.5, 0.75]", "share: [0.5, 75]", ":4: points.1.share.1: must lie between 0 and"),
        ("plan: [3, 4]", "plan: [3]", ":4: points.1.plan: "),
        ("px: [500, 250], ", "", ":3: points.0: give exactly one of px"),
        ("id: b", "id: a", ":4: points.1.id: the point 'a' is on line 3 already"),
        ("plan: [1.5, 2]", "plan: [1.5, yes]", ":3: points.0.plan.1: "),
        ("height_m", "heigth_m", ":4: points.1.heigth_m: unknown field; did you mean 'height_m'?"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SiteFileError) as refused:
        load_survey(written(tmp_path, YAML.replace(old, new)), EYE)
    assert f"points.yaml{told}" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PIXELS.replace("500", "5000"), ":2: points.0.px: must lie in the picture"),
        (PIXELS.replace("3,4,1.2", "3,four,1.2"), ":4: points.1.plan.1: must be a number"),
        (PIXELS.replace("x_m", "east"), "the first line must name x_px,y_px (pixels) or x,y"),
        ("", "the first line must name"),
        ("x_px,y_px,x_m,y_m\n", "points: "),
    ],
)
def test_tables_are_refused_with_the_line_too(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SiteFileError) as refused:
        load_survey(written(tmp_path, text, "points.csv"), EYE)
    assert told in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ("none.csv", "none.yaml"):
        with pytest.raises(SiteFileError, match="no such file"):
            load_survey(tmp_path / name, EYE)
