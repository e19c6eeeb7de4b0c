"""Floors as nobody should draw them: what must be answered well or refused in one sentence."""

import math
import random
from dataclasses import replace

from shapely import GEOSException, Polygon, box
from shapely.affinity import rotate, translate

from pipeline.domain.camera import Camera, Head, Sweep, Tolerance
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.site import Floor, Occluder
from pipeline.domain.zone import ProhibitedZone, Zone

NAME = Label("f", "f")
WILD = (math.nan, math.inf, -math.inf, 1e6, -1e6, 1e6 + 1, 1e300, 1e-300, -0.0, 10**400)
KINDS = ("wall", "door", "glass", "fence", "hedge", "furniture", "pillar", "lintel")
PROJECTIONS = ("rectilinear", "equidistant", "stereographic", "equisolid")


def drawn(corners: list[tuple[float, float]]) -> Polygon:
    """Return a polygon; shapely itself makes none of a ring that begins with nan."""
    try:
        return Polygon(corners)
    except GEOSException:
        return Polygon([(0, 0), (math.inf, 0), (1, 1)])


class Draw:
    """Random parts of a floor; with some share of them `wild`, as no plan has them."""

    def __init__(self, seed: int, wild: float) -> None:
        self.chance = random.Random(seed)
        self.wild = wild
        self.origin = self.chance.choice([0.0, 0.0, 0.0, 1e3, 999_980.0])

    def number(self, low: float, high: float) -> float:
        """Return a number: round, random, or one that nobody means."""
        if self.chance.random() < self.wild:
            return self.chance.choice(WILD)
        value = self.chance.uniform(low, high)
        return self.chance.choice([round(value), round(value, 1), value])

    def place(self) -> tuple[float, float]:
        """Return a place in or near a hall of 20 × 12 m."""
        x, y = (min(self.number(0.3, most), 1e300) for most in (19.7, 11.7))
        return self.origin + x, self.origin + y

    def ring(self) -> Polygon:
        """Return a polygon: a box, a needle, or any few points, which may cross or coincide."""
        if self.chance.random() < 0.7:
            (x, y), (wide, tall) = self.place(), (min(self.number(0.05, 6), 1e300) for _ in "xy")
            return drawn([(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall)])
        corners = [self.place() for _ in range(self.chance.randint(3, 6))]
        if self.chance.random() < 0.2:
            corners.insert(1, corners[0])
        ring = drawn(corners)
        sound = all(abs(share) < 1e9 for corner in ring.exterior.coords for share in corner)
        hull = ring.convex_hull if sound else ring
        return hull if isinstance(hull, Polygon) and self.chance.random() < 0.8 else ring

    def hall(self) -> Polygon:
        """Return the outline: a box of 20 × 12 m, more often than not."""
        o = self.origin
        if self.chance.random() < 0.1:
            return self.ring()
        return Polygon([(o, o), (o + 20, o), (o + 20, o + 12), (o, o + 12)])

    def occluder(self, number: int) -> Occluder:
        """Return an occluder of some height."""
        bottom = self.chance.choice([0.0, 0.0, 0.0, self.number(0, 3)])
        top = self.chance.choice([math.inf, math.inf, self.number(0.5, 4)])
        return Occluder(f"o{number}", self.chance.choice(KINDS), self.ring(), bottom, top)

    def lens(self) -> Lens:
        """Return a lens, now and then a fisheye."""
        if self.chance.random() < 0.15:
            return Lens(self.number(120, 200), "equidistant", self.number(200, 1100))
        return Lens(self.number(5, 150), self.chance.choice(PROJECTIONS))

    def camera(self, number: int) -> Camera:
        """Return a camera with any of the things that a camera may have."""
        chance, (x_m, y_m) = self.chance, self.place()
        if chance.random() < self.wild:
            x_m = 10**400
        eye = Camera(
            f"c{number}",
            NAME,
            x_m,
            y_m,
            self.number(0.5, 5),
            self.number(-360, 360),
            self.number(-30, 90),
            self.lens(),
            chance.choice([1920, 640, 1, 0, 10**7] if chance.random() < self.wild else [1920, 640]),
            1080,
        )
        if chance.random() < 0.5:
            eye = replace(eye, tolerance=Tolerance(*(self.number(0, m) for m in (3, 3, 2, 0.2))))
        if chance.random() < 0.15:
            eye = replace(eye, roll_deg=self.number(-180, 180), ir_range_m=self.number(1, 20))
        if chance.random() < 0.1:
            eye = replace(eye, heads=(Head(self.number(-90, 90), 0.0, self.lens()),) * 2)
        if chance.random() < 0.1:
            sweep = Sweep((-90.0, self.number(-90, 90)), (0.0, self.number(0, 60)), (5.0, 60.0))
            eye = replace(eye, sweep=sweep)
        if chance.random() < 0.1:
            eye = replace(eye, masks=(((0.0, 0.0), (0.5, self.number(0, 1)), (0.2, 0.9)),))
        return eye

    def clause(self, number: int) -> Clause:
        """Return a clause on any plane."""
        chance = self.chance
        return Clause(
            f"k{number}",
            NAME,
            ("yard",),
            chance.choice([0.0, 0.0, 1.5, self.number(0, 4)]),
            self.number(0, 150),
            chance.choice([1, 1, 2]),
            "assumed",
            chance.choice([None, None, self.number(5, 60)]),
            chance.choice([None, None, self.number(10, 180)]),
            chance.random() < 0.1,
        )


