"""A camera is hung anew in a site file, and nothing else of it changes."""

import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config.site_edit import rehung
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera
from pipeline.errors import UnknownNameError

DEMO = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"


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
    path.write_text(rehung(DEMO, hung), encoding="utf-8")
    (tmp_path / "cameras.csv").write_bytes((DEMO.parent / "cameras.csv").read_bytes())
    after = {camera.id: camera for camera in load_site(path).cameras()}
    pose = [(c.x_m, c.y_m, c.height_m, c.pan_deg, c.tilt_deg, c.roll_deg) for c in (hung,)]
    assert [getattr(after[camera_id], name) for name in POSE] == pytest.approx(pose[0], abs=0.006)
    others = {c.id: c for c in load_site(DEMO).cameras() if c.id != camera_id}
    assert {k: v for k, v in after.items() if k != camera_id} == others


POSE = ("x_m", "y_m", "height_m", "pan_deg", "tilt_deg", "roll_deg")


def test_comments_stay_and_a_new_field_stands_below_the_tilt() -> None:
    text = rehung(DEMO, replace(drawn("cam-gate"), pan_deg=91.25, roll_deg=0.5))
    old, new = DEMO.read_text("utf-8").splitlines(), text.splitlines()
    changed = [line for line in difflib.ndiff(old, new) if line[0] in "+-"]
    assert changed == [
        "-         pan_deg: 90",
        "+         pan_deg: 91.25",
        "+         roll_deg: 0.5",
    ]


def test_a_camera_that_the_file_lacks_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no camera is called cam-9"):
        rehung(DEMO, replace(drawn("cam-gate"), id="cam-9"))
