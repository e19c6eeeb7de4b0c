"""What Python sees, as cases for the browser to see alike, made by ``python -m tests.web.cases``.

A case file holds floors as `/api/plan/scene` sends them, and what cameras see there, ring by ring,
as the engine has it. Rooms are derived by hand, and the engine is held to them first; campuses and
yards are drawn by seed. In cases of `poses` a camera is moved before it is looked at.
"""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon, box
from shapely.affinity import rotate

from pipeline.coverage.cover_floor import looks_asked
from pipeline.coverage.requirement import grounds_of, lit_space, requirements
from pipeline.coverage.scene import scene_of
from pipeline.coverage.sighting import sightings
from pipeline.coverage.stage import stage_of
from pipeline.domain.camera import EXACT, Camera, Head
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens, ProjectionName
from pipeline.domain.requirement import Clause, Look, Profile
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import Zone
from pipeline.errors import GeometryError
from pipeline.geometry.region import polygons
from pipeline.report.scene_json import look_id, stage_document

FOLDER = Path(__file__).parent / "geometry_cases"
NAME = Label("n", "n")
WALL = math.inf

Ring = list[list[float]]
Pose = dict[str, float]


@dataclass(frozen=True, eq=False)
class Plan:
    """A floor under a profile, with poses that its cameras are then given, by their ids."""

    floor: Floor
    profile: Profile
    poses: dict[str, Pose]

    @property
    def posed(self) -> Floor:
        """The floor with its cameras in these poses."""
        cameras = tuple(_posed(c, self.poses.get(c.id, {})) for c in self.floor.cameras)
        return replace(self.floor, cameras=cameras)


def _posed(camera: Camera, pose: Pose) -> Camera:
    values = dict(pose)
    lens = camera.lens
    if "hfov_deg" in values:
        lens = replace(lens, hfov_deg=values.pop("hfov_deg"))
    return replace(camera, lens=lens, **values)


def seen_in(plan: Plan) -> Iterator[tuple[str, str, Region]]:
    """Yield what each camera of a plan sees for each look, as drawn."""
    floor = plan.posed
    scene = scene_of(floor)
    required = requirements(floor, plan.profile, grounds_of(floor, scene))
    looks = looks_asked(required, plan.profile)
    for sighting in sightings(floor.cameras, scene, looks, lit_space(floor)):
        for look, cone in sighting.cones.items():
            yield sighting.camera.id, look_id(look), cone.region


def document(plan: Plan) -> dict[str, object]:
    """Return a plan as a case file has it."""
    stage = stage_of(plan.floor, plan.profile)
    # Without the meshes of other heights: they are long, and what is not in one is a shadow.
    used = replace(stage, sheets=(*stage.sheets[:2], stage.sheets[-1]))
    return {
        "scene": stage_document(used),
        "poses": plan.poses,
        "seen": [
            {"camera": camera_id, "look": look, "rings": rings_of(region)}
            for camera_id, look, region in seen_in(plan)
        ],
    }


def rings_of(region: Region) -> list[Ring]:
    """Return all rings of a region: outer ones counter-clockwise, holes clockwise."""
    wound = [shapely.orient_polygons(part) for part in polygons(region)]
    each = [ring for part in wound for ring in (part.exterior, *part.interiors)]
    return [[[x, y] for x, y in ring.coords[:-1]] for ring in each]


def camera(
    at: tuple[float, float, float], pan_deg: float, tilt_deg: float, **more: object
) -> Camera:
    """Return a camera that hangs exactly as drawn."""
    values: dict[str, object] = {"id": "cam", "lens": Lens(90.0), "width_px": 1000}
    values |= {"height_px": 1000, "tolerance": EXACT} | more
    x_m, y_m, height_m = at
    place = {"x_m": x_m, "y_m": y_m, "height_m": height_m}
    return Camera(label=NAME, pan_deg=pan_deg, tilt_deg=tilt_deg, **place, **values)  # type: ignore[arg-type]


def profile_of(*looks: Look) -> Profile:
    """Return a profile that asks for yards by some looks."""
    clauses = tuple(
        Clause(
            f"c{n}",
            NAME,
            ("yard",),
            look.plane_m,
            look.density_px_per_m,
            1,
            "assumed",
            look.max_elevation_deg,
            look.max_facing_deg,
        )
        for n, look in enumerate(looks)
    )
    return Profile("p", NAME, clauses)


def floor_of(
    outline: Polygon,
    things: Sequence[tuple[Polygon, float, float]],
    cameras: Sequence[Camera],
    facing_deg: float | None = None,
) -> Floor:
    """Return a floor whose occluders are footprints from a bottom to a top, all of it a yard."""
    occluders = tuple(
        Occluder(f"o{n}", "wall", footprint, bottom_m, top_m)
        for n, (footprint, bottom_m, top_m) in enumerate(things)
    )
    yard = Zone("y", "yard", NAME, outline, facing_deg=facing_deg)
    return Floor("f", NAME, outline, occluders, (yard,), cameras=tuple(cameras))


