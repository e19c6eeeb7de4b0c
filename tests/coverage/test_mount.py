"""A mount clear of walls is cut by them alone as it is by the whole room around it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box
from shapely.affinity import rotate

from pipeline.coverage.mount import mount_corners, mounted
from pipeline.coverage.scene import Scene
from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.site import Occluder

ROOM = box(0, 0, 20, 20)


def walled(number: int, place: tuple[int, int, int]) -> Occluder:
    """Return a wall somewhere near the middle, turned."""
    x, y, turn = place
    wall = rotate(box(9 + x / 10, 9 + y / 10, 12 + x / 10, 9.2 + y / 10), turn, origin=(10, 10))
    return Occluder(f"w{number}", "wall", wall, 0.0, 4.0)


WALLS = st.lists(
    st.tuples(st.integers(-15, 15), st.integers(-15, 15), st.sampled_from([0, 90, 37])),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(WALLS, st.sampled_from([(10.0, 10.0), (0.15, 7.0), (19.9, 0.12)]), st.integers(0, 359))
def test_the_walls_nearby_cut_as_the_room_does(
    walls: list[tuple[int, int, int]], place: tuple[float, float], pan_deg: int
) -> None:
    scene = Scene("f", ROOM, [walled(n, wall) for n, wall in enumerate(walls)])
    off = Tolerance(2.0, 2.0, 1.0, 0.1)
    eye = Camera(
        "c", Label("c", "c"), *place, 3.0, pan_deg, 20, Lens(90.0), 1920, 1080, tolerance=off
    )
    near = scene.solid_near(*place, 3.0, 0.006)
    if len(near):
        return
    mount = mounted(eye, scene)
    assert mount.moved_m == 0.0
    np.testing.assert_allclose(
        mount.corners, mount_corners(eye, scene.room_around(*place, 3.0)), atol=1e-9
    )


def test_a_corner_of_the_floor_cuts_a_mount_twice() -> None:
    eye = Camera(
        "c", Label("c", "c"), 0.05, 0.05, 3.0, 45, 20, Lens(90.0), 1920, 1080,
        tolerance=Tolerance(2.0, 2.0, 1.0, 0.1),
    )  # fmt: skip
    mount = mounted(eye, Scene("f", ROOM, []))
    assert mount.corners.min(axis=0).tolist() == pytest.approx([0.005, 0.005])


def test_a_mount_may_point_at_a_wall_with_a_corner_that_is_clear_of_it() -> None:
    """Turned by 9°, 0.12 m above a wall, the lowest of its corners is 5.6 mm away from that."""
    eye = Camera(
        "c", Label("c", "c"), 19.9, 0.12, 3.0, 9, 20, Lens(90.0), 1920, 1080,
        tolerance=Tolerance(2.0, 2.0, 1.0, 0.1),
    )  # fmt: skip
    corners = mounted(eye, Scene("f", ROOM, [])).corners
    # 0.12 m less the corner's 0.1·√2·sin 54°, where nothing is cut off: 0.1·(cos 9° + sin 9°).
    assert corners[:, 1].min() == pytest.approx(0.12 - 0.1 * (0.98769 + 0.15643), abs=1e-5)
    assert corners[:, 0].max() == pytest.approx(19.995)
