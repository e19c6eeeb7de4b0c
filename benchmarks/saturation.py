"""A gate that fills until nobody can be counted, and empties: what is found, and what is told.

``python benchmarks/saturation.py`` renders a gate of 6 × 8 m before a camera on a wall, in which a
crowd grows from 0 to 5 people/m² and leaves again. Whoever is seen by half is found, but for one in
twenty; all others are not. It prints, for each density, how many are found and which tier is told:
by pictures of free ground, by the boxes alone, and without saturation, where the tier falls while
the crowd still grows. It fails where it ever does so with saturation, or does not clear.

The people are boards in random colours: what a real detector finds in a real crowd is not shown.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from shapely import box

from pipeline.crowd.ground.free import FreeGround
from pipeline.crowd.ground.measure import WatchedGround, occupancy_on, sampled, watched_ground
from pipeline.crowd.ground.occlusion import Eye, crowd_on, heights_of, seen_from
from pipeline.crowd.ground.place import pixels_of
from pipeline.crowd.ground.recall_curve import DetectorRecall
from pipeline.crowd.watch import CrowdWatch
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import (
    DENSITIES_P_M2,
    TIERS,
    CrowdingEvent,
    Occupancy,
    PictureZone,
    Tier,
)
from pipeline.domain.detections import Detections
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.people_density import GroundSample
from pipeline.domain.saturation import Saturation

Floats = NDArray[np.float64]

LOW = Camera("low", Label("低", "low"), 0.0, 0.0, 4.0, 90.0, 20.0, Lens(80.0), 640, 360)
HIGH = replace(LOW, id="high", label=Label("高", "high"), height_m=8.0, tilt_deg=38.0)
"""On a wall, and on a mast, each with the whole zone in its picture."""
ZONE = box(-3, 6, 3, 14)
PEAK_P_M2 = 5.0
EMPTY_S = 150.0
"""For which the gate is watched after the last have left."""
FOUND = 0.95
WIDTH_M = 0.45


@dataclass(frozen=True, eq=False)
class Moment:
    """What there is at a time: how dense the crowd is, its picture, and who is found in it."""

    t_s: float
    density_p_m2: float
    picture: NDArray[np.uint8]
    people: Detections


class FillingGate:
    """A gate that fills, stays full, and empties; the same seed always gives the same."""

    def __init__(
        self, camera: Camera, fill_s: float, full_s: float, fps: float, seed: int = 0
    ) -> None:
        self.camera, self.chance = camera, np.random.default_rng(seed)
        self.fill_s, self.full_s, self.fps = fill_s, full_s, fps
        self.places = _full_gate(self.chance)
        self.heights = heights_of(len(self.places), self.chance)
        self.clothes = self.chance.integers(20, 235, (len(self.places), 3))
        self.empty = self._ground()

    def moments(self) -> Iterator[Moment]:
        """Yield one picture after another, with whom a detector finds there."""
        for step in range(round((2 * self.fill_s + self.full_s + EMPTY_S) * self.fps)):
            t_s = step / self.fps
            after_s = t_s - self.fill_s - self.full_s
            share = min(1.0, t_s / self.fill_s, max(0.0, 1.0 - after_s / self.fill_s))
            yield self._moment(t_s, round(share * len(self.places)))

    def _moment(self, t_s: float, count: int) -> Moment:
        # Who came first stands anywhere in the crowd; all sway a little.
        places = self.places[:count] + self.chance.normal(0, 0.05, (count, 2))
        seen = seen_from(Eye(0.0, 0.0, self.camera.height_m), places, self.heights[:count])
        boxes = self._boxes(places, self.heights[:count])
        found = (seen.body >= 0.5) & (self.chance.uniform(0, 1, count) < FOUND)
        near = boxes[found] + self.chance.normal(0, 1.0, (int(found.sum()), 4))
        people = Detections(near.astype(np.float32), np.full(len(near), 0.8, np.float32))
        return Moment(t_s, count / ZONE.area, self._picture(places, boxes), people)

    def _boxes(self, places: Floats, heights: Floats) -> Floats:
        """Return people as boxes (n, 4) in the picture, whoever hides them."""
        feet = pixels_of(places, self.camera)
        # A head falls where the sight line past it comes down to the ground.
        beyond = self.camera.height_m / (self.camera.height_m - heights)
        heads = pixels_of(places * beyond[:, None], self.camera)
        side = np.array([WIDTH_M / 2.0, 0.0])
        edges = [pixels_of(places + by, self.camera)[:, 0] for by in (-side, side)]
        half = np.abs(edges[1] - edges[0]) / 2.0
        return np.column_stack((feet[:, 0] - half, heads[:, 1], feet[:, 0] + half, feet[:, 1]))

    def _picture(self, places: Floats, boxes: Floats) -> NDArray[np.uint8]:
        """Return people painted over the ground from far to near, in light that wanders."""
        picture = self.empty.copy()
        for n in np.argsort(-places[:, 1]).tolist():
            x1, y1, x2, y2 = np.rint(boxes[n]).astype(int).tolist()
            cv2.rectangle(picture, (x1, y1), (x2, y2), self.clothes[n].tolist(), -1)
            head = y1 + round((y2 - y1) * 0.16)
            cv2.rectangle(picture, (x1, y1), (x2, head), (30, 30, 30), -1)
        light = 1.0 + 0.2 * np.sin(0.01 * len(places))
        noise = self.chance.normal(0, 3, (360, 640, 1))
        return np.clip(picture * light + noise, 0, 255).astype(np.uint8)

    def _ground(self) -> NDArray[np.uint8]:
        """Return paving in grey, rough and with joints."""
        rough = self.chance.normal(0, 1, (360, 640)).astype(np.float32)
        rough = cv2.GaussianBlur(rough, (0, 0), 2.0) * 40 + 130
        rough[::24] -= 30
        rough[:, ::24] -= 30
        return np.repeat(np.clip(rough, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _full_gate(chance: np.random.Generator) -> Floats:
    """Return the places of a crowd of the greatest density, to the last person."""
    wanted, places = round(PEAK_P_M2 * ZONE.area), np.empty((0, 2))
    while len(places) < wanted:
        places = crowd_on(ZONE, PEAK_P_M2 * 1.1, chance)
    return chance.permutation(places)[:wanted]


Way = Literal["pictures", "boxes", "control"]
"""By what saturation is told, if at all."""
WAYS: tuple[Way, ...] = ("pictures", "boxes", "control")


@dataclass(frozen=True)
class Told:
    """What was told of a moment."""

    t_s: float
    density_p_m2: float
    found: int
    free: float | None
    occupancy: Occupancy
    tier: Tier

    @property
    def level(self) -> int:
        """The tier as a number, from 0 for none to 4 for red."""
        return TIERS.index(self.tier) + 1 if self.tier in TIERS else 0


@dataclass(frozen=True)
class Course:
    """A gate from empty to full and back, as it was told."""

    told: tuple[Told, ...]
    events: tuple[CrowdingEvent, ...]

    def falls(self) -> int:
        """Return how often the tier fell before the first of the crowd left."""
        levels = [told.level for told in self.told if told.t_s <= self._full_until_s]
        return sum(after < before for before, after in pairwise(levels))

    def worst_at_peak(self) -> Tier:
        """Return the tier at the moment when the first of the crowd left."""
        return next(told.tier for told in self.told if told.t_s == self._full_until_s)

    @property
    def _full_until_s(self) -> float:
        most = max(told.density_p_m2 for told in self.told)
        return max(told.t_s for told in self.told if told.density_p_m2 == most)


def ground_of(camera: Camera) -> WatchedGround:
    """Return the zone's ground with the recall curve of a camera over it."""
    detector = DetectorRecall(FOUND, FOUND, FOUND)
    return watched_ground("gate", camera, ZONE, detector=detector)