ROOM = box(0, 0, 10, 8)
AHEAD = camera((1.0, 4.0, 3.0), 0.0, 0.0)
"""A level camera of 90° by 90°, 2 m above the plane: from 2 m ahead on, |y - 4| <= x - 1."""

LEVEL = profile_of(Look(1.0, 0.0))

BY_HAND: dict[str, tuple[Floor, list[Ring]]] = {
    "a square room": (
        floor_of(ROOM, [], [AHEAD]),
        [[[3, 2], [5, 0], [10, 0], [10, 8], [5, 8], [3, 6]]],
    ),
    "the shadow of a pillar": (
        # Its face is from (5, 3.5) to (5, 4.5): beyond it y = 4 ± (x - 1) / 8 bounds the shadow.
        floor_of(ROOM, [(box(5, 3.5, 6, 4.5), 0.0, WALL)], [AHEAD]),
        [
            [
                *([3, 2], [5, 0], [10, 0], [10, 2.875], [5, 3.5]),
                *([5, 4.5], [10, 5.125], [10, 8], [5, 8], [3, 6]),
            ]
        ],
    ),
    "the sill of a door": (
        # 2 m high, from 3 m onto 1 m: hidden up to (3 - 1) / (3 - 2) = 2 times its distance,
        # so from x = 5 to 1 + 2 · 4.2.
        floor_of(ROOM, [(box(5, 0, 5.2, 8), 0.0, 2.0)], [AHEAD]),
        [
            [[3, 2], [5, 0], [5, 8], [3, 6]],
            [[9.4, 0], [10, 0], [10, 8], [9.4, 8]],
        ],
    ),
    "a lintel": (
        # From 2.5 m on: hidden beyond (3 - 1) / (3 - 2.5) = 4 times its distance, 1 + 4 · 1.2.
        floor_of(ROOM, [(box(2.2, 0, 2.4, 8), 2.5, WALL)], [AHEAD]),
        [[[3, 2], [5, 0], [5.8, 0], [5.8, 8], [5, 8], [3, 6]]],
    ),
    "a camera in a corner": (
        # 5 mm clear of both walls; along them it sees |y - x| <= x + y - 0.01, all of the room
        # beyond x + y = 0.01 + 2 · √2.
        floor_of(ROOM, [], [camera((0.0, 0.0, 3.0), 45.0, 0.0)]),
        [
            [
                [0.01 + 2.0 * math.sqrt(2.0) - 0.005, 0.005],
                *([10, 0.005], [10, 8], [0.005, 8]),
                [0.005, 0.01 + 2.0 * math.sqrt(2.0) - 0.005],
            ]
        ],
    ),
}

LOOKS = (Look(0.0, 25.0), Look(1.5, 62.5), Look(1.6, 40.0, 30.0), Look(0.0, 0.0))
LENSES: tuple[tuple[ProjectionName, float, float], ...] = (
    ("rectilinear", 30.0, 110.0),
    ("equidistant", 60.0, 190.0),
    ("stereographic", 60.0, 150.0),
    ("equisolid", 60.0, 170.0),
)


def yard(seed: int) -> Plan:
    """Return a yard with walls, fences, lintels, furniture and pillars, and four cameras in it."""
    chance = np.random.default_rng(seed)
    outline = box(0, 0, 30, 24)
    if seed % 3 == 0:
        outline -= box(18, 14, 30, 24)
    things = [_thing(chance, turned=seed % 2 == 1) for _ in range(14)]
    looks = [LOOKS[n] for n in chance.choice(len(LOOKS), 2, replace=False)]
    if seed % 5 == 0:
        looks[0] = replace(looks[0], facing_deg=90.0, max_facing_deg=60.0)
    bare = floor_of(outline, things, (), facing_deg=90.0 if seed % 5 == 0 else None)
    cameras = tuple(_hung(chance, f"k{n}", bare) for n in range(4))
    return Plan(replace(bare, cameras=cameras), profile_of(*looks), {})


def _thing(chance: np.random.Generator, *, turned: bool) -> tuple[Polygon, float, float]:
    x, y = np.round(chance.uniform((1, 1), (27, 21)), 1)
    long, wide = np.round(chance.uniform((0.6, 0.2), (6.0, 0.8)), 1)
    bottom_m, top_m = [(0, WALL), (0, 3.0), (0, 1.8), (0, 0.8), (2.2, WALL), (0.9, 2.1)][
        chance.integers(6)
    ]
    shape = box(x, y, x + long, y + wide)
    if turned:
        shape = rotate(shape, float(chance.uniform(0, 180)), "center")
    elif chance.integers(2):
        shape = rotate(shape, 90.0, "center")
    # On the grid on which a file is read.
    return shapely.set_precision(shape, 1e-3), float(bottom_m), float(top_m)


