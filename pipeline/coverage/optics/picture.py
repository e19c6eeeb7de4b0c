"""The border of a camera's picture as a ring of unit vectors in the camera's own frame.

The frame is (right, down, forward). Between neighbouring vectors the border is taken as a great
circle, whose image on a plane is a straight line. So a rectilinear picture has four vectors and
is exact; where the true border bends inwards from the chord, as the sides of an f·θ picture do,
the ring is drawn in until its chords lie inside.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.lens import Lens

Vectors = NDArray[np.float64]
"""Unit vectors, (n, 3)."""

DRAWN = 1.1
"""How far, of what a chord leaves the border at its middle, its ends are drawn back."""

STRAIGHT = 1e-12
"""A chord that leaves the border by less than this is straight."""


@dataclass(frozen=True, eq=False)
class Border:
    """A picture's border: `ring` goes around counter-clockwise as the picture is looked at.

    `bend` is how much its sides curve inwards, per rad: 0 for a picture that is convex.
    `least_cos` is the cosine of the angle at which its outermost corner lies off the axis.
    """

    ring: Vectors
    bend: float
    least_cos: float

    @cached_property
    def inward(self) -> Vectors:
        """The vectors across the great circles of the ring, which point into the picture."""
        return inward_of(self.ring)

    @property
    def is_pyramid(self) -> bool:
        """Whether four planes through the lens bound all that it sees."""
        return len(self.ring) == 4 and self.bend == 0.0


def inward_of(ring: Vectors) -> Vectors:
    """Return, for each corner of a ring, the vector across the great circle to the next, inwards.

    >>> corners = np.array([[1, 1, 1], [1, -1, 1], [-1, -1, 1], [-1, 1, 1]])
    >>> inward_of(corners)[0].tolist()  # across the right side
    [-2, 0, 2]
    """
    return np.cross(np.roll(ring, -1, axis=0), ring)


def vectors_at(lens: Lens, width_px: int, right_px: Vectors, down_px: Vectors) -> Vectors:
    """Return the directions (n, 3) that fall on places of the picture, from its centre.

    >>> vectors_at(Lens(90.0), 200, np.array([0.0, 100.0]), np.zeros(2)).round(3) + 0.0
    array([[0.   , 0.   , 1.   ],
           [0.707, 0.   , 0.707]])
    """
    off_px = np.hypot(right_px, down_px)
    angle = lens.model.angle(off_px / lens.focal_px(width_px))
    share = np.sin(angle) / np.where(off_px > 0.0, off_px, 1.0)
    return np.column_stack((share * right_px, share * down_px, np.cos(angle)))


@lru_cache(maxsize=512)
def border_of(
    lens: Lens, width_px: int, height_px: int, step_deg: float, inset_rad: float = 0.0
) -> Border:
    """Return the border of a picture, drawn in by an angle; an empty ring if nothing is left.

    Steps of a bent side are about `step_deg` long.

    >>> border_of(Lens(90.0), 200, 200, 1.0).ring[0].round(3)  # the lower right corner
    array([0.577, 0.577, 0.577])
    >>> len(border_of(Lens(90.0), 200, 200, 1.0, inset_rad=0.8).ring)
    0
    """
    right_px, down_px = _border_px(lens, width_px, height_px, step_deg)
    every = vectors_at(lens, width_px, right_px, down_px)
    least_cos = float(every[:, 2].min())
    knots, middles = every[::2], every[1::2]
    if inset_rad >= math.acos(float(every[:, 2].max())):
        return Border(np.empty((0, 3)), 0.0, least_cos)
    inward = inward_of(knots)
    length = np.linalg.norm(inward, axis=1)
    inward /= length[:, None]
    sag = np.einsum("ij,ij->i", inward, middles)
    sag[np.abs(sag) < STRAIGHT] = 0.0
    bend = float(np.max(8.0 * sag / length**2, initial=0.0))
    return Border(
        _drawn_in(knots, inward, inset_rad + DRAWN * np.maximum(sag, 0.0)), bend, least_cos
    )


def disc_px(lens: Lens, width_px: int) -> float:
    """Return the radius of the disc that the lens can fill: a fisheye's circle, else the most."""
    most_px = lens.focal_px(width_px) * float(lens.model.radius(np.array(lens.model.widest_rad)))
    if lens.projection == "rectilinear":
        most_px = math.inf
    return min(most_px, lens.circle_px / 2.0 if lens.circle_px else math.inf)


def _border_px(
    lens: Lens, width_px: int, height_px: int, step_deg: float
) -> tuple[Vectors, Vectors]:
    """Return places right of and below the centre; knots and the middles between them in turn.

    The picture is the rectangle, or its cut with the disc, in whose middle the axis lies.
    """
    half_width, half_height, disc = width_px / 2.0, height_px / 2.0, disc_px(lens, width_px)
    straight = lens.projection == "rectilinear"
    side_px = math.inf if straight else lens.focal_px(width_px) * math.radians(step_deg)
    turns = [math.atan2(half_height, half_width)]
    if half_width < disc < math.hypot(half_width, half_height):
        turns.append(math.acos(half_width / disc))
    if half_height < disc < math.hypot(half_width, half_height):
        turns.append(math.asin(half_height / disc))
    # Clockwise on the paper of mathematics is counter-clockwise where y points downwards.
    breaks = sorted({a % (2 * math.pi) for t in turns for a in (t, math.pi - t, math.pi + t, -t)})
    right, down = [], []
    for start, end in zip(breaks, [*breaks[1:], breaks[0] + 2.0 * math.pi], strict=True):
        middle = (start + end) / 2.0
        side = min(half_width / _least(math.cos(middle)), half_height / _least(math.sin(middle)))
        if disc <= side:
            count = 2 * max(1, math.ceil((end - start) / math.radians(step_deg)))
            around = start + (end - start) * np.arange(count) / count
            xs, ys = disc * np.cos(around), disc * np.sin(around)
        else:
            ends = [_on_side(half_width, half_height, disc, turn) for turn in (start, end)]
            count = 2 * max(1, math.ceil(math.dist(*ends) / side_px))
            share = np.arange(count) / count
            xs, ys = (a + (b - a) * share for a, b in zip(*ends, strict=True))
        right.append(xs)
        down.append(ys)
    rights, downs = np.concatenate(right), np.concatenate(down)
    # From one knot to the next middle and on, the other way round.
    return np.roll(rights[::-1], 1), np.roll(downs[::-1], 1)


def _least(value: float) -> float:
    return max(abs(value), 1e-300)


def _on_side(
    half_width: float, half_height: float, disc: float, turn: float
) -> tuple[float, float]:
    """Return where a ray from the centre leaves the picture."""
    cos, sin = math.cos(turn), math.sin(turn)
    off = min(half_width / _least(cos), half_height / _least(sin), disc)
    return off * cos, off * sin


def _drawn_in(knots: Vectors, inward: Vectors, by: Vectors) -> Vectors:
    """Return knots moved so that each chord lies further in, by at least its own angle."""
    if not by.any():
        return knots
    before = np.roll(inward, 1, axis=0)
    most = np.maximum(by, np.roll(by, 1))
    most = most * (1.0 + 2.0 * most**2)
    along = 1.0 + np.einsum("ij,ij->i", inward, before)
    moved = knots + (most / along)[:, None] * (inward + before)
    drawn: Vectors = moved / np.linalg.norm(moved, axis=1)[:, None]
    return drawn
