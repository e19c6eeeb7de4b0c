"""What readers make of each kind of file: strokes on layers, names, and nothing that is no wall."""

from typing import Any

import numpy as np
import pytest

from pipeline.domain.drawing import Drawing
from pipeline.importers.plans.camera_sheet import read_camera_csv, read_camera_xlsx
from pipeline.importers.plans.drawing_bytes import drawing_bytes, drawing_of
from pipeline.importers.plans.dxf import read_dxf
from pipeline.importers.plans.geojson import read_geojson
from pipeline.importers.plans.imdf import read_imdf
from pipeline.importers.plans.pdf import read_pdf
from pipeline.importers.plans.svg import read_svg
from tests.importers.plans.samples import (
    csv_bytes,
    dxf_bytes,
    dxf_document,
    feature,
    geojson_bytes,
    imdf_bytes,
    pdf_bytes,
    svg_bytes,
    xlsx_bytes,
)


def silent(share: float) -> None:
    assert 0.0 <= share <= 1.0


def strokes_on(drawing: Drawing, layer: str) -> list[list[list[float]]]:
    strokes = drawing.storeys[0].strokes
    number = drawing.layers.index(layer)
    return [
        strokes.points[strokes.starts[n] : strokes.starts[n + 1]].round(6).tolist()
        for n in np.flatnonzero(strokes.layers == number)
    ]


def drawn(document: Any) -> Drawing:
    return read_dxf(dxf_bytes(document), silent)


def test_on_layer_0_a_block_takes_the_layer_of_its_insert() -> None:
    document = dxf_document()
    tree = document.blocks.new("TREE")
    tree.add_line((0, 0), (1, 0))
    tree.add_line((0, 0), (0, 1), dxfattribs={"layer": "A-WALL"})
    document.modelspace().add_blockref("TREE", (20, 5), dxfattribs={"layer": "PLANTS"})
    found = drawn(document)
    assert [[20, 5], [21, 5]] in strokes_on(found, "PLANTS")
    assert [[20, 5], [20, 6]] in strokes_on(found, "A-WALL")


def test_a_block_within_a_block_takes_it_too() -> None:
    document = dxf_document()
    document.blocks.new("LEAF").add_line((0, 0), (1, 0))
    document.blocks.new("TREE").add_blockref("LEAF", (10, 0))
    document.modelspace().add_blockref("TREE", (0, 9), dxfattribs={"layer": "PLANTS"})
    assert [[10, 9], [11, 9]] in strokes_on(drawn(document), "PLANTS")


def test_a_block_is_scaled_mirrored_and_turned() -> None:
    document = dxf_document()
    document.blocks.new("D").add_line((1, 0), (2, 0), dxfattribs={"layer": "W"})
    insert = document.modelspace().add_blockref("D", (10, 20))
    insert.dxf.xscale, insert.dxf.yscale, insert.dxf.rotation = -2.0, 1.0, 90.0
    # (1, 0) becomes (-2, 0), turned (0, -2), moved (10, 18).
    assert strokes_on(drawn(document), "W") == [[[10, 18], [10, 16]]]


def test_an_array_of_inserts_is_laid_out() -> None:
    document = dxf_document()
    document.blocks.new("D").add_line((0, 0), (1, 0), dxfattribs={"layer": "W"})
    insert = document.modelspace().add_blockref("D", (0, 0))
    insert.dxf.column_count, insert.dxf.column_spacing = 3, 5.0
    assert sorted(line[0][0] for line in strokes_on(drawn(document), "W")) == [0, 5, 10]


def test_polylines_keep_their_breadth_and_close() -> None:
    document = dxf_document()
    wide = document.modelspace().add_lwpolyline([(0, 0), (4, 0)], dxfattribs={"layer": "W"})
    wide.dxf.const_width = 0.2
    document.modelspace().add_lwpolyline(
        [(0, 5), (1, 5), (1, 6)], close=True, dxfattribs={"layer": "C"}
    )
    found = drawn(document)
    number = found.layers.index("W")
    strokes = found.storeys[0].strokes
    assert strokes.widths[strokes.layers == number].tolist() == [0.2]
    (ring,) = strokes_on(found, "C")
    assert ring[0] == ring[-1]


def test_arcs_and_splines_are_curved_and_near_the_truth() -> None:
    document = dxf_document()
    space = document.modelspace()
    space.add_circle((100, 0), 10, dxfattribs={"layer": "R"})
    space.add_spline([(0, 0), (5, 5), (10, 0)], dxfattribs={"layer": "S"})
    bulge = [(0, 0, 0, 0, 1.0), (2, 0, 0, 0, 0)]
    space.add_lwpolyline(bulge, dxfattribs={"layer": "B"})
    found = drawn(document)
    (ring,) = strokes_on(found, "R")
    far = np.hypot(*(np.array(ring) - [100, 0]).T)
    assert far == pytest.approx(10.0)
    # Half a circle of radius 1 over (0, 0) to (2, 0), below it.
    (half,) = strokes_on(found, "B")
    assert min(y for _, y in half) == pytest.approx(-1.0, abs=0.01)
    assert found.storeys[0].strokes.curved.sum() >= 3
    assert len(strokes_on(found, "S")[0]) > 5


def test_hidden_layers_and_hatches_are_left_out() -> None:
    document = dxf_document()
    document.layers.get("PLANTS").off()
    found = drawn(document)
    assert "PLANTS" not in found.layers
    assert "A-HATCH" not in found.layers


