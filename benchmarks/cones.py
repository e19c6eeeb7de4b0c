"""Whether a view cone is the unlimited view cut by the fixed polygon of picture and density.

``python benchmarks/cones.py [--cameras N]``

Draws cameras on the third-party maps where SIGHTLINE_TEST_DATA names their folder, else on a
school: anywhere, any pan, tilts of 0 to 40°. The product looks at walls only towards that polygon
and lays the cone on a grid; here the whole view is cut by it afterwards, by a plain overlay in
doubles. For each map: the largest symmetric difference relative to a cone, the median and 99 % of
it, the largest of cones above a square metre, how far the edges of a cone are off on average
(difference per length of boundary, in widths of the usual grid), and how many cones are above the
target, with the area of the largest of these.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.plans import places_in, school, third_party_maps  # noqa: E402
from pipeline.coverage.optics.outline import nominal_outline  # noqa: E402
from pipeline.coverage.scene import Scene  # noqa: E402
from pipeline.coverage.sighting import sightings  # noqa: E402
from pipeline.coverage.view_cone import reach_of  # noqa: E402
from pipeline.domain.camera import Camera  # noqa: E402
from pipeline.domain.requirement import Look  # noqa: E402
from pipeline.geometry.overlay import GRID_M  # noqa: E402
from pipeline.geometry.region import Region, polygons  # noqa: E402
from pipeline.geometry.visibility import visibility_polygon  # noqa: E402
from tests.shapes import camera, wall  # noqa: E402

LOOK = Look(1.0, 50.0)
TARGET = 1e-9
LARGE_M2 = 1.0

Figures = NDArray[np.float64]


def cameras_in(free: Region, count: int) -> list[Camera]:
    """Return cameras anywhere in a free space."""
    chance = np.random.default_rng(1)
    return [
        camera(x_m, y_m, pan_deg=chance.uniform(0, 360), tilt_deg=chance.uniform(0, 40))
        for x_m, y_m in places_in(free, count).tolist()
    ]


def scene_in(free: Region) -> Scene:
    """Return a free space as an outline with each hole as a wall."""
    (outer,) = polygons(free)
    solids = [wall(Polygon(ring), f"w{n}") for n, ring in enumerate(outer.interiors)]
    return Scene("map", Polygon(outer.exterior), solids)


def compared(scene: Scene, cameras: Sequence[Camera]) -> Figures:
    """Return (n, 3): the area of each cone, its symmetric difference, and its length, wanted."""
    rows = []
    for eye, found in zip(cameras, sightings(cameras, scene, [LOOK]), strict=True):
        whole = visibility_polygon(found.sights[LOOK.plane_m].walls.mesh, eye.x_m, eye.y_m)
        wanted = whole.intersection(nominal_outline(eye, LOOK, reach_of(eye, scene)))
        off_m2 = found.cones[LOOK].region.symmetric_difference(wanted).area
        if wanted.area:
            rows.append((wanted.area, off_m2, wanted.length))
    return np.array(rows)


def print_row(name: str, areas_m2: Figures, off_m2: Figures, lengths_m: Figures) -> None:
    """Print how far the cones on a map are off."""
    relative = off_m2 / areas_m2
    edges, large = (off_m2 / lengths_m).max() / GRID_M, relative[areas_m2 > LARGE_M2].max()
    above = areas_m2[relative > TARGET]
    print(
        f"{name:<16}{len(relative):>6}{relative.max():>10.1e}{np.median(relative):>9.0e}"
        f"{np.quantile(relative, 0.99):>9.0e}{large:>10.1e}{edges:>8.2f}{len(above):>7}"
        + (f", of {above.max():.1g} m² at most" if len(above) else "")
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cameras", type=int, default=1000, help="a map (default 1000)")
    arguments = parser.parse_args()
    print(f"relative symmetric difference, at most {TARGET:g} wanted")
    print("map              cones   largest   median     99 %   > 1 m²   edges  above")
    for name, free in (third_party_maps() or {"school-2x12": school(2, 12)}).items():
        print_row(name, *compared(scene_in(free), cameras_in(free, arguments.cameras)).T)


if __name__ == "__main__":
    main()
