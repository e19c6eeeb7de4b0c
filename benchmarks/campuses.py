"""Campuses and schools drawn by rule, to place cameras on: buildings in a walled yard."""

from dataclasses import replace

import numpy as np
from shapely import Polygon, box

from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.camera import Camera
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import Zone

WALL_M = 0.24
EYES = 8
DENSITY_PX_PER_M = 35.0
"""What a picture of 1,920 pixels over 84° gives at 30 m."""


def yard_profile(density_px_per_m: float = DENSITY_PX_PER_M) -> Profile:
    """Return a profile that asks for the ground of every yard."""
    label = Label("open", "open")
    clause = Clause("open", label, ("yard",), 0.0, density_px_per_m, 1, "assumed")
    return Profile("open", label, (clause,))


def campus(width_m: float, depth_m: float, buildings: int, seed: int) -> Floor:
    """Return a yard with so many buildings apart from one another, all of which must be seen."""
    chance = np.random.default_rng(seed)
    solid: list[Polygon] = []
    while len(solid) < buildings:
        wide, deep = chance.uniform(10, 30), chance.uniform(8, 18)
        west = chance.uniform(6, width_m - wide - 6)
        south = chance.uniform(6, depth_m - deep - 6)
        tried = box(*np.round((west, south, west + wide, south + deep), 1))
        if all(tried.distance(other) > 6.0 for other in solid):
            solid.append(tried)
    outline = box(0, 0, width_m, depth_m)
    label = Label("campus", "campus")
    occluders = tuple(Occluder(f"b{n}", "building", each) for n, each in enumerate(solid))
    inner = outline.buffer(-WALL_M, join_style="mitre")
    sides = (
        box(0, 0, width_m, WALL_M),
        box(0, depth_m - WALL_M, width_m, depth_m),
        box(0, WALL_M, WALL_M, depth_m - WALL_M),
        box(width_m - WALL_M, WALL_M, width_m, depth_m - WALL_M),
    )
    occluders += tuple(Occluder(f"wall{n}", "wall", side) for n, side in enumerate(sides))
    zone = Zone("yard", "yard", label, inner)
    return Floor("campus", label, outline, occluders, (zone,))


def watched_campus(seed: int) -> Floor:
    """Return a small yard with two buildings and eight cameras on the wall around it."""
    floor = campus(60.0, 45.0, 2, 50 + seed)
    return replace(floor, cameras=watched(floor, seed, EYES))


def watched(floor: Floor, seed: int, eyes: int) -> tuple[Camera, ...]:
    """Return so many cameras on the wall around a yard that look towards its middle."""
    places = _places(floor, np.random.default_rng(1000 + seed), eyes)
    return tuple(_eye(n, at, floor) for n, at in enumerate(places))


def turned_away(truly: Floor, profile: Profile, seed: int) -> Floor:
    """Return a floor five of whose cameras look away by 30° or more, so that a tenth is lost."""
    chance, right_m2 = np.random.default_rng(seed), _seen_m2(truly, profile)
    while True:
        away = set(chance.choice(len(truly.cameras), 5, replace=False).tolist())
        turned = tuple(
            replace(eye, pan_deg=(eye.pan_deg + _off(chance)) % 360.0) if n in away else eye
            for n, eye in enumerate(truly.cameras)
        )
        askew = replace(truly, cameras=turned)
        if _seen_m2(askew, profile) <= 0.9 * right_m2:
            return askew


def _off(chance: np.random.Generator) -> float:
    """Return a turn of 30° to 180° to either side."""
    return float(chance.choice((-1.0, 1.0)) * chance.uniform(30.0, 180.0))


def _places(floor: Floor, chance: np.random.Generator, eyes: int) -> list[tuple[float, float]]:
    """Return places along the wall around a yard, spread with some chance."""
    west, south, east, north = floor.zones[0].area.buffer(-0.15).bounds
    edge = box(west, south, east, north).exterior
    starts = (np.arange(eyes) + chance.uniform(0.1, 0.9, eyes)) / eyes
    return [(p.x, p.y) for p in (edge.interpolate(share, normalized=True) for share in starts)]


def _eye(number: int, place: tuple[float, float], floor: Floor) -> Camera:
    """Return a camera on a wall that looks towards the middle of the yard."""
    middle = floor.zones[0].area.centroid
    pan_deg = float(np.degrees(np.arctan2(middle.y - place[1], middle.x - place[0]))) % 360.0
    pose = (place[0], place[1], 4.0, round(pan_deg, 1), 24.0)
    return Camera(f"k{number}", Label("k", "k"), *pose, Lens(84.0), 1920, 1440)


def _seen_m2(floor: Floor, profile: Profile) -> float:
    """Return how much of a floor its cameras cover."""
    return float(cover_floor(floor, profile, diagnosed=False).covered.area)
