"""The body of a drawn person, dressed: skins for legs, trunk, arms, bag and head."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.imaging.head import head_skins
from pipeline.imaging.loft import Skin, ellipsoid, tube
from pipeline.imaging.posture import STANDING_HABITS, Posture

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

SOLE: Colour = (205, 205, 205)
SOCK: Colour = (222, 222, 222)


@dataclass(frozen=True)
class Dress:
    """What somebody looks like: height in metres, proportions, and the colours of what they wear.

    `head` is the size of the head over an adult's at the same height (children: about 1.2);
    `stripe` runs across the chest and down arms and legs, as on a tracksuit.
    """

    height_m: float
    top: Colour
    bottom: Colour
    skin: Colour = (138, 170, 208)
    hair: Colour = (28, 27, 30)
    shoes: Colour = (66, 64, 66)
    head: float = 1.0
    girth: float = 1.0
    stripe: Colour | None = None
    bag: Colour | None = None
    skirt: bool = False
    long_hair: bool = False
    long_coat: bool = False
    habit: int = 0

    def __post_init__(self) -> None:
        """Refuse heights nobody has, and ways to stand that are not drawn."""
        if not 0.5 <= self.height_m <= 2.5:
            raise InputError(
                f"height_m of a drawn person must be 0.5 to 2.5 m, got {self.height_m}"
            )
        if self.habit not in range(STANDING_HABITS):
            raise InputError(
                f"habit of a drawn person must be 0 to {STANDING_HABITS - 1}, got {self.habit}"
            )

    @property
    def shoulder_z(self) -> float:
        """The height of the shoulders in fractions of the body's: a large head sits lower."""
        return 0.825 - 0.13 * (self.head - 1.0)


def body_skins(dress: Dress, posture: Posture, px_per_height: float) -> list[Skin]:
    """Return all skins of a dressed body, dense enough for a picture `px_per_height` tall."""
    skins = []
    for number, side in enumerate((1, -1)):
        skins += leg_skins(dress, posture.legs[number], side, px_per_height)
        skins.append(shoe_skin(dress, posture, number, px_per_height))
        skins += arm_skins(dress, posture.arms[number], side, px_per_height)
    rise = float(posture.arms[:, 0, 2].mean()) + 0.032 - dress.shoulder_z
    lift = np.array([0.0, 0.0, rise], np.float32)
    return skins + [
        replace(skin, places=skin.places + lift) for skin in upper_skins(dress, px_per_height)
    ]


@lru_cache(maxsize=32)
def upper_skins(dress: Dress, px_per_height: float) -> tuple[Skin, ...]:
    """Return what a step only lifts and lowers: trunk, skirt, bag and head.

    Kept for the next posture of the same person, as it is half of the work; not to be changed.
    """
    skins = [trunk_skin(dress, px_per_height)]
    if dress.skirt:
        skins.append(skirt_skin(dress, px_per_height))
    if dress.bag is not None:
        skins += bag_skins(dress, dress.bag, px_per_height)
    skins += head_skins(dress.head, (dress.skin, dress.hair), dress.long_hair, px_per_height)
    return tuple(skins)


def paint(colour: Colour) -> NDArray[np.float64]:
    """Return a colour as an array."""
    return np.array(colour, np.float64)


def crease(skin: Skin, depth: NDArray[np.float32]) -> None:
    """Tip the normals of a skin up and down by `depth` (rows, columns): folds in cloth."""
    skin.normals[..., 2] += depth
    length = np.sqrt(np.einsum("ijk,ijk->ij", skin.normals, skin.normals))
    np.divide(skin.normals, length[..., None], out=skin.normals)


def outer_seam(skin: Skin, side: int, half_width: float) -> NDArray[np.bool_]:
    """Tell which columns of a limb lie on its outer side."""
    return np.asarray(side * np.cos(skin.around) > np.cos(half_width))


def shade_inside(skin: Skin, side: int, strength: NDArray[np.float32] | float) -> None:
    """Darken the side of a limb that faces the body, where little sky reaches."""
    inner = np.clip(-side * np.cos(skin.around), 0, 1)
    skin.colours[...] *= (1 - strength * inner)[..., None]