def test_texts_come_with_their_places() -> None:
    texts = {text.words: text for text in read_dxf(dxf_bytes(), silent).storeys[0].texts}
    assert set(texts) == {"教室 1", "OFFICE"}
    assert texts["OFFICE"].height == pytest.approx(0.3)


def test_dimensions_tell_what_they_read() -> None:
    document = dxf_document()
    dimension = document.modelspace().add_linear_dim((0, -2), (0, 0), (12, 0), text="12.0 m")
    dimension.render()
    assert [(d.measured, d.reads) for d in drawn(document).dimensions] == [(12.0, "12.0 m")]


def test_objects_of_another_program_are_named() -> None:
    wall = "  0\nTCH_WALL\n  8\nWALL\n  0\nLINE\n"
    data = dxf_bytes().replace(b"  0\nLINE\n", wall.encode(), 1)
    (foreign, left_out) = read_dxf(data, silent).notes
    assert "TArch: T3" in foreign.en
    assert left_out.en.endswith("TCH_WALL")


def test_a_binary_drawing_is_the_same() -> None:
    import io

    stream = io.BytesIO()
    dxf_document().write(stream, fmt="bin")
    assert (
        read_dxf(stream.getvalue(), silent).stroke_count
        == read_dxf(dxf_bytes(), silent).stroke_count
    )


def test_svg_layers_are_groups_and_classes_and_outlined_letters_are_left_out() -> None:
    found = read_svg(svg_bytes(), silent)
    assert found.layers[0] == "walls.wall"
    assert [note.en for note in found.notes] == [
        "1 filled outlines, such as letters turned into curves, were left out"
    ]
    assert {text.words for text in found.storeys[0].texts} == {"OFFICE", "r-101"}


def test_svg_is_turned_upright_and_its_transforms_hold() -> None:
    path = '<path class="w" d="M0 0L3 1" stroke="red"/>'
    data = f'<svg><g transform="translate(10,20) scale(2)">{path}</g></svg>'.encode()
    assert strokes_on(read_svg(data, silent), "w") == [[[10, -20], [16, -22]]]


def test_geojson_in_metres_stays_where_it_is() -> None:
    found = read_geojson(geojson_bytes(), silent)
    assert found.unit_m == 1.0
    assert strokes_on(found, "wall")[0] == [[0, 0], [12, 0]]
    assert [(s.kind, s.name) for s in found.storeys[0].shapes] == [("room", "Room 1")]


def test_geojson_in_degrees_becomes_metres_around_its_middle() -> None:
    import json

    line = {"type": "LineString", "coordinates": [[116.4, 39.9], [116.4, 39.9009]]}
    data = json.dumps({"type": "FeatureCollection", "features": [feature(line, layer="wall")]})
    found = read_geojson(data.encode(), silent)
    (stroke,) = strokes_on(found, "wall")
    # A thousandth of a degree of latitude is 111.0 m there.
    assert np.hypot(*np.subtract(*stroke)) == pytest.approx(99.93, abs=0.02)
    assert found.facts["georeference"]["lat_deg"] == pytest.approx(39.90045)


def test_imdf_has_walls_where_units_end_but_not_in_openings() -> None:
    found = read_imdf(imdf_bytes(), silent)
    assert found.storeys[0].name == "Ground"
    lengths = sum(
        float(np.hypot(*np.diff(np.array(line), axis=0).T).sum())
        for line in strokes_on(found, "unit walls")
    )
    # Around both rooms 2 · (12 + 8), the wall between them 8, less the opening of 1 m and its edge.
    assert lengths == pytest.approx(47.0, abs=0.1)


def test_pdf_layers_are_breadths_and_colours() -> None:
    found = read_pdf(pdf_bytes(), silent)
    assert len(strokes_on(found, "w2.00 #000000")) == 6
    assert len(strokes_on(found, "w0.30 #000000")) == 40
    assert [text.words for text in found.storeys[0].texts] == ["OFFICE"]


@pytest.mark.parametrize(
    ("read", "data"), [(read_camera_csv, csv_bytes), (read_camera_xlsx, xlsx_bytes)]
)
def test_a_list_of_cameras_is_read_alike_as_csv_and_xlsx(read: Any, data: Any) -> None:
    one, two = read(data(), silent).storeys[0].shapes
    assert (one.id, one.name, one.geometry.x, two.geometry.y) == ("cam-1", "Hall", 1.0, 7.0)
    assert one.facts["picture"] == [1920, 1080]
    assert one.facts["hfov_deg"] == 84.0


def test_chinese_headings_are_understood() -> None:
    heading = "编号,横坐标,纵坐标,安装高度,朝向,俯角,焦距,感光面宽,分辨率"
    data = f"{heading}\nc1,1,2,3,90,15,2.8,5.57,1920×1080\n".encode("gb18030")
    (camera,) = read_camera_csv(data, silent).storeys[0].shapes
    assert camera.facts["lens"] == {"focal_mm": 2.8, "sensor_width_mm": 5.57}


@pytest.mark.parametrize("read", [read_dxf, read_svg, read_geojson, read_imdf, read_pdf])
def test_a_drawing_survives_as_bytes(read: Any) -> None:
    data = {
        read_dxf: dxf_bytes,
        read_svg: svg_bytes,
        read_geojson: geojson_bytes,
        read_imdf: imdf_bytes,
        read_pdf: pdf_bytes,
    }[read]()
    drawing = read(data, silent)
    again = drawing_of(drawing_bytes(drawing))
    assert drawing_bytes(again) == drawing_bytes(drawing)
    assert np.array_equal(again.storeys[0].strokes.points, drawing.storeys[0].strokes.points)
