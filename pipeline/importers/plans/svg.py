"""Reads SVG: shapes as strokes, groups and classes as layers, ids of closed shapes as names.

A layer is called after the nearest group with an id and the shape's class. Letters that were
turned into outlines are filled, curved and without a stroke; they are told by that and left out.
"""

import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.domain.drawing import Drawing, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.collector import MOST_POINTS, Collector, Layers
from pipeline.importers.plans.table import Progress
from pipeline.importers.plans.xml_gate import refuse_clever_xml

if TYPE_CHECKING:
    from svgelements import Path, Shape

CURVE_STEPS = 8
MOST_ELEMENTS = 500_000
MOST_DEPTH = 100
INVISIBLE = {"none", "hidden", "collapse"}
PIXEL_M = 0.0254 / 96.0
"""A pixel of CSS on paper."""

TEXT_ID = re.compile(r"[^\W_]{1,8}[-_ ]?[\w-]{0,24}")
"""An id that may be a room's number, as in ff-1-54a."""


def read_svg(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of an SVG file's content, y turned upwards."""
    try:
        from svgelements import SVG
        from svgelements import Text as Words
    except ImportError as error:
        raise UnavailableError(
            "SVG needs svgelements, which is not installed; type: pip install sightline[cad]"
        ) from error
    refuse_clever_xml(data)
    svg = SVG.parse(io.BytesIO(data), reify=True, ppi=96.0)
    layers = Layers()
    collector = Collector(layers)
    shown = _shown(svg)
    lettered = _lettered(shown)
    outlined = 0
    for number, (element, layer) in enumerate(shown):
        if number % 1000 == 0:
            progress(number / len(shown))
        if isinstance(element, Words):
            _write(element, layer, collector)
        elif layer in lettered or _is_outline(element):
            outlined += 1
        else:
            _draw(element, layer, collector)
    progress(1.0)
    notes = (
        (
            Label(
                f"{outlined} 个填充的轮廓（如转成曲线的文字）未采用",
                f"{outlined} filled outlines, such as letters turned into curves, were left out",
            ),
        )
        if outlined
        else ()
    )
    storey = Storey("f1", "1", collector.strokes(), tuple(collector.texts))
    return Drawing(layers.names(), (storey,), None, None, (), notes, {"paper_unit_m": PIXEL_M})


def _shown(svg: Any) -> list[tuple[Any, str]]:
    """Return what is drawn, each with the name of its layer."""
    from svgelements import Shape, Text

    found = []
    for element, group in _elements(svg, ""):
        if isinstance(element, Shape | Text) and _is_shown(element):
            found.append((element, _layer(element, group)))
            if len(found) > MOST_ELEMENTS:
                raise PlanError(
                    f"图形超过 {MOST_ELEMENTS} 个，无法处理",
                    f"it has more than {MOST_ELEMENTS} shapes, which is more than is read",
                )
    return found


def _elements(group: Any, name: str, depth: int = 0) -> Iterator[tuple[Any, str]]:
    """Yield shapes and texts with the id of the nearest group that has one."""
    from svgelements import Group

    if depth > MOST_DEPTH:
        raise PlanError("图形分组嵌套过深", "its groups are nested too deeply")
    for element in group:
        if isinstance(element, Group):
            own = (element.values.get("attributes") or {}).get("id") or name
            yield from _elements(element, str(own), depth + 1)
        else:
            yield element, name


def _lettered(shown: list[tuple[Any, str]]) -> set[str]:
    """Return the layers on which most shapes are letters turned into outlines."""
    outlines = Counter(layer for element, layer in shown if _is_outline(element))
    every = Counter(layer for _, layer in shown)
    return {layer for layer, count in outlines.items() if 2 * count > every[layer]}


def _is_shown(element: Any) -> bool:
    values = element.values
    return not (
        str(values.get("display", "")) in INVISIBLE
        or str(values.get("visibility", "")) in INVISIBLE
        or str(values.get("opacity", "")) == "0"
    )


def _layer(element: Any, group: str) -> str:
    classes = str(element.values.get("class") or "").strip()
    return ".".join(part for part in (group, *classes.split()) if part) or "svg"


def _write(element: Any, layer: str, collector: Collector) -> None:
    words = element.text or ""
    x, y = float(element.x or 0.0), float(element.y or 0.0)
    if element.transform is not None:
        point = element.transform.point_in_matrix_space((x, y))
        x, y = float(point.x), float(point.y)
    size = float(element.font_size or 0.0)
    collector.text(words, x, -y, size, layer)


def _draw(element: "Shape", layer: str, collector: Collector) -> None:
    """Add a shape's strokes. How broad a sign's line is says nothing of how thick a wall is."""
    subpaths = [_points(sub) for sub in _path(element).as_subpaths()]
    for points, has_curve in subpaths:
        if len(points) > 1:
            collector.stroke(points * [1.0, -1.0], layer, curved=has_curve)
    _name(element, subpaths, layer, collector)


def _path(element: Any) -> "Path":
    from svgelements import Path

    return element if isinstance(element, Path) else Path(element)


def _is_outline(element: Any) -> bool:
    """Tell whether a shape is filled, has no stroke and is curved, as letters are."""
    from svgelements import Arc, CubicBezier, Path, QuadraticBezier

    curves = (Arc, CubicBezier, QuadraticBezier)
    if not isinstance(element, Path) or not _is_filled_only(element):
        return False
    return any(isinstance(segment, curves) for segment in element)


def _is_filled_only(element: Any) -> bool:
    stroke, fill = element.stroke, element.fill
    drawn = stroke is not None and stroke.value is not None
    return not drawn and (fill is None or fill.value is not None)


def _name(element: Any, subpaths: list[Any], layer: str, collector: Collector) -> None:
    """Take the id of a closed shape for the name of what it encloses."""
    id_ = str(element.id or (element.values.get("attributes") or {}).get("id") or "")
    if len(subpaths) != 1 or not TEXT_ID.fullmatch(id_):
        return
    points = subpaths[0][0]
    if len(points) >= 4 and np.allclose(points[0], points[-1]):
        x, y = points[:-1].mean(axis=0)
        collector.text(id_, float(x), -float(y), 0.0, layer)


def _points(subpath: Any) -> tuple[Any, bool]:
    """Return the points (n, 2) of a subpath, and whether it has curves."""
    from svgelements import Close, Line, Move

    points: list[tuple[float, float]] = []
    curved = False
    for segment in subpath:
        if isinstance(segment, Move):
            points.append((segment.end.x, segment.end.y))
        elif isinstance(segment, Line | Close):
            if segment.end is not None:
                points.append((segment.end.x, segment.end.y))
        else:
            curved = True
            for step in range(1, CURVE_STEPS + 1):
                point = segment.point(step / CURVE_STEPS)
                points.append((point.x, point.y))
        if len(points) > MOST_POINTS:
            break
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise PlanError("图中有坐标不是可用的数", "it has a corner that is no place")
    return np.array(points, dtype=np.float64).reshape(-1, 2), curved
