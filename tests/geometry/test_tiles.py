"""A plan cut into tiles is the same plan: as large, and seen through as if it had not been cut."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.affinity import rotate

from pipeline.geometry.free_space import free_space
from pipeline.geometry.mesh import triangulated
from pipeline.geometry.tiles import tiled
from pipeline.geometry.visibility import visibility_polygon
from tests.shapes import SQUARE_ROOM

TURNED = st.builds(
    lambda x, y, length, thick, turn: rotate(box(x, y, x + length, y + thick), turn),
    *[st.floats(0, 9)] * 2,
    st.floats(0.5, 4),
    st.floats(0.01, 0.5),
    st.sampled_from([0.0, 30.0, 77.0]),
)


def comb(teeth: int, pitch_m: float) -> Polygon:
    """Return a bar of 1 m along x with teeth of 9 m, each half a pitch wide."""
    along = np.repeat(pitch_m / 2.0 * np.arange(2 * teeth), 2)
    up = np.tile([1.0, 10.0, 10.0, 1.0], teeth)
    return Polygon([*np.column_stack((along, up)), (along[-1], 0.0), (0.0, 0.0)])


def test_no_part_has_many_corners_and_all_are_together_the_region() -> None:
    """40 teeth of 0.05 m over a bar of 3.95 m × 1 m: 40 · 0.05 · 9 + 3.95 m²."""
    parts = tiled(comb(40, 0.1), most=50)
    # Beside those of the region a part has the corners where its tile's edges cut a tooth each.
    assert 5 <= len(parts) <= 200
    assert max(shapely.get_num_coordinates(part) for part in parts) <= 2 * 50
    assert sum(part.area for part in parts) == pytest.approx(18.0 + 3.95)


def test_parts_meet_corner_to_corner() -> None:
    """Else a mesh of them would have a wall there."""
    mesh = triangulated(comb(40, 0.1), at_once=50)
    walls = mesh.vertices[np.roll(mesh.triangles, -1, axis=1).ravel()[mesh.twins < 0]]
    walls = walls - mesh.vertices[mesh.triangles.ravel()[mesh.twins < 0]]
    assert np.hypot(*walls.T).sum() == pytest.approx(comb(40, 0.1).length)


def test_corners_one_above_the_other_are_parted_too() -> None:
    dotted = shapely.segmentize(box(0, 0, 1e-3, 100), 1.0)
    assert sum(part.area for part in tiled(dotted, most=20)) == pytest.approx(0.1)


@settings(max_examples=100, deadline=None)
@given(st.lists(TURNED, max_size=8), st.floats(0.1, 9.9), st.floats(0.1, 9.9))
def test_a_view_through_tiles_is_the_view_through_the_whole(
    walls: list[Polygon], x_m: float, y_m: float
) -> None:
    free = free_space(SQUARE_ROOM, walls)
    eye = shapely.Point(x_m, y_m)
    if not free.contains(eye) or free.boundary.distance(eye) < 0.01:
        return
    whole = visibility_polygon(triangulated(free), x_m, y_m)
    seen = visibility_polygon(triangulated(free, at_once=8), x_m, y_m)
    # A wall that a tile cuts bends by the grid; a gap as narrow casts that on a wall 14 m away.
    assert seen.symmetric_difference(whole).area <= 1e-7
