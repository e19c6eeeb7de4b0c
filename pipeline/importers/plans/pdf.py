"""Reads PDF: the strokes of its pages by how broad and of which colour they are, and its words.

A page that holds nothing but a picture is no drawing; it is to be saved as one.
"""

import ctypes
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.drawing import Drawing, Storey
from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.collector import Collector, Layers
from pipeline.importers.plans.table import Progress

POINT_M = 0.0254 / 72.0
"""A point on paper."""

MOST_PAGES = 30
MOST_OBJECTS = 400_000
MOST_DEPTH = 12
CURVE_STEPS = 8
MARK = b"%PDF-"
Matrix = NDArray[np.float64]


def read_pdf(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of a PDF's content, a storey for each page that has strokes."""
    try:
        import pypdfium2
    except ImportError as error:
        raise UnavailableError(
            "PDF needs pypdfium2, which is not installed; type: pip install sightline[cad]"
        ) from error
    if MARK not in data[:1024]:
        raise PlanError("不是 PDF 文件", "it is no PDF")
    _leave_fonts()
    try:
        document = pypdfium2.PdfDocument(data)
        many = min(len(document), MOST_PAGES)
        layers = Layers()
        storeys = []
        for number in range(many):
            progress(number / many)
            storeys.append(_page(document[number], number + 1, Collector(layers)))
    except pypdfium2.PdfiumError as error:
        raise PlanError(
            "PDF 无法读取，或受密码保护", "it is no PDF that can be read, or has a password"
        ) from error
    drawn = tuple(storey for storey in storeys if len(storey.strokes))
    if not drawn:
        raise PlanError(
            "PDF 中没有线条，只有图片；请将该页存为 PNG 再导入",
            "the PDF has no strokes, only pictures; save the page as PNG and import that",
        )
    return Drawing(layers.names(), drawn, None, None, (), (), {"paper_unit_m": POINT_M})


@cache
def _leave_fonts() -> Any:
    """Have PDFium open no font of the system: words and places are in the file itself.

    What it is given must live on as long as it does.
    """
    import pypdfium2.raw as pdfium

    none = pdfium.FPDF_SYSFONTINFO(version=1)
    pdfium.FPDF_SetSystemFontInfo(none)
    return none


def _page(page: Any, number: int, collector: Collector) -> Storey:
    for path, matrix in _paths(page):
        _draw(path, matrix, collector)
    _write(page, collector)
    return Storey(f"p{number}", str(number), collector.strokes(), tuple(collector.texts))


def _paths(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Yield the paths of a page, those inside its forms too, with where they are placed."""
    import pypdfium2.raw as pdfium

    seen = 0
    waiting: list[tuple[Any, Matrix, int]] = [
        (pdfium.FPDFPage_GetObject(page.raw, n), np.eye(3), 0)
        for n in range(pdfium.FPDFPage_CountObjects(page.raw))
    ]
    while waiting:
        thing, around, depth = waiting.pop()
        seen += 1
        if seen > MOST_OBJECTS or depth > MOST_DEPTH:
            raise PlanError(
                f"图形超过 {MOST_OBJECTS} 个或嵌套过深，无法处理",
                f"it has more than {MOST_OBJECTS} objects, or they are nested too deeply",
            )
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield thing, _matrix(thing) @ around
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            own = _matrix(thing) @ around
            waiting += [
                (pdfium.FPDFFormObj_GetObject(thing, n), own, depth + 1)
                for n in range(pdfium.FPDFFormObj_CountObjects(thing))
            ]


def _matrix(thing: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    given = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, given):
        return np.eye(3)
    return np.array([[given.a, given.b, 0.0], [given.c, given.d, 0.0], [given.e, given.f, 1.0]])


def _draw(path: Any, matrix: Matrix, collector: Collector) -> None:
    layer = _layer(path)
    if layer is None:
        return
    for points, curved in _strokes(path):
        corners = np.column_stack((points, np.ones(len(points)))) @ matrix
        collector.stroke(corners[:, :2], layer, curved=curved)


def _layer(path: Any) -> str | None:
    """Return how broad and of which colour a path is drawn; None for one that is not stroked."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not stroke.value and not fill.value:
        return None
    parts = [ctypes.c_uint() for _ in range(4)]
    colour = pdfium.FPDFPageObj_GetStrokeColor if stroke.value else pdfium.FPDFPageObj_GetFillColor
    colour(path, *parts)
    red, green, blue, _ = (part.value for part in parts)
    if not stroke.value:
        return f"filled #{red:02x}{green:02x}{blue:02x}"
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(path, width)
    return f"w{width.value:.2f} #{red:02x}{green:02x}{blue:02x}"


def _strokes(path: Any) -> Iterator[tuple[NDArray[np.float64], bool]]:
    """Yield the points of each part of a path that is drawn without lifting the pen."""
    import pypdfium2.raw as pdfium

    points: list[tuple[float, float]] = []
    bends: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind, at = pdfium.FPDFPathSegment_GetType(segment), (x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield np.array(points), curved
            points, curved = [at], False
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curved = True
            bends.append(at)
            if len(bends) == 3 and points:
                points += _bent(points[-1], *bends)
                bends = []
        else:
            points.append(at)
        if pdfium.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if len(points) > 1:
        yield np.array(points), curved


def _bent(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Return points of a cubic Bézier curve after its first."""
    share = np.linspace(0.0, 1.0, CURVE_STEPS + 1)[1:, None]
    begin, one, two, end = (np.array(corner) for corner in corners)
    left = 1.0 - share
    curve = left**3 * begin + 3 * left**2 * share * one + 3 * left * share**2 * two + share**3 * end
    return [(float(px), float(py)) for px, py in curve]


def _write(page: Any, collector: Collector) -> None:
    """Add the words of a page, line by line."""
    words = page.get_textpage()
    for number in range(words.count_rects()):
        left, low, right, high = words.get_rect(number)
        text = words.get_text_bounded(left, low, right, high)
        middle = ((left + right) / 2.0, (low + high) / 2.0)
        collector.text(text, *middle, high - low, "text")
