"""The demo school's gate camera and the demo clip show the same gate."""

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.site_file import load_site
from pipeline.domain.site import Site
from pipeline.imaging.gate_scene import VANTAGE, ZONE
from pipeline.workflows.run_demo import CLIP_FPS, GATE_CAMERA, demo_frames


@pytest.fixture(scope="module")
def school() -> Site:
    """Return the demo school."""
    return load_site(embedded("floorplans/demo-school/site.yaml"))


def test_the_watched_zone_is_the_ground_where_people_gather(school: Site) -> None:
    (zone,) = school.watched_zones(GATE_CAMERA)
    assert [point for corner in zone.ring for point in corner] == pytest.approx(
        [point for corner in ZONE for point in corner], abs=5e-4
    )


def test_the_camera_on_the_plan_hangs_where_the_clip_is_seen_from(school: Site) -> None:
    camera = next(camera for camera in school.cameras() if camera.id == GATE_CAMERA)
    assert camera.height_m == VANTAGE.height_m
    assert camera.tilt_deg == VANTAGE.tilt_deg
    assert camera.lens.hfov_deg == VANTAGE.hfov_deg
    assert camera.width_px / camera.height_px == VANTAGE.width_px / VANTAGE.height_px


def test_the_clip_is_often_enough_counted_for_tiers() -> None:
    assert CLIP_FPS >= 1.0
    assert next(demo_frames()).shape == (360, 640, 3)
