"""What a site file says in space arrives in the nouns: heights, lenses, tolerances, sweeps."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from shapely import box

from pipeline.config.fields import PROJECTION_WORDS
from pipeline.config.lens_entry import LensEntry
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera, Head, Sweep, Tolerance
from pipeline.domain.lens import Lens
from pipeline.domain.site import Floor, Occluder
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD

WALL = "kind: wall, line: [[10, 10], [20, 10], [20, 20]], thickness_m: 0.24"
BUILDING = "kind: building, ring: [[30, 20], [40, 20], [40, 30], [30, 30]]"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml"


def floor(path: Path, old: str, new: str) -> Floor:
    """Return the floor of the good file with one passage replaced."""
    assert GOOD.count(old) == 1
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    return load_site(path).floors[0]


def camera(path: Path, fields: str) -> Camera:
    """Return the first camera of the good file, its field of view replaced by other fields."""
    return floor(path, "hfov_deg: 84", fields).cameras[0]


def heights(occluders: tuple[Occluder, ...]) -> list[tuple[str, str, float, float]]:
    return [(part.id, part.kind, part.bottom_m, part.top_m) for part in occluders]


def test_what_says_nothing_of_heights_stands_from_floor_to_ceiling(path: Path) -> None:
    walls = floor(path, WALL, WALL).occluders
    assert heights(walls)[0] == ("wall-1", "wall", 0, math.inf)


def test_a_hedge_ends_at_its_top_and_a_sign_begins_at_its_bottom(path: Path) -> None:
    hedge = floor(path, WALL, WALL.replace("wall", "hedge") + ", top_m: 0.9").occluders
    sign = floor(path, WALL, WALL.replace("wall", "lintel") + ", bottom_m: 2.2, top_m: 2.6")
    assert heights(hedge)[0] == ("wall-1", "hedge", 0, 0.9)
    assert heights(sign.occluders)[0] == ("wall-1", "lintel", 2.2, 2.6)


def test_a_window_is_glass_between_two_pieces_of_wall(path: Path) -> None:
    window = WALL.replace("wall", "glass") + ", sill_m: 0.9, lintel_m: 2.1"
    occluders = floor(path, WALL, window).occluders
    assert heights(occluders)[:3] == [
        ("wall-1", "glass", 0.9, 2.1),
        ("wall-1.sill", "wall", 0, 0.9),
        ("wall-1.lintel", "wall", 2.1, math.inf),
    ]
    assert occluders[0].footprint == occluders[1].footprint == occluders[2].footprint
    assert len(occluders) == 4


@pytest.mark.parametrize(
    ("fields", "pieces"),
    [
        ("lintel_m: 2.1", [("wall-1", "door", 0, 2.1), ("wall-1.lintel", "wall", 2.1, math.inf)]),
        ("sill_m: 1", [("wall-1", "door", 1, math.inf), ("wall-1.sill", "wall", 0, 1)]),
    ],
)
def test_an_opening_may_have_only_one_of_the_two(
    path: Path, fields: str, pieces: list[tuple[str, str, float, float]]
) -> None:
    door = f"{WALL.replace('wall', 'door')}, {fields}"
    assert heights(floor(path, WALL, door).occluders)[:2] == pieces


@pytest.mark.parametrize(
    "beside",
    [
        # The good file's wall is a window from (10, 10) on; these end where it begins,
        "line: [[6, 10], [10, 10]], sill_m: 0.9",
        # or within a square centimetre of it: 0.4 mm of a wall 0.2 m thick,
        "line: [[6, 10], [10.0004, 10]], sill_m: 0.9",
        # or are no openings, but say all their heights themselves.
        "line: [[10, 10], [14, 10]], bottom_m: 2.2, top_m: 2.8",
    ],
)
def test_openings_may_touch_and_pieces_of_glass_may_stand_on_each_other(
    path: Path, beside: str
) -> None:
    window = WALL.replace("wall", "glass") + ", lintel_m: 2.1"
    drawn = f"{window}}}\n      - {{id: win, kind: glass, {beside}"
    assert floor(path, WALL, drawn).occluders[2].id == "win"


def test_openings_on_two_floors_are_not_held_against_each_other(path: Path) -> None:
    opened = GOOD.replace(WALL, f"{WALL.replace('wall', 'door')}, lintel_m: 2.1")
    upper = opened[opened.index("  - id: ground") : opened.index("    zones:")]
    for old, new in (("ground", "upper"), ("wall-1", "door-up"), ("hall", "hall-up")):
        upper = upper.replace(f"id: {old}", f"id: {new}")
    path.write_text(opened + upper, encoding="utf-8")
    assert len(load_site(path).floors[1].occluders) == 3


def test_zones_know_their_ground_and_where_people_face(path: Path) -> None:
    gate, yard = floor(path, "name: 东门,", "name: 东门, ground_m: -0.5, facing_deg: 90,").zones
    assert (gate.ground_m, gate.facing_deg) == (-0.5, 90)
    assert (yard.ground_m, yard.facing_deg) == (0, None)


def test_voids_and_lit_places_are_plain_rings(path: Path) -> None:
    rings = "voids: [[[1, 1], [2, 1], [2, 2], [1, 2]]]\n    lit: [[[3, 1], [5, 1], [5, 2], [3, 2]]]"
    ground = floor(path, "    occluders:", f"    {rings}\n    occluders:")
    assert ground.voids[0].equals(box(1, 1, 2, 2))
    assert ground.lit[0].equals(box(3, 1, 5, 2))


def test_a_camera_hangs_within_the_usual_tolerance_unless_it_says_more(path: Path) -> None:
    assert camera(path, "hfov_deg: 84").tolerance == Tolerance(2, 2, 1, 0.1)
    stated = "hfov_deg: 84\n        tolerance: {pan_deg: 0.5, position_m: 0}"
    assert camera(path, stated).tolerance == Tolerance(0.5, 2, 1, 0)


@pytest.mark.parametrize(
    ("told", "lens"),
    [
        ("hfov_deg: 84", Lens(84)),
        ("lens: {hfov_deg: 84}", Lens(84)),
        ("lens: {hfov_deg: 110, projection: stereographic}", Lens(110, "stereographic")),
        # A picture of 1920 × 1080 holds a disc of 1080 pixels.
        ("lens: {hfov_deg: 185, projection: fisheye}", Lens(185, "equidistant", 1080)),
        (
            "lens: {hfov_deg: 185, projection: fisheye, circle_px: 1200}",
            Lens(185, "equidistant", 1200),
        ),
        # A sensor as wide as twice the focal length: 45° to either side; short ones are f·θ.
        ("lens: {focal_mm: 12, sensor_width_mm: 24}", Lens(90)),
        ("lens: {focal_mm: 4, sensor_width_mm: 8}", Lens(math.degrees(2), "equidistant")),
    ],
)
def test_a_lens_is_told_by_its_datasheet_or_its_focal_length(
    path: Path, told: str, lens: Lens
) -> None:
    read = camera(path, told).lens
    assert read.hfov_deg == pytest.approx(lens.hfov_deg)
    assert (read.projection, read.circle_px) == (lens.projection, lens.circle_px)


@given(
    st.sampled_from([*PROJECTION_WORDS, None]),
    st.floats(0, 400) | st.none(),
    st.floats(0.5, 1000) | st.none(),
    st.floats(1, 60) | st.none(),
)
def test_a_lens_is_refused_as_an_entry_or_is_one(
    projection: str | None, hfov_deg: float | None, focal_mm: float | None, width_mm: float | None
) -> None:
    told = {
        "projection": projection,
        "hfov_deg": hfov_deg,
        "focal_mm": focal_mm,
        "sensor_width_mm": width_mm,
    }
    try:
        entry = LensEntry.model_validate(told)
    except ValidationError:
        return
    assert 0 < entry.lens((1920, 1080)).focal_px(1920) < math.inf


def test_a_panoramic_camera_has_heads_and_the_first_ones_lens(path: Path) -> None:
    listed = "{pan_deg: -40, tilt_deg: 5, hfov_deg: 80}, {pan_deg: 40, tilt_deg: 0, lens: {WIDE}}"
    listed = listed.replace("WIDE", "hfov_deg: 100, projection: equidistant")
    panorama = camera(path, f"heads: [{listed}]")
    assert panorama.heads == (Head(-40, 5, Lens(80)), Head(40, 0, Lens(100, "equidistant")))
    assert panorama.lens == Lens(80)


def test_a_camera_may_turn_roll_shine_and_be_masked(path: Path) -> None:
    ring = "[[0, 0], [0.5, 0], [0.5, 1], [0, 0]]"
    told = camera(
        path,
        "hfov_deg: 84\n        roll_deg: -3\n        ir_range_m: 30"
        f"\n        masks: [{ring}]"
        "\n        ptz: {pan_deg: [180, 300], tilt_deg: [0, 90], hfov_deg: [5, 84]}",
    )
    assert (told.roll_deg, told.ir_range_m) == (-3, 30)
    assert told.masks == (((0, 0), (0.5, 0), (0.5, 1)),)
    assert told.sweep == Sweep((180, 300), (0, 90), (5, 84))


def test_a_camera_may_hang_above_what_ends_below_it_or_below_what_begins_above_it(
    path: Path,
) -> None:
    """The second camera hangs 4 m high; in the middle of a full building it has no place."""
    inside = GOOD.replace("position: [35, 19]", "position: [35, 25]")
    for heights in ("top_m: 3.9", "bottom_m: 4.1"):
        path.write_text(inside.replace(BUILDING, f"{BUILDING}, {heights}"), encoding="utf-8")
        assert load_site(path).cameras()[1].y_m == 25
    path.write_text(inside.replace(BUILDING, f"{BUILDING}, top_m: 4.1"), encoding="utf-8")
    with pytest.raises(SiteFileError, match="lies in 'hall'"):
        load_site(path)


def test_a_camera_in_a_window_is_buried_at_any_height(path: Path) -> None:
    glass = BUILDING.replace("building", "glass") + ", sill_m: 1, lintel_m: 2"
    spoiled = GOOD.replace("position: [35, 19]", "position: [35, 25]").replace(BUILDING, glass)
    for height_m, piece in ((0.5, "hall.sill"), (1, "hall"), (1.5, "hall"), (4, "hall.lintel")):
        path.write_text(spoiled.replace("height_m: 4\n", f"height_m: {height_m}\n"), "utf-8")
        with pytest.raises(SiteFileError, match=f"lies in '{piece}'"):
            load_site(path)
