"""A camera tried anywhere covers what an audit of the whole plan says."""

from dataclasses import replace

import pytest
from shapely import box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.rest import covered_m2, rest_of
from pipeline.domain.camera import Tolerance
from pipeline.errors import GeometryError
from tests.shapes import SQUARE_ROOM, camera, clause, floor, profile, wall, zone

PLAN = floor(
    SQUARE_ROOM,
    camera(0.5, 5, id="west", height_m=1.0),
    camera(9.5, 5, id="east", height_m=1.0, pan_deg=180, tolerance=Tolerance()),
    occluders=(wall(box(4, 4, 5, 6)),),
    zones=(zone(box(0, 0, 7, 10), "a"), zone(box(3, 0, 10, 10), "b", "gate")),
)
ASKED = profile(
    clause("see", kinds=("corridor", "gate"), plane_m=1.0),
    clause("twice", kinds=("gate",), plane_m=1.0, density_px_per_m=60.0, min_cameras=2),
)


@pytest.mark.parametrize(("x_m", "y_m", "pan_deg"), [(9.5, 5, 180), (9, 1, 120), (5, 9.5, 270)])
def test_a_moved_camera_covers_what_the_audit_of_the_moved_plan_says(
    x_m: float, y_m: float, pan_deg: float
) -> None:
    moved = replace(PLAN.cameras[1], x_m=x_m, y_m=y_m, pan_deg=pan_deg)
    audited = cover_floor(replace(PLAN, cameras=(PLAN.cameras[0], moved)), ASKED)
    rest = rest_of(PLAN, ASKED, "east")
    assert covered_m2(rest, moved) == pytest.approx(audited.covered.area, abs=1e-6)
    assert rest.required.area == pytest.approx(audited.required.area)


def test_a_floor_of_one_camera_has_nothing_else() -> None:
    alone = replace(PLAN, cameras=(PLAN.cameras[0],))
    audited = cover_floor(alone, profile(clause(kinds=("corridor", "gate"), plane_m=1.0)))
    rest = rest_of(alone, profile(clause(kinds=("corridor", "gate"), plane_m=1.0)), "west")
    assert covered_m2(rest, PLAN.cameras[0]) == pytest.approx(audited.covered.area, abs=1e-6)


def test_a_clause_that_cannot_be_is_refused_here_too() -> None:
    with pytest.raises(GeometryError, match="clause seen: density_px_per_m"):
        rest_of(PLAN, profile(clause(density_px_per_m=-5.0)), "east")
