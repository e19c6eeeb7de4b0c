"""Which cameras a clause speaks about, by what they see for sure."""

from shapely import box

from pipeline.audit.rules.held import Held
from pipeline.coverage.cover_floor import cover_floor
from tests.shapes import SQUARE_ROOM, camera, clause, floor, profile, site, zone


def test_cameras_are_those_that_see_a_zone_of_the_kind() -> None:
    """One looks east from the middle of the room, one west; the yard is the east half."""
    east = camera(5, 5, id="east", height_m=1.0)
    west = camera(5, 5, id="west", height_m=1.0, pan_deg=180.0)
    zones = (zone(box(6, 0, 10, 10), "yard", kind="yard"), zone(box(0, 0, 4, 10), "hall"))
    plan = floor(SQUARE_ROOM, east, west, zones=zones)
    asked = profile(clause(plane_m=1.0, kinds=("yard", "corridor")))
    held = Held(site(plan), (cover_floor(plan, asked),))
    assert [cam.id for cam in held.cameras(("yard",))] == ["east"]
    assert [cam.id for cam in held.cameras(("corridor",))] == ["west"]
    assert [cam.id for cam in held.cameras(())] == ["east", "west"]
