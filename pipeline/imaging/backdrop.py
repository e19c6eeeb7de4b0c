"""A school gate without people, painted from nothing: road, pavement, wall, pillars, yard, trees.

Everything stands in metres in front of a `Vantage`, so that size and perspective are true. The
picture is painted twice as fine as it is wanted, and then averaged.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.vantage import Vantage

KERB_Y_M, WALL_Y_M, BUILDING_Y_M = 6.2, 12.0, 30.0
OPENING_M = 2.6
"""The gate is open from minus to plus this far along x."""
PILLAR_M, WALL_TOP_M, PILLAR_TOP_M = 0.75, 2.1, 2.9
FINE = 2

Plane = NDArray[np.float32]
"""(h, w) numbers, one for each pixel."""
Colour = tuple[float, float, float]
HEDGE: Colour = (78, 138, 118)
CROWN: Colour = (104, 150, 132)


@dataclass(frozen=True, eq=False)
class Backdrop:
    """The empty scene: `image` (h, w, 3) uint8 BGR, and `screen` (h, w), true where the wall is.

    Whoever walks behind the wall is hidden where `screen` is true.
    """

    image: NDArray[np.uint8]
    screen: NDArray[np.bool_]


class Grain:
    """Blotches of a size in metres that lie in a surface and follow its perspective."""

    def __init__(self, rng: np.random.Generator) -> None:
        noise = rng.normal(size=(256, 256)).astype(np.float32)
        soft = cv2.GaussianBlur(np.tile(noise, (3, 3)), (0, 0), 1.2)[256:512, 256:512]
        self.tile = (soft / soft.std()).astype(np.float32)

    def at(self, x_m: Plane, y_m: Plane, size_m: float) -> Plane:
        """Return noise of unit spread at places of a surface."""
        column, row = ((v / size_m * 2).astype(np.int64) & 255 for v in (x_m, y_m))
        return np.asarray(self.tile[row, column], np.float32)


class Easel:
    """The picture while it is painted, with where each pixel's ray meets ground and planes."""

    def __init__(self, vantage: Vantage, rng: np.random.Generator) -> None:
        self.vantage, self.rng, self.grain = vantage, rng, Grain(rng)
        height, width = vantage.height_px * FINE, vantage.width_px * FINE
        row, column = np.mgrid[:height, :width].astype(np.float64)
        rays = vantage.rays(np.stack([column + 0.5, row + 0.5], axis=-1) / FINE)
        self.right, self.ahead, self.up = np.moveaxis(rays.astype(np.float32), 2, 0)
        self.image = np.zeros((height, width, 3), np.float32)

    def upright(self, y_m: float) -> tuple[Plane, Plane]:
        """Return x and z where the rays meet an upright plane across the view."""
        reach = y_m / self.ahead
        return self.right * reach, self.vantage.height_m + self.up * reach

    def ground(self) -> tuple[Plane, Plane]:
        """Return x and y where the rays meet the ground; y is huge where they never do."""
        reach = self.vantage.height_m / np.maximum(-self.up, 1e-4)
        return self.right * reach, self.ahead * reach

    def lay(
        self,
        mask: NDArray[np.bool_],
        colour: Colour,
        shade: NDArray[np.floating] | float = 1.0,
    ) -> None:
        """Paint a colour, shaded pixel by pixel, where the mask is true."""
        painted = np.asarray(colour, np.float32) * np.broadcast_to(shade, mask.shape)[..., None]
        self.image[mask] = painted[mask]

    def leaves(
        self, places_m: NDArray[np.float64], light: NDArray[np.float64], colour: Colour
    ) -> None:
        """Paint leaves as small discs at places (n, 3) in space, each with its own light (n,)."""
        centres = np.rint(self.vantage.pictured(places_m) * FINE).astype(int).tolist()
        scale = self.vantage.scale_px_per_m(float(places_m[0, 1])) * FINE
        radii = np.rint(scale * self.rng.uniform(0.06, 0.14, len(centres))).astype(int).tolist()
        for centre, radius, bright in zip(centres, radii, light.tolist(), strict=True):
            shaded = tuple(bright * channel for channel in colour)
            cv2.circle(self.image, centre, max(1, radius), shaded, -1, cv2.LINE_AA)


