"""What a profile asks of a floor."""

from dataclasses import replace

import pytest
from shapely import box

from pipeline.coverage.requirement import grounds_of, requirements, standable_space
from pipeline.coverage.scene import scene_of
from tests.shapes import SQUARE_ROOM, clause, floor, profile, toilet, wall, zone

PLAN = floor(
    SQUARE_ROOM,
    occluders=(wall(box(0, 0, 10, 1), "south"), wall(box(0, 0, 1, 10), "west")),
    zones=(zone(box(0, 0, 5, 10), "a"), zone(box(5, 0, 10, 10), "b", "yard")),
    prohibited=(toilet(box(4, 4, 6, 6)),),
)


def test_people_stand_where_no_wall_stands() -> None:
    assert standable_space(PLAN).equals(box(1, 1, 10, 10))


def test_each_zone_comes_under_every_clause_on_its_kind() -> None:
    asked = profile(
        clause("all", kinds=("corridor", "yard")),
        clause("faces", kinds=("yard",)),
        clause("none", kinds=("gate",)),
    )
    found = requirements(PLAN, asked, grounds_of(PLAN, scene_of(PLAN)))
    assert [(r.zone_id, r.clause.id) for r in found] == [
        ("a", "all"),
        ("b", "all"),
        ("b", "faces"),
    ]
    assert [r.region.area for r in found] == [4 * 9 - 2, 5 * 9 - 2, 5 * 9 - 2]


def test_a_zone_is_narrow_when_no_person_fits_into_it() -> None:
    strips = (zone(box(2, 2, 9, 2.4), "thin"), zone(box(2, 2, 9, 2.5), "wide"))
    plan = floor(SQUARE_ROOM, zones=(*strips, zone(box(20, 20, 21, 21), "outside")))
    found = requirements(plan, profile(), grounds_of(plan, scene_of(plan)))
    assert [r.narrow for r in found] == [True, False, False]


@pytest.mark.parametrize(
    ("bottom_m", "top_m", "ground_m", "stood_m2"),
    [
        (-20.0, -1.0, 0.0, 100.0),
        (0.0, 0.02, 0.0, 100.0),
        (0.0, 1.0, 0.0, 50.0),
        (0.0, 1.0, 4.0, 100.0),
        (3.0, 9.0, 0.0, 100.0),
        (3.0, 9.0, 2.0, 50.0),
    ],
    ids=["footing", "mat", "table", "table below a gallery", "beam", "beam over a gallery"],
)
def test_what_ends_below_the_ground_or_hangs_above_heads_takes_no_room(
    bottom_m: float, top_m: float, ground_m: float, stood_m2: float
) -> None:
    half = wall(box(0, 0, 5, 10), "thing", bottom_m=bottom_m, top_m=top_m)
    plan = floor(
        SQUARE_ROOM, occluders=(half,), zones=(replace(zone(SQUARE_ROOM), ground_m=ground_m),)
    )
    (asked,) = requirements(plan, profile(), grounds_of(plan, scene_of(plan)))
    assert asked.region.area == pytest.approx(stood_m2)
