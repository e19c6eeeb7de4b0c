"""Other ways to a visibility polygon, each prepared for one plan; those not installed are named.

`pip install pyvispoly` brings CGAL's exact triangular expansion (never a dependency: CGAL is under
the GPL), `visilibity` needs swig and a compiler. The sweep is the tests' oracle. The ray fan is
what is often written at home with shapely alone: no polygon of what is seen, but near to one.
"""

import math
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import shapely
from shapely import Polygon, STRtree
from shapely.geometry.polygon import orient

from pipeline.geometry.region import Region
from tests.geometry.sweep import swept

RAYS = 720
Look = Callable[[float, float], Region]


def sweep(free: Region) -> Look:
    """Return the rotational sweep over all walls, in plain Python."""
    return lambda x_m, y_m: swept(free, x_m, y_m)


def ray_fan(free: Region) -> Look:
    """Return rays every half degree, each cut at the first wall that shapely's tree finds."""
    far_m = math.hypot(*(np.array(free.bounds[2:]) - free.bounds[:2]))
    corners, rings = shapely.get_coordinates(shapely.get_rings(free), return_index=True)
    same = rings[:-1] == rings[1:]
    begins, along = corners[:-1][same], np.diff(corners, axis=0)[same]
    tree = STRtree(shapely.linestrings(np.stack((begins, begins + along), axis=1)))
    turn = np.linspace(0.0, 2.0 * np.pi, RAYS, endpoint=False)
    ways = np.column_stack((np.cos(turn), np.sin(turn)))

    def look(x_m: float, y_m: float) -> Region:
        place = np.array((x_m, y_m))
        rays = np.stack((np.zeros_like(ways), far_m * ways), axis=1) + place
        ray, wall = tree.query(shapely.linestrings(rays), predicate="intersects")
        (dx, dy), (ex, ey), (ax, ay) = ways[ray].T, along[wall].T, (begins[wall] - place).T
        reach_m = np.full(RAYS, far_m)
        np.minimum.at(reach_m, ray, np.abs((ax * ey - ay * ex) / (dx * ey - dy * ex)))
        return Polygon(reach_m[:, None] * ways + place)

    return look


def pyvispoly(free: Region) -> Look:
    """Return CGAL's triangular expansion, exact, its corners turned into doubles."""
    import pyvispoly as cgal

    plan = orient(free)
    rings = [
        [cgal.Point(x, y) for x, y in ring.coords[:-1]] for ring in (plan.exterior, *plan.interiors)
    ]
    calculator = cgal.VisibilityPolygonCalculator(cgal.PolygonWithHoles(rings[0], rings[1:]))

    def look(x_m: float, y_m: float) -> Region:
        seen = calculator.compute_visibility_polygon(cgal.Point(x_m, y_m))
        return Polygon([(float(p.x()), float(p.y())) for p in seen.boundary()])

    return look


def visilibity(free: Region) -> Look:
    """Return VisiLibity1, in doubles with a tolerance of 1e-7 m."""
    import visilibity as vis

    plan = orient(free)
    rings = [
        vis.Polygon([vis.Point(x, y) for x, y in ring.coords[:-1]])
        for ring in (plan.exterior, *plan.interiors)
    ]
    around = vis.Environment(rings)

    def look(x_m: float, y_m: float) -> Region:
        seen = vis.Visibility_Polygon(vis.Point(x_m, y_m), around, 1e-7)
        return Polygon([(seen[n].x(), seen[n].y()) for n in range(seen.n())])

    return look


RIVALS = {"sweep": sweep, "ray fan": ray_fan, "pyvispoly": pyvispoly, "visilibity": visilibity}


def absent() -> list[str]:
    """Return the names of the rivals that are not installed."""
    return [name for name in ("pyvispoly", "visilibity") if not find_spec(name)]
