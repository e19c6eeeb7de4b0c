"""What is seen from a point through free space: the visibility polygon, exactly.

Triangular expansion (Bungiu et al. 2014, `geometry.expansion`): from the triangle that holds the
point, look through each edge into the next triangle, narrowing the view at every corner, until a
wall ends it. For many points at once, `geometry.visibility_batch` is the quicker way.
"""

import numpy as np
import shapely
from shapely import Polygon

from pipeline.geometry.expansion import located, rings_around
from pipeline.geometry.look import looked, numbers
from pipeline.geometry.mesh import Mesh
from pipeline.geometry.region import checked_point, polygons


def visibility_polygon(mesh: Mesh, x_m: float, y_m: float) -> Polygon:
    """Return all that is seen from a point of the mesh, all round: a valid, star-shaped polygon.

    The point must lie inside, a millimetre or more from any wall (`geometry.snap` sees to it);
    GeometryError otherwise.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import Point, box
    >>> room = box(0, 0, 4, 3) - box(2, 1, 4, 3)
    >>> seen = visibility_polygon(triangulated(room), 1.0, 2.0)
    >>> seen.area, bool(seen.contains(Point(2.9, 0.5)))
    (6.5, False)
    """
    checked_point(x_m, y_m, "the point of view")
    place, ends = [float(x_m), float(y_m)], [0, 0]
    ring = looked(rings_around, (mesh.portals, mesh.cells), place, [], [], ends, numbers)
    seen = Polygon(np.array(ring).reshape(-1, 2))
    return seen if seen.is_valid else _repaired(seen)


def triangle_at(mesh: Mesh, x_m: float, y_m: float) -> int:
    """Return the triangle that holds a point best, -1 where none does.

    >>> from pipeline.geometry.mesh import triangulated
    >>> from shapely import box
    >>> triangle_at(triangulated(box(0, 0, 1, 1)), 5.0, 5.0)
    -1
    """
    return located(mesh.portals, mesh.cells, x_m, y_m)


def _repaired(seen: Polygon) -> Polygon:
    """Return the largest valid part of a ring that rounding made cross itself."""
    return max(polygons(shapely.make_valid(seen)), key=lambda part: part.area)
