"""How fast visibility is: one by one against a plain rotational sweep, and many points at once.

``python benchmarks/visibility.py [MAP…]`` prints for each map the microseconds per query of both,
taken in turns within one run, their ratio, and the largest relative difference of what they see.
Without maps it draws schools of growing size: corridors with rooms and doors on both sides. The
maps of the third-party data are taken too where SIGHTLINE_TEST_DATA names their folder. The last
lines say how the time grows with the number of vertices (1 is in proportion, 0 not at all).

Both are plain Python on one core. The sweep is the tests' oracle: it knows no mesh and sorts all
walls for every query.

Then come, with the target beside each figure, the microseconds per query of many points at once
(plain and compiled by numba where it is installed, unlimited and within 20 m; the least of several
rounds taken in turns), 100,000 queries on a plan of 12,000 vertices, and the time from walls to
a mesh: for 10,000 sides of walls, and for 10,000 walls of four sides.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.geometry.mesh import Mesh, triangulated  # noqa: E402
from pipeline.geometry.overlay import united, without  # noqa: E402
from pipeline.geometry.region import Region, region_of  # noqa: E402
from pipeline.geometry.visibility import visibility_polygon  # noqa: E402
from pipeline.geometry.visibility_batch import visible_batch  # noqa: E402
from tests.geometry.polygon_map import polygon_map  # noqa: E402
from tests.geometry.sweep import swept  # noqa: E402

CLEAR_M = 0.01
RANGE_M = 20.0
ROUNDS = 9
MANY = 100_000
TARGET_SINGLE_US = 700.0
TARGET_US = {None: 6.0, RANGE_M: 4.0}
TARGET_MANY_S = 0.3
TARGET_MESH_S = 1.5
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


def school_walls(corridors: int, rooms: int) -> tuple[Polygon, list[Polygon]]:
    """Return the outline and the walls of 3 m corridors, each between two rows of 8 × 6 m rooms."""
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
    return box(0.0, 0.0, length_m, depth_m * corridors), walls


def school(corridors: int, rooms: int) -> Region:
    """Return the free space of a school with open doors."""
    outline, walls = school_walls(corridors, rooms)
    return region_of(outline.difference(shapely.union_all(walls)))


def places_in(free: Region, count: int) -> list[Place]:
    """Return random places inside a region, clear of every wall."""
    chance, (west, south, east, north) = np.random.default_rng(1), free.bounds
    walls = free.boundary
    shapely.prepare(free)
    shapely.prepare(walls)
    found: list[Place] = []
    while len(found) < count:
        tried = chance.uniform((west, south), (east, north), (count, 2))
        points = shapely.points(tried)
        inside = shapely.contains(free, points)
        inside[inside] = ~shapely.dwithin(walls, points[inside], CLEAR_M)
        found += map(tuple, tried[inside].tolist())
    return found[:count]


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


@dataclass
class Batches:
    """Microseconds a query: one by one, and at once by (compiled, range)."""

    single_us: float
    at_once_us: dict[tuple[bool, float | None], float]


def batches(mesh: Mesh, places: NDArray[np.float64]) -> Batches:
    """Return the least of several rounds of each way, taken in turns; plain ones take fewer."""
    ways = [
        (compiled, range_m)
        for compiled in (False, True)
        for range_m in TARGET_US
        if find_spec("numba") or not compiled
    ]
    best = Batches(math.inf, {})
    for compiled, range_m in ways:
        visible_batch(mesh, places[:1], range_m, compiled=compiled)
    for number in range(ROUNDS):
        for compiled, range_m in ways:
            if compiled or number < 2:
                took_us = _took_us(mesh, places, range_m, compiled)
                before = best.at_once_us.get((compiled, range_m), math.inf)
                best.at_once_us[compiled, range_m] = min(before, took_us)
        if number < 2:
            begin = time.perf_counter()
            for place in places:
                visibility_polygon(mesh, *place)
            took_us = 1e6 * (time.perf_counter() - begin) / len(places)
            best.single_us = min(best.single_us, took_us)
    return best


def _took_us(
    mesh: Mesh, places: NDArray[np.float64], range_m: float | None, compiled: bool
) -> float:
    begin = time.perf_counter()
    visible_batch(mesh, places, range_m, compiled=compiled)
    return 1e6 * (time.perf_counter() - begin) / len(places)


def print_batches(named: dict[str, Region], queries: int) -> None:
    """Print what a query takes one by one and at once, on each map and in the mean."""
    print(f"\n{queries} places a map, us a query; unlimited and within {RANGE_M:g} m")
    print(f"map                 single  plain      {RANGE_M:g} m  compiled      {RANGE_M:g} m")
    rows = []
    for name, free in named.items():
        found = batches(triangulated(free), np.array(places_in(free, queries)))
        row = [found.single_us, *found.at_once_us.values()]
        rows.append(row)
        print(f"{name:<18}" + "".join(f"{figure:>9.1f}" for figure in row))
    means = np.mean(rows, axis=0)
    print(f"{'mean':<18}" + "".join(f"{figure:>9.1f}" for figure in means))
    targets = [TARGET_SINGLE_US] * 3 + list(TARGET_US.values())
    print(f"{'target at most':<18}" + "".join(f"{t:>9.1f}" for t in targets[: len(means)]))


def print_many() -> None:
    """Print the time of 100,000 queries on a large plan, after compilation."""
    if not find_spec("numba"):
        print("\n100,000 queries: left out, since numba is not installed")
        return
    free = school(15, 40)
    begin = time.perf_counter()
    mesh = triangulated(free)
    mesh_s = time.perf_counter() - begin
    places = np.array(places_in(free, MANY))
    print(f"\n{MANY} queries on {len(mesh.vertices)} vertices (mesh {mesh_s:.2f} s)")
    for range_m in TARGET_US:
        visible_batch(mesh, places[:1], range_m, compiled=True)
        took_s = min(_took_us(mesh, places, range_m, True) for _ in range(3)) * MANY / 1e6
        limit = "unlimited" if range_m is None else f"{range_m:g} m"
        print(f"  {limit:<10}{took_s:>7.3f} s   target below {TARGET_MANY_S:g} s at {RANGE_M:g} m")


def print_walls(corridors: int) -> None:
    """Print the time from the walls of a school to a mesh, as the product goes about it."""
    outline, walls = school_walls(corridors, 40)
    begin = time.perf_counter()
    free = without(outline, united(walls))
    free_s = time.perf_counter() - begin
    mesh = triangulated(free)
    took_s = time.perf_counter() - begin
    print(
        f"{len(walls)} walls, {int((mesh.twins < 0).sum())} sides, to a mesh: {took_s:.2f} s"
        f" (overlay {free_s:.2f} s, mesh {took_s - free_s:.2f} s)"
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("maps", nargs="*", type=Path, metavar="MAP", help="polygonal map files")
    parser.add_argument("--queries", type=int, default=100, help="places per map (default 100)")
    parser.add_argument("--batch", type=int, default=1000, help="at once per map (default 1000)")
    arguments = parser.parse_args()
    named = maps_named(arguments.maps)
    print("map                 vertices  mesh ms  expansion us  sweep us  ratio  difference")
    rows = []
    for name, free in named.items():
        row = measured(name, free, arguments.queries)
        rows.append(row)
        print(
            f"{row.name:<18}{row.vertices:>10}{row.mesh_ms:>9.1f}{row.expansion_us:>14.1f}"
            f"{row.sweep_us:>10.0f}{row.sweep_us / row.expansion_us:>6.0f}x{row.difference:>12.1e}"
        )
    if len({row.vertices for row in rows}) > 1:
        print(f"expansion grows with vertices ** {growth(rows, lambda r: r.expansion_us):.2f}")
        print(f"sweep grows with vertices ** {growth(rows, lambda r: r.sweep_us):.2f}")
    print_batches(named, arguments.batch)
    print_many()
    print(f"\nwalls to a mesh   target below {TARGET_MESH_S:g} s for 10,000 wall segments")
    print_walls(13)
    print_walls(42)


if __name__ == "__main__":
    main()
