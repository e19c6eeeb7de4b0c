"""The plan gives a camera's gate its ground; people of the demo clip stand where they should."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.config.site_file import load_site
from pipeline.crowd.ground.place import places_of, to_camera_px
from pipeline.domain.camera import Camera, Head, Sweep, Tolerance
from pipeline.domain.lens import Lens
from pipeline.domain.site import Site
from pipeline.imaging.gate_scene import VANTAGE, GateScene, walled_off
from pipeline.workflows.watched_grounds import watched_grounds

LOOSE = Tolerance(6.0, 6.0, 1.0, 0.1)

SITE = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(SITE)


def with_camera(site: Site, camera_id: str, **changes: object) -> Site:
    def changed(camera: Camera) -> Camera:
        return replace(camera, **changes) if camera.id == camera_id else camera  # type: ignore[arg-type]

    floors = tuple(
        replace(floor, cameras=tuple(map(changed, floor.cameras))) for floor in site.floors
    )
    return replace(site, floors=floors)


def test_a_gate_has_the_ground_that_its_camera_surely_sees(site: Site) -> None:
    (ground,) = watched_grounds(site, "cam-gate")
    (zone,) = (zone for zone in site.floors[0].zones if zone.id == "gate")
    assert ground.known.zone_id == "gate"
    # All of the zone: it was drawn for this camera, which was surveyed.
    assert ground.known.visible_m2 == pytest.approx(zone.area.area)
    assert 0.5 < ground.known.curve.max_measurable_p_m2 < 1.5


def test_a_camera_that_hangs_very_loosely_surely_sees_less(site: Site) -> None:
    (loose,) = watched_grounds(with_camera(site, "cam-gate", tolerance=LOOSE), "cam-gate")
    assert 40.0 < loose.known.visible_m2 < 61.0


def test_feet_of_the_demo_clip_stand_where_its_story_put_them(site: Site) -> None:
    """The clip knows nothing of the plan, but its camera hangs as the plan draws it."""
    (ground,) = watched_grounds(site, "cam-gate")
    scene, size = GateScene(), (VANTAGE.width_px, VANTAGE.height_px)
    for t_s in (30.0, 55.0, 70.0):
        there = [p.stroll.place_m(t_s) for p in scene.people if p.stroll.present(t_s)]
        story = [place for place in there if not walled_off(*place)]
        camera = ground.camera
        feet = places_of(to_camera_px(scene.truth(t_s), size, camera), camera)
        on_plan = np.array(story) + np.array([camera.x_m, camera.y_m])
        assert len(feet) > 8
        assert np.hypot(*np.moveaxis(feet[:, None] - on_plan, -1, 0)).min(axis=1).max() < 1e-6


def test_a_camera_that_watches_no_gate_has_no_ground(site: Site) -> None:
    assert watched_grounds(site, "cam-hall") == ()


def test_stairs_are_no_plane(site: Site) -> None:
    (floor, *others) = site.floors
    zones = tuple(replace(z, kind="stairs") if z.id == "gate" else z for z in floor.zones)
    steep = replace(site, floors=(replace(floor, zones=zones), *others))
    assert watched_grounds(steep, "cam-gate") == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"heads": (Head(0, 0, Lens(60)), Head(60, 0, Lens(60)))},
        {"sweep": Sweep((0, 180), (0, 80), (6, 80))},
        {"tilt_deg": -40.0},
    ],
)
def test_a_camera_of_which_nobody_knows_where_it_looked_has_no_ground(
    site: Site, changes: dict[str, object]
) -> None:
    assert watched_grounds(with_camera(site, "cam-gate", **changes), "cam-gate") == ()
