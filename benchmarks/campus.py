"""Schools of any size, drawn by rule: what the benchmarks of coverage are run on."""

from dataclasses import replace

from shapely import Polygon, box

from pipeline.domain.camera import Camera, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import Zone

ROOM_M, DEPTH_M, THICK_M = 8.0, 15.0, 0.2
ROOMS = 40
"""Rooms on either side of a corridor."""

PER_CORRIDOR = 24
"""Cameras that a corridor of 320 m asks for, two of which see every place of it."""


def walls_of(corridors: int, rooms: int = ROOMS) -> tuple[Polygon, list[Polygon]]:
    """Return the outline and the walls of 3 m corridors, each between two rows of 8 × 6 m rooms.

    Every room has a door of 1 m, open; rows touch back to back, with a way through in the east.
    """
    length_m = ROOM_M * rooms
    walls = []
    for n in range(corridors):
        south = n * DEPTH_M
        for side_m in (south + 6.0, south + 9.0):
            for room in range(rooms):
                west = ROOM_M * room
                walls.append(box(west, side_m, west + 6.5, side_m + THICK_M))
                walls.append(box(west + 7.5, side_m, west + ROOM_M, side_m + THICK_M))
        for room in range(1, rooms):
            middle = ROOM_M * room
            walls.append(box(middle, south, middle + THICK_M, south + 6.0 + THICK_M))
            walls.append(box(middle, south + 9.0, middle + THICK_M, south + DEPTH_M))
        walls.append(box(0.0, south, length_m - 1.5, south + THICK_M))
    return box(0.0, 0.0, length_m, DEPTH_M * corridors), walls


def school_of(
    corridors: int,
    cameras: int,
    rooms: int = ROOMS,
    tolerance: Tolerance | None = None,
    *,
    alike: bool = False,
    lift_m: float = 0.0,
) -> Floor:
    """Return a floor with cameras along its corridors, which must be seen where cameras hang.

    PER_CORRIDOR cameras hang in the middle of a corridor under the ceiling, look along it in turns
    to the east and to the west. No two hang at the same height and tilt, unless all are `alike`.
    """
    outline, walls = walls_of(corridors, rooms)
    occluders = tuple(Occluder(f"w{n}", "wall", wall) for n, wall in enumerate(walls))
    watched = min(corridors, -(-cameras // PER_CORRIDOR))
    zones = tuple(
        Zone(f"c{n}", "corridor", Label(f"c{n}", f"c{n}"), _corridor(n, rooms))
        for n in range(watched)
    )
    hung = tuple(_camera(n, cameras, watched, rooms, tolerance) for n in range(cameras))
    if alike:
        hung = tuple(replace(eye, height_m=2.8, tilt_deg=15.0) for eye in hung)
    hung = tuple(replace(eye, height_m=eye.height_m + lift_m) for eye in hung)
    label = Label("bench", "bench")
    return Floor("bench", label, outline, occluders, zones, cameras=hung)


def _corridor(number: int, rooms: int) -> Polygon:
    """Return the ground of one corridor."""
    south = number * DEPTH_M + 6.0 + THICK_M
    return box(0.0, south, ROOM_M * rooms, south + 3.0 - THICK_M)


def _camera(
    number: int, cameras: int, corridors: int, rooms: int, tolerance: Tolerance | None
) -> Camera:
    """Return one camera of many, spread evenly over the corridors."""
    corridor, place = number % corridors, number // corridors
    in_corridor = (cameras - corridor - 1) // corridors + 1
    x_m = ROOM_M * rooms * (place + 0.5) / in_corridor
    y_m = corridor * DEPTH_M + 7.55
    pan_deg = 180.0 * (place % 2)
    height_m, tilt_deg = 2.8 + 0.001 * (number % 97), 15.0 + 0.01 * (number % 89)
    pose = (x_m, y_m, height_m, pan_deg, tilt_deg)
    label = Label(f"k{number}", f"k{number}")
    off = tolerance or Tolerance()
    return Camera(f"k{number}", label, *pose, Lens(84.0), 1920, 1080, tolerance=off)


def seen_profile() -> Profile:
    """Return a profile that asks for 25 px/m on the ground of every corridor."""
    label = Label("seen", "seen")
    return Profile("seen", label, (Clause("seen", label, ("corridor",), 0.0, 25.0, 1, "assumed"),))
