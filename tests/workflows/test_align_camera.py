"""A camera of the demo school is held against the plan, and a review is told where it hangs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.config.profile_file import load_profile
from pipeline.config.site_file import load_site
from pipeline.coverage.cover_floor import cover_floor
from pipeline.crowd.ground.place import pixels_of
from pipeline.domain.camera import Camera
from pipeline.domain.site import Site
from pipeline.errors import UsageError
from pipeline.workflows.align_camera import Surveyed, align_camera, site_as_surveyed
from tests.surveys import GATE_MARKS, PLAZA_MARKS, points_file

DEMO = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(DEMO)


def drawn(site: Site, camera_id: str) -> Camera:
    return next(camera for camera in site.cameras() if camera.id == camera_id)


def test_a_camera_that_was_turned_away_is_a_violation_and_sees_something_else(
    site: Site, tmp_path: Path
) -> None:
    plaza = drawn(site, "cam-plaza")
    built = replace(plaza, pan_deg=plaza.pan_deg - 6.0, tilt_deg=plaza.tilt_deg + 4.0)
    path = points_file(tmp_path, built, PLAZA_MARKS)
    alignment, floor = align_camera(site, Surveyed("cam-plaza", path))
    off = {each.key: each.off for each in alignment.departures}
    assert (off["pan"], off["tilt"]) == pytest.approx((-6.0, 4.0), abs=0.01)
    assert [finding.severity for finding in alignment.findings] == ["violation"]
    assert floor.id == site.floors[0].id
    views = alignment.views
    assert views is not None
    # What the floor has covered as drawn is what an audit says.
    covered = cover_floor(floor, load_profile("full-coverage"), diagnosed=False).covered
    assert views.floor_m2[0] == pytest.approx(covered.area, abs=0.01)
    assert abs(views.hung.area - views.drawn.area) > 10.0


def test_a_camera_that_hangs_as_drawn_is_no_finding(site: Site, tmp_path: Path) -> None:
    path = points_file(tmp_path, drawn(site, "cam-gate"), GATE_MARKS)
    alignment, _ = align_camera(site, Surveyed("cam-gate", path))
    assert alignment.findings == ()
    assert alignment.views is not None
    assert alignment.views.hung.symmetric_difference(alignment.views.drawn).area < 0.5
    for each in alignment.marks:
        assert each.as_hung == pytest.approx((each.point.x_m, each.point.y_m), abs=0.02)


def test_people_are_put_where_they_stand_by_the_camera_as_it_was_surveyed(
    site: Site, tmp_path: Path
) -> None:
    gate = drawn(site, "cam-gate")
    built = replace(gate, pan_deg=gate.pan_deg + 5.0)
    path = points_file(tmp_path, built, GATE_MARKS)
    surveyed, hanging = site_as_surveyed(site, Surveyed("cam-gate", path))
    now = drawn(surveyed, "cam-gate")
    assert pixels_of(np.array(GATE_MARKS), now) == pytest.approx(
        pixels_of(np.array(GATE_MARKS), built), abs=0.1
    )
    assert hanging.error_m is not None
    others = [camera for camera in site.cameras() if camera.id != "cam-gate"]
    assert [camera for camera in surveyed.cameras() if camera.id != "cam-gate"] == others


def test_a_camera_of_several_lenses_and_one_that_is_not_there_are_refused(
    site: Site, tmp_path: Path
) -> None:
    path = points_file(tmp_path, drawn(site, "cam-gate"), GATE_MARKS)
    with pytest.raises(UsageError, match="cam-court has 2 lenses"):
        align_camera(site, Surveyed("cam-court", path))
    with pytest.raises(UsageError, match="has no camera cam-9; it has cam-gate"):
        align_camera(site, Surveyed("cam-9", path))
