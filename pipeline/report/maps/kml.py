"""An audit as KML 2.2, for globes and phones: a folder for each floor, one in it for each layer."""

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Language
from pipeline.errors import UsageError
from pipeline.report.maps.features import LAYERS, Feature, Layer, features
from pipeline.report.maps.geojson import placed

NAMESPACE = "http://www.opengis.net/kml/2.2"
STYLES: dict[Layer, tuple[str, str, int]] = {
    "outline": ("ff777777", "00ffffff", 1),
    "void": ("ff8c8c8c", "00ffffff", 1),
    "lit": ("ff008ac9", "00ffffff", 1),
    "occluder": ("ff3a3a3a", "ff3a3a3a", 1),
    "zone": ("ffb1978a", "30f7eee9", 1),
    "prohibited": ("ff6b2d4f", "40b57a9a", 1),
    "covered": ("0073b65f", "6073b65f", 0),
    "view": ("ffb06c2b", "00ffffff", 1),
    "blind_spot": ("ff120f8f", "b05c59e2", 2),
    "leak": ("ff7f12c2", "807f12c2", 2),
    "camera": ("ff7a4212", "ff7a4212", 1),
}
"""Colour of lines and of areas as KML writes them (alpha, blue, green, red); width in pixels."""

DEGREE_DECIMALS = 8
"""About a millimetre."""

HIDDEN: frozenset[Layer] = frozenset({"outline", "view", "lit"})
"""Layers that a globe shows when it is asked to, lest they bury the others."""


def globe_file(audit: AuditResult, language: Language) -> dict[str, bytes]:
    """Return the map of the whole site by the name of its file."""
    return {"map.kml": kml(audit, language).encode("utf-8")}


def kml(audit: AuditResult, language: Language) -> str:
    """Return the map; UsageError where the site file does not say where on earth it lies."""
    place = audit.site.georeference
    if place is None:
        raise UsageError(
            f"site {audit.site.id}: KML needs longitudes and latitudes, and the site file has no"
            " georeference; add one as in georeference: {lat_deg: 39.9, lon_deg: 116.4}"
        )
    root = Element("kml", {"xmlns": NAMESPACE})
    document = SubElement(root, "Document")
    SubElement(document, "name").text = audit.site.label.told(language)
    for layer, style in STYLES.items():
        _style(document, layer, style)
    labels = {floor.id: floor.label.told(language) for floor in audit.site.floors}
    for floor_id, on_floor in groupby(features(audit, language), lambda each: each.floor_id):
        storey = _folder(document, labels[floor_id])
        for layer, drawn in groupby(on_floor, lambda each: each.layer):
            folder = _folder(storey, LAYERS[layer].told(language), shown=layer not in HIDDEN)
            for each in drawn:
                _placemark(folder, each, placed(each.shape, place))
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _style(document: Element, layer: Layer, style: tuple[str, str, int]) -> None:
    line, area, width = style
    element = SubElement(document, "Style", {"id": layer})
    lines = SubElement(element, "LineStyle")
    SubElement(lines, "color").text = line
    SubElement(lines, "width").text = str(width)
    areas = SubElement(element, "PolyStyle")
    SubElement(areas, "color").text = area


def _folder(parent: Element, name: str, *, shown: bool = True) -> Element:
    folder = SubElement(parent, "Folder")
    SubElement(folder, "name").text = name
    SubElement(folder, "visibility").text = str(int(shown))
    return folder


def _placemark(folder: Element, each: Feature, shape: BaseGeometry) -> None:
    mark = SubElement(folder, "Placemark")
    SubElement(mark, "name").text = each.name
    SubElement(mark, "visibility").text = str(int(each.layer not in HIDDEN))
    SubElement(mark, "styleUrl").text = f"#{each.layer}"
    data = SubElement(mark, "ExtendedData")
    for key, value in {"id": each.id, **each.facts}.items():
        entry = SubElement(data, "Data", {"name": key})
        SubElement(entry, "value").text = str(value)
    _geometry(mark, shape)


def _geometry(parent: Element, shape: BaseGeometry) -> None:
    match shape:
        case Point():
            SubElement(SubElement(parent, "Point"), "coordinates").text = _told(shape)
        case LineString():
            SubElement(SubElement(parent, "LineString"), "coordinates").text = _told(shape)
        case Polygon():
            polygon = SubElement(parent, "Polygon")
            rings = [("outerBoundaryIs", shape.exterior)]
            rings += [("innerBoundaryIs", hole) for hole in shape.interiors]
            for side, ring in rings:
                linear = SubElement(SubElement(polygon, side), "LinearRing")
                SubElement(linear, "coordinates").text = _told(ring)
        case _:
            several = SubElement(parent, "MultiGeometry")
            for part in shape.geoms:
                _geometry(several, part)


def _told(shape: BaseGeometry) -> str:
    return " ".join(
        f"{lon:.{DEGREE_DECIMALS}f},{lat:.{DEGREE_DECIMALS}f}" for lon, lat in shape.coords
    )