def sampled_course(gate: FillingGate, ground: WatchedGround) -> list[tuple[Moment, GroundSample]]:
    """Return each moment of a gate with what its picture shows."""
    free, size = FreeGround(gate.camera, ZONE, gate.empty), (640, 360)
    return [(m, sampled(ground, m.people, size, free, m.picture)) for m in gate.moments()]


def course(
    samples: list[tuple[Moment, GroundSample]], ground: WatchedGround, way: Way, fps: float
) -> Course:
    """Return what is told of a gate in one of the ways."""
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    zone = PictureZone("gate", Label("校门", "gate"), ring, None, DENSITIES_P_M2)
    watch, state, told = CrowdWatch(zone, fps), Saturation(), []
    events: dict[str, CrowdingEvent] = {}
    for moment, shown in samples:
        sample = shown if way == "pictures" else replace(shown, free=None)
        before = Saturation() if way == "control" else state
        occupancy, state = occupancy_on(ground.known, sample, moment.t_s, shown.found, before)
        events |= {event.id: event for event in watch.step(occupancy)}
        now = (moment.t_s, moment.density_p_m2, shown.found, shown.free)
        told.append(Told(*now, occupancy, watch.tier))
    return Course(tuple(told), tuple(events.values()))


def main() -> int:
    """Print what was told; return 1 where saturation failed, or its control did not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fill", type=float, default=600.0, help="seconds it takes to fill")
    parser.add_argument("--seeds", type=int, default=3, help="crowds to try (default 3)")
    parser.add_argument("--fps", type=float, default=1.0, help="pictures a second (default 1)")
    args = parser.parse_args()
    bad = sum(_tried(camera, args.fill, args.fps, args.seeds) for camera in (LOW, HIGH))
    return 1 if bad else 0


def _tried(camera: Camera, fill_s: float, fps: float, seeds: int) -> int:
    """Print what one camera's gate is told to be, and return how often that was wrong."""
    ground, bad = ground_of(camera), 0
    curve = ground.known.curve
    print(
        f"{camera.height_m:g} m high: measurable up to {curve.max_measurable_p_m2:.2f} people/m²,"
        f" where {curve.most_observed_p_m2 * ZONE.area:.0f} are found"
    )
    for seed in range(seeds):
        samples = sampled_course(FillingGate(camera, fill_s, 120.0, fps, seed), ground)
        told = {way: course(samples, ground, way, fps) for way in WAYS}
        if seed == 0:
            _print_course(told)
        for way in WAYS:
            bad += _judged(told[way], way, seed)
    return bad


