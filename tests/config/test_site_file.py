"""A sound site file becomes the school that is written in it."""

import pickle
from pathlib import Path

import pytest
from shapely import Polygon, box

from pipeline.config.embedded import embedded
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera, Stream
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.site import Site
from pipeline.domain.zone import Gate
from pipeline.errors import SiteFileError
from pipeline.geometry.region import checked_polygon
from tests.config.malformed import GOOD


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml"


def read(path: Path, text: str) -> Site:
    path.write_text(text, encoding="utf-8")
    return load_site(path)


def test_a_camera_is_read_as_it_is_written(path: Path) -> None:
    assert read(path, GOOD).cameras()[0] == Camera(
        id="cam-gate",
        label=Label("东门探头", "东门探头"),
        x_m=10,
        y_m=12,
        height_m=3.5,
        pan_deg=270,
        tilt_deg=15,
        lens=Lens(84),
        width_px=1920,
        height_px=1080,
        stream=Stream("rtsp://127.0.0.1:8554/gate"),
    )


def test_a_camera_without_a_name_is_called_by_its_id(path: Path) -> None:
    assert read(path, GOOD).cameras()[1].label == Label("cam-yard", "cam-yard")


def test_a_floor_is_read_as_it_is_written(path: Path) -> None:
    floor = read(path, GOOD).floors[0]
    assert floor.outline.equals(box(0, 0, 60, 40))
    assert floor.zones[0].area.equals(box(5, 0, 15, 8))
    assert floor.prohibited[0].kind == "toilet"
    assert floor.gates == (
        Gate(
            "gate-east", "cam-gate", ((0.1, 0.5), (0.9, 0.5), (0.9, 1), (0.1, 1)), (8, 16, 24, 32)
        ),
    )


def test_a_line_wall_has_its_thickness_and_mitred_corners(path: Path) -> None:
    wall = read(path, GOOD).floors[0].occluders[0].footprint
    # From (10, 10) to (20, 10) and up to (20, 20), 0.12 m to either side, with flat ends: the long
    # leg reaches x = 20.12, and the upright one stands on it.
    expected = box(10, 9.88, 20.12, 10.12).union(box(19.88, 10.12, 20.12, 20))
    assert wall.symmetric_difference(expected).area < 1e-9


def test_a_closed_line_wall_is_closed(path: Path) -> None:
    closed = "line: [[10, 10], [20, 10], [20, 15], [10, 15], [10, 10]], thickness_m: 0.2}"
    text = GOOD.replace("line: [[10, 10], [20, 10], [20, 20]], thickness_m: 0.24}", closed)
    wall = read(path, text).floors[0].occluders[0].footprint
    assert wall.equals(box(9.9, 9.9, 20.1, 15.1).difference(box(10.1, 10.1, 19.9, 14.9)))


def test_a_ring_may_repeat_its_first_point(path: Path) -> None:
    text = GOOD.replace("[0.9, 1], [0.1, 1]]", "[0.9, 1], [0.1, 1], [0.1, 0.5]]")
    assert read(path, text).floors[0].gates == read(path, GOOD).floors[0].gates


def test_a_floor_may_be_empty(path: Path) -> None:
    floor = "{id: b, name: b, outline: [[0, 0], [9, 0], [9, 9]]}"
    text = f"format: 1\nid: a\nname: a\nfloors:\n  - {floor}\n"
    assert read(path, text).cameras() == ()


def test_names_are_composed_and_twins_may_share_one(path: Path) -> None:
    decomposed = GOOD.replace("东门探头", "Cafe\u0301").replace("操场", "Caf\u00e9")
    site = read(path, decomposed)
    assert site.cameras()[0].label.en == site.floors[0].zones[1].label.en == "Caf\u00e9"


def test_a_corner_a_hair_outside_the_outline_passes(path: Path) -> None:
    assert read(path, GOOD.replace("ring: [[5, 0], [15, 0]", "ring: [[5, -0.0009], [15, 0]"))


def test_a_camera_on_the_outline_passes(path: Path) -> None:
    assert read(path, GOOD.replace("position: [35, 19]", "position: [60, 40]"))


@pytest.mark.parametrize("position", ["[35, 20]", "[35, 20.49]"])
def test_a_camera_drawn_on_a_wall_or_less_than_half_a_metre_in_it_passes(
    path: Path, position: str
) -> None:
    """The hall's south face lies at y = 20; a camera looks from 5 mm before it."""
    assert read(path, GOOD.replace("position: [35, 19]", f"position: {position}"))