def paint_gate(vantage: Vantage, seed: int) -> Backdrop:
    """Return the empty gate as this camera sees it; the same seed gives the same picture."""
    easel = Easel(vantage, np.random.default_rng(seed))
    paint_building(easel)
    paint_ground(easel)
    paint_greenery(easel)
    screen = paint_wall(easel)
    paint_sliding_gate(easel)
    size = (vantage.width_px, vantage.height_px)
    small = cv2.resize(easel.image, size, interpolation=cv2.INTER_AREA)
    covered = cv2.resize(screen.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    return Backdrop(np.clip(small, 0, 255).astype(np.uint8), np.asarray(covered))


def paint_building(easel: Easel) -> None:
    """Paint sky and the school building at the far end of the yard."""
    easel.image[:] = (228, 216, 204)
    x, z = easel.upright(BUILDING_Y_M)
    plaster = 1 + 0.02 * easel.grain.at(x, z, 0.6)
    easel.lay(z > 0, (176, 190, 198), plaster)
    easel.lay((z > 0) & (z < 0.7), (120, 128, 140), plaster)
    glass = (z > 1.0) & (z < 2.9)
    easel.lay(glass, (186, 180, 172), 1 + 0.05 * np.sin(0.9 * x) - 0.04 * (z - 2))
    easel.lay(glass & (np.abs(np.mod(x, 1.5) - 0.75) < 0.04), (196, 196, 194))
    easel.lay(glass & (np.abs(z - 2.3) < 0.04), (200, 202, 202))
    easel.lay((z > 3.5) & (z < 3.75), (120, 105, 165), plaster)


def paint_ground(easel: Easel) -> None:
    """Paint road, kerb, paved forecourt and yard, from near to far."""
    x, y = easel.ground()
    wear = 1 + 0.035 * easel.grain.at(x, y, 1.6) + 0.02 * easel.grain.at(x, y, 0.35)
    speckle = 1 + 0.05 * easel.grain.at(x, y, 0.05)
    easel.lay(y < BUILDING_Y_M, (158, 164, 166), wear)
    easel.lay((y > WALL_Y_M + 6) & (y < BUILDING_Y_M - 1.5), (110, 142, 128), wear)
    paved = (y >= KERB_Y_M) & (y < WALL_Y_M + 0.4)
    slab = np.floor(x / 0.6) * 12.9898 + np.floor(y / 0.6) * 78.233
    tone = 1 + 0.045 * np.sin(slab * 43.7)
    easel.lay(paved, (160, 168, 174), wear * speckle * tone)
    thin = 0.010 + 0.0012 * y
    joint = (np.mod(x, 0.6) < thin) | (np.mod(y, 0.6) < 1.6 * thin)
    easel.image[paved & joint] *= 0.86
    guide = paved & (np.abs(y - 6.95) < 0.15)
    easel.lay(guide, (110, 172, 190), wear * (1 + 0.06 * np.sign(np.sin(x * 60))))
    easel.lay((y >= KERB_Y_M) & (y < KERB_Y_M + 0.16), (178, 182, 184), wear)
    easel.lay(y < KERB_Y_M, (108, 108, 110), wear * (1 + 0.08 * easel.grain.at(x, y, 0.03)))
    easel.image[(y < KERB_Y_M) & (y > KERB_Y_M - 0.1)] *= 0.7
    easel.lay((y < KERB_Y_M - 0.2) & (y > KERB_Y_M - 0.32), (90, 178, 200), wear)
    under_wall = np.clip(1 - np.abs(y - WALL_Y_M + 0.2) / 0.7, 0, 1) * (np.abs(x) > OPENING_M)
    easel.image *= (1 - 0.28 * under_wall)[..., None]


def paint_greenery(easel: Easel) -> None:
    """Paint a hedge at each side of the yard and, above it, the tips of trees, leaf by leaf."""
    rng = easel.rng
    for side in (-1, 1):
        count = 900
        z = rng.uniform(0.0, 1.2, count)
        places = np.stack([side * rng.uniform(3.2, 16.0, count), np.full(count, 17.0), z], axis=1)
        easel.leaves(places, rng.uniform(0.5, 0.9, count) + 0.25 * z, HEDGE)
    x, up = rng.uniform(-16.0, 16.0, 7000), rng.uniform(0.0, 1.0, 7000)
    z = 4.55 + 0.45 * np.sin(1.1 * x) + 0.2 * np.sin(2.7 * x + 1.0) + 1.6 * up
    light = 0.92 + 0.16 * up + rng.uniform(-0.05, 0.05, 7000)
    easel.leaves(np.stack([x, np.full(7000, 20.0), z], axis=1), light, CROWN)


def paint_wall(easel: Easel) -> NDArray[np.bool_]:
    """Paint the wall beside the gate and its two pillars; return where they stand (fine pixels)."""
    x, z = easel.upright(WALL_Y_M)
    wear = 1 + 0.03 * easel.grain.at(x, z, 0.5) + 0.02 * easel.grain.at(x, z, 0.08)
    outside = np.abs(x) > OPENING_M
    wall = outside & (z > 0) & (z < WALL_TOP_M)
    easel.lay(wall, (188, 204, 212), wear * (0.94 + 0.03 * z))
    panel = np.mod(np.abs(x) - OPENING_M - PILLAR_M, 2.4)
    easel.image[wall & ((panel < 0.28) | (z > 1.75))] *= 1.06
    easel.image[wall & (np.abs(panel - 0.30) < 0.03)] *= 0.86
    easel.image[wall & (np.abs(z - 1.73) < 0.03)] *= 0.86
    course = np.floor(z / 0.075)
    brick = wall & (z < 0.52)
    easel.lay(brick, (112, 126, 160), wear)
    mortar = (np.mod(z, 0.075) < 0.014) | (np.mod(x + 0.12 * np.mod(course, 2), 0.24) < 0.016)
    easel.image[brick & mortar] *= 1.14
    easel.lay(outside & (z > WALL_TOP_M) & (z < WALL_TOP_M + 0.12), (150, 160, 168), wear)
    return wall | (outside & (z > 0) & (z < WALL_TOP_M + 0.12)) | paint_pillars(easel)


def paint_pillars(easel: Easel) -> NDArray[np.bool_]:
    """Paint two stone pillars with caps, the left one with the name board; return where."""
    front = WALL_Y_M - 0.35
    x, z = easel.upright(front)
    inwards = OPENING_M + PILLAR_M - np.abs(x)
    stone = 1 + 0.035 * easel.grain.at(x, z, 0.25)
    pillar = (inwards > 0) & (inwards < PILLAR_M) & (z > 0) & (z < PILLAR_TOP_M)
    easel.lay(pillar, (178, 190, 198), stone * (1.03 - 0.10 * (x + OPENING_M + PILLAR_M > 0.7)))
    easel.image[pillar & (np.mod(z, 0.48) < 0.03)] *= 0.88
    cap = (inwards > -0.09) & (inwards < PILLAR_M + 0.09)
    cap &= (z >= PILLAR_TOP_M) & (z < PILLAR_TOP_M + 0.16)
    easel.lay(cap, (196, 204, 208), stone)
    middle = x + OPENING_M + PILLAR_M / 2
    board = (np.abs(middle) < 0.19) & (z > 0.95) & (z < 2.55)
    easel.lay(board, (120, 150, 165), stone)
    rung = np.mod(z - 0.95, 0.267)
    strokes = np.sin(47 * middle + 9 * np.floor((z - 0.95) / 0.267)) * np.sin(52 * z) > 0.15
    inked = board & (np.abs(middle) < 0.11) & (rung > 0.05) & (rung < 0.22) & strokes
    easel.lay(inked, (150, 185, 200))
    return pillar | cap


def paint_sliding_gate(easel: Easel) -> None:
    """Paint the folding steel gate, pushed together at the right pillar."""
    x, z = easel.upright(WALL_Y_M - 0.1)
    folded = (x > OPENING_M - 0.95) & (x < OPENING_M) & (z > 0.06) & (z < 1.25)
    bars = 0.82 + 0.28 * np.abs(np.sin(x * np.pi / 0.11))
    easel.lay(folded & (np.mod(x, 0.11) < 0.08), (190, 192, 190), bars)
    easel.lay(folded & ((np.abs(z - 1.2) < 0.04) | (np.abs(z - 0.2) < 0.03)), (205, 205, 203))
