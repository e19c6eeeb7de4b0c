"""A drawing as bytes: how it comes out of the process that read it, and how it is kept.

Nothing in it can run: a JSON head with its length before it, and behind it plain arrays of numbers.
"""

import json
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from pipeline.domain.drawing import Dimension, Drawing, Shape, Storey, Strokes, Text
from pipeline.domain.label import Label
from pipeline.errors import PlanError

MARK = b"sightline drawing 1\n"
LENGTH_BYTES = 8
ARRAYS: dict[str, str] = {
    "points": "<f8",
    "starts": "<i8",
    "layers": "<i4",
    "widths": "<f8",
    "curved": "|b1",
}


def drawing_bytes(drawing: Drawing) -> bytes:
    """Return a drawing as bytes."""
    head = {
        "layers": drawing.layers,
        "unit_m": drawing.unit_m,
        "unit_by": _label(drawing.unit_by),
        "dimensions": [[each.measured, each.reads] for each in drawing.dimensions],
        "notes": [_label(note) for note in drawing.notes],
        "facts": dict(drawing.facts),
        "storeys": [_storey(storey) for storey in drawing.storeys],
    }
    text = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    arrays = (
        np.ascontiguousarray(getattr(storey.strokes, name), dtype=kind).tobytes()
        for storey in drawing.storeys
        for name, kind in ARRAYS.items()
    )
    return b"".join((MARK, len(text).to_bytes(LENGTH_BYTES, "little"), text, *arrays))


def drawing_of(data: bytes) -> Drawing:
    """Return the drawing that `drawing_bytes` wrote; PlanError for what it did not."""
    begin = len(MARK) + LENGTH_BYTES
    try:
        if data[: len(MARK)] != MARK:
            raise ValueError("the mark is another")
        size = int.from_bytes(data[len(MARK) : begin], "little")
        head = json.loads(data[begin : begin + size].decode("utf-8", "surrogatepass"))
        return _drawing(head, data[begin + size :])
    except (ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise PlanError(
            "读图进程给出的结果不完整", "what was read of it is not complete"
        ) from error


def _drawing(head: dict[str, Any], body: bytes) -> Drawing:
    storeys, at = [], 0
    for entry in head["storeys"]:
        strokes, at = _strokes(entry["sizes"], body, at)
        storeys.append(
            Storey(
                entry["id"],
                entry["name"],
                strokes,
                tuple(Text(*text) for text in entry["texts"]),
                tuple(_shape(*shape) for shape in entry["shapes"]),
            )
        )
    return Drawing(
        tuple(head["layers"]),
        tuple(storeys),
        head["unit_m"],
        Label(*head["unit_by"]) if head["unit_by"] else None,
        tuple(Dimension(*each) for each in head["dimensions"]),
        tuple(Label(*note) for note in head["notes"]),
        head["facts"],
    )


def _storey(storey: Storey) -> dict[str, Any]:
    texts = [[t.words, t.x, t.y, t.height, t.layer] for t in storey.texts]
    shapes = [
        [s.kind, s.id, s.name, shapely.to_wkb(s.geometry, hex=True), dict(s.facts)]
        for s in storey.shapes
    ]
    sizes = [getattr(storey.strokes, name).size for name in ARRAYS]
    return {"id": storey.id, "name": storey.name, "texts": texts, "shapes": shapes, "sizes": sizes}


def _strokes(sizes: list[int], body: bytes, at: int) -> tuple[Strokes, int]:
    arrays: dict[str, NDArray[Any]] = {}
    for (name, kind), size in zip(ARRAYS.items(), sizes, strict=True):
        arrays[name] = np.frombuffer(body, dtype=kind, count=size, offset=at)
        at += arrays[name].nbytes
    arrays["points"] = arrays["points"].reshape(-1, 2)
    return Strokes(**arrays), at


def _shape(kind: str, id_: str, name: str, wkb: str, facts: dict[str, Any]) -> Shape:
    return Shape(kind, id_, name, shapely.from_wkb(wkb), facts)


def _label(label: Label | None) -> list[str] | None:
    return [label.zh, label.en] if label else None