def _hung(chance: np.random.Generator, name: str, floor: Floor) -> Camera:
    """Return a camera at a place from which it can look."""
    scene = scene_of(floor)
    while True:
        x_m, y_m = np.round(chance.uniform((0.5, 0.5), (29.5, 23.5)), 2)
        projection, least, most = LENSES[chance.integers(len(LENSES))]
        height_m, pan_deg, tilt_deg = np.round(chance.uniform((2.2, -180, 0), (6, 180, 70)), 1)
        roll_deg = float(np.round(chance.uniform(-8, 8), 1)) if chance.integers(3) == 0 else 0.0
        heads: tuple[Head, ...] = ()
        lens = Lens(float(np.round(chance.uniform(least, most), 1)), projection)
        if chance.integers(8) == 0:
            heads = (Head(-50.0, 0.0, Lens(90.0)), Head(40.0, 5.0, Lens(100.0)))
        hung = camera(
            (float(x_m), float(y_m), float(height_m)),
            float(pan_deg),
            float(tilt_deg),
            id=name,
            lens=lens,
            width_px=1920,
            height_px=int(chance.choice((1080, 1440))),
            roll_deg=roll_deg,
            heads=heads,
        )
        free = scene.room_around(hung.x_m, hung.y_m, hung.height_m)
        if free.contains(shapely.Point(hung.x_m, hung.y_m)):
            return hung


def posed_yard(seed: int) -> Plan:
    """Return a yard whose cameras are moved, turned, tilted, hung higher or zoomed."""
    plan = yard(seed)
    chance, poses = np.random.default_rng(1000 + seed), dict[str, Pose]()
    for hung in plan.floor.cameras:
        pose: Pose = {"pan_deg": hung.pan_deg + float(np.round(chance.uniform(-90, 90), 1))}
        pose["x_m"] = float(np.round(np.clip(hung.x_m + chance.uniform(-1, 1), 0.2, 29.8), 2))
        if chance.integers(2):
            pose["tilt_deg"] = float(np.round(chance.uniform(0, 60), 1))
            pose["height_m"] = float(np.round(chance.uniform(2.2, 5), 2))
        if chance.integers(3) == 0 and not hung.heads:
            pose["hfov_deg"] = float(np.round(hung.lens.hfov_deg * chance.uniform(0.6, 1.0), 1))
        poses[hung.id] = pose
    return replace(plan, poses=poses)


def on_a_wall(seed: int) -> Plan:
    """Return a yard whose cameras are drawn on and in walls, or within millimetres of them."""
    plan = yard(seed)
    chance, cameras = np.random.default_rng(2000 + seed), []
    walls = [o.footprint for o in plan.floor.occluders if o.top_m == WALL and o.bottom_m == 0.0]
    for hung in plan.floor.cameras:
        edge = walls[chance.integers(len(walls))].exterior if walls else plan.floor.outline.exterior
        at = edge.interpolate(float(chance.uniform()), normalized=True)
        off = chance.uniform(-0.03, 0.03, 2)
        x_m, y_m = at.x + float(off[0]), at.y + float(off[1])
        cameras.append(replace(hung, x_m=x_m, y_m=y_m, lens=Lens(80.0), heads=()))
    floor = replace(plan.floor, cameras=tuple(cameras))
    return replace(plan, floor=floor, profile=profile_of(Look(0.0, 0.0), Look(1.5, 0.0)))


def by_hand() -> list[Plan]:
    """Return the rooms that are derived by hand."""
    return [Plan(floor, LEVEL, {}) for floor, _ in BY_HAND.values()]


def sound(make: Callable[[int], Plan], seeds: Sequence[int]) -> list[Plan]:
    """Return the plans of seeds in which all cameras can hang."""
    found = []
    for seed in seeds:
        plan = make(seed)
        try:
            list(seen_in(plan))
        except GeometryError:
            continue
        found.append(plan)
    return found


FAMILIES: dict[str, Callable[[], list[Plan]]] = {
    "rooms-by-hand": by_hand,
    "yards": lambda: sound(yard, range(1, 10)),
    "poses": lambda: sound(posed_yard, range(21, 30)),
    "on-walls": lambda: sound(on_a_wall, range(41, 51)),
}
"""What each file of cases is made of."""


def written(name: str) -> str:
    """Return the text of a file of cases."""
    plans = [document(plan) for plan in FAMILIES[name]()]
    return json.dumps(_rounded(plans), separators=(",", ":")) + "\n"


def _rounded(value: object) -> object:
    """Return plain values with numbers to a hundredth of a micrometre."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 8)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value


if __name__ == "__main__":
    for family in FAMILIES:
        (FOLDER / f"{family}.json").write_text(written(family), encoding="utf-8")
