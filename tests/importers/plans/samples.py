"""Small drawings of each kind, made here: a house of two rooms with a doorway between them."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

HOUSE_M = (12.0, 8.0)
WALLS = [
    ((0, 0), (12, 0)),
    ((12, 0), (12, 8)),
    ((12, 8), (0, 8)),
    ((0, 8), (0, 0)),
    ((5, 0), (5, 3)),
    ((5, 4), (5, 8)),
]
"""In metres; the wall at x = 5 has a doorway of 1 m."""


def dxf_document(unit: int = 6, scale: float = 1.0) -> Any:
    """Return the house as DXF with the texts of its rooms, a door leaf, a plant and a hatch."""
    import ezdxf

    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = unit
    for layer in ("A-WALL", "A-DOOR", "PLANTS", "A-TEXT", "A-HATCH"):
        document.layers.add(layer)
    space = document.modelspace()
    for (x0, y0), (x1, y1) in WALLS:
        ends = (x0 * scale, y0 * scale), (x1 * scale, y1 * scale)
        space.add_line(*ends, dxfattribs={"layer": "A-WALL"})
    on_door = {"layer": "A-DOOR"}
    space.add_line((5 * scale, 3 * scale), (6 * scale, 3 * scale), dxfattribs=on_door)
    space.add_arc((5 * scale, 3 * scale), scale, 0, 90, dxfattribs=on_door)
    space.add_circle((8 * scale, 6 * scale), 0.5 * scale, dxfattribs={"layer": "PLANTS"})
    for words, x, y in (("教室 1", 2, 4), ("OFFICE", 8, 4)):
        space.add_text(words, height=0.3 * scale, dxfattribs={"layer": "A-TEXT"}).set_placement(
            (x * scale, y * scale)
        )
    hatch = space.add_hatch(dxfattribs={"layer": "A-HATCH"})
    hatch.paths.add_polyline_path([(0, 0), (12 * scale, 0), (12 * scale, 8 * scale)])
    return document


def dxf_bytes(document: Any = None) -> bytes:
    """Return a document's text."""
    stream = io.StringIO()
    (document or dxf_document()).write(stream)
    return stream.getvalue().encode("utf-8")


def svg_bytes() -> bytes:
    """Return the house as SVG at 1:100, one unit a centimetre on the wall."""
    lines = "".join(
        f'<line x1="{x0}" y1="{8 - y0}" x2="{x1}" y2="{8 - y1}" class="wall" stroke="black"/>'
        for (x0, y0), (x1, y1) in WALLS
    )
    letter = '<path class="word" fill="black" d="M1 1c.1 0 .2.1.2.3s-.1.3-.2.3z"/>'
    room = '<rect id="r-101" x="0" y="0" width="5" height="8" class="wall" stroke="black"/>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 8">'
        f'<g id="walls">{lines}{room}</g>{letter}<text x="8" y="4">OFFICE</text></svg>'
    ).encode()


def feature(geometry: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return a GeoJSON feature."""
    return {"type": "Feature", "properties": facts, "geometry": geometry}


def geojson_bytes() -> bytes:
    """Return the house as GeoJSON in metres, its walls as lines and a room as an area."""
    walls = [
        feature({"type": "LineString", "coordinates": list(ends)}, layer="wall") for ends in WALLS
    ]
    ring = [[0, 0], [5, 0], [5, 8], [0, 8], [0, 0]]
    room = feature({"type": "Polygon", "coordinates": [ring]}, indoor="room", name="Room 1")
    about = {"unit": "metre"}
    whole = {"type": "FeatureCollection", "sightline": about, "features": [*walls, room]}
    return json.dumps(whole).encode()


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a polygon in degrees, of so many metres from a place in Beijing."""
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [[on_earth(x, y) for x, y in ring]]}


def on_earth(x_m: float, y_m: float) -> list[float]:
    """Return longitude and latitude of a place near 116.4°E, 39.9°N."""
    return [116.4 + x_m / 85_390.0, 39.9 + y_m / 111_035.0]