def hostile(seed: int, wild: float = 0.003) -> tuple[Floor, Profile]:
    """Return a floor and a profile, the same for the same seed.

    Raises whatever the nouns themselves refuse.
    """
    draw = Draw(seed, wild)
    several = draw.chance.randint
    floor = Floor(
        "f",
        NAME,
        draw.hall(),
        tuple(draw.occluder(n) for n in range(several(0, 5))),
        tuple(
            Zone(f"z{n}", "yard", NAME, draw.ring(), draw.chance.choice([0.0, 1.0]), 90.0)
            for n in range(several(0, 2))
        ),
        tuple(ProhibitedZone(f"p{n}", "toilet", NAME, draw.ring()) for n in range(several(0, 1))),
        tuple(draw.camera(n) for n in range(several(0, 3))),
        voids=tuple(draw.ring() for _ in range(several(0, 1))),
        lit=tuple(draw.ring() for _ in range(several(0, 1))),
    )
    return floor, Profile("p", NAME, tuple(draw.clause(n) for n in range(several(1, 2))))


FAR_M = (0.0, 1e3, 9.9e3, 1e5, 9.9e5)
TURNS_DEG = (0.0, 30.0, 37.5, 45.0, 90.0)


def turned(seed: int, wild: float = 0.0) -> tuple[Floor, Profile]:
    """Return a floor of walls on whole metres, turned and moved far away together.

    What touches, repeats or crosses there does so but for rounding. Some walls are left unturned.
    """
    chance = random.Random(seed)
    turn_deg, far_m = chance.choice([*TURNS_DEG, chance.uniform(0, 90)]), chance.choice(FAR_M)

    def placed(shape: Polygon, *, turn: bool = True) -> Polygon:
        return translate(rotate(shape, turn_deg if turn else 0.0, (5, 5)), far_m, -far_m)

    walls = [_block(chance) for _ in range(chance.randint(1, 8))]
    hall, eye = placed(box(-2, -2, 12, 12)), placed(box(1.3, 1.7, 1.4, 1.8)).centroid
    occluders = (
        Occluder(f"w{n}", "wall", placed(wall, turn=chance.random() < 0.7))
        for n, wall in enumerate(walls)
    )
    camera = Camera(
        "c", NAME, eye.x, eye.y, 3.0, chance.uniform(0, 360), 20, Lens(84.0), 1920, 1080
    )
    zone = Zone("z", "yard", NAME, hall)
    clause = Clause("k", NAME, ("yard",), 0.0, 25.0, 1, "assumed")
    floor = Floor("f", NAME, hall, tuple(occluders), (zone,), (), (camera,))
    return floor, Profile("p", NAME, (clause,))


def _block(chance: random.Random) -> Polygon:
    """Return a wall or a block with its corner on whole metres."""
    x, y = chance.randint(-1, 9), chance.randint(-1, 9)
    long, wide = chance.randint(1, 7), chance.randint(1, 6)
    width, height = chance.choice([(long, wide), (long, 0.2), (0.2, long)])
    return box(x, y, x + width, y + height)
