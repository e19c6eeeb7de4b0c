"""Plans to measure on: schools of any size, third-party maps, and hard ones on purpose."""

import os
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon, box

from pipeline.geometry.free_space import free_space
from pipeline.geometry.region import Region
from tests.geometry.polygon_map import polygon_map

CLEAR_M = 0.01
Places = NDArray[np.float64]


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
    return free_space(*school_walls(corridors, rooms))


def third_party_maps() -> dict[str, Region]:
    """Return the polygonal maps of the third-party data that SIGHTLINE_TEST_DATA names, if any."""
    folder = Path(os.environ.get("SIGHTLINE_TEST_DATA", "")) / "plans" / "polygon_maps"
    return {path.stem: polygon_map(path) for path in sorted(folder.glob("*_smoothed.txt"))}


def places_in(free: Region, count: int) -> Places:
    """Return (count, 2) random places inside a region, clear of every wall."""
    chance, (west, south, east, north) = np.random.default_rng(1), free.bounds
    walls = free.boundary
    shapely.prepare(free)
    shapely.prepare(walls)
    found = np.empty((0, 2))
    while len(found) < count:
        tried = chance.uniform((west, south), (east, north), (count, 2))
        tried = tried[shapely.contains_xy(free, *tried.T)]
        found = np.vstack((found, tried[~shapely.dwithin(walls, shapely.points(tried), CLEAR_M)]))
    return found[:count]


def hard_plans(corners: int) -> dict[str, Polygon]:
    """Return plans of so many corners that meshes are slow on: round, spiky, dotted, toothed."""
    turn = np.linspace(0.0, 2.0 * np.pi, corners - 1, endpoint=False)
    around = np.column_stack((np.cos(turn), np.sin(turn)))
    spikes = np.random.default_rng(0).uniform(480.0, 520.0, (corners - 1, 1))
    teeth = (corners - 3) // 4
    comb = np.column_stack(
        (0.01 * np.repeat(np.arange(2 * teeth), 2), np.tile([1.0, 100.0, 100.0, 1.0], teeth))
    )
    return {
        "circle": Polygon(500.0 * around),
        "star": Polygon(spikes * around),
        "dotted square": shapely.segmentize(box(0, 0, 100, 100), 401.0 / corners),
        "comb": Polygon([*comb, (comb[-1, 0], 0.0), (0.0, 0.0)]),
    }
