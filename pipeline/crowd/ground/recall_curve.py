"""The recall curve of a camera over a zone, from nothing but geometry, by simulated crowds.

Crowds of rising density are put on the visible ground, and a detector of bodies finds whom it sees
at least half of, times its own recall. The same ground and place always give the same curve.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from pipeline.crowd.ground.occlusion import (
    Eye,
    Seen,
    crowd_on,
    ground_seen,
    heights_of,
    seen_from,
    thrown,
)
from pipeline.domain.people_density import RecallCurve
from pipeline.errors import InputError
from pipeline.geometry.overlay import both
from pipeline.geometry.region import Region

Floats = NDArray[np.float64]

LEAST_BODY = 0.5
"""Of a body that must be seen, for a detector of bodies to make a box of it (assumption; detectors
trained on crowds find some at 0.3)."""
DENSITIES_P_M2 = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0)
"""Of the simulated crowds, in people per m²; above 6 nobody who moves has been counted alive."""
FINE_P_M2 = 0.05
"""Between the densities of a curve."""
LEAST_CROWDS = 6
"""Of each density, by whose scatter the curve's own doubt is told."""
MOST_M2 = 100.0
"""Of ground on which one crowd is simulated: of larger zones, a slice from the camera outwards."""
SPOTS = 150
"""Of the ground that are looked at past each crowd."""
BEYOND_M = 1e4


@dataclass(frozen=True)
class DetectorRecall:
    """Which share of the people that are well seen a detector finds, and between which bounds."""

    share: float = 1.0
    low: float = 1.0
    high: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what is no share of people."""
        if not 0.0 <= self.low <= self.share <= self.high <= 1.0:
            raise InputError(
                "a detector's recall must satisfy 0 ≤ low ≤ share ≤ high ≤ 1,"
                f" got {self.low:g}, {self.share:g}, {self.high:g}"
            )


PERFECT = DetectorRecall()


def recall_curve(
    eye: Eye,
    visible: Region,
    people: int = 2_000,
    detector: DetectorRecall = PERFECT,
    seed: int = 0,
) -> RecallCurve:
    """Return which share of people is found on visible ground, up to 6 people/m².

    At least so many people are simulated at each density. Raises InputError for no ground.
    """
    if visible.is_empty:
        raise InputError("a recall curve needs visible ground, got none")
    chance = np.random.default_rng(seed)
    found = [_found(eye, visible, rho, people, chance) for rho in DENSITIES_P_M2]
    share, doubt, free = (np.array(each) for each in zip(*found, strict=True))
    fine = np.arange(0.0, DENSITIES_P_M2[-1] + FINE_P_M2 / 2.0, FINE_P_M2)
    recall = _between(fine, falling(share))
    spread = np.interp(fine, (0.0, *DENSITIES_P_M2), (0.0, *doubt))
    low, high = (np.clip(recall + sign * spread, 0.0, 1.0) for sign in (-1.0, 1.0))
    seen = RecallCurve(fine, recall, low, high, _between(fine, falling(free)))
    return found_by(detector, seen)


def found_by(detector: DetectorRecall, curve: RecallCurve) -> RecallCurve:
    """Return the curve of a detector that misses some, from that of one which misses nobody."""
    return replace(
        curve,
        recall=detector.share * curve.recall,
        low=detector.low * curve.low,
        high=detector.high * curve.high,
    )


@dataclass(frozen=True, eq=False)
class Crowd:
    """One simulated crowd: who of it is seen, and which share of the ground is seen past it."""

    seen: Seen
    free: float


def crowds(
    eye: Eye, visible: Region, density_p_m2: float, people: int, chance: np.random.Generator
) -> list[Crowd]:
    """Return some crowds of a density that together hold at least so many people."""
    each_m2 = min(visible.area, MOST_M2)
    count = max(LEAST_CROWDS, math.ceil(people / (density_p_m2 * each_m2)))
    return [_crowd(eye, _slice(eye, visible, chance), density_p_m2, chance) for _ in range(count)]


def _crowd(eye: Eye, ground: Region, density_p_m2: float, chance: np.random.Generator) -> Crowd:
    places = crowd_on(ground, density_p_m2, chance)
    heights = heights_of(len(places), chance)
    spots = thrown(ground, SPOTS, chance)
    free = float(ground_seen(eye, spots, places, heights).mean()) if len(spots) else 1.0
    return Crowd(seen_from(eye, places, heights), free)


def falling(shares: Floats) -> Floats:
    """Return the shares of least squares that never rise, as more people never show more of each.

    >>> falling(np.array([0.9, 0.5, 0.7, 0.1])).round(3).tolist()
    [0.9, 0.6, 0.6, 0.1]
    """
    blocks: list[tuple[float, int]] = []
    for share in shares.tolist():
        blocks.append((share, 1))
        while len(blocks) > 1 and blocks[-1][0] > blocks[-2][0]:
            (one, n), (other, m) = blocks.pop(), blocks.pop()
            blocks.append(((one * n + other * m) / (n + m), n + m))
    return np.repeat([mean for mean, _ in blocks], [n for _, n in blocks])


def _found(
    eye: Eye, visible: Region, density_p_m2: float, people: int, chance: np.random.Generator
) -> tuple[float, float, float]:
    """Return the share that is found at a density, two standard errors of it, and free ground."""
    drawn = crowds(eye, visible, density_p_m2, people, chance)
    there = np.array([len(crowd.seen.body) for crowd in drawn])
    found = np.array([(crowd.seen.body >= LEAST_BODY).sum() for crowd in drawn])
    total = max(int(there.sum()), 1)
    share = found.sum() / total
    scatter = math.sqrt(float(((found - share * there) ** 2).sum()) * len(drawn) / (len(drawn) - 1))
    free = float(np.mean([crowd.free for crowd in drawn]))
    return float(share), 2.0 * scatter / total, free


def _between(fine: Floats, shares: Floats) -> Floats:
    """Return shares at all densities of a curve: who is alone is seen, and losses grow evenly."""
    losses = -np.log(np.maximum(shares, 1e-6))
    recall: Floats = np.exp(-np.interp(fine, (0.0, *DENSITIES_P_M2), (0.0, *losses)))
    return recall


def _slice(eye: Eye, visible: Region, chance: np.random.Generator) -> Region:
    """Return ground for one crowd: all of it, or a slice about a direction at random."""
    if visible.area <= MOST_M2:
        return visible
    west, south, east, north = visible.bounds
    at = np.full(2, np.nan)
    while not shapely.intersects_xy(visible, *at):
        at = chance.uniform((west, south), (east, north))
    middle, half = math.atan2(at[1] - eye.y_m, at[0] - eye.x_m), math.pi / 4.0
    part = visible
    while part.area > MOST_M2:
        part = both(visible, _wedge(eye, middle, half))
        half /= 1.3
    return part


def _wedge(eye: Eye, middle: float, half: float) -> Polygon:
    """Return what lies within an angle of a direction from a camera."""
    turns = middle + half * np.array([-1.0, 0.0, 1.0])
    rim = np.column_stack((np.cos(turns), np.sin(turns))) * BEYOND_M
    foot = np.array([eye.x_m, eye.y_m])
    return Polygon([foot, *(foot + rim)])
