"""A reader for the polygonal maps of the third-party data: an outer border, and holes."""

from pathlib import Path

import shapely
from shapely import Polygon

from pipeline.geometry.region import Region, region_of


def polygon_map(path: Path) -> Region:
    """Return the free space of a map: lines "x y" below [BORDER] and each [OBSTACLE]."""
    rings: list[tuple[str, list[tuple[float, ...]]]] = []
    for line in path.read_text("ascii").split("\n"):
        if line.startswith("["):
            rings.append((line.strip(), []))
        elif line.strip():
            rings[-1][1].append(tuple(float(number) for number in line.split()))
    border = [Polygon(ring) for name, ring in rings if name == "[BORDER]"]
    holes = [Polygon(ring) for name, ring in rings if name == "[OBSTACLE]"]
    return region_of(shapely.union_all(border).difference(shapely.union_all(holes)))
