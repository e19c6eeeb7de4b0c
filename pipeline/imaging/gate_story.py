"""Who comes to the drawn school gate, when, and on which way: the story of the clip.

0–15 s three people pass. From 15 s on parents come from both sides, later their children come out
of the yard; from 40 to 69 s fifteen people stand before the gate. Pair by pair they go home until
85 s. One parent goes on waiting; the last child comes out, and both leave before 110 s;
then the gate lies empty, so that an episode can be seen to end.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.imaging.body import Colour, Dress
from pipeline.imaging.stroll import Stroll
from pipeline.imaging.vantage import Vantage

STORY_S = 150.0
PAIRS = 7
BEYOND_M = 0.7
"""So far outside the picture somebody appears and vanishes."""
YARD_Y_M = 15.2
"""Behind the wall, high enough above it nobody shows: children come from here."""

NAVY: Colour = (98, 56, 38)
WHITE: Colour = (222, 222, 220)
COATS: tuple[Colour, ...] = (
    (74, 92, 112), (58, 56, 58), (62, 54, 146), (128, 92, 60), (96, 118, 84), (104, 82, 70),
    (70, 110, 150), (110, 70, 96), (150, 128, 92),
)  # fmt: skip
TROUSERS: tuple[Colour, ...] = (
    (92, 72, 56), (62, 58, 58), (72, 92, 112), (110, 84, 62), (48, 46, 48),
)  # fmt: skip
UNIFORMS: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((112, 64, 36), NAVY, WHITE), ((176, 132, 84), NAVY, WHITE), (WHITE, NAVY, (150, 96, 40)),
    ((62, 52, 168), NAVY, WHITE),
)  # fmt: skip
BAGS: tuple[Colour, ...] = (
    (44, 44, 188), (156, 124, 44), (176, 128, 210), (60, 140, 70), (50, 120, 205), (110, 60, 110),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody in the story: what they look like and where they go."""

    dress: Dress
    stroll: Stroll


def parent(rng: np.random.Generator, number: int) -> Dress:
    """Return a grown-up."""
    woman = number % 2 == 1
    return Dress(
        height_m=float(rng.uniform(1.58, 1.66) if woman else rng.uniform(1.68, 1.78)),
        top=COATS[number % len(COATS)],
        bottom=TROUSERS[number % len(TROUSERS)],
        girth=float(rng.uniform(0.88, 0.98) if woman else rng.uniform(0.98, 1.10)),
        long_hair=woman,
        long_coat=number % 8 == 1,
        habit=number % 4,
    )


def pupil(rng: np.random.Generator, number: int) -> Dress:
    """Return a child in school uniform, with a backpack."""
    top, bottom, stripe = UNIFORMS[number % len(UNIFORMS)]
    girl = number % 2 == 0
    skirt = number % 8 == 2
    return Dress(
        height_m=float(rng.uniform(1.24, 1.46)),
        top=top,
        bottom=bottom,
        head=float(rng.uniform(1.10, 1.18)),
        girth=float(rng.uniform(0.90, 1.0)),
        stripe=None if skirt else stripe,
        bag=BAGS[number % len(BAGS)],
        skirt=skirt,
        long_hair=girl,
        habit=(0, 0, 3, 1)[number % 4],
    )


def timed(
    start_s: float,
    speed_m_per_s: float,
    places_m: tuple[tuple[float, float], ...],
) -> tuple[float, ...]:
    """Return when somebody who sets out at a moment reaches each place.

    >>> timed(1.0, 2.0, ((0.0, 0.0), (3.0, 4.0)))
    (1.0, 3.5)
    """
    moments = [start_s]
    for here, there in pairwise(places_m):
        moments.append(moments[-1] + math.dist(here, there) / speed_m_per_s)
    return tuple(moments)


def visit(
    coming: tuple[tuple[float, float], ...],
    going: tuple[tuple[float, float], ...],
    times_s: tuple[float, float],
    manner: tuple[float, float],
) -> Stroll:
    """Return a way to a place, a stay there, and a way off; `times_s` are setting out and leaving.

    The last place of `coming` is where the person stays; `manner` is speed in m/s and where the
    person looks meanwhile, in degrees.
    """
    speed, faces_deg = manner
    there = timed(times_s[0], speed, coming)
    back = timed(times_s[1], speed, (coming[-1], *going))
    return Stroll(there + back, (*coming, coming[-1], *going), faces_deg)


