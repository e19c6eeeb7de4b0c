"""A floor of an audit as DXF (R2010, metres), each kind of thing on a layer of its own."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.errors import UnavailableError
from pipeline.report.maps.features import LAYERS, Feature, Layer, features
from pipeline.report.plan.marks import CAMERA_OUTLINE

if TYPE_CHECKING:
    from ezdxf.document import Drawing
    from ezdxf.entities.dxfentity import DXFEntity
    from ezdxf.layouts.layout import Modelspace

CAD_LAYERS: dict[Layer, tuple[str, int]] = {
    "outline": ("CCTV-SITE", 8),
    "void": ("CCTV-VOID", 8),
    "lit": ("CCTV-LIT", 2),
    "occluder": ("CCTV-WALL", 7),
    "zone": ("CCTV-ZONE", 9),
    "prohibited": ("CCTV-PRIV", 6),
    "covered": ("CCTV-COVER", 3),
    "view": ("CCTV-VIEW", 5),
    "blind_spot": ("CCTV-BLIND", 1),
    "leak": ("CCTV-LEAK", 6),
    "camera": ("CCTV-CAM", 5),
}
"""Names and AutoCAD colour numbers; lettering is on CCTV-TEXT."""

TEXT_LAYER, TEXT_COLOUR = "CCTV-TEXT", 7
NAMED: frozenset[Layer] = frozenset({"zone", "prohibited", "blind_spot", "camera"})
FILLED: dict[Layer, float] = {"covered": 0.75, "blind_spot": 0.5, "leak": 0.6}
"""How clear the fill of an area is, where it has one."""

STYLE, FONT, BIG_FONT = "SIGHTLINE", "txt.shx", "gbcbig.shx"
"""Fonts that come with every CAD program for China, so that none need be installed."""

TEXT_SHARE = 0.008
"""Letters and half a camera, as a share of the floor's longer side: 2 mm on an A3 sheet."""

METRES, METRIC = 6, 1
APP, TEXT_CODE, PIECE = "SIGHTLINE", 1000, 200
"""Facts are kept with an entity as JSON, in pieces, since a text there ends at 255 letters."""

LISTED: dict[Layer, str] = {"void": "voids", "lit": "lit", "camera": "camera"}
"""What is called otherwise than by its layer or the kind among its facts."""

COMMENT = Label("坐标为平面图坐标，单位米", "Coordinates are metres on the plan")


def drawings(audit: AuditResult, language: Language) -> dict[str, bytes]:
    """Return a drawing of each floor by the name of its file."""
    return {f"map-{f.id}.dxf": dxf(audit, f.id, language) for f in audit.site.floors}


def dxf(audit: AuditResult, floor_id: str, language: Language) -> bytes:
    """Return the drawing of one floor; UnavailableError where ezdxf is not installed."""
    try:
        from ezdxf.filemanagement import new
    except ImportError as error:
        raise UnavailableError(
            "drawings for CAD need ezdxf, which is not installed; type: pip install sightline[cad]"
        ) from error
    with _dateless():
        drawing = new("R2010", setup=False)
        drawing.header["$INSUNITS"], drawing.header["$MEASUREMENT"] = METRES, METRIC
        drawing.appids.add(APP)
        drawing.styles.add(STYLE, font=FONT).dxf.bigfont = BIG_FONT
        _add_layers(drawing, language)
        _add_camera_block(drawing)
        floor = next(floor for floor in audit.site.floors if floor.id == floor_id)
        left, low, right, high = floor.outline.bounds
        letter_m = TEXT_SHARE * max(right - left, high - low)
        space = drawing.modelspace()
        for each in features(audit, language):
            if each.floor_id == floor_id:
                _draw(space, each, letter_m)
        stream = io.StringIO()
        drawing.write(stream)
    return stream.getvalue().encode("utf-8")


@contextmanager
def _dateless() -> Iterator[None]:
    """Let equal drawings be equal files, without dates and lots drawn for ids."""
    from ezdxf._options import options

    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


def _add_layers(drawing: "Drawing", language: Language) -> None:
    for layer, (name, colour) in CAD_LAYERS.items():
        drawing.layers.add(name, color=colour).description = LAYERS[layer].told(language)
    drawing.layers.add(TEXT_LAYER, color=TEXT_COLOUR).description = COMMENT.told(language)


def _add_camera_block(drawing: "Drawing") -> None:
    """Add a camera that looks along +x, a unit to each side, to be turned by its pan."""
    block = drawing.blocks.new("CCTV-CAMERA")
    block.add_lwpolyline(list(CAMERA_OUTLINE), close=True)


def _draw(space: "Modelspace", each: Feature, letter_m: float) -> None:
    on = {"layer": CAD_LAYERS[each.layer][0]}
    if each.layer == "camera":
        at = (each.shape.x, each.shape.y)
        turned = {**on, "rotation": float(each.facts["pan_deg"]) % 360.0}
        turned |= dict.fromkeys(("xscale", "yscale", "zscale"), letter_m)
        _mark(space.add_blockref("CCTV-CAMERA", at, dxfattribs=turned), each)
        _write(space, each.id, at[0], at[1] - 1.6 * letter_m, letter_m)
        return
    for part in getattr(each.shape, "geoms", (each.shape,)):
        _draw_part(space, part, each, on)
    if each.layer in NAMED:
        at_point = each.shape.representative_point()
        _write(space, each.name, at_point.x, at_point.y, letter_m)


def _draw_part(space: "Modelspace", part: BaseGeometry, each: Feature, on: dict[str, Any]) -> None:
    if not isinstance(part, Polygon):
        space.add_lwpolyline(list(part.coords), dxfattribs=on)
        return
    rings = [list(ring.coords[:-1]) for ring in (part.exterior, *part.interiors)]
    outlines = [space.add_lwpolyline(ring, close=True, dxfattribs=on) for ring in rings]
    _mark(outlines[0], each, rings[1:])
    if each.layer in FILLED:
        hatch = space.add_hatch(color=CAD_LAYERS[each.layer][1], dxfattribs=on)
        hatch.transparency = FILLED[each.layer]
        for number, ring in enumerate(rings):
            hatch.paths.add_polyline_path(ring, is_closed=True, flags=1 if number == 0 else 16)


def _mark(entity: "DXFEntity", each: Feature, holes: Sequence[object] = ()) -> None:
    """Keep with an entity what a site file says of it, so that the drawing can be imported.

    A polyline has no holes, so that they are told with it.
    """
    if each.entry is None:
        return
    told: dict[str, object] = {
        "kind": _kind(each),
        "id": each.id,
        "name": each.name,
        "facts": each.entry,
    }
    if holes:
        told["holes"] = holes
    text = json.dumps(told)
    pieces = (text[at : at + PIECE] for at in range(0, len(text), PIECE))
    entity.set_xdata(APP, [(TEXT_CODE, piece) for piece in pieces])


def _kind(each: Feature) -> str:
    return LISTED.get(each.layer) or str(each.facts.get("kind", each.layer))


def _write(space: "Modelspace", words: str, x_m: float, y_m: float, letter_m: float) -> None:
    from ezdxf.enums import TextEntityAlignment

    attributes = {"layer": TEXT_LAYER, "style": STYLE, "height": letter_m}
    space.add_text(words, dxfattribs=attributes).set_placement(
        (x_m, y_m), align=TextEntityAlignment.MIDDLE_CENTER
    )
