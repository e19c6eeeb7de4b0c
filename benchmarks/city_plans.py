"""A city of schools, drawn by rule from a seed: what `benchmarks/city.py` is run on.

No school is a toy, and none is real. What is drawn, and from where, each an assumption unless a
source is named:

- 1,174 schools with 11,000 cameras (Kunming's figures), handed out in proportion to rooms times a
  lognormal factor (sigma 0.6), at least one each; 4 % of the schools have one alone, at the gate.
- Levels: kindergarten 34 %, primary 34 %, nine years 10 %, junior 12 %, senior 7 %, vocational 3 %;
  each with its range of storeys and of rooms on either side of a corridor (LEVELS).
- Every storey has a corridor between two rows of rooms with a door and two windows each, drawn
  without heights, as plans have them, but for the lintels of toilets' doors. There are stairs at
  both ends and two toilets. The ground has a wall around it, a gate with its guards' room (windows
  with sills), a yard, roads, a playground, a canteen, low hedges and a fence, and a dormitory where
  pupils board.
- Cameras hang where installers put them, the gate first, then yard, playground, entrance,
  corridors, stairs and so on; at 2.6 to 4.5 m, with 2.8, 4 or 6 mm lenses and 720p to 4 MP; plans
  state heights to a decimetre, and turns to a degree.
- Flaws: 8 % of the cameras look 15 to 50 degrees aside of where they should, 4 % too steeply,
  2 % are drawn within a wall; 6 % of the schools have a camera that looks at a toilet's door.
  Of the files, 0.4 % are broken, and as many carry the id of another school.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SCHOOLS, CAMERAS = 1174, 11_000
COUNTIES = 14
SIGMA = 0.6
ALONE, BROKEN, DOUBLED, CURIOUS = 0.04, 0.004, 0.004, 0.06
ASKEW, STEEP, WALLED = 0.08, 0.04, 0.02

LEVELS: dict[str, tuple[float, tuple[int, int], tuple[int, int]]] = {
    "kindergarten": (0.34, (3, 4), (7, 10)),
    "primary": (0.34, (4, 5), (8, 12)),
    "nine_year": (0.10, (4, 5), (10, 14)),
    "junior": (0.12, (4, 5), (9, 13)),
    "senior": (0.07, (5, 6), (10, 16)),
    "vocational": (0.03, (4, 6), (8, 14)),
}
"""The share of each level, and the least and most storeys, and rooms on a side of a corridor."""

BOARDS = {"junior": 0.3, "nine_year": 0.2, "senior": 0.7, "vocational": 0.6}
PRIVATE = {"kindergarten": 0.55, "vocational": 0.2}
UNLICENSED = 0.05
"""Of private kindergartens."""

ROOM_M, DEPTH_M, HALL_M = 8.0, 8.0, 3.0
WEST_M, SOUTH_M = 24.0, 36.0
"""Where the teaching block stands, from the south-western corner of the plan."""

LENSES = ((108.0, 0.5), (84.0, 0.35), (53.0, 0.15))
PICTURES = (((1280, 720), 0.2), ((1920, 1080), 0.5), ((2560, 1440), 0.3))


@dataclass(frozen=True)
class School:
    """What is drawn of a school before its plan; `number` is its place in the city."""

    number: int
    level: str
    storeys: int
    rooms: int
    boards: bool
    cameras: int = 1

    @property
    def length_m(self) -> float:
        """The length of the teaching block."""
        return ROOM_M * self.rooms


@dataclass(frozen=True)
class Spot:
    """Where an installer hangs a camera: place, where it should look, and how high and steep."""

    name: str
    storey: int
    x_m: float
    y_m: float
    pan_deg: float
    outdoors: bool


def city_of(schools: int = SCHOOLS, cameras: int | None = None, seed: int = 1) -> list[School]:
    """Return the schools of a city; without a number of cameras, as many a school as Kunming."""
    chance = np.random.default_rng(seed)
    drawn = [_school(number, chance) for number in range(schools)]
    weights = np.array([s.storeys * s.rooms for s in drawn], dtype=float)
    weights *= np.exp(chance.normal(0.0, SIGMA, schools))
    weights[chance.random(schools) < ALONE] = 0.0
    total = round(schools * CAMERAS / SCHOOLS) if cameras is None else cameras
    counts = _shared_out(weights, total)
    return [
        School(s.number, s.level, s.storeys, s.rooms, s.boards, int(count))
        for s, count in zip(drawn, counts, strict=True)
    ]


def write_city(folder: Path, schools: list[School], seed: int = 1) -> None:
    """Leave the site file of each school in the folder of its county."""
    for school in schools:
        county = folder / f"county-{_county(school):02d}"
        county.mkdir(parents=True, exist_ok=True)
        text = site_text(school, seed)
        (county / f"school-{school.number:04d}.yaml").write_text(text, encoding="utf-8")


def site_text(school: School, seed: int = 1) -> str:
    """Return the site file of a school: the same for the same seed and number."""
    chance = np.random.default_rng((seed, school.number))
    flaw = chance.random()
    number = school.number - 1 if flaw < DOUBLED and school.number else school.number
    lines = ["format: 1", f"id: school-{number:04d}", *_about(school, chance), "floors:"]
    cameras = _hung(school, chance)
    for storey in range(1, school.storeys + 1):
        lines += _storey(school, storey, [told for at, told in cameras if at == storey])
    if DOUBLED <= flaw < DOUBLED + BROKEN:
        lines = [line.replace("height_m: ", "hieght_m: ") for line in lines]
    return "\n".join(lines) + "\n"


def _school(number: int, chance: np.random.Generator) -> School:
    level = str(chance.choice(list(LEVELS), p=[share for share, _, _ in LEVELS.values()]))
    _, storeys, rooms = LEVELS[level]
    return School(
        number,
        level,
        int(chance.integers(storeys[0], storeys[1] + 1)),
        int(chance.integers(rooms[0], rooms[1] + 1)),
        bool(chance.random() < BOARDS.get(level, 0.0)),
    )


def _shared_out(weights: np.ndarray, total: int) -> np.ndarray:
    """Return whole numbers, at least one each, in proportion to weights, that add up to a total."""
    spare = total - len(weights)
    exact = spare * weights / weights.sum()
    counts = np.floor(exact).astype(int)
    rest = np.argsort(counts - exact, kind="stable")[: spare - counts.sum()]
    counts[rest] += 1
    return counts + 1


def _county(school: School) -> int:
    return school.number % COUNTIES + 1


def _about(school: School, chance: np.random.Generator) -> list[str]:
    """Return the name of a school and the block about it."""
    private = chance.random() < PRIVATE.get(school.level, 0.08)
    licensed = not (private and chance.random() < UNLICENSED)
    county = _county(school)
    type_ = "boarding" if school.boards else "day"
    return [
        f"name: {{zh: 第{school.number}学校, en: School {school.number}}}",
        "school:",
        f"  county: {{zh: 第{county}区, en: District {county}}}",
        f"  level: {school.level}",
        f"  type: {type_}",
        f"  licensed: {'true' if licensed else 'false'}",
        f"  ownership: {'private' if private else 'public'}",
    ]


def _line(id_: str, kind: str, x0: float, y0: float, x1: float, y1: float, more: str = "") -> str:
    ends = f"[[{x0:g}, {y0:g}], [{x1:g}, {y1:g}]]"
    return f"      - {{id: {id_}, kind: {kind}, line: {ends}{more}}}"


def _box(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"[[{x0:g}, {y0:g}], [{x1:g}, {y0:g}], [{x1:g}, {y1:g}], [{x0:g}, {y1:g}]]"


def _zone(id_: str, kind: str, zh: str, en: str, ring: str, more: str = "") -> str:
    return f"      - {{id: {id_}, kind: {kind}, name: {{zh: {zh}, en: {en}}}{more}, ring: {ring}}}"


def _storey(school: School, storey: int, cameras: list[str]) -> list[str]:
    """Return one floor: the teaching block, and on the ground all that is around it."""
    ground = storey == 1
    west, south = WEST_M, SOUTH_M
    length, depth = school.length_m, 2 * DEPTH_M + HALL_M
    outline = (
        _box(0, -4, west + length + 40, south + depth + 62)
        if ground
        else _box(west - 0.5, south - 0.5, west + length + 0.5, south + depth + 0.5)
    )
    occluders = [*_block(school, storey), *(_grounds_walls(school) if ground else [])]
    zones = [*_block_zones(school, storey), *(_grounds_zones(school) if ground else [])]
    prohibited = [*_toilets(school, storey), *(_dormitory_rooms(school) if ground else [])]
    return [
        f"  - id: f{storey}",
        f"    name: {{zh: {storey} 层, en: Floor {storey}}}",
        f"    outline: {outline}",
        "    occluders:",
        *occluders,
        "    zones:",
        *zones,
        "    prohibited:",
        *prohibited,
        *(["    cameras:", *cameras] if cameras else []),
    ]


def _block(school: School, storey: int) -> list[str]:
    """Return the walls, doors and windows of one storey of the teaching block."""
    parts = []
    west, south, pre = WEST_M, SOUTH_M, f"f{storey}"
    east, north = west + school.length_m, south + 2 * DEPTH_M + HALL_M
    hall = school.rooms // 2
    for side, wall, outer in (("s", south + DEPTH_M, south), ("n", north - DEPTH_M, north)):
        for room in range(school.rooms):
            at, id_ = west + ROOM_M * room, f"{pre}-{side}{room}"
            if side == "s" and room == hall and storey == 1:
                parts.append(_line(f"{id_}-front", "glass", at, outer, at + ROOM_M, outer))
                continue
            stairs = side == "n" and room in (0, school.rooms - 1)
            toilet = side == "n" and room in (1, school.rooms - 2)
            if not stairs:
                parts += [
                    _line(f"{id_}-a", "wall", at, wall, at + 6.2, wall),
                    _line(
                        f"{id_}-door",
                        "door",
                        at + 6.1,
                        wall,
                        at + 7.2,
                        wall,
                        TOILET if toilet else DOOR,
                    ),
                    _line(f"{id_}-b", "wall", at + 7.1, wall, at + ROOM_M, wall),
                ]
            parts += [
                _line(f"{id_}-w0", "wall", at, outer, at + 1, outer),
                _line(f"{id_}-g1", "glass", at + 1, outer, at + 3.4, outer, PANE),
                _line(f"{id_}-w1", "wall", at + 3.3, outer, at + 4.7, outer),
                _line(f"{id_}-g2", "glass", at + 4.6, outer, at + 7, outer, PANE),
                _line(f"{id_}-w2", "wall", at + 6.9, outer, at + ROOM_M, outer),
            ]
        inner, end = sorted((wall, outer))
        parts += [
            _line(f"{pre}-{side}-p{n}", "wall", west + ROOM_M * n, inner, west + ROOM_M * n, end)
            for n in range(1, school.rooms)
        ]
    parts += [
        _line(f"{pre}-end-w", "wall", west, south, west, north, THICK),
        _line(f"{pre}-end-e", "wall", east, south, east, north, THICK),
    ]
    return parts


DOOR = ", thickness_m: 0.1"
TOILET = f"{DOOR}, lintel_m: 2.1"
PANE = ", thickness_m: 0.1"
WINDOW = f"{PANE}, sill_m: 0.9, lintel_m: 2.4"
THICK = ", thickness_m: 0.24"


def _block_zones(school: School, storey: int) -> list[str]:
    west, south, pre = WEST_M, SOUTH_M, f"f{storey}"
    east, corridor = west + school.length_m, south + DEPTH_M
    north = corridor + HALL_M + DEPTH_M
    hall = west + ROOM_M * (school.rooms // 2)
    zones = [
        _zone(
            f"{pre}-corridor", "corridor", "走廊", "Corridor",
            _box(west + 0.2, corridor + 0.1, east - 0.2, corridor + HALL_M - 0.1),
        ),
        _zone(
            f"{pre}-stairs-w", "stairs", "西楼梯", "Stairs W",
            _box(west + 0.2, corridor + HALL_M, west + ROOM_M - 0.1, north - 0.2),
        ),
        _zone(
            f"{pre}-stairs-e", "stairs", "东楼梯", "Stairs E",
            _box(east - ROOM_M + 0.1, corridor + HALL_M, east - 0.2, north - 0.2),
        ),
    ]  # fmt: skip
    if storey == 1:
        ring = _box(hall + 0.2, south + 0.2, hall + ROOM_M - 0.2, corridor)
        zones.append(_zone("hall", "entrance", "门厅", "Hall", ring))
    return zones


def _toilets(school: School, storey: int) -> list[str]:
    wall = SOUTH_M + DEPTH_M + HALL_M
    told = []
    for name, zh, en, room in (("m", "男卫生间", "Toilet M", 1), ("f", "女卫生间", "Toilet F", -2)):
        at = WEST_M + ROOM_M * (room % school.rooms)
        ring = _box(at + 0.1, wall + 0.1, at + ROOM_M - 0.1, wall + DEPTH_M - 0.1)
        told.append(_zone(f"f{storey}-toilet-{name}", "toilet", zh, en, ring))
    return told


def _edges(school: School) -> tuple[float, float, float, float]:
    """Return where the wall around the grounds runs: west, south, east, north."""
    east = WEST_M + school.length_m + 32
    return 3.0, 12.0, east, SOUTH_M + 2 * DEPTH_M + HALL_M + 58


def _gate_m(school: School) -> float:
    return WEST_M + school.length_m / 2


def _grounds_walls(school: School) -> list[str]:
    west, south, east, north = _edges(school)
    gate, block = _gate_m(school), WEST_M + school.length_m
    posts = [(f"post-{n}", gate + x) for n, x in (("w", -3.9), ("e", 3.1))]
    walls = [
        _line("fence-sw", "wall", gate - 3.5, south, west, south, THICK),
        _line("fence-w", "wall", west, south, west, north, THICK),
        _line("fence-n", "fence", west, north, east, north, ", thickness_m: 0.1, top_m: 2.2"),
        _line("fence-e", "wall", east, north, east, south, THICK),
        _line("fence-se", "wall", east, south, gate + 3.5, south, THICK),
        *(_post(id_, x, south) for id_, x in posts),
        _line("guards-s", "wall", gate + 6, south + 0.4, gate + 6, south + 4),
        _line("guards-n", "wall", gate + 6, south + 4, gate + 11, south + 4),
        _line("guards-e", "wall", gate + 11, south + 4, gate + 11, south),
        _line("guards-g", "glass", gate + 6, south + 1, gate + 6, south + 3, WINDOW),
        *(
            _line(f"hedge-{n}", "hedge", gate + x, SOUTH_M - 2, gate + x + 6, SOUTH_M - 2, LOW)
            for n, x in enumerate((-18, -10, 6, 14))
        ),
    ]
    walls += _room_walls("canteen", block + 14, SOUTH_M, block + 28, SOUTH_M + 16)
    if school.boards:
        walls += _room_walls("dormitory", 6, SOUTH_M, 16, SOUTH_M + 40)
        walls += [
            _line(f"dormitory-r{n}", "wall", 6, SOUTH_M + 5.0 * n, 12.5, SOUTH_M + 5.0 * n)
            for n in range(1, 8)
        ]
    return walls


def _post(id_: str, x: float, y: float) -> str:
    return f"      - {{id: {id_}, kind: pillar, ring: {_box(x, y - 0.4, x + 0.8, y + 0.4)}}}"


LOW = ", thickness_m: 0.6, top_m: 0.9"


def _room_walls(name: str, x0: float, y0: float, x1: float, y1: float) -> list[str]:
    """Return a house with windows on its southern side and an entrance in the west or the east."""
    middle = (y0 + y1) / 2
    side, other = (x1, x0) if name == "dormitory" else (x0, x1)
    return [
        _line(f"{name}-s0", "wall", x0, y0, x0 + 1, y0),
        _line(f"{name}-g", "glass", x0 + 0.9, y0, x1 - 0.9, y0, WINDOW),
        _line(f"{name}-s1", "wall", x1 - 1, y0, x1, y0),
        _line(f"{name}-o", "wall", other, y0, other, y1),
        _line(f"{name}-n", "wall", x0, y1, x1, y1),
        _line(f"{name}-e0", "wall", side, y0, side, middle - 1.2),
        _line(f"{name}-door", "door", side, middle - 1.3, side, middle + 1.3, DOOR),
        _line(f"{name}-e1", "wall", side, middle + 1.2, side, y1),
    ]


def _grounds_zones(school: School) -> list[str]:
    west, south, east, north = _edges(school)
    gate, block = _gate_m(school), WEST_M + school.length_m
    top = SOUTH_M + 2 * DEPTH_M + HALL_M
    door = SOUTH_M + 8
    zones = [
        _zone("gate", "gate", "校门", "Gate", _box(gate - 3, south - 4, gate + 3, south + 3),
              ", facing_deg: 90"),
        _zone("outside-w", "gate_outside", "门外西侧", "Street W",
              _box(gate - 25, south - 8, gate - 3, south - 0.2)),
        _zone("outside-e", "gate_outside", "门外东侧", "Street E",
              _box(gate + 3, south - 8, gate + 25, south - 0.2)),
        _zone("yard", "yard", "校前广场", "Yard",
              _box(gate - 14, south + 5, gate + 14, SOUTH_M - 3)),
        _zone("road-e", "road", "东路", "East road",
              _box(block + 4, south + 3, block + 8, top + 4)),
        _zone("road-n", "road", "北路", "North road", _box(WEST_M, top + 1.5, block, top + 5)),
        _zone("edge-w", "perimeter", "西围墙", "West wall",
              _box(west + 0.2, south + 0.2, west + 2.4, north - 0.2)),
        _zone("edge-e", "perimeter", "东围墙", "East wall",
              _box(east - 2.4, south + 0.2, east - 0.2, north - 0.2)),
        _zone("edge-n", "perimeter", "北围墙", "North wall",
              _box(west + 2.6, north - 2.4, east - 2.6, north - 0.2)),
        _zone("playground", "playground", "操场", "Playground",
              _oval(west + 8, top + 8, block, north - 5)),
        _zone("canteen", "canteen", "食堂", "Canteen",
              _box(block + 14.2, SOUTH_M + 0.2, block + 27.8, SOUTH_M + 15.8)),
        _zone("canteen-porch", "entrance", "食堂门", "Canteen door",
              _box(block + 11, door - 2, block + 13.8, door + 2)),
    ]  # fmt: skip
    if school.boards:
        at = SOUTH_M + 20
        zones.append(
            _zone("dormitory-porch", "dormitory_entrance", "宿舍门", "Dormitory door",
                  _box(16.2, at - 2, 19, at + 2))
        )  # fmt: skip
    return zones


def _oval(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return a running track: two straights and two half circles of nine corners each."""
    r = (y1 - y0) / 2
    turn = np.linspace(-math.pi / 2, math.pi / 2, 9)
    east = [(x1 - r + r * math.cos(t), y0 + r + r * math.sin(t)) for t in turn]
    west = [(x0 + r - r * math.cos(t), y0 + r - r * math.sin(t)) for t in turn]
    return "[" + ", ".join(f"[{x:.2f}, {y:.2f}]" for x, y in east + west) + "]"