class Stage:
    """The ground before the camera, to say where ways begin and end."""

    def __init__(self, vantage: Vantage) -> None:
        self.vantage = vantage

    def side(self, sign: float, y_m: float) -> tuple[float, float]:
        """Return a place just outside the picture, on the left (-1) or right (+1)."""
        half = self.vantage.width_px / 2 / self.vantage.scale_px_per_m(y_m)
        return sign * (half + BEYOND_M), y_m

    def column(self, share: float, y_m: float) -> tuple[float, float]:
        """Return the place at a share (0 to 1) of the picture's width, at a distance."""
        pixels = (share - 0.5) * self.vantage.width_px
        return pixels / self.vantage.scale_px_per_m(y_m), y_m


def tell_story(vantage: Vantage, seed: int) -> tuple[Person, ...]:
    """Return everybody who comes to the gate; the same seed gives the same people and ways."""
    rng = np.random.default_rng(seed)
    stage = Stage(vantage)
    return (*passers(stage, rng), *pairs(stage, rng), *latecomers(stage, rng))


def passers(stage: Stage, rng: np.random.Generator) -> tuple[Person, ...]:
    """Return the three people who pass in the first quarter of a minute."""
    ways = (
        (0.5, (stage.side(-1, 7.6), stage.side(1, 7.6))),
        (3.0, (stage.side(1, 9.8), stage.side(-1, 9.4))),
        (4.0, (stage.side(-1, 8.8), (-1.0, 9.4), (0.2, 12.0), (0.6, 13.6), (6.5, YARD_Y_M))),
    )
    dresses = (parent(rng, 5), parent(rng, 6), pupil(rng, 3))
    return tuple(
        Person(dress, Stroll(timed(start_s, 1.3, places), places))
        for dress, (start_s, places) in zip(dresses, ways, strict=True)
    )


def pairs(stage: Stage, rng: np.random.Generator) -> tuple[Person, ...]:
    """Return parents and children who meet before the gate and leave together.

    They stand pair by pair across the picture, the child nearer to the camera, so that most of
    everybody can be seen.
    """
    people = []
    leaving = rng.permutation(PAIRS)
    for number in range(PAIRS):
        share = 0.085 + 0.128 * number + float(rng.uniform(-0.008, 0.008))
        back, front = float(rng.uniform(8.6, 9.8)), float(rng.uniform(7.6, 8.5))
        big, small = (
            stage.column(share, back),
            stage.column(share + float(rng.uniform(0.052, 0.066)), front),
        )
        sign = -1.0 if number < PAIRS / 2 else 1.0
        off_s = 69.3 + 1.75 * float(leaving[number])
        from_side = (stage.side(sign, back - 0.3), big)
        gate_x = float(rng.uniform(-1.4, 1.4))
        from_yard = ((-sign * 6.0, YARD_Y_M), (gate_x, 13.6), (gate_x, 11.6), small)
        pace = float(rng.uniform(1.2, 1.35))
        turned = float(rng.uniform(-35, 35))
        come_s = 14.5 + 2.1 * float((3 * number) % PAIRS), 25.5 + 1.1 * float((5 * number) % PAIRS)
        away_big = (stage.side(sign, back - 0.6),)
        away_small = (stage.side(sign, front + 0.1),)
        people += [
            Person(
                parent(rng, number),
                visit(
                    from_side,
                    away_big,
                    (come_s[0], off_s),
                    (pace, (60, 300, 90, 240)[number % 4] + turned),
                ),
            ),
            Person(
                pupil(rng, number),
                visit(
                    from_yard,
                    away_small,
                    (come_s[1], off_s + 0.4),
                    (pace, (100, 215, 150, 330)[number % 4] + turned),
                ),
            ),
        ]
    return tuple(people)


def latecomers(stage: Stage, rng: np.random.Generator) -> tuple[Person, ...]:
    """Return the parent who waits longest, and the child who comes out last."""
    spot, beside = stage.column(0.955, 9.4), stage.column(0.885, 8.8)
    waiting = visit((stage.side(1, 9.4), spot), (stage.side(-1, 9.0),), (30.0, 98.5), (1.25, 125.0))
    coming = visit(
        ((-6.0, YARD_Y_M), (0.3, 13.6), (0.5, 11.6), beside),
        (stage.side(-1, 8.3),),
        (85.0, 98.8),
        (1.25, 20.0),
    )
    return Person(parent(rng, 8), waiting), Person(pupil(rng, 5), coming)
