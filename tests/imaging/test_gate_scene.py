"""The generated clip: the same twice, true to its story, and sound in its geometry."""

import cv2
import numpy as np
import pytest

from pipeline.errors import GeometryError, InputError
from pipeline.imaging.body import Dress
from pipeline.imaging.figure import Sight, Stance, draw_figure
from pipeline.imaging.gate_scene import VANTAGE, ZONE, GateScene
from pipeline.imaging.overlay import Layer, lay_over
from pipeline.imaging.stroll import Stroll

CHILD = Dress(1.3, top=(200, 40, 40), bottom=(40, 40, 40))


@pytest.fixture(scope="module")
def scene() -> GateScene:
    return GateScene()


def in_zone(points: np.ndarray) -> int:
    corners = (np.array(ZONE) * (VANTAGE.width_px, VANTAGE.height_px)).astype(np.float32)
    return sum(cv2.pointPolygonTest(corners, (float(x), float(y)), False) >= 0 for x, y in points)


def test_a_picture_is_640_by_360_bgr(scene: GateScene) -> None:
    picture = scene.render(50.0)
    assert picture.shape == (360, 640, 3)
    assert picture.dtype == np.uint8


def test_the_same_seed_and_time_give_the_same_picture(scene: GateScene) -> None:
    other = GateScene()
    other.render(31.0)
    assert np.array_equal(scene.render(33.0), other.render(33.0))


def test_another_seed_gives_another_picture(scene: GateScene) -> None:
    assert not np.array_equal(scene.backdrop.image, GateScene(seed=8).backdrop.image)


def test_three_people_pass_in_the_first_quarter_of_a_minute(scene: GateScene) -> None:
    counts = [len(scene.truth(t)) for t in np.arange(0.0, 14.5, 0.5)]
    assert max(counts) == 3
    assert counts[-1] <= 1


def test_people_gather_one_after_another(scene: GateScene) -> None:
    standing = [len(scene.truth(t)) for t in (15.0, 20.0, 25.0, 30.0, 38.0)]
    assert standing == sorted(standing)
    assert standing[0] <= 1
    assert standing[-1] == 15


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_fifteen_people_stay_in_the_zone_before_the_gate(seed: int) -> None:
    scene = GateScene(seed)
    assert [in_zone(scene.truth(t)) for t in np.arange(44.0, 69.0, 1.0)] == [15] * 25


def test_all_but_one_or_two_are_gone_after_85_seconds(scene: GateScene) -> None:
    assert {len(scene.truth(t)) for t in np.arange(86.0, 98.0, 1.0)} <= {1, 2}


def test_nobody_is_in_view_at_either_end(scene: GateScene) -> None:
    assert scene.truth(0.0).shape == scene.truth(scene.duration_s).shape == (0, 2)


def test_foot_points_lie_in_the_picture(scene: GateScene) -> None:
    points = np.concatenate([scene.truth(t) for t in np.arange(0.0, 110.0, 0.7)])
    assert (points >= 0).all()
    assert (points < (640, 360)).all()


def test_a_person_changes_the_picture_above_their_foot_point(scene: GateScene) -> None:
    # A grown-up at 8 to 10 m is about 100 pixels tall; the waist is some 50 above the feet.
    x, y = (int(v) for v in scene.truth(85.5)[0])
    body = scene.render(85.5)[y - 60 : y - 40, x - 3 : x + 3].astype(int)
    empty = scene.backdrop.image[y - 60 : y - 40, x - 3 : x + 3].astype(int)
    assert np.abs(body - empty).mean() > 20


def test_nobody_shows_through_the_wall(scene: GateScene) -> None:
    # At 30 s children cross the yard; the wall at the left edge stays as it is, but for noise.
    wall = (slice(110, 130), slice(0, 30))
    change = scene.render(30.0)[wall].astype(int) - scene.backdrop.image[wall].astype(int)
    assert np.abs(change).mean() < 4


@pytest.mark.parametrize("moment", [float("nan"), float("inf")])
def test_a_moment_must_be_a_number(scene: GateScene, moment: float) -> None:
    with pytest.raises(InputError, match="finite"):
        scene.render(moment)


def test_a_figure_is_as_tall_as_its_height_says() -> None:
    # Seen level, a child of 1.3 m at 80 px/m is 104 pixels tall, give or take hair and margins.
    figure = draw_figure(CHILD, Stance("stand"), Sight(90.0, 0.0, 80.0))
    rows = np.flatnonzero(figure.bgra[..., 3].max(axis=1) > 128)
    assert abs((rows[-1] - rows[0] + 1) - 104) <= 4
    assert abs(figure.foot_px[1] - rows[-1]) <= 3


@pytest.mark.parametrize("height_m", [0.0, float("nan"), 17.0])
def test_nobody_is_drawn_with_a_height_that_nobody_has(height_m: float) -> None:
    with pytest.raises(InputError, match="height_m"):
        Dress(height_m, top=(0, 0, 0), bottom=(0, 0, 0))


def test_a_figure_has_no_holes() -> None:
    alpha = draw_figure(CHILD, Stance("walk", 0.3), Sight(20.0, 22.0, 70.0)).bgra[..., 3]
    solid = (alpha > 128).astype(np.uint8)
    closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    assert (closed - solid).sum() <= 0.02 * solid.sum()


def test_colours_never_exceed_their_alpha() -> None:
    bgra = draw_figure(CHILD, Stance("stand"), Sight(-90.0, 22.0, 66.0)).bgra
    assert (bgra[..., :3] <= bgra[..., 3:]).all()


def test_a_half_clear_layer_mixes_with_the_ground() -> None:
    # Half of 200, plus a red that is already halved: 100 + 60.
    frame = np.full((1, 1, 3), 200, np.uint8)
    lay_over(frame, Layer(np.array([[[0, 0, 60, 128]]], np.uint8), 0, 0))
    assert frame[0, 0].tolist() == [100, 100, 160]


def test_a_stroll_refuses_times_that_stand_still() -> None:
    with pytest.raises(GeometryError, match="must grow"):
        Stroll((0.0, 0.0), ((0.0, 0.0), (1.0, 0.0)))


def test_a_walker_looks_ahead_and_a_waiter_looks_where_they_face() -> None:
    stroll = Stroll((0.0, 10.0, 30.0), ((0.0, 0.0), (13.0, 0.0), (13.0, 0.0)), faces_deg=90.0)
    assert abs(stroll.heading_deg(5.0)) < 15
    assert stroll.walking(5.0)
    assert abs(stroll.heading_deg(20.0) - 90.0) <= 20.0
    assert not stroll.walking(20.0)
