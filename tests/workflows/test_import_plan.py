"""A drawing becomes a site that passes its check; our own maps become the same site again."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from pipeline.cli.main import main
from pipeline.config.embedded import embedded
from pipeline.config.site_file import load_site
from pipeline.domain.drawing import Drawing, Storey
from pipeline.domain.finding import AuditResult
from pipeline.domain.site import Site
from pipeline.domain.underlay import Underlay
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import Collector, Layers
from pipeline.importers.plans.table import PLAN_FORMATS
from pipeline.report.audit_json import summary
from pipeline.report.maps.dxf import dxf
from pipeline.report.maps.geojson import geojson
from pipeline.store.drawings import Drawings
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.import_plan import Asked, Imported, import_plan, read_plan
from tests.importers.plans.samples import SAMPLES, csv_bytes, dxf_bytes, dxf_document

BY_SCALE = {"pdf": Asked(paper_scale=100.0), "svg": Asked(unit="m")}
NEEDS_LIBRARY = pytest.mark.skipif(
    not find_spec("ifcopenshell"), reason="ifcopenshell is not installed"
)


def imported(
    kind: str, data: bytes, name: str = "house.dxf", asked: Asked | None = None
) -> Imported:
    drawing = PLAN_FORMATS[kind](data, lambda share: None)
    return import_plan(Path(name), drawing, asked or BY_SCALE.get(kind, Asked()))


@pytest.mark.parametrize("kind", ["dxf", "svg", "geojson", "imdf", "pdf"])
def test_the_house_has_two_rooms_whatever_it_is_drawn_in(kind: str) -> None:
    site = imported(kind, SAMPLES[kind]()).site
    (floor,) = site.floors
    # 12 m by 8 m, parted at x = 5: 40 and 56 m².
    areas = sorted(zone.area.area for zone in floor.zones)[-2:]
    assert areas == [pytest.approx(40.0, abs=0.3), pytest.approx(56.0, abs=0.3)]


def test_texts_name_rooms_and_tell_their_kind() -> None:
    (floor,) = imported("dxf", dxf_bytes()).site.floors
    named = {zone.label.en: zone.kind for zone in floor.zones}
    assert named == {"教室 1": "classroom", "OFFICE": "office"}


def test_a_door_closes_its_opening_and_its_leaf_becomes_no_wall() -> None:
    (floor,) = imported("dxf", dxf_bytes()).site.floors
    (door,) = (o for o in floor.occluders if o.kind == "door")
    assert door.footprint.covers(LineString([(5, 3.01), (5, 3.99)]))
    leaf, plant = Point(5.5, 3.0), Point(8.5, 6.0)
    assert not any(
        o.footprint.intersects(place) for o in floor.occluders for place in (leaf, plant)
    )


def test_an_opening_without_a_door_is_looked_through() -> None:
    made = imported("geojson", SAMPLES["geojson"]())
    assert [kind for _, kind in made.made.healed[0].openings] == ["open"]
    (floor,) = made.site.floors
    assert not any(o.footprint.intersects(Point(5, 3.5)) for o in floor.occluders)


def test_a_toilet_becomes_a_prohibited_zone() -> None:
    document = dxf_document()
    document.modelspace().query("TEXT")[1].dxf.text = "男卫生间"
    (floor,) = imported("dxf", dxf_bytes(document)).site.floors
    assert [zone.kind for zone in floor.prohibited] == ["toilet"]


def test_what_lies_far_from_its_origin_is_moved_and_says_so() -> None:
    document = dxf_document()
    for entity in document.modelspace():
        entity.translate(500_000, 4_000_000, 0)
    made = imported("dxf", dxf_bytes(document))
    assert made.made.moved_m == (500_000.0, 4_000_000.0)
    assert any("the origin is at (500000, 4e+06) m" in note.en for note in made.made.notes)


def test_a_broad_polyline_is_a_wall_of_its_breadth() -> None:
    document = dxf_document()
    wide = document.modelspace().add_lwpolyline([(8, 0), (8, 8)], dxfattribs={"layer": "A-WALL"})
    wide.dxf.const_width = 0.3
    (floor,) = imported("dxf", dxf_bytes(document)).site.floors
    assert any(o.footprint.area == pytest.approx(2.4) for o in floor.occluders)


@NEEDS_LIBRARY
def test_a_model_gives_a_floor_for_each_storey() -> None:
    (floor,) = imported("ifc", SAMPLES["ifc"](), "house.ifc").site.floors
    assert floor.label.en == "Ground"
    walls = sum(occluder.footprint.area for occluder in floor.occluders)
    assert walls == pytest.approx(12 * 8 - 11.6 * 7.6)
    assert [zone.area.area for zone in floor.zones] == [pytest.approx(11.6 * 7.6, abs=0.1)]


def test_what_was_read_is_kept_under_its_content(tmp_path: Path) -> None:
    path, kept = tmp_path / "house.dxf", Drawings(tmp_path / "kept")
    path.write_bytes(dxf_bytes())
    first = read_plan(path, lambda share: None, kept)
    (file,) = (tmp_path / "kept").iterdir()
    assert read_plan(path, lambda share: pytest.fail("read again"), kept).layers == first.layers
    file.write_bytes(file.read_bytes()[:-1])
    assert read_plan(path, lambda share: None, kept).layers == first.layers


@pytest.fixture(scope="module")
def demo() -> AuditResult:
    return audit_site(embedded("floorplans/demo-school/site.yaml"))


@pytest.mark.parametrize("kind", ["dxf", "geojson"])
def test_the_demo_school_comes_back_from_a_map_with_the_same_coverage(
    kind: str, demo: AuditResult, tmp_path: Path
) -> None:
    data = dxf(demo, "ground", "zh") if kind == "dxf" else geojson(demo, "en").encode("utf-8")
    path = tmp_path / "site.yaml"
    path.write_text(imported(kind, data).text, encoding="utf-8")
    again = audit_site(path)
    was, now = summary(demo), summary(again)
    assert now["covered_m2"] == pytest.approx(was["covered_m2"], rel=1e-3)
    assert now["required_m2"] == pytest.approx(was["required_m2"], rel=1e-3)
    spots = [[s for f in audit.floors for s in f.blind_spots] for audit in (demo, again)]
    told = [[(s.zone_id, s.clause_id, s.cause.kind, s.cause.camera_id) for s in a] for a in spots]
    assert told[1] == told[0]
    for before, after in zip(*spots, strict=True):
        assert after.area_m2 == pytest.approx(before.area_m2, rel=1e-3)


def test_a_line_drawn_into_a_map_becomes_a_wall(demo: AuditResult) -> None:
    import io

    import ezdxf

    document = ezdxf.read(io.StringIO(dxf(demo, "ground", "en").decode("utf-8")))
    document.modelspace().add_line((10, 20), (18, 20), dxfattribs={"layer": "NEW-WALL"})
    # A fence that goes all around has a hole, and is cut in two.
    before = len(demo.site.floors[0].occluders) + 1
    (floor,) = imported("dxf", dxf_bytes(document)).site.floors
    assert len(floor.occluders) == before + 1


NUMBERS = st.one_of(
    st.integers(-20, 20).map(float),
    st.floats(-30.0, 30.0),
    st.sampled_from([1e-9, 1e6, 1e9, 5.00001]),
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=25),
    st.sampled_from(["m", "ft", "in"]),
)
def test_any_lines_make_a_sound_site_or_one_sentence(
    lines: list[tuple[float, float, float, float]], unit: str
) -> None:
    collector = Collector(Layers())
    for x0, y0, x1, y1 in lines:
        collector.stroke([(x0, y0), (x1, y1)], "WALL")
        collector.stroke([(y0, x0), (y1, x1)], "DOOR", curved=True)
    storey = Storey("f1", "1", collector.strokes())
    drawing = Drawing(collector.layers.names(), (storey,))
    try:
        # It has been held against all that `sightline check` asks for when it comes back.
        assert import_plan(Path("any.dxf"), drawing, Asked(unit=unit)).site.floors
    except PlanError as error:
        assert "\n" not in f"{error}{error.zh}"


def test_a_map_can_put_nothing_else_into_a_site_file() -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    at = {"type": "Point", "coordinates": [1, 1]}
    facts = {"layer": "camera", "id": "c", "name": "a: {b}\n# c"}
    entry = {"height_m": 3, "pan_deg": 0, "tilt_deg": 0, "hfov_deg": 84, "picture": [1920, 1080]}
    entry |= {"x}\n    evil: {": 1, "position": [99, 99], "masks": deep}
    camera = {"type": "Feature", "geometry": at, "properties": {**facts, "entry": entry}}
    whole = json.loads(SAMPLES["geojson"]())
    whole["features"].append(camera)
    (hung,) = imported("geojson", json.dumps(whole).encode()).site.cameras()
    assert (hung.label.en, hung.x_m, hung.masks) == ("a: {b} # c", 1.0, ())


def test_a_site_that_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "plan.geojson", tmp_path / "site.yaml"
    path.write_bytes(SAMPLES["geojson"]())
    out.write_text("mine", encoding="utf-8")
    args = ["import", str(path), "-o", str(out), "--no-cache", "--lang", "en"]
    assert main(args) == 2
    assert "is there already" in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"
    assert main([*args, "--force"]) == 0


def plans(third_party: Path) -> Path:
    return third_party / "plans"


def checked(path: Path, tmp_path: Path, *options: str) -> tuple[Site, dict[str, Any]]:
    """Import a plan by the command, check it by the command, and return the site."""
    out = tmp_path / "site.yaml"
    assert main(["import", str(path), "-o", str(out), "--no-cache", "--json", *options]) == 0
    assert main(["check", str(out)]) == 0
    return load_site(out), {}


def test_an_architects_plan_is_caught_at_its_wrong_unit(
    third_party: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, _ = checked(plans(third_party) / "dxf/architect_plan.dxf", tmp_path)
    said = json.loads(capsys.readouterr().out.partition("\nok:")[0].rpartition("}")[0] + "}")
    assert said["unit_m"] == 0.0254
    assert any("its header is wrong: it says millimetres" in note for note in said["notes"])
    (floor,) = site.floors
    names = {zone.label.en for zone in (*floor.zones, *floor.prohibited)}
    assert {"MASTER BEDROOM", "BEDROOM 2", "BEDROOM 3", "Pantry", "UTIL."} <= names
    # 28 doors and windows, each in its wall; nothing of the 5,000 strokes of furniture and notes.
    assert sum(occluder.kind == "door" for occluder in floor.occluders) == 28
    assert len(floor.occluders) < 70


@pytest.mark.parametrize(("floor", "rooms"), [("floor1", 83), ("floor2", 76)])
def test_floors_of_a_university_keep_the_ids_of_their_rooms(
    floor: str, rooms: int, third_party: Path, tmp_path: Path
) -> None:
    path = plans(third_party) / f"msu/{floor}.svg"
    site, _ = checked(path, tmp_path, "--measure", "41,0,480,0=190")
    found = [zone for zone in site.floors[0].zones if zone.id.startswith("ff-")]
    assert len(found) >= 0.9 * rooms


@NEEDS_LIBRARY
def test_a_building_model_becomes_two_floors(third_party: Path, tmp_path: Path) -> None:
    site, _ = checked(plans(third_party) / "ifc/large_building.ifc", tmp_path)
    ground, upper = site.floors
    assert len(ground.zones) == 8
    assert len(upper.zones) == 1
    kinds = [occluder.kind for occluder in ground.occluders]
    assert (kinds.count("door"), kinds.count("glass")) == (18, 28)


def test_a_list_of_cameras_is_shown_before_it_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, listed = tmp_path / "site.yaml", tmp_path / "cameras.csv"
    site.write_text(imported("dxf", dxf_bytes()).text, encoding="utf-8")
    listed.write_bytes(csv_bytes())
    before = site.read_bytes()
    args = ["import", str(listed), "--into", str(site), "--no-cache", "--lang", "en"]
    assert main(args) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert site.read_bytes() == before
    assert main([*args, "-o", str(site)]) == 0
    assert [camera.id for camera in load_site(site).cameras()] == ["cam-1", "cam-2"]
    assert main(args) == 0
    assert "the same" in capsys.readouterr().out


def test_a_camera_that_cannot_be_is_told_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, listed = tmp_path / "site.yaml", tmp_path / "cameras.csv"
    site.write_text(imported("dxf", dxf_bytes()).text, encoding="utf-8")
    listed.write_bytes(csv_bytes().replace(b"225,15,84", b"225,15,400"))
    args = ["import", str(listed), "--into", str(site), "--no-cache", "--lang", "en"]
    assert main(args) == 3
    assert f"{listed}: line 3: hfov_deg: " in capsys.readouterr().err


def test_a_picture_is_suggested_and_never_taken_for_proof(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import cv2
    import numpy as np

    image = np.full((400, 600, 3), 255, dtype=np.uint8)
    image[20:380, 20:580] = 0
    image[25:375, 25:575] = 255
    path, out = tmp_path / "plan.png", tmp_path / "new" / "site.yaml"
    out.parent.mkdir()
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    measures = ["--measure", "20,20,580,20=28", "--measure", "20,20,20,380=24"]
    assert main(["import", str(path), "-o", str(out), *measures, "--lang", "en"]) == 0
    assert "the picture may be stretched" in capsys.readouterr().out
    assert load_site(out).floors[0].occluders == ()
    text = out.read_text("utf-8")
    assert "#   - {id: wall-1, kind: wall," in text
    # 600 pixels by 400 at (28 / 560 + 24 / 360) / 2 = 0.0583 m, beside the site file.
    underlay = load_site(out).floors[0].underlay
    assert underlay == Underlay(out.with_name("plan.png"), 0.0, 0.0, 35.0, 23.333333)
    assert underlay.path.read_bytes() == path.read_bytes()
    assert main(["check", str(out)]) == 0
    # The suggestions make a plan once their # is taken away.
    taken = text.replace("    # occluders", "    occluders").replace("    #   - ", "      - ")
    out.write_text(taken.replace("    # zones", "    zones"), encoding="utf-8")
    assert len(load_site(out).floors[0].zones) == 1


def test_without_an_output_the_layers_are_proposed_as_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "house.dxf"
    path.write_bytes(dxf_bytes())
    assert main(["import", str(path), "--no-cache"]) == 0
    table = capsys.readouterr().out
    assert table.startswith("layer,role,strokes,why\n")
    assert "A-WALL,wall,6,by its name" in table
    edited = tmp_path / "layers.csv"
    edited.write_text(table.replace("A-DOOR,door", "A-DOOR,ignore"), encoding="utf-8")
    out = tmp_path / "site.yaml"
    args = ["import", str(path), "-o", str(out), "--layers", str(edited), "--no-cache"]
    assert main(args) == 0
    assert not any(o.kind == "door" for o in load_site(out).floors[0].occluders)