def _dormitory_rooms(school: School) -> list[str]:
    ring = _box(6.2, SOUTH_M + 0.2, 12.4, SOUTH_M + 39.8)
    return [_zone("rooms", "dormitory_room", "寝室", "Rooms", ring)] if school.boards else []


def _spots(school: School) -> list[Spot]:
    """Return where cameras are hung, in the order in which schools buy them."""
    west, south, east, north = _edges(school)
    gate, block = _gate_m(school), WEST_M + school.length_m
    hall, corridor = WEST_M + ROOM_M * (school.rooms // 2), SOUTH_M + DEPTH_M
    top = SOUTH_M + 2 * DEPTH_M + HALL_M
    spots = [
        Spot("gate", 1, gate, 0.5, 90, True),
        Spot("yard", 1, WEST_M + 2, SOUTH_M - 0.3, 315, True),
        Spot("hall", 1, hall + 4, corridor - 0.3, 270, False),
    ]
    for storey in range(1, school.storeys + 1):
        spots += [
            Spot(f"f{storey}-west", storey, WEST_M + 0.3, corridor + 1.5, 0, False),
            Spot(f"f{storey}-east", storey, block - 0.3, corridor + 1.5, 180, False),
        ]
        if storey == 1:
            spots += [
                Spot("track", 1, gate, top + 0.3, 90, True),
                Spot("street-w", 1, gate - 3.5, south - 0.6, 190, True),
                Spot("canteen", 1, block + 27.6, SOUTH_M + 15.6, 225, False),
                Spot("street-e", 1, gate + 3.5, south - 0.6, 350, True),
            ]
    spots += [
        Spot("canteen-door", 1, block + 0.4, SOUTH_M + 8, 0, True),
        Spot("road-e", 1, block + 6, south + 1, 90, True),
        Spot("edge-ne", 1, east - 0.4, north - 0.4, 225, True),
        Spot("edge-nw", 1, west + 0.4, north - 0.4, 315, True),
        Spot("edge-se", 1, east - 0.4, south + 0.4, 135, True),
        Spot("road-n", 1, WEST_M - 0.5, top + 3, 0, True),
        Spot("edge-sw", 1, west + 0.4, south + 0.4, 45, True),
    ]
    if school.boards:
        spots.insert(4, Spot("dormitory", 1, 20.0, SOUTH_M + 14, 120, True))
    for storey in range(1, school.storeys + 1):
        for name, x, pan in (("w", WEST_M + 4, 90), ("e", block - 4, 90)):
            spots.append(Spot(f"f{storey}-stairs-{name}", storey, x, corridor + 0.4, pan, False))
    middle = WEST_M + school.length_m / 2
    for n in range(4):
        for storey in range(1, school.storeys + 1):
            at = middle + ROOM_M * (n // 2)
            pan = 0 if n % 2 else 180
            spots.append(Spot(f"f{storey}-mid{n}", storey, at, corridor + 1.5, pan, False))
    return spots


def _hung(school: School, chance: np.random.Generator) -> list[tuple[int, str]]:
    """Return the cameras of a school with their storeys, flaws among them."""
    spots = _spots(school)
    curious = chance.random() < CURIOUS
    hung = []
    for n in range(school.cameras):
        spot = spots[n % len(spots)]
        name = spot.name if n < len(spots) else f"{spot.name}-{n // len(spots) + 1}"
        hung.append((spot.storey, _camera(name, spot, chance, curious and spot.name == "f1-west")))
    return hung


def _camera(name: str, spot: Spot, chance: np.random.Generator, curious: bool) -> str:
    low, high = (3.2, 4.5) if spot.outdoors else (2.6, 3.1)
    height, pan = chance.uniform(low, high), spot.pan_deg + chance.normal(0.0, 3.0)
    tilt = chance.uniform(10, 28) + (30 if chance.random() < STEEP else 0)
    if chance.random() < ASKEW:
        pan += chance.choice((-1, 1)) * chance.uniform(15, 50)
    if curious:
        pan = 20.0
    x, y = spot.x_m, spot.y_m
    if chance.random() < WALLED:
        y = SOUTH_M + DEPTH_M if not spot.outdoors else y
    fov = LENSES[int(chance.choice(3, p=[share for _, share in LENSES]))][0]
    wide, tall = PICTURES[int(chance.choice(3, p=[share for _, share in PICTURES]))][0]
    return (
        f"      - {{id: cam-{name}, position: [{x:.2f}, {y:.2f}], height_m: {height:.1f},"
        f" pan_deg: {pan % 360:.0f}, tilt_deg: {tilt:.0f}, hfov_deg: {fov:g},"
        f" picture: [{wide}, {tall}]}}"
    )
