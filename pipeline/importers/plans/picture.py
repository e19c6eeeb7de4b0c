"""A picture of a plan as a drawing: what may be walls on it, in pixels, y upwards."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.drawing import Drawing, Shape, Storey
from pipeline.domain.label import Label
from pipeline.errors import PlanError
from pipeline.importers.plans.collector import Collector, Layers

LAYER = "traced wall"
SUGGESTED = Label(
    "图片只作底图：描出的墙仅为建议，以注释写出，逐条核对后去掉行首的 # 才生效，不作审核依据",
    "a picture is an underlay: walls traced on it are suggestions, written as comments; each counts"
    " once you have looked at it and taken away its #, and none is proof",
)


def drawing_of_picture(rings: Sequence[NDArray[np.float64]], size_px: tuple[int, int]) -> Drawing:
    """Return a drawing of traced rings (n, 2) in pixels, of a picture so wide and high."""
    from shapely import box

    width, height = size_px
    if min(size_px) < 2:
        raise PlanError("图片太小", "the picture is too small")
    layers = Layers()
    collector = Collector(layers)
    for ring in rings:
        points = np.concatenate((ring, ring[:1])) * [1.0, -1.0] + [0.0, height]
        collector.stroke(points, LAYER)
    sheet = Shape("outline", "sheet", "", box(0.0, 0.0, width, height))
    storey = Storey("f1", "1", collector.strokes(), (), (sheet,))
    facts = {"picture_px": [width, height], "suggestions_only": True}
    return Drawing(layers.names(), (storey,), None, None, (), (SUGGESTED,), facts)
