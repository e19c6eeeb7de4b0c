"""What a drawing says before it is a plan: strokes on layers, texts, and shapes with a meaning.

Everything is in the drawing's own unit, y upwards. A drawing program knows only strokes and
letters; a building model and our own exports also know walls, rooms and cameras as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from pipeline.domain.label import Label

Role = Literal["wall", "glass", "door", "name", "ignore"]
ROLES: dict[Role, Label] = {
    "wall": Label("墙", "walls"),
    "glass": Label("玻璃、窗", "glass and windows"),
    "door": Label("门、洞口", "doors and openings"),
    "name": Label("房间名", "names of rooms"),
    "ignore": Label("不采用", "left out"),
}
"""What the strokes and texts of a layer may be taken for."""


@dataclass(frozen=True, eq=False)
class Strokes:
    """Lines of a drawing: stroke k is ``points[starts[k]:starts[k + 1]]``, (n, 2) float64.

    `layers` is the number of each stroke's layer, `widths` how broad it is drawn (0 is a hair),
    `curved` whether it stands for an arc or spline, as the swing of a door does. A closed stroke
    ends where it began.
    """

    points: NDArray[np.float64]
    starts: NDArray[np.int64]
    layers: NDArray[np.int32]
    widths: NDArray[np.float64]
    curved: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.layers)


@dataclass(frozen=True)
class Text:
    """Words at a place; `height` is how large they are written, 0 where nobody knows."""

    words: str
    x: float
    y: float
    height: float
    layer: int


@dataclass(frozen=True, eq=False)
class Shape:
    """Something that says what it is: `kind` is occluder, zone, prohibited, camera, and so on.

    `facts` are further fields by the names of a site file, such as ``top_m``.
    """

    kind: str
    id: str
    name: str
    geometry: BaseGeometry
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dimension:
    """A measure that a draughtsman wrote: so long in the drawing's unit, and what it reads."""

    measured: float
    reads: str


@dataclass(frozen=True, eq=False)
class Storey:
    """One level of a drawing; `elevation` is in its unit."""

    id: str
    name: str
    strokes: Strokes
    texts: tuple[Text, ...] = ()
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, eq=False)
class Drawing:
    """What was read of a file.

    `unit_m` is how many metres its unit is, None where the file does not say; `unit_by` says who
    says so. `straight` tells of each layer which share of its strokes has no curve.
    """

    layers: tuple[str, ...]
    storeys: tuple[Storey, ...]
    unit_m: float | None = None
    unit_by: Label | None = None
    dimensions: tuple[Dimension, ...] = ()
    notes: tuple[Label, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stroke_count(self) -> int:
        """How many strokes there are on all storeys."""
        return sum(len(storey.strokes) for storey in self.storeys)


NO_STROKES = Strokes(
    np.empty((0, 2)),
    np.zeros(1, dtype=np.int64),
    np.empty(0, dtype=np.int32),
    np.empty(0),
    np.empty(0, dtype=np.bool_),
)
