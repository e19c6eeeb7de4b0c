"""Maps of an audit, read back: right-handed rings, well-formed KML, a drawing without fault."""

import io
import json
import sys
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import ezdxf
import pytest
from shapely.geometry import shape

from pipeline.domain.finding import AuditResult
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import LANGUAGES, Language
from pipeline.errors import UnavailableError, UsageError
from pipeline.report.maps.dxf import drawings, dxf
from pipeline.report.maps.geojson import geojson
from pipeline.report.maps.kml import NAMESPACE, kml
from tests.report.samples import COVERAGE, audited_room

PLAN = audited_room()
PLACED = replace(PLAN, site=replace(PLAN.site, georeference=Georeference(39.9, 116.4, 30.0)))
KML = f"{{{NAMESPACE}}}"


def layers(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for feature in document["features"]:
        found.setdefault(feature["properties"]["layer"], []).append(feature)
    return found


def rings(geometry: dict[str, Any]) -> list[list[list[list[float]]]]:
    """Return the polygons of a geometry, each as its rings."""
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else []


def signed_area(ring: list[list[float]]) -> float:
    pairs = pairwise(ring)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2.0


@pytest.mark.parametrize("audit", [PLAN, PLACED], ids=["plan", "earth"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_rings_are_closed_and_right_handed(audit: AuditResult, language: Language) -> None:
    document = json.loads(geojson(audit, language))
    polygons = [p for f in document["features"] for p in rings(f["geometry"])]
    assert len(polygons) > 8
    for outer, *holes in polygons:
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in (outer, *holes))
        origin = outer[0]
        local = [[x - origin[0], y - origin[1]] for x, y in outer]
        assert signed_area(local) > 0
        assert all(signed_area([[x - origin[0], y - origin[1]] for x, y in h]) < 0 for h in holes)


def test_every_part_of_the_audit_is_a_layer() -> None:
    found = layers(json.loads(geojson(PLAN, "en")))
    assert set(found) == {
        *("outline", "occluder", "zone", "prohibited", "covered", "view", "blind_spot", "leak"),
        "camera",
    }


def test_without_a_georeference_coordinates_are_metres_and_say_so() -> None:
    document = json.loads(geojson(PLAN, "en"))
    assert document["sightline"]["unit"] == "metre"
    (spot,) = layers(document)["blind_spot"]
    assert shape(spot["geometry"]).equals(COVERAGE.blind_spots[0].region)
    assert spot["properties"]["remedy"].startswith("turn cam-1")
    assert spot["properties"]["number"] == 1


def test_with_one_they_are_longitude_and_latitude() -> None:
    document = json.loads(geojson(PLACED, "en"))
    assert document["sightline"]["unit"] == "degree"
    (camera,) = layers(document)["camera"]
    assert camera["geometry"]["coordinates"] == [116.4, 39.9]


def test_ids_are_there_once() -> None:
    ids = [feature["id"] for feature in json.loads(geojson(PLAN, "en"))["features"]]
    assert len(ids) == len(set(ids))


def test_kml_is_well_formed_and_holds_every_feature() -> None:
    root = ElementTree.fromstring(kml(PLACED, "zh"))
    marks = list(root.iter(f"{KML}Placemark"))
    assert len(marks) == len(json.loads(geojson(PLACED, "zh"))["features"])
    styles = {f"#{style.get('id')}" for style in root.iter(f"{KML}Style")}
    assert {mark.findtext(f"{KML}styleUrl") for mark in marks} <= styles
    names = [mark.findtext(f"{KML}name") for mark in marks]
    assert "活动区" in names
    assert "1 活动区" in names


def test_kml_coordinates_are_those_of_geojson() -> None:
    root = ElementTree.fromstring(kml(PLACED, "zh"))
    (point,) = root.iter(f"{KML}Point")
    assert point.findtext(f"{KML}coordinates") == "116.40000000,39.90000000"


def test_kml_without_a_georeference_is_refused_in_a_sentence() -> None:
    with pytest.raises(UsageError, match="site demo: KML needs longitudes and latitudes"):
        kml(PLAN, "zh")


def test_a_name_cannot_break_out_of_kml() -> None:
    root = kml(replace(PLACED, site=replace(audited_room("<b>&").site, georeference=GEO)), "en")
    assert ElementTree.fromstring(root).findtext(f"{KML}Document/{KML}name") == "<b>&"


GEO = Georeference(0.0, 0.0)


def drawing(language: Language) -> Any:
    return ezdxf.read(io.StringIO(dxf(PLAN, "ground", language).decode("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_has_no_fault(language: Language) -> None:
    auditor = drawing(language).audit()
    assert (auditor.errors, auditor.fixes) == ([], [])


def test_the_drawing_is_in_metres_on_named_layers() -> None:
    document = drawing("zh")
    assert document.header["$INSUNITS"] == 6
    used = {entity.dxf.layer for entity in document.modelspace()}
    assert used == {
        *("CCTV-SITE", "CCTV-WALL", "CCTV-ZONE", "CCTV-PRIV", "CCTV-COVER", "CCTV-VIEW"),
        *("CCTV-BLIND", "CCTV-LEAK", "CCTV-CAM", "CCTV-TEXT"),
    }
    assert used <= {layer.dxf.name for layer in document.layers}


def test_a_blind_spot_is_drawn_where_it_is_and_filled() -> None:
    space = drawing("en").modelspace()
    (edge,) = space.query('LWPOLYLINE[layer=="CCTV-BLIND"]')
    assert sorted(edge.get_points("xy")) == [(8, 8), (8, 10), (10, 8), (10, 10)]
    assert len(space.query('HATCH[layer=="CCTV-BLIND"]')) == 1


def test_a_camera_is_turned_to_where_it_looks() -> None:
    (camera,) = drawing("en").modelspace().query("INSERT")
    assert camera.dxf.rotation == 45.0
    assert tuple(camera.dxf.insert)[:2] == (0.0, 0.0)


def test_names_are_lettered_in_the_language_asked_for() -> None:
    words = {text.dxf.text for text in drawing("zh").modelspace().query("TEXT")}
    assert words == {"活动区", "卫生间", "1 活动区", "cam-1"}


def test_each_floor_is_a_file_and_equal_audits_are_equal_files() -> None:
    assert list(drawings(PLAN, "zh")) == ["map-ground.dxf"]
    assert dxf(PLAN, "ground", "zh") == dxf(PLAN, "ground", "zh")


def test_without_ezdxf_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ezdxf.filemanagement", None)
    with pytest.raises(UnavailableError, match=r"pip install sightline\[cad\]"):
        dxf(PLAN, "ground", "zh")
