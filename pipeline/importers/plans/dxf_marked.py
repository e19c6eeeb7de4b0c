"""Shapes in a DXF that say what they are, because Sightline drew them (`report/maps/dxf.py`)."""

import json
from typing import Any

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from pipeline.domain.drawing import Shape

APP = "SIGHTLINE"
"""The application under which facts are kept with an entity, as pieces of JSON."""

TEXT_CODE = 1000


def marked_shape(entity: Any) -> Shape | None:
    """Return the shape that an entity stands for, None for one of somebody else's."""
    if not entity.has_xdata(APP):
        return None
    text = "".join(str(tag.value) for tag in entity.get_xdata(APP) if tag.code == TEXT_CODE)
    try:
        told = json.loads(text)
        geometry = _geometry(entity, told.get("holes", ()))
        kind, id_, name = str(told["kind"]), str(told["id"]), str(told.get("name", ""))
        facts = dict(told.get("facts", {}))
    except (ValueError, KeyError, TypeError, RecursionError, shapely.errors.ShapelyError):
        return None
    return Shape(kind, id_, name, geometry, facts) if geometry is not None else None


def _geometry(entity: Any, holes: Any) -> BaseGeometry | None:
    kind = entity.dxftype()
    if kind == "INSERT":
        return Point(entity.dxf.insert.x, entity.dxf.insert.y)
    if kind != "LWPOLYLINE":
        return None
    points = np.array(list(entity.get_points("xy")))
    return Polygon(points, holes) if entity.closed else LineString(points)
