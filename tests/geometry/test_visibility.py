"""What is seen from a point, against hands, against an independent sweep, and in hard places."""

import math
import random
from pathlib import Path

import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from pipeline.errors import GeometryError
from pipeline.geometry.mesh import triangulated
from pipeline.geometry.region import Region
from pipeline.geometry.visibility import (
    _repaired,
    triangle_at,
    visibility_polygon,
)
from tests.geometry.broken_mesh import mesh_in_circles
from tests.geometry.polygon_map import polygon_map
from tests.geometry.sweep import swept
from tests.shapes import CORRIDOR, L_ROOM, PILLAR, SQUARE_ROOM, U_COURTYARD


def seen_from(free: Region, x_m: float, y_m: float) -> Polygon:
    seen = visibility_polygon(triangulated(free), x_m, y_m)
    assert seen.is_valid
    return seen


def relative_difference(one: Region, other: Region) -> float:
    return float(one.symmetric_difference(other).area / other.area)


def points_inside(free: Region, count: int, seed: int) -> list[tuple[float, float]]:
    """Return random places at least a centimetre from every wall."""
    chance, (west, south, east, north) = random.Random(seed), free.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if free.contains(point) and free.boundary.distance(point) > 0.01:
            found.append((point.x, point.y))
    return found


@pytest.mark.parametrize("place", [(5, 5), (0.01, 0.01), (9, 0.5), (2.5, 2.5)])
def test_a_convex_room_is_seen_wholly_from_everywhere(place: tuple[float, float]) -> None:
    assert seen_from(SQUARE_ROOM, *place).area == pytest.approx(100.0)


def test_the_reflex_corner_of_an_l_hides_a_triangle() -> None:
    """From (1, 6) the ray by the corner (6, 4) falls 2 in 5 and meets y = 0 at x = 16.

    Of the arm beyond, x from 6 to 16 and y from 0 to 4, it leaves the lower triangle: 20 m².
    """
    assert seen_from(L_ROOM, 1, 6).area == pytest.approx(60.0 + 20.0)


def test_pillar_hides_its_shadow() -> None:
    """From (1, 2) the pillar's front corners (4, 1.5) and (4, 2.5) are seen with slopes ± 1/6.

    At x = 10 the shadow is 2 · 9/6 = 3 m wide, at x = 4 it is 1 m: 6 · (1 + 3)/2 = 12 m².
    """
    seen = seen_from(CORRIDOR.difference(PILLAR), 1, 2)
    assert seen.area == pytest.approx(40.0 - 12.0)
    assert not seen.intersects(Point(7, 2))


def test_a_courtyard_is_seen_round_one_corner_only() -> None:
    """From (2, 8), in one arm of the U, the corner (4, 3) is seen with slope -5/2.

    The ray meets y = 0 at x = 5.2, so of the base east of x = 4 a triangle 1.2 · 3 / 2 remains.
    """
    assert seen_from(U_COURTYARD, 2, 8).area == pytest.approx(4 * 9 + 1.8)


def test_a_wall_seen_edge_on_hides_nothing_beside_it() -> None:
    """The wall's lower face lies on y = 2, at the height of the eye at (1, 2).

    Below it all 10 · 2 m² are seen, before it 4 · 2 m². Above it the ray by its corner (4, 2.5)
    rises 1 in 6, to y = 3.5 at x = 10: of 6 · 1.5 m² the triangle 6 · 1 / 2 is hidden.
    """
    seen = seen_from(CORRIDOR.difference(box(4, 2, 10, 2.5)), 1, 2)
    assert seen.area == pytest.approx(20 + 8 + 9 - 3)


def test_a_slit_between_two_rooms_is_seen_through() -> None:
    """From (1, 2), through a slit 0.2 m wide 3 to 4 m away, to the wall 9 m away."""
    free = CORRIDOR.difference(MultiPolygon([box(4, 0, 5, 1.9), box(4, 2.1, 5, 4)]))
    beyond = seen_from(free, 1, 2).intersection(box(5, 0, 10, 4))
    assert beyond.area == pytest.approx(5 * (0.2 + 0.2 * 9 / 4) / 2)


def test_no_view_passes_where_two_walls_touch_in_a_corner() -> None:
    free = SQUARE_ROOM.difference(MultiPolygon([box(0, 4, 5, 5), box(5, 5, 10, 6)]))
    assert seen_from(free, 2, 2).bounds[3] <= 5.0


def test_a_point_outside_or_nowhere_is_refused() -> None:
    mesh = triangulated(SQUARE_ROOM.difference(box(4, 4, 6, 6)))
    for x_m, y_m in ((5, 5), (-1, 5), (500, 5)):
        with pytest.raises(GeometryError, match="outside the free space"):
            visibility_polygon(mesh, x_m, y_m)
    with pytest.raises(GeometryError, match="finite"):
        visibility_polygon(mesh, math.nan, 5)


