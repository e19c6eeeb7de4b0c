"""How fast visibility is: triangular expansion against a plain rotational sweep, same points.

``python benchmarks/visibility.py [MAP…]`` prints for each map the microseconds per query of both,
taken in turns within one run, their ratio, and the largest relative difference of what they see.
Without maps it draws schools of growing size: corridors with rooms and doors on both sides. The
maps of the third-party data are taken too where SIGHTLINE_TEST_DATA names their folder. The last
lines say how the time grows with the number of vertices (1 is in proportion, 0 not at all).

Both are plain Python on one core. The sweep is the tests' oracle: it knows no mesh and sorts all
walls for every query.
"""

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely import Point, box

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.geometry.mesh import triangulated  # noqa: E402
from pipeline.geometry.region import Region, region_of  # noqa: E402
from pipeline.geometry.visibility import visibility_polygon  # noqa: E402
from tests.geometry.polygon_map import polygon_map  # noqa: E402
from tests.geometry.sweep import swept  # noqa: E402

CLEAR_M = 0.01
Place = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """What was measured on one map."""

    name: str
    vertices: int
    mesh_ms: float
    expansion_us: float
    sweep_us: float
    difference: float


def school(corridors: int, rooms: int) -> Region:
    """Return a plan of 3 m corridors, each between two rows of 8 × 6 m rooms with open doors."""
    length_m, depth_m, thick_m = 8.0 * rooms, 15.0, 0.2
    walls = []
    for n in range(corridors):
        south = n * depth_m
        for side_m in (south + 6.0, south + 9.0):
            for room in range(rooms):
                west = 8.0 * room
                walls.append(box(west, side_m, west + 6.5, side_m + thick_m))
                walls.append(box(west + 7.5, side_m, west + 8.0, side_m + thick_m))
        for room in range(1, rooms):
            middle = 8.0 * room
            walls.append(box(middle, south, middle + thick_m, south + 6.0 + thick_m))
            walls.append(box(middle, south + 9.0, middle + thick_m, south + depth_m))
        # Rows of rooms touch back to back, with a way through at the eastern end.
        walls.append(box(0.0, south, length_m - 1.5, south + thick_m))
    outline = box(0.0, 0.0, length_m, depth_m * corridors)
    return region_of(outline.difference(shapely.union_all(walls)))


def places_in(free: Region, count: int) -> list[Place]:
    """Return random places inside a region, clear of every wall."""
    chance, (west, south, east, north) = random.Random(1), free.bounds
    shapely.prepare(free)
    walls = free.boundary
    shapely.prepare(walls)
    found: list[Place] = []
    while len(found) < count:
        place = Point(chance.uniform(west, east), chance.uniform(south, north))
        if free.contains(place) and not walls.dwithin(place, CLEAR_M):
            found.append((place.x, place.y))
    return found


def timed(look: Callable[[float, float], Region], place: Place) -> tuple[float, Region]:
    """Return the seconds that one look takes, and what it sees."""
    begin = time.perf_counter()
    seen = look(*place)
    return time.perf_counter() - begin, seen


def measured(name: str, free: Region, queries: int) -> Row:
    """Return both algorithms on one map, query by query in turns."""
    begin = time.perf_counter()
    mesh = triangulated(free)
    mesh.portals  # noqa: B018 - made on first use, and part of the preparation
    mesh_s = time.perf_counter() - begin
    expansion_s = sweep_s = difference = 0.0
    for place in places_in(free, queries):
        took_s, seen = timed(lambda x, y: visibility_polygon(mesh, x, y), place)
        expansion_s += took_s
        took_s, wanted = timed(lambda x, y: swept(free, x, y), place)
        sweep_s += took_s
        off = seen.symmetric_difference(wanted).area / wanted.area
        difference = max(difference, off)
    micro = 1e6 / queries
    return Row(
        name,
        len(mesh.vertices),
        1e3 * mesh_s,
        micro * expansion_s,
        micro * sweep_s,
        difference,
    )


def growth(rows: list[Row], time_of: Callable[[Row], float]) -> float:
    """Return the power of the number of vertices that the time follows (least squares)."""
    xs = [math.log(row.vertices) for row in rows]
    ys = [math.log(time_of(row)) for row in rows]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    over = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    return over / sum((x - mean_x) ** 2 for x in xs)


def maps_named(paths: list[Path]) -> dict[str, Region]:
    """Return the maps asked for, or drawn schools and the third-party maps at hand."""
    if paths:
        return {path.stem: polygon_map(path) for path in paths}
    drawn = {f"school-{n}x{m}": school(n, m) for n, m in ((1, 6), (2, 12), (5, 20), (10, 40))}
    folder = Path(os.environ.get("SIGHTLINE_TEST_DATA", "")) / "plans" / "polygon_maps"
    return drawn | {
        path.stem: polygon_map(path)
        for path in sorted(folder.glob("*.txt"))
        if path.stem != "LICENSE"
    }


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("maps", nargs="*", type=Path, metavar="MAP", help="polygonal map files")
    parser.add_argument("--queries", type=int, default=100, help="places per map (default 100)")
    arguments = parser.parse_args()
    print("map                 vertices  mesh ms  expansion us  sweep us  ratio  difference")
    rows = []
    for name, free in maps_named(arguments.maps).items():
        row = measured(name, free, arguments.queries)
        rows.append(row)
        print(
            f"{row.name:<18}{row.vertices:>10}{row.mesh_ms:>9.1f}{row.expansion_us:>14.1f}"
            f"{row.sweep_us:>10.0f}{row.sweep_us / row.expansion_us:>6.0f}x{row.difference:>12.1e}"
        )
    if len({row.vertices for row in rows}) > 1:
        print(f"expansion grows with vertices ** {growth(rows, lambda r: r.expansion_us):.2f}")
        print(f"sweep grows with vertices ** {growth(rows, lambda r: r.sweep_us):.2f}")


if __name__ == "__main__":
    main()
