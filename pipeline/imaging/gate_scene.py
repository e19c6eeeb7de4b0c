"""A generated clip of people gathering at a school gate, one picture at a time.

Nothing in it is photographed and nobody in it exists: body, clothes, ground and light are drawn.
It shows the main job without anybody's footage, and gives the benchmark pictures whose truth is
known.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.errors import InputError
from pipeline.imaging.backdrop import OPENING_M, WALL_Y_M, paint_gate
from pipeline.imaging.figure import SUN, Figure, Sight, Stance, draw_figure
from pipeline.imaging.gate_story import STORY_S, Person, tell_story
from pipeline.imaging.overlay import lay_over, shade, warped
from pipeline.imaging.vantage import Vantage

VANTAGE = Vantage(height_m=3.6, tilt_deg=15.0, hfov_deg=59.5, width_px=640, height_px=360)
"""The camera of the clip, on a post across the pavement, looking at the gate."""

DURATION_S = STORY_S
"""How long the clip lasts."""

ZONE_M = ((-4.2, 7.2), (4.2, 7.2), (5.9, 10.3), (-5.9, 10.3))
"""The gathering area before the gate, in metres right of and away from the camera's post."""

ZONE: tuple[tuple[float, float], ...] = tuple(
    (float(x) / VANTAGE.width_px, float(y) / VANTAGE.height_px)
    for x, y in VANTAGE.pictured(np.array([(x, y, 0.0) for x, y in ZONE_M]))
)
"""The same area in fractions of the picture, from 0 to 1."""

HEADINGS, TURNS = 12, 8
"""Directions in which a figure is drawn, and pictures of one cycle of two steps."""
ELEVATION_DEG = 22.0
"""How steeply the camera looks down on the middle of the zone; good for all places in view."""
PX_PER_M = 66.0
"""Figures are drawn about as large as they appear in the front of the zone."""
CYCLE_HEIGHTS = 0.82
"""Two steps carry somebody this many body heights; with it the drawn feet do not slide."""
SHADOW = 0.42
"""Part of the light that a shadow takes away."""


@dataclass(frozen=True)
class Appearance:
    """Somebody at a moment: which picture of them, its scale, and the pixel under their feet."""

    number: int
    stance: Stance
    heading: int
    y_m: float
    scale: float
    foot_px: tuple[float, float]


