"""Campuses and schools drawn by rule, to place cameras on: buildings in a walled yard."""

import numpy as np
from shapely import Polygon, box

from pipeline.domain.label import Label
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import Zone

WALL_M = 0.24
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