def leg_skins(
    dress: Dress, joints: NDArray[np.float64], side: int, px_per_height: float
) -> list[Skin]:
    """Return a leg in trousers, or bare with a sock below a skirt.

    What a jacket hides is painted like the jacket, as a stepping thigh pushes through it.
    """
    hip, knee, ankle = joints
    if dress.skirt:
        bare = tube(
            np.array([hip, (hip + knee) / 2, knee, (knee + ankle) / 2, ankle]),
            np.array([[0.050] * 2, [0.046] * 2, [0.036] * 2, [0.034] * 2, [0.022] * 2]),
            paint(dress.skin),
            px_per_height,
        )
        bare.colours[bare.along[:, 0] > 0.70] = SOCK
        bare.colours[bare.along[:, 0] < 0.42] *= 0.72
        return [bare]
    width = np.array([0.066, 0.058, 0.047, 0.042, 0.038]) * (0.5 + 0.5 * dress.girth)
    line = np.array([hip, (hip + knee) / 2, knee, (knee + ankle) / 2, ankle - [0, 0, 0.014]])
    skin = tube(line, np.stack([width, width], 1), paint(dress.bottom), px_per_height)
    if dress.stripe is not None:
        skin.colours[:, outer_seam(skin, side, 0.26)[0]] = dress.stripe
    skin.colours[skin.along[:, 0] < (0.28 if dress.long_coat else 0.09)] = dress.top
    shade_inside(skin, side, 0.5 * np.clip(1.1 - 1.4 * skin.along, 0, 1))
    skin.colours[...] *= (0.72 + 0.28 * np.clip(4 * skin.along, 0, 1))[..., None]
    knee_folds = np.sin(27 * skin.along + 2 * np.sin(skin.around + dress.habit + side))
    hem_folds = np.sin(44 * skin.along + 1.5 * np.cos(skin.around))
    crease(
        skin,
        0.24 * knee_folds * np.exp(-(((skin.along - 0.5) / 0.16) ** 2))
        + 0.3 * hem_folds * np.clip(5 * (skin.along - 0.8), 0, 1),
    )
    return [skin]


def shoe_skin(dress: Dress, posture: Posture, number: int, px_per_height: float) -> Skin:
    """Return a shoe with a light sole."""
    toe, ankle = posture.toes[number], posture.legs[number, 2]
    across = np.cross(toe, np.array([0.0, 0.0, 1.0]))
    across /= np.linalg.norm(across)
    up = np.cross(across, toe)
    axes = np.stack([0.030 * across, 0.027 * up, 0.076 * toe])
    skin = ellipsoid(ankle + 0.030 * toe - 0.017 * up, axes, paint(dress.shoes), px_per_height)
    skin.colours[:, np.sin(skin.around[0]) < -0.5] = SOLE
    return skin


def arm_skins(
    dress: Dress, joints: NDArray[np.float64], side: int, px_per_height: float
) -> list[Skin]:
    """Return a sleeve with its shoulder, and a hand."""
    shoulder, elbow, wrist = joints
    width = np.array([0.040, 0.039, 0.035, 0.032, 0.026]) * (0.4 + 0.6 * dress.girth)
    line = np.array([shoulder, (shoulder + elbow) / 2, elbow, (elbow + wrist) / 2, wrist])
    sleeve = tube(line, np.stack([width, width], 1), paint(dress.top), px_per_height)
    if dress.stripe is not None:
        sleeve.colours[:, outer_seam(sleeve, side, 0.28)[0]] = dress.stripe
    shade_inside(sleeve, side, 0.4)
    folds = np.sin(25 * sleeve.along + 2 * np.sin(sleeve.around + side))
    crease(sleeve, 0.26 * folds * np.exp(-(((sleeve.along - 0.5) / 0.2) ** 2)))
    cap = np.diag([width[0] * 0.98, width[0] * 0.98, width[0] * 0.80])
    fore = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    hand = np.diag([0.018, 0.022, 0.022]) + 0.012 * np.outer(fore, fore)
    return [
        sleeve,
        ellipsoid(shoulder, cap, paint(dress.top), px_per_height),
        ellipsoid(wrist + 0.028 * fore, hand, paint(dress.skin), px_per_height),
    ]