class GateScene:
    """The gate and its people; the same seed and time always give the same picture.

    Figures are drawn when first needed and kept, so the first pass over the story is slower.
    """

    duration_s = DURATION_S

    def __init__(self, seed: int = 7) -> None:
        self.seed = seed
        self.people = tell_story(VANTAGE, seed)
        self.backdrop = paint_gate(VANTAGE, seed)
        self.screen = self.backdrop.screen.astype(np.uint8)
        self.drawn: dict[tuple[int, Stance, int], Figure] = {}
        shape = (VANTAGE.height_px + 64, VANTAGE.width_px + 64, 3)
        noise = np.random.default_rng(seed).normal(0, 2.4, shape)
        self.noise = np.rint(noise).astype(np.int16)

    def truth(self, t_s: float) -> NDArray[np.float64]:
        """Return the foot points (n, 2) in pixels of the people in view, whoever hides them.

        Somebody behind the school's wall, or with the feet outside the picture, is not in view.
        """
        feet = [seen.foot_px for seen in self.appearances(t_s)]
        points = np.array(feet, np.float64).reshape(-1, 2)
        size = (VANTAGE.width_px, VANTAGE.height_px)
        return points[((points >= 0) & (points < size)).all(axis=1)]

    def render(self, t_s: float) -> NDArray[np.uint8]:
        """Return the picture (h, w, 3), BGR, at a moment of the story."""
        people = self.appearances(t_s)
        frame = self.shadowed(people)
        inside = [seen for seen in people if seen.y_m > WALL_Y_M]
        if inside:
            empty = frame.copy()
            for seen in inside:
                self.put(frame, seen, t_s)
            cv2.copyTo(empty, self.screen, frame)
        for seen in people[len(inside) :]:
            self.put(frame, seen, t_s)
        return self.filmed(frame, t_s)

    def appearances(self, t_s: float) -> list[Appearance]:
        """Return the people who are there and not behind the wall, from far to near."""
        if not math.isfinite(t_s):
            raise InputError(f"the moment of a scene must be a finite number of seconds, got {t_s}")
        seen = [
            appearance(person, number, t_s)
            for number, person in enumerate(self.people)
            if person.stroll.present(t_s) and not walled_off(*person.stroll.place_m(t_s))
        ]
        return sorted(seen, key=lambda each: -each.y_m)

    def figure(self, seen: Appearance) -> Figure:
        """Return the drawn person, from the drawings made so far where there is one."""
        key = (seen.number, seen.stance, seen.heading)
        if key not in self.drawn:
            sight = Sight(seen.heading * 360 / HEADINGS, ELEVATION_DEG, PX_PER_M)
            self.drawn[key] = draw_figure(self.people[seen.number].dress, seen.stance, sight)
        return self.drawn[key]

    def put(self, frame: NDArray[np.uint8], seen: Appearance, t_s: float) -> None:
        """Draw somebody into the frame, in place, leaning a little from side to side."""
        figure = self.figure(seen)
        lean = 0.010 * math.sin(t_s / 0.9 + 2.4 * seen.number)
        warp = np.array([[seen.scale, -seen.scale * lean], [0.0, seen.scale]])
        lay_over(frame, warped(figure.bgra, figure.foot_px, warp, seen.foot_px))

    def shadowed(self, people: list[Appearance]) -> NDArray[np.uint8]:
        """Return the empty scene with everybody's shadow on the ground, drawn at half size."""
        light = np.full((VANTAGE.height_px // 2, VANTAGE.width_px // 2), 255, np.uint8)
        for seen in people:
            half, (u, v) = seen.scale / 2, seen.foot_px
            figure = self.figure(seen)
            outline = np.ascontiguousarray(figure.bgra[..., 3])
            shade(light, warped(outline, figure.foot_px, half * FALL, (u / 2, v / 2)))
            axes = (max(1, round(17 * half)), max(1, round(6 * half)))
            cv2.ellipse(light, (round(u / 2), round(v / 2)), axes, 0, 0, 360, 120, -1)
        soft = cv2.resize(cv2.blur(light, (3, 3)), (VANTAGE.width_px, VANTAGE.height_px))
        gain = cv2.convertScaleAbs(soft, alpha=SHADOW, beta=255 * (1 - SHADOW))
        bgr = cv2.cvtColor(gain, cv2.COLOR_GRAY2BGR)
        return np.asarray(cv2.multiply(self.backdrop.image, bgr, scale=1 / 255), np.uint8)

    def filmed(self, frame: NDArray[np.uint8], t_s: float) -> NDArray[np.uint8]:
        """Return the frame as a modest camera gives it: slightly soft, slightly noisy."""
        moment = np.random.default_rng((self.seed, round(abs(t_s) * 1000)))
        row, column = (int(v) for v in moment.integers(0, 64, 2))
        noise = self.noise[row : row + VANTAGE.height_px, column : column + VANTAGE.width_px]
        soft = cv2.GaussianBlur(frame, (3, 3), 0.55)
        return np.asarray(cv2.add(soft, noise, dtype=cv2.CV_8U), np.uint8)


def shadow_fall() -> NDArray[np.float64]:
    """Return the matrix that lays an upright outline down on the ground, away from the sun."""
    steep = math.radians(ELEVATION_DEG)
    right, away = -SUN[:2] / SUN[2]
    return np.array([[1.0, -right / math.cos(steep)], [0.0, away * math.tan(steep)]])


FALL = shadow_fall()


def walled_off(x_m: float, y_m: float) -> bool:
    """Tell whether the wall stands between the camera and a place.

    >>> walled_off(0.0, 15.0), walled_off(5.0, 15.0), walled_off(5.0, 9.0)
    (False, True, False)
    """
    return y_m > WALL_Y_M and abs(x_m) * WALL_Y_M / y_m > OPENING_M + 0.3


def appearance(person: Person, number: int, t_s: float) -> Appearance:
    """Return how one of the people appears in the picture at a moment."""
    stroll, height_m = person.stroll, person.dress.height_m
    x, y = stroll.place_m(t_s)
    foot, top = VANTAGE.pictured(np.array([(x, y, 0.0), (x, y, height_m)])).tolist()
    upright_px = height_m * PX_PER_M * math.cos(math.radians(ELEVATION_DEG))
    cycle_m = CYCLE_HEIGHTS * height_m * (0.8 if person.dress.skirt else 1.0)
    stance = Stance("stand")
    if stroll.walking(t_s):
        stance = Stance("walk", int(stroll.walked_m(t_s) / cycle_m * TURNS) % TURNS / TURNS)
    # The figure is drawn as if straight ahead; aside, the camera sees it turned by the bearing.
    seen_deg = stroll.heading_deg(t_s) + math.degrees(math.atan2(x, y))
    return Appearance(
        number=number,
        stance=stance,
        heading=round(seen_deg / (360 / HEADINGS)) % HEADINGS,
        y_m=y,
        scale=(foot[1] - top[1]) / upright_px,
        foot_px=(foot[0], foot[1]),
    )
