"""Reads DXF: strokes of the model space with those of its blocks, texts, dimensions, header.

A block is laid out once, in its own coordinates, and then placed wherever it is inserted; what
lies on layer 0 in it takes the layer of the insert, as CAD programs have it. How many strokes that
will make is known before any is made. Hatches, images, external references and paper are left out.
"""

import io
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.domain.drawing import Dimension, Drawing, Shape, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError, UnavailableError
from pipeline.importers.plans.collector import Collector, Layers
from pipeline.importers.plans.dxf_block import Blocks, Laid
from pipeline.importers.plans.dxf_lines import PlainLines, plain_lines
from pipeline.importers.plans.dxf_marked import marked_shape
from pipeline.importers.plans.table import Progress

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document

BINARY = b"AutoCAD Binary DXF"
INCH_M, FOOT_M = 0.0254, 0.3048
HEADER_UNITS: dict[int, tuple[float, Label]] = {
    1: (INCH_M, Label("英寸", "inches")),
    2: (FOOT_M, Label("英尺", "feet")),
    4: (0.001, Label("毫米", "millimetres")),
    5: (0.01, Label("厘米", "centimetres")),
    6: (1.0, Label("米", "metres")),
    7: (1000.0, Label("千米", "kilometres")),
    14: (0.1, Label("分米", "decimetres")),
}
"""What $INSUNITS says, in metres; 0 says nothing."""

LINEAR, ALIGNED = 0, 1
MOST_DIMENSIONS = 300
FOREIGN = ("ACAD_PROXY", "TCH_")
"""How kinds of entity begin that only the program knows that made them (recalled)."""

READ_SHARE = 0.6
"""Of the time, reading the tags takes so much, walking the entities the rest (measured)."""


def read_dxf(data: bytes, progress: Progress) -> Drawing:
    """Return the drawing of a DXF file's content, ASCII or binary, R12 to R2018."""
    document, plain_lines_of = _document(data)
    progress(READ_SHARE)
    layers = Layers()
    collector = Collector(layers)
    hidden = _hidden(document)
    _take_over(plain_lines_of, hidden, collector)
    blocks = Blocks(document, hidden)
    space = document.modelspace()
    blocks.refuse_too_many(space)
    shapes: list[Shape] = []
    total = max(len(space), 1)
    plain = []
    for number, entity in enumerate(space):
        if number % 2000 == 0:
            progress(READ_SHARE + (1.0 - READ_SHARE) * number / total)
        shape = marked_shape(entity)
        if shape is not None:
            shapes.append(shape)
        else:
            plain.append(entity)
    _collect(blocks.laid_out(plain, "model space", ()), collector)
    unit_m, unit_by = HEADER_UNITS.get(document.header.get("$INSUNITS", 0), (None, None))
    storey = Storey("f1", "1", collector.strokes(), tuple(collector.texts), tuple(shapes))
    return Drawing(
        layers.names(),
        (storey,),
        unit_m,
        unit_by,
        tuple(itertools.islice(_dimensions(document), MOST_DIMENSIONS)),
        tuple(_notes(document, blocks)),
    )


def _take_over(found: PlainLines | None, hidden: frozenset[str], collector: Collector) -> None:
    """Add the lines that were read apart, but those on hidden layers."""
    if found is None or not found.layers:
        return
    shown = np.array([layer.lower() not in hidden for layer in found.layers])
    layers = [layer for layer in found.layers if layer.lower() not in hidden]
    collector.lines(found.pieces[shown], layers)


def _document(data: bytes) -> tuple["Document", PlainLines | None]:
    """Return what a library reads of a file, and the lines that it need not read."""
    try:
        from ezdxf import recover
        from ezdxf.document import Drawing as Document
        from ezdxf.filemanagement import dxf_stream_info, read
        from ezdxf.lldxf.const import DXFError
        from ezdxf.lldxf.tagger import binary_tags_loader
    except ImportError as error:
        raise UnavailableError(
            "DXF needs ezdxf, which is not installed; type: pip install sightline[cad]"
        ) from error
    try:
        if data.startswith(BINARY):
            return Document.load(binary_tags_loader(data, errors="ignore")), None
        info = dxf_stream_info(io.StringIO(data.decode("utf-8", "ignore")))
        text = data.decode(info.encoding, "surrogateescape")
        found = plain_lines(text.replace("\r\n", "\n"))
        return read(io.StringIO(found.rest)), found
    except (DXFError, ValueError, LookupError):
        pass
    try:
        return recover.read(io.BytesIO(data), errors="ignore")[0], None
    except DXFError as error:
        raise PlanError("不是可以读取的 DXF 文件", "it is no DXF that can be read") from error


def _hidden(document: "Document") -> frozenset[str]:
    """Return the layers that are switched off or frozen, in lower case."""
    return frozenset(
        layer.dxf.name.lower() for layer in document.layers if layer.is_off() or layer.is_frozen()
    )


def _collect(laid: Laid, collector: Collector) -> None:
    for points, layer, width, curved in laid.strokes:
        collector.stroke(points, layer, width, curved=curved)
    for words, place, height, layer in laid.texts:
        collector.text(words, float(place[0]), float(place[1]), height, layer)


def _dimensions(document: "Document") -> Iterator[Dimension]:
    """Yield what dimensions along a line measure, with what they read."""
    for entity in document.modelspace().query("DIMENSION"):
        if entity.dxf.get("dimtype", 0) & 7 not in (LINEAR, ALIGNED):
            continue
        dimension: Any = entity
        measured: Any = dimension.get_measurement()
        reads = entity.dxf.get("text", "").strip() or "<>"
        if "<>" in reads:
            reads = reads.replace("<>", _drawn_text(entity))
        if isinstance(measured, float | int) and measured > 0.0:
            yield Dimension(float(measured), reads.strip())


def _drawn_text(dimension: Any) -> str:
    """Return the words that the drawn picture of a dimension shows."""
    block = dimension.get_geometry_block()
    for entity in block if block is not None else ():
        if entity.dxftype() == "MTEXT":
            return str(entity.plain_text())
        if entity.dxftype() == "TEXT":
            return str(entity.dxf.text)
    return ""


def _notes(document: "Document", blocks: Blocks) -> Iterator[Label]:
    outside = [block.name for block in document.blocks if block.block and block.block.is_xref]
    if outside:
        names = ", ".join(outside[:5])
        yield Label(
            f"外部参照未读取：{names}；请在 CAD 中绑定后再导出",
            f"external references are not read: {names}; bind them in CAD first",
        )
    if any(kind.startswith(FOREIGN) for kind in blocks.skipped):
        yield Label(
            "含天正等软件的自定义对象，其中的墙和门窗未读取；请在天正中导出为 T3 格式的 DXF",
            "objects of another program's own are not read, perhaps its walls among them; let that"
            " program export plain DXF (TArch: T3)",
        )
    if blocks.skipped:
        kinds = ", ".join(sorted(blocks.skipped))
        yield Label(f"未采用的图元：{kinds}", f"kinds of entity that were left out: {kinds}")