def _judged(told: Course, way: Way, seed: int) -> bool:
    """Print how a way did, and return whether it failed as it must not, or the control did not."""
    falls, peak, last = told.falls(), told.worst_at_peak(), told.told[-1].tier
    on_s = [t.t_s for t in told.told if t.occupancy.saturated]
    at = "never" if not on_s else f"{on_s[0]:.0f} to {on_s[-1]:.0f} s"
    print(
        f"seed {seed} {way:9s} fell while filling {falls} times, at the peak {peak},"
        f" at last {last}, saturated {at}"
    )
    calm = falls > 0 or peak == "none"
    return calm != (way == "control") or last != "none"


def _print_course(told: dict[Way, Course]) -> None:
    """Print every half person per square metre of one crowd."""
    print("time   people/m²  found  free   " + "  ".join(f"{way:16s}" for way in WAYS))
    rows = list(zip(*(told[way].told for way in WAYS), strict=True))
    for row in rows[:: max(1, len(rows) // 26)]:
        cells = []
        for each in row:
            density = each.occupancy.density_p_m2
            known = "unknown" if density is None else f"{density:7.2f}"
            cells.append(f"{known:>7s} {each.tier:8s}")
        first = row[0]
        print(
            f"{first.t_s:5.0f} {first.density_p_m2:9.2f} {first.found:7d}"
            f" {first.free or 0.0:6.2f}   " + "  ".join(cells)
        )


if __name__ == "__main__":
    sys.exit(main())
