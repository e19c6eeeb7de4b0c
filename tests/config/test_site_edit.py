"""Edits in the text of a site file: what they change, and that all else stays as it was."""

import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config.site_edit import edited, pose_edits
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera
from pipeline.domain.step import Edit
from pipeline.errors import UnknownNameError

DEMO = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"
POSE = ("x_m", "y_m", "height_m", "pan_deg", "tilt_deg", "roll_deg")

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


def rehung(camera: Camera) -> str:
    done = edited(DEMO, pose_edits(camera))
    assert done.has_comments
    return done.text


def drawn(camera_id: str) -> Camera:
    return next(camera for camera in load_site(DEMO).cameras() if camera.id == camera_id)


@pytest.mark.parametrize("camera_id", ["cam-gate", "cam-street-west", "cam-dormitory", "cam-court"])
def test_only_the_pose_of_one_camera_changes(camera_id: str, tmp_path: Path) -> None:
    """A mapping on many lines, one in braces, one that has a roll already, and a panoramic one."""
    before = drawn(camera_id)
    hung = replace(
        before,
        x_m=before.x_m + 0.1234,
        y_m=before.y_m - 0.05,
        height_m=before.height_m + 0.2,
        pan_deg=before.pan_deg - 3.456,
        tilt_deg=before.tilt_deg + 1.5,
        roll_deg=-0.75,
    )
    path = tmp_path / "site.yaml"
    path.write_text(rehung(hung), encoding="utf-8")
    (tmp_path / "cameras.csv").write_bytes((DEMO.parent / "cameras.csv").read_bytes())
    after = {camera.id: camera for camera in load_site(path).cameras()}
    pose = [(c.x_m, c.y_m, c.height_m, c.pan_deg, c.tilt_deg, c.roll_deg) for c in (hung,)]
    assert [getattr(after[camera_id], name) for name in POSE] == pytest.approx(pose[0], abs=0.006)
    others = {c.id: c for c in load_site(DEMO).cameras() if c.id != camera_id}
    assert {k: v for k, v in after.items() if k != camera_id} == others


def test_a_camera_is_hung_anew_and_all_comments_stay() -> None:
    text = rehung(replace(drawn("cam-gate"), pan_deg=91.25, roll_deg=0.5))
    old, new = DEMO.read_text("utf-8").splitlines(), text.splitlines()
    changed = [line for line in difflib.ndiff(old, new) if line[0] in "+-"]
    assert changed == [
        "+         roll_deg: 0.5",
        "-         pan_deg: 90",
        "+         pan_deg: 91.25",
    ]


def test_what_the_file_lacks_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="nothing is called cam-9"):
        rehung(replace(drawn("cam-gate"), id="cam-9"))