def test_an_outline_is_widened_once_for_all_its_zones(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    widened: list[float] = []
    buffer = Polygon.buffer

    def spy(polygon: Polygon, distance: float, **how: object) -> object:
        widened.extend([distance] if polygon.area == 60 * 40 else [])
        return buffer(polygon, distance, **how)

    monkeypatch.setattr(Polygon, "buffer", spy)
    read(
        path,
        GOOD.replace("[5, 0], [15, 0]", "[5, -0.0009], [15, 0]").replace(
            "[20, 0], [50, 0]", "[20, -0.0009], [50, 0]"
        ),
    )
    assert widened == [0.001]


def test_a_line_through_crowded_decimals_passes(path: Path) -> None:
    outline = ", ".join(f"[{x}, {40 + x % 7 / 1000}]" for x in range(60, 0, -1))
    assert read(path, GOOD.replace("[60, 40], [0, 40]", f"{outline}, [0, 40]"))


def jagged(corners: int) -> str:
    """Return the good site with a northern wall of so many corners, before its last one."""
    teeth = ", ".join(f"[{60 - n * 60 / corners:.6f}, {40 + n % 2}]" for n in range(corners))
    return GOOD.replace("[60, 40], [0, 40]", f"{teeth}, [0, 40]")


def test_six_thousand_corners_pass_and_one_more_is_refused_with_what_to_do(path: Path) -> None:
    """The outline has its two southern corners and its north-western one besides the teeth."""
    outline = read(path, jagged(5_997)).floors[0].outline
    assert len(checked_polygon(outline, "outline").exterior.coords) == 6_001
    with pytest.raises(SiteFileError, match="at most 6000 corners, got 6001; simplify"):
        read(path, jagged(5_998))


def test_a_wall_of_more_points_than_its_two_sides_may_have_is_refused(path: Path) -> None:
    points = ", ".join(f"[{10 + n * 0.001:.3f}, {10 + n % 2 / 1000}]" for n in range(3_001))
    with pytest.raises(SiteFileError, match="a wall has at most 3000 points, got 3001; part it"):
        read(path, GOOD.replace("[10, 10], [20, 10], [20, 20]", points))


URL_ENV = GOOD.replace('{url: "rtsp://127.0.0.1:8554/gate"}', "{url_env: TEST_GATE_URL}")


def test_a_stream_may_come_from_the_environment(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_GATE_URL", "rtsp://me:hunter2@127.0.0.1/")
    stream = read(path, URL_ENV).cameras()[0].stream
    assert stream == Stream("rtsp://me:hunter2@127.0.0.1/", "TEST_GATE_URL")
    assert "hunter2" not in repr(stream)


def test_an_unset_variable_is_no_problem_of_the_plan(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TEST_GATE_URL", raising=False)
    assert read(path, URL_ENV).cameras()[0].stream == Stream("", "TEST_GATE_URL")


def test_a_gate_belongs_on_the_floor_of_its_zone(path: Path) -> None:
    upstairs = (
        "  - {id: upper, name: 二层, outline: [[0, 0], [9, 0], [9, 9]], gates: [{zone: yard, "
    )
    upstairs += (
        "camera: cam-yard, picture_zone: [[0, 0], [1, 0], [1, 1]], counts: [1, 2, 3, 4]}]}\n"
    )
    with pytest.raises(
        SiteFileError, match="'yard' is on the floor of line 5; list the gate there"
    ):
        read(path, GOOD + upstairs)


def test_the_same_gate_twice_is_refused(path: Path) -> None:
    gate = GOOD[GOOD.index("      - zone: gate-east") :]
    with pytest.raises(SiteFileError, match=r":38: floors\.0\.gates\.1: this zone and camera are"):
        read(path, GOOD + gate)


def test_the_demo_school_is_sound() -> None:
    assert load_site(embedded("floorplans/demo-school/site.yaml")).cameras()


def test_a_refusal_survives_the_way_between_processes(path: Path) -> None:
    with pytest.raises(SiteFileError) as refused:
        read(path, GOOD.replace("hfov_deg: 84", "hfov_deg: 410"))
    copy = pickle.loads(pickle.dumps(refused.value))
    assert copy.problems == refused.value.problems
    assert str(copy) == str(refused.value)