def imdf_bytes() -> bytes:
    """Return two rooms beside each other as IMDF, with an opening between them."""
    level = {**feature(square(0, 0, 12, 8), ordinal=0, name={"en": "Ground"}), "id": "level-1"}
    units = [
        feature(square(0, 0, 5, 8), level_id="level-1", category="room", name={"en": "Room 1"}),
        feature(square(5, 0, 12, 8), level_id="level-1", category="room", name={"en": "Office"}),
    ]
    way = {"type": "LineString", "coordinates": [on_earth(5, 3), on_earth(5, 4)]}
    files = {
        "level": [level],
        "unit": units,
        "opening": [feature(way, level_id="level-1", category="pedestrian")],
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, features in files.items():
            content = json.dumps({"type": "FeatureCollection", "features": features})
            archive.writestr(f"{name}.geojson", content)
    return stream.getvalue()


def pdf_bytes() -> bytes:
    """Return the house as PDF at 1:100, its walls in broad strokes."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    point = 72.0 / 0.0254 / 100.0
    canvas.setLineWidth(2)
    for (x0, y0), (x1, y1) in WALLS:
        canvas.line(50 + x0 * point, 50 + y0 * point, 50 + x1 * point, 50 + y1 * point)
    canvas.setLineWidth(0.3)
    for n in range(40):
        canvas.line(60 + 3 * n, 60, 62 + 3 * n, 64)
    canvas.drawString(50 + 7 * point, 50 + 4 * point, "OFFICE")
    canvas.save()
    return stream.getvalue()


CAMERAS = (
    "id,name,x,y,height_m,pan_deg,tilt_deg,hfov_deg,picture\n"
    "cam-1,Hall,1.0,1.0,3.0,45,15,84,1920x1080\n"
    "cam-2,Office,11.0,7.0,3.0,225,15,84,1920x1080\n"
)


def csv_bytes() -> bytes:
    """Return a list of two cameras."""
    return CAMERAS.encode()


def xlsx_bytes() -> bytes:
    """Return the same list as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    for line in CAMERAS.splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


IFC = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('house','2026-01-01T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('IFC2X3'));
ENDSEC;
DATA;
#1=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);
#2=IFCUNITASSIGNMENT((#1));
#3=IFCCARTESIANPOINT((0.,0.,0.));
#4=IFCAXIS2PLACEMENT3D(#3,$,$);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#4,$);
#6=IFCPROJECT('2O2Fr$t4X7Zf8NOew3FLOH',$,'house',$,$,$,$,(#5),#2);
#7=IFCLOCALPLACEMENT($,#4);
#8=IFCBUILDING('2O2Fr$t4X7Zf8NOew3FLOI',$,'b',$,$,#7,$,$,.ELEMENT.,$,$,$);
#9=IFCBUILDINGSTOREY('2O2Fr$t4X7Zf8NOew3FLOJ',$,'Ground',$,$,#7,$,$,.ELEMENT.,0.);
#10=IFCRELAGGREGATES('2O2Fr$t4X7Zf8NOew3FLOK',$,$,$,#6,(#8));
#11=IFCRELAGGREGATES('2O2Fr$t4X7Zf8NOew3FLOL',$,$,$,#8,(#9));
#12=IFCCARTESIANPOINT((0.,0.));
#13=IFCCARTESIANPOINT((12.,0.));
#14=IFCCARTESIANPOINT((12.,8.));
#15=IFCCARTESIANPOINT((0.,8.));
#16=IFCPOLYLINE((#12,#13,#14,#15,#12));
#17=IFCCARTESIANPOINT((0.2,0.2));
#18=IFCCARTESIANPOINT((11.8,0.2));
#19=IFCCARTESIANPOINT((11.8,7.8));
#20=IFCCARTESIANPOINT((0.2,7.8));
#21=IFCPOLYLINE((#17,#18,#19,#20,#17));
#22=IFCARBITRARYPROFILEDEFWITHVOIDS(.AREA.,$,#16,(#21));
#23=IFCDIRECTION((0.,0.,1.));
#24=IFCEXTRUDEDAREASOLID(#22,#4,#23,3.);
#25=IFCSHAPEREPRESENTATION(#5,'Body','SweptSolid',(#24));
#26=IFCPRODUCTDEFINITIONSHAPE($,$,(#25));
#27=IFCWALL('2O2Fr$t4X7Zf8NOew3FLOM',$,'wall',$,$,#7,#26,$);
#28=IFCRELCONTAINEDINSPATIALSTRUCTURE('2O2Fr$t4X7Zf8NOew3FLON',$,$,$,(#27),#9);
ENDSEC;
END-ISO-10303-21;
"""


def ifc_bytes() -> bytes:
    """Return the outer walls of the house as IFC, one storey of 3 m."""
    return IFC.encode()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "dxf": dxf_bytes,
    "svg": svg_bytes,
    "geojson": geojson_bytes,
    "imdf": imdf_bytes,
    "pdf": pdf_bytes,
    "camera-csv": csv_bytes,
    "camera-xlsx": xlsx_bytes,
    "ifc": ifc_bytes,
}
