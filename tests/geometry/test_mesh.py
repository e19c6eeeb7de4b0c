"""The mesh is the free space: as large, and with walls where it has a boundary."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon, box

from pipeline.errors import GeometryError
from pipeline.geometry import mesh
from pipeline.geometry.mesh import CROWD, Mesh, triangulated
from pipeline.geometry.planar import planar_map
from pipeline.geometry.region import EMPTY
from pipeline.geometry.visibility import triangle_at
from tests.shapes import L_ROOM, SQUARE_ROOM, U_COURTYARD

HALL_WITH_PILLARS = SQUARE_ROOM.difference(
    MultiPolygon([box(2, 2, 3, 3), box(6, 6, 7, 8), box(0, 5, 1, 6)])
)


def area_m2(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.triangles[:, corner]] for corner in range(3))
    u, v = b - a, c - a
    return float((u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]).sum() / 2)


@pytest.mark.parametrize("free", [SQUARE_ROOM, L_ROOM, U_COURTYARD, HALL_WITH_PILLARS])
def test_triangles_fill_the_free_space_counter_clockwise(free: Polygon) -> None:
    assert area_m2(triangulated(free)) == pytest.approx(free.area, rel=1e-12)


def test_a_twin_is_its_twins_twin_and_runs_the_other_way() -> None:
    mesh = triangulated(HALL_WITH_PILLARS)
    inner = np.nonzero(mesh.twins >= 0)[0]
    tails, heads = mesh.triangles.ravel(), np.roll(mesh.triangles, -1, axis=1).ravel()
    assert (mesh.twins[mesh.twins[inner]] == inner).all()
    assert (tails[mesh.twins[inner]] == heads[inner]).all()


def test_separate_rooms_share_one_mesh() -> None:
    mesh = triangulated(MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)]))
    assert (len(mesh.triangles), int((mesh.twins < 0).sum())) == (4, 8)


def test_every_triangle_is_found_at_its_middle() -> None:
    mesh = triangulated(HALL_WITH_PILLARS)
    middles = mesh.vertices[mesh.triangles].mean(axis=1)
    assert [triangle_at(mesh, *middle) for middle in middles] == list(range(len(middles)))


def test_no_free_space_is_an_error_and_not_an_empty_view() -> None:
    with pytest.raises(GeometryError, match="the region is empty"):
        triangulated(EMPTY)


def test_holes_that_touch_a_wall_in_one_point_are_meshed() -> None:
    diamond = Polygon([(5, 0), (6, 1), (5, 2), (4, 1)])
    free = SQUARE_ROOM.difference(diamond)
    assert area_m2(triangulated(free)) == pytest.approx(98.0)


def test_collinear_and_doubled_corners_change_nothing() -> None:
    dotted = shapely.segmentize(SQUARE_ROOM, 1.0)
    doubled = Polygon([point for point in dotted.exterior.coords for _ in (0, 1)])
    assert area_m2(triangulated(doubled)) == pytest.approx(100.0)


def test_a_wall_as_thin_as_paper_keeps_its_two_sides() -> None:
    paper = LineString([(0, 5), (10, 5)]).buffer(5e-5, cap_style="flat")
    mesh = triangulated(SQUARE_ROOM.difference(paper))
    assert int((mesh.twins < 0).sum()) == 8


def test_a_mesh_whose_walls_are_not_the_boundary_is_refused() -> None:
    """Two squares that share a side are 8 m round by their rings, and 6 m round as one mesh."""
    side_by_side = MultiPolygon([box(0, 0, 1, 1), box(1, 0, 2, 1)])
    with pytest.raises(GeometryError, match=r"8\.000000 m long, the walls of its mesh 6\.0"):
        triangulated(side_by_side)


def test_thin_triangles_do_not_fill_the_grid_that_finds_them() -> None:
    """Of a square with 500 corners a side, thousands of bounding boxes cover hundreds of cells."""
    mesh = triangulated(shapely.segmentize(SQUARE_ROOM, 10 / 500))
    assert len(mesh.cell_triangles) <= CROWD * len(mesh.triangles)
    assert area_m2(mesh) == pytest.approx(100.0)
    middles = mesh.vertices[mesh.triangles[::50]].mean(axis=1)
    for number, (x_m, y_m) in zip(range(0, 2000, 50), middles, strict=False):
        assert triangle_at(mesh, x_m, y_m) == number


def test_more_corners_than_come_to_an_end_are_refused() -> None:
    dotted = shapely.segmentize(SQUARE_ROOM, 40 / 100_002)
    with pytest.raises(GeometryError, match=r"the free space has \d+ corners, at most 100000"):
        triangulated(dotted)


@pytest.mark.parametrize(
    "ring",
    [
        [(0, 0), (2, 2), (2, 0), (0, 2)],
        [(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)],
        [(0, 0), (1, 0), (2, 0)],
        [(0, 0), (4, 0), (4, 4), (4, 8), (4, 4), (0, 4)],
    ],
    ids=["crosses itself", "touches itself", "has no area", "has a spike"],
)
def test_a_ring_that_is_not_simple_is_refused(ring: list[tuple[float, float]]) -> None:
    with pytest.raises(GeometryError, match="cannot be meshed, is it simple"):
        triangulated(Polygon(ring))


def test_compiled_loops_link_a_mesh_as_numpy_does(compiled_maps: None) -> None:
    """A floor of 9 by 6 with pillars in rows, meshed both ways, to the same numbers."""
    free = box(0, 0, 9, 6)
    for n in range(8):
        free -= box(n + 0.4, n / 2 + 0.5, n + 0.7, n / 2 + 0.9)
    fast = triangulated(free)
    planar_map._everything.cache_clear()
    plain = triangulated(free)
    for name in ("vertices", "triangles", "twins", "cell_starts", "cell_triangles"):
        one, other = getattr(fast, name), getattr(plain, name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert (fast.origin, fast.cell_m, fast.rows) == (plain.origin, plain.cell_m, plain.rows)


def test_compiled_loops_refuse_triangles_that_overlap(compiled_maps: None) -> None:
    triangle = np.array([[0, 1, 2], [0, 1, 3]], dtype=np.int32)
    with pytest.raises(GeometryError, match="overlap"):
        mesh._twins(triangle, 4)
    planar_map._everything.cache_clear()
    with pytest.raises(GeometryError, match="overlap"):
        mesh._twins(triangle, 4)
