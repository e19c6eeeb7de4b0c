"""The head of a drawn person: skull, hair, neck; a face no finer than a far camera shows."""

import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.loft import Skin, ellipsoid, tube

HALF_HEIGHT = 0.064
"""Of an adult's head, over body height: an adult is about seven and a half heads tall."""


def head_skins(
    size: float,
    colours: tuple[tuple[int, int, int], tuple[int, int, int]],
    long_hair: bool,
    px_per_height: float,
) -> list[Skin]:
    """Return neck, skull and hair; `colours` are skin and hair, `size` is 1 for an adult."""
    skin, hair = (np.array(colour, np.float64) for colour in colours)
    half = HALF_HEIGHT * size
    centre = np.array([0.0, 0.010, 1.0 - half - 0.006])
    neck_line = np.array([centre - [0, 0.018, half * 1.75], centre - [0, 0.014, half * 0.4]])
    neck = tube(neck_line, np.full((2, 2), 0.034), skin * 0.72, px_per_height)
    skins = [neck, skull_skin(centre, size, (skin, hair), px_per_height)]
    skins.append(hair_skin(centre, size, hair, long_hair, px_per_height))
    if long_hair:
        tail = np.array([[0, -0.050, 0.020], [0, -0.082, -0.030], [0, -0.076, -0.115]]) * size
        width = np.array([[0.026] * 2, [0.025] * 2, [0.009] * 2]) * size
        skins.append(tube(centre + tail, width, hair, px_per_height))
    return skins


def hairline(ahead: NDArray[np.float32], lowest: float) -> NDArray[np.float32]:
    """Return how high on the head hair begins (-1 chin, 1 crown), from nape to brow."""
    forward = np.clip((ahead + 0.10) / 0.62, 0, 1)
    return np.asarray(lowest + (0.55 - lowest) * forward * forward * (3 - 2 * forward), np.float32)


def skull_skin(
    centre: NDArray[np.float64],
    size: float,
    colours: tuple[NDArray[np.float64], NDArray[np.float64]],
    px_per_height: float,
) -> Skin:
    """Return the head without hair: an egg with a hint of eyes, nose and mouth."""
    skin, hair = colours
    axes = np.diag([0.047, 0.055, HALF_HEIGHT]) * size
    head = ellipsoid(centre, axes, skin, px_per_height)
    x, y, z = np.moveaxis((head.places - centre) / np.diag(axes), 2, 0).astype(np.float32)
    head.places[..., 0] -= (x * axes[0, 0] * 0.22 * np.clip(-z, 0, 1) ** 1.5).astype(np.float32)
    aside = np.abs(x) / np.clip(y, 0.1, 1)
    head.colours[z > hairline(y, -0.45) + 0.04] = hair * 1.1
    face = y > 0.2
    head.colours[face & (np.abs(z - 0.10) < 0.08) & (np.abs(aside - 0.42) < 0.22)] *= 0.55
    head.colours[face & (np.abs(z + 0.48) < 0.05) & (aside < 0.3)] *= (0.78, 0.74, 0.88)
    head.colours[face & (np.abs(z + 0.12) < 0.14) & (aside < 0.13)] *= 1.05
    head.colours[...] *= np.clip(1 + 0.35 * np.clip(z + 0.2, -1, 0), 0.5, 1)[..., None]
    return head


def hair_skin(
    centre: NDArray[np.float64],
    size: float,
    hair: NDArray[np.float64],
    long_hair: bool,
    px_per_height: float,
) -> Skin:
    """Return the hair as a cap cut along the hairline, with a soft shine."""
    axes = np.diag([0.0525, 0.060, HALF_HEIGHT + 0.003]) * size
    middle = centre + np.array([0.0, -0.006, 0.006]) * size
    cap = ellipsoid(middle, axes, hair, px_per_height)
    x, y, z = np.moveaxis((cap.places - centre) / np.diag(axes), 2, 0).astype(np.float32)
    cap.colours[...] *= (1 + 0.4 * np.exp(-(((z - 0.62) / 0.16) ** 2)))[..., None]
    strands = 0.16 * np.sin(23 * np.arctan2(x, y + 0.3) + 5 * z)
    cap.normals[..., 0] += strands.astype(np.float32)
    keep = z > hairline(y, -0.75 if long_hair else -0.5)
    return Skin(
        cap.places[keep][:, None],
        cap.normals[keep][:, None],
        cap.colours[keep][:, None],
        cap.along,
        cap.around,
    )
