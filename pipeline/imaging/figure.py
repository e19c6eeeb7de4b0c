"""One person as a picture with alpha: a dressed body in a posture, lit and seen by a camera."""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.imaging.body import Dress, body_skins
from pipeline.imaging.posture import Posture, standing, striding

SUN = np.array([-0.52, -0.47, 0.71])
"""Where the light comes from, in the camera's frame: x right, y away, z up; a unit vector."""

FINE, COARSE = 3, 2
"""Three drawn pixels make two of the finished picture, each way."""


@dataclass(frozen=True)
class Stance:
    """What the body does: how, and at which part (0 to 1) of its cycle of two steps."""

    gait: Literal["stand", "walk"]
    turn: float = 0.0


@dataclass(frozen=True)
class Sight:
    """How the camera sees a figure.

    `heading_deg` is where it faces, 0 towards the camera's right and 90 away from it;
    `elevation_deg` is how steeply the camera looks down on it.
    """

    heading_deg: float
    elevation_deg: float
    px_per_m: float


@dataclass(frozen=True, eq=False)
class Figure:
    """A drawn person: `bgra` (h, w, 4) uint8 with colours already multiplied by alpha.

    `foot_px` is the place of the ground under the body, (x, y) in pixels of the picture.
    """

    bgra: NDArray[np.uint8]
    foot_px: tuple[float, float]


def posture_of(dress: Dress, stance: Stance) -> Posture:
    """Return the joints of somebody in a stance."""
    if stance.gait == "stand":
        return standing(dress.habit, dress.shoulder_z)
    return striding(stance.turn, dress.shoulder_z, 0.75 if dress.skirt else 1.0)


def draw_figure(dress: Dress, stance: Stance, sight: Sight) -> Figure:
    """Return the picture of one person, about `height_m * px_per_m` pixels tall.

    The points of all skins are turned into the camera's frame, lit (Lambert's law under a sun and
    a bright sky) and put down from far to near; parallel projection, as nobody is near the camera.
    """
    tall = dress.height_m * sight.px_per_m * FINE / COARSE
    skins = body_skins(dress, posture_of(dress, stance), tall)
    places, normals, colours = (
        np.concatenate([getattr(skin, name).reshape(-1, 3) for skin in skins])
        for name in ("places", "normals", "colours")
    )
    turned = turning(sight.heading_deg)
    tilt = np.radians(sight.elevation_deg)
    normals = normals @ turned
    seen = normals[:, 2] * np.sin(tilt) - normals[:, 1] * np.cos(tilt) > -0.05
    places = places[seen] @ turned * np.float32(tall)
    lit = colours[seen] * light(normals[seen])[:, None]
    right = places[:, 0]
    up = places[:, 2] * np.cos(tilt) + places[:, 1] * np.sin(tilt)
    depth = places[:, 1] * np.cos(tilt) - places[:, 2] * np.sin(tilt)
    return averaged(*canvas(np.stack([right, up, depth], axis=1), lit))


def turning(heading_deg: float) -> NDArray[np.float32]:
    """Return the matrix that turns rows (right, ahead, up) of a body into the camera's frame."""
    angle = np.radians(heading_deg)
    return np.array(
        [
            [np.sin(angle), -np.cos(angle), 0.0],
            [np.cos(angle), np.sin(angle), 0.0],
            [0.0, 0.0, 1.0],
        ],
        np.float32,
    )


def light(normals: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the brightness of surfaces under a hazy sun: 1 is a sheet that faces it squarely."""
    sky = 0.44 + 0.16 * normals[:, 2]
    sun = np.clip(normals @ SUN.astype(np.float32), 0, None)
    return np.asarray(sky + 0.62 * sun, np.float32)


def canvas(
    points: NDArray[np.float32], lit: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return a picture (h, w, 4) of the points (right, up, depth), and where (0, 0) fell in it.

    Sizes and origin are multiples of `FINE`, so that averaging keeps them exact.
    """
    step, margin = FINE, 2 * FINE
    left, low = (int(np.ceil((margin - points[:, k].min()) / step)) * step for k in (0, 1))
    width, height = (
        int(np.ceil((points[:, k].max() + start + margin) / step)) * step
        for k, start in ((0, left), (1, low))
    )
    column = np.rint(points[:, 0]).astype(np.int32) + left
    row = height - 1 - low - np.rint(points[:, 1]).astype(np.int32)
    # Sixteen bits of depth, because numpy sorts those by radix, many times as fast as floats.
    far = points[:, 2] - points[:, 2].min()
    order = np.argsort((65535 - far * (65535 / far.max())).astype(np.uint16), kind="stable")
    picture = np.zeros((height * width, 4), np.uint8)
    solid = np.full((len(order), 4), 255, np.uint8)
    solid[:, :3] = np.clip(lit[order], 0, 255)
    picture[(row * width + column)[order]] = solid
    return picture.reshape(height, width, 4), (left, height - low)


def averaged(picture: NDArray[np.uint8], origin: tuple[int, int]) -> Figure:
    """Return the finished figure: pinholes filled, then pixels averaged."""
    mended = cv2.morphologyEx(picture, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    filled = np.where(picture[..., 3:] > 0, picture, mended)
    height, width = (length // FINE * COARSE for length in picture.shape[:2])
    small = cv2.resize(filled, (width, height), interpolation=cv2.INTER_AREA)
    foot = (origin[0] * COARSE / FINE, origin[1] * COARSE / FINE)
    return Figure(np.asarray(small, np.uint8), foot)
