"""Edits in the text of a site file: what they change, and that all else stays as it was."""

from pathlib import Path

import pytest

from pipeline.config.site_file import load_site
from pipeline.config.splice import edited
from pipeline.domain.step import Edit

SITE = """\
# A hall, as we found it
format: 1
id: hall
name: Hall
floors:
  - id: ground            # the only one
    name: Ground
    outline: [[0, 0], [12, 0], [12, 8], [0, 8]]
    cameras:
      - id: cam-1         # by the door
        position: [0.2, 0.2]
        height_m: 3
        pan_deg: 35       # to be checked
        tilt_deg: 25
        hfov_deg: 84
        picture: [1920, 1080]
      - {id: cam-2, position: [11, 7], height_m: 3, pan_deg: 200, tilt_deg: 25,
         hfov_deg: 84, picture: [1920, 1080]}   # spare
    # nothing below
"""
NEW = {
    "id": "cam-new-1",
    "position": [6.0, 0.2],
    "height_m": 3.0,
    "pan_deg": 90.0,
    "tilt_deg": 30.0,
    "hfov_deg": 84.0,
    "picture": [1920, 1080],
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE, "utf-8")
    return path


def test_a_value_is_replaced_and_its_comment_stays(site: Path) -> None:
    done = edited(site, [Edit("cam-1", "pan_deg", 90.0), Edit("cam-2", "tilt_deg", 40.5)])
    assert done.has_comments
    assert "pan_deg: 90       # to be checked" in done.text
    changed = SITE.replace("pan_deg: 35", "pan_deg: 90")
    assert done.text == changed.replace(
        "pan_deg: 200, tilt_deg: 25", "pan_deg: 200, tilt_deg: 40.5"
    )


def test_entries_are_added_behind_the_last_one_in_their_order(site: Path) -> None:
    more = [Edit("ground", "cameras", {**NEW, "id": f"cam-new-{n}"}, adds=True) for n in (1, 2)]
    done = edited(site, more)
    assert done.has_comments
    before, after = done.text.split("# spare\n")
    assert before.count("cam-new") == 0
    assert after.index("cam-new-1") < after.index("cam-new-2") < after.index("# nothing below")
    site.write_text(done.text, "utf-8")
    assert [c.id for c in load_site(site).cameras()] == ["cam-1", "cam-2", "cam-new-1", "cam-new-2"]


def test_a_field_that_is_not_there_is_put_in(site: Path) -> None:
    done = edited(site, [Edit("cam-1", "fps", 25.0), Edit("cam-2", "fps", 15.0)])
    assert done.has_comments
    site.write_text(done.text, "utf-8")
    assert [camera.fps for camera in load_site(site).cameras()] == [25.0, 15.0]


def test_a_floor_without_cameras_gets_a_list_of_them(site: Path) -> None:
    bare = SITE[: SITE.index("    cameras:")]
    site.write_text(bare, "utf-8")
    done = edited(site, [Edit("ground", "cameras", NEW, adds=True)])
    assert done.has_comments
    site.write_text(done.text, "utf-8")
    assert [camera.id for camera in load_site(site).cameras()] == ["cam-new-1"]
    assert "# the only one" in done.text


def test_where_there_is_no_place_for_it_all_is_written_anew_and_said(site: Path) -> None:
    site.write_text(SITE.replace("[0.2, 0.2]", "\n          - 0.2\n          - 0.2"), "utf-8")
    done = edited(site, [Edit("cam-1", "position", [1.0, 1.0])])
    assert not done.has_comments
    site.write_text(done.text, "utf-8")
    first = load_site(site).cameras()[0]
    assert (first.x_m, first.y_m, first.pan_deg) == (1.0, 1.0, 35.0)