def test_every_point_on_a_mesh_edge_is_in_a_triangle() -> None:
    """Points on the diagonal of a turned square, which rounding puts on either side of it."""
    mesh = triangulated(rotate(SQUARE_ROOM, 33.3, origin=(0, 0)))
    inner = int((mesh.twins >= 0).argmax())
    a, b = mesh.vertices[[mesh.portals.tail[inner], mesh.portals.head[inner]]]
    for share in (n / 97 for n in range(1, 97)):
        place = a + share * (b - a)
        assert triangle_at(mesh, *place) >= 0
        assert visibility_polygon(mesh, *place).area == pytest.approx(100.0)


def test_triangles_as_thin_as_rounding_do_not_lead_in_circles() -> None:
    """Two sides of this turned block lie in line with corners of the hall, to 1e-16 m."""
    hall = Polygon(
        [
            (0, 0),
            (-5.531400583842876, 10.64911299503685),
            (12.217121074551875, 19.86811396810831),
            (17.74852165839475, 9.21900097307146),
        ]
    )
    block = Polygon(
        [
            (-2.1864168659228564, 8.331235382603754),
            (-3.8725264234703576, 7.455430290161966),
            (-1.8443462093946363, 3.550755525315121),
            (-0.1582366518471352, 4.426560617756909),
        ]
    )
    free, place = hall.difference(block), (1.210480074023677, 8.516732823706027)
    assert relative_difference(seen_from(free, *place), swept(free, *place)) < 1e-9


def test_a_mesh_that_leads_in_circles_is_an_error_and_no_endless_look() -> None:
    mesh = mesh_in_circles()
    with pytest.raises(GeometryError, match="goes in circles"):
        visibility_polygon(mesh, 9.0, 8.0)


@pytest.mark.parametrize("away_m", [1e3, 1e5, 9e5])
def test_far_from_the_origin_the_same_is_seen(away_m: float) -> None:
    free = translate(CORRIDOR.difference(PILLAR), away_m, -away_m)
    assert seen_from(free, away_m + 1, 2 - away_m).area == pytest.approx(28.0, rel=1e-8)


@pytest.mark.parametrize("angle_deg", [10, 45, 90, 123.4, 270])
def test_a_turned_plan_is_seen_the_same(angle_deg: float) -> None:
    free = rotate(CORRIDOR.difference(PILLAR), angle_deg, origin=(1, 2))
    assert seen_from(free, 1, 2).area == pytest.approx(28.0, rel=1e-12)


@pytest.mark.parametrize(("name", "count"), [("pol01", 50), ("2p01", 30), ("cha01", 30)])
def test_random_cameras_agree_with_the_sweep_on_third_party_maps(
    third_party: Path, name: str, count: int
) -> None:
    free = polygon_map(third_party / "plans" / "polygon_maps" / f"{name}_smoothed.txt")
    mesh = triangulated(free)
    for place in points_inside(free, count, seed=1):
        seen = visibility_polygon(mesh, *place)
        assert seen.is_valid
        assert relative_difference(seen, swept(free, *place)) < 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_rooms_of_crossing_walls_agree_with_the_sweep(seed: int) -> None:
    chance = random.Random(seed)
    ends = [[(chance.uniform(0, 30), chance.uniform(0, 20)) for _ in (0, 1)] for _ in range(15)]
    # Whole coordinates make faces collinear with one another and with the point of view.
    ends = [[(round(x), round(y)) for x, y in line] if seed % 2 else line for line in ends]
    walls = [shapely.LineString(line).buffer(0.1, cap_style="flat") for line in ends]
    free = box(0, 0, 30, 20).difference(shapely.union_all([w for w in walls if w.area]))
    for x_m, y_m in points_inside(free, 3, seed):
        place = (round(x_m * 2) / 2, round(y_m * 2) / 2) if seed % 2 else (x_m, y_m)
        if free.contains(Point(place)) and free.boundary.distance(Point(place)) > 0.005:
            assert relative_difference(seen_from(free, *place), swept(free, *place)) < 1e-9


def test_a_ring_that_rounding_crosses_loses_the_lesser_part() -> None:
    crossed = Polygon([(0, 0), (4, 2), (4, 0), (1, 1)])
    parts = shapely.get_parts(shapely.make_valid(crossed))
    assert _repaired(crossed).area == max(part.area for part in parts)
    assert _repaired(crossed).is_valid


def test_the_sweep_itself_can_disagree() -> None:
    """The control: a view that lacks a hair of 2 µm is told from the right one."""
    free = CORRIDOR.difference(PILLAR)
    hair = box(0, 0, 10, 2e-6)
    assert relative_difference(seen_from(free, 1, 2).difference(hair), swept(free, 1, 2)) > 1e-9