def trunk_skin(dress: Dress, px_per_height: float) -> Skin:
    """Return the jacket, shirt or coat from hem to collar."""
    top = dress.shoulder_z
    hem = 0.36 if dress.long_coat else 0.455
    heights = np.linspace(hem, top + 0.028, 9)
    share = np.clip((heights - 0.455) / (top + 0.028 - 0.455), 0, 1)
    keys = [0.0, 0.2, 0.4, 0.6, 0.75, 0.86, 0.93, 1.0]
    flare = 0.25 * np.clip(0.455 - heights, 0, 1)
    across = np.interp(share, keys, [0.106, 0.105, 0.100, 0.106, 0.114, 0.112, 0.082, 0.040])
    deep = np.interp(share, keys, [0.080, 0.080, 0.075, 0.080, 0.081, 0.073, 0.058, 0.038])
    ahead = np.interp(share, keys, [0.0, 0.0, 0.002, 0.004, 0.002, -0.004, -0.008, -0.008])
    line = np.stack([0 * heights, ahead, heights], axis=1)
    girth = (0.35 + 0.65 * dress.girth) * deep + flare
    skin = tube(
        line,
        np.stack([dress.girth * across + flare, girth], axis=1),
        paint(dress.top),
        px_per_height,
    )
    front = np.abs(np.angle(np.exp(1j * (skin.around - np.pi / 2)))).astype(np.float32)
    if dress.stripe is not None:
        skin.colours[(skin.along[:, 0] > 0.56) & (skin.along[:, 0] < 0.67)] = dress.stripe
    skin.colours[(front < 0.05) & (skin.along < 0.93)] *= 0.65
    skin.colours[skin.along[:, 0] < 0.04] *= 0.75
    skin.colours[front < 0.5 * np.clip(8 * (skin.along - 0.88), 0, 1)] = (226, 226, 226)
    under_arms = np.clip(4 * (np.abs(np.cos(skin.around)) - 0.75), 0, 1)
    skin.colours[...] *= (1 - 0.3 * under_arms * (skin.along < 0.85))[..., None]
    low = np.clip(1.1 - skin.along, 0, 1)
    crease(
        skin,
        0.15 * low * np.sin(18 * skin.along + 3 * np.sin(skin.around + dress.habit))
        + 0.08 * low * np.sin(5 * skin.around + 7 * skin.along),
    )
    return skin


def skirt_skin(dress: Dress, px_per_height: float) -> Skin:
    """Return a pleated skirt down to above the knee."""
    heights = np.linspace(0.335, 0.50, 3)
    line = np.stack([0 * heights, 0 * heights, heights], axis=1)
    radii = np.array([[0.130, 0.122], [0.116, 0.098], [0.100, 0.076]]) * dress.girth
    skin = tube(line, radii, paint(dress.bottom), px_per_height)
    pleats = (0.45 * np.cos(20 * skin.around))[..., None]
    skin.normals[..., :1] += pleats * -np.sin(skin.around)[..., None]
    skin.normals[..., 1:2] += pleats * np.cos(skin.around)[..., None]
    crease(skin, np.zeros(1, np.float32))
    return skin


def bag_skins(dress: Dress, colour: Colour, px_per_height: float) -> list[Skin]:
    """Return a backpack and its two straps."""
    top, thick = dress.shoulder_z, 0.35 + 0.65 * dress.girth
    heights = np.linspace(-0.135, 0.125, 7) + top - 0.14
    behind = np.full(7, -0.078 * thick - 0.045)
    bulge = np.array([0.45, 0.93, 1.0, 1.0, 0.97, 0.85, 0.35])
    pack = tube(
        np.stack([0 * heights, behind, heights], axis=1),
        np.stack([0.098 * bulge, 0.064 * bulge], axis=1),
        paint(colour),
        px_per_height,
    )
    pocket = (pack.along > 0.15) & (pack.along < 0.5) & (np.sin(pack.around) < -0.3)
    pack.colours[pocket] *= 0.84
    pack.colours[np.abs(pack.along[:, 0] - 0.62) < 0.02] *= 0.6
    skins = [pack]
    for side in (1, -1):
        line = np.array(
            [
                [side * 0.062, -0.060, top - 0.03],
                [side * 0.066, 0.002, top + 0.012],
                [side * 0.072, 0.078 * thick, top - 0.06],
                [side * 0.082, 0.074 * thick, top - 0.15],
                [side * 0.100, 0.010, top - 0.23],
            ]
        )
        skins.append(tube(line, np.full((5, 2), 0.013), paint(colour) * 0.8, px_per_height))
    return skins
