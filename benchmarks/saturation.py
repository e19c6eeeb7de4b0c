"""A gate that fills until nobody can be counted, and empties: what is found, and what is told.

``python benchmarks/saturation.py`` renders a gate before a camera on a wall, and before one on a
mast, in which a crowd of boards grows from 0 to 5 people/m² and leaves again. It prints, through
time, how many are found, how many may be there, and which tier is told: by pictures of free ground,
by the boxes alone, and without saturation, where the tier falls while the crowd still grows, or
never comes to yellow. It fails where that happens with saturation, or where the tier does not
clear.

``--steady`` keeps gates at densities that can be measured, or nearly so, and counts how many crowds
are taken for beyond measure all the same.

``--drawn`` fills the gate of the demo clip instead, with drawn people, and asks the embedded
detector whom it finds. What it finds in a real crowd is not shown.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from benchmarks.filling_gates import (
    HIGH,
    LOW,
    SIZE,
    DrawnGate,
    FillingGate,
    Moment,
)
from pipeline.crowd.ground.free import FreeGround
from pipeline.crowd.ground.measure import WatchedGround, occupancy_on, sampled
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
from pipeline.domain.label import Label
from pipeline.domain.people_density import GroundSample
from pipeline.domain.saturation import Saturation

Way = Literal["pictures", "boxes", "control"]
"""By what saturation is told, if at all."""
WAYS: tuple[Way, ...] = ("pictures", "boxes", "control")


@dataclass(frozen=True)
class Told:
    """What was told of a moment."""

    t_s: float
    density_p_m2: float
    found: int
    suspected: int
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


def sampled_course(gate: FillingGate, ground: WatchedGround) -> list[tuple[Moment, GroundSample]]:
    """Return each moment of a gate with what its picture shows."""
    return [(m, sampled(ground, m.people, SIZE, m.picture, m.suspects)) for m in gate.moments()]


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
        now = (moment.t_s, moment.density_p_m2, shown.found, shown.suspected or 0, shown.free)
        told.append(Told(*now, occupancy, watch.tier))
    return Course(tuple(told), tuple(events.values()))


def main() -> int:
    """Print what was told; return 1 where saturation failed, or its control did not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fill", type=float, default=600.0, help="seconds it takes to fill")
    parser.add_argument("--seeds", type=int, default=3, help="crowds to try (default 3)")
    parser.add_argument("--drawn", action="store_true", help="drawn people, found by the detector")
    parser.add_argument("--steady", action="store_true", help="crowds that neither grow nor leave")
    parser.add_argument("--fps", type=float, default=1.0, help="pictures a second (default 1)")
    args = parser.parse_args()
    if args.steady:
        for camera in (LOW, HIGH):
            _print_steady(camera, args.seeds)
        return 0
    bad = 0
    for seed in range(args.seeds):
        times = args.fill, 120.0, args.fps, seed
        if args.drawn:
            bad += _tried(DrawnGate(*times), args.fps, seed)
        else:
            gates = (FillingGate(camera, *times) for camera in (LOW, HIGH))
            bad += sum(_tried(gate, args.fps, seed) for gate in gates)
    return 1 if bad else 0


def _tried(gate: FillingGate, fps: float, seed: int) -> int:
    """Print what a gate is told to be, and return how often that was wrong."""
    ground = gate.ground()
    curve = ground.known.curve
    print(
        f"{gate.camera.height_m:g} m high: measurable up to {curve.max_measurable_p_m2:.2f}"
        f" people/m², where {curve.most_observed_p_m2 * ground.known.visible_m2:.0f} are found"
    )
    samples = sampled_course(gate, ground)
    told = {way: course(samples, ground, way, fps) for way in WAYS}
    if seed == 0:
        _print_course(told)
    _print_suspected(samples, curve.most_observed_p_m2 * ground.known.visible_m2)
    return sum(_judged(told[way], way, seed) for way in WAYS)


def _print_suspected(samples: list[tuple[Moment, GroundSample]], most_found: float) -> None:
    """Print how many may be there, in times of those who are ever found, at 1 and from 2 on."""
    for name, low, high in (("0.9 to 1.1", 0.9, 1.1), ("2 to 5", 2.0, 5.0)):
        times = [
            (shown.suspected or 0) / most_found
            for moment, shown in samples
            if low <= moment.density_p_m2 <= high
        ]
        if times:
            least, most = min(times), max(times)
            print(f"at {name} people/m² suspected: {least:.1f} to {most:.1f} times as many")


STEADY_P_M2 = (0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5)
STEADY_S = 40


def _print_steady(camera: Camera, seeds: int) -> None:
    """Print how many steady crowds of each density are ever taken for beyond measure."""
    gates = [FillingGate(camera, 1.0, 0.0, 1.0, seed) for seed in range(seeds)]
    # What is free depends on the camera and its ground alone, but for each gate's own paving.
    ground = gates[0].ground()
    most = ground.known.curve.max_measurable_p_m2
    print(f"{camera.height_m:g} m high: measurable up to {most:.2f} people/m²")
    for density in STEADY_P_M2:
        taken = {"pictures": 0, "boxes": 0}
        for gate in gates:
            own = replace(ground, free=FreeGround(camera, gate.zone, gate.empty))
            for way in taken:
                taken[way] += _is_taken(gate, own, density, with_pictures=way == "pictures")
        told = ", ".join(f"{count} of {seeds} by {way}" for way, count in taken.items())
        print(f"{density:5.2f} people/m²: {told}")


def _is_taken(
    gate: FillingGate, ground: WatchedGround, density: float, *, with_pictures: bool
) -> bool:
    """Return whether a steady crowd is ever taken for beyond measure."""
    state, taken = Saturation(), False
    for second in range(STEADY_S):
        moment = gate.moment(float(second), round(density * gate.zone.area))
        picture = moment.picture if with_pictures else None
        sample = sampled(ground, moment.people, SIZE, picture, moment.suspects)
        _, state = occupancy_on(ground.known, sample, moment.t_s, sample.found, state)
        taken = taken or state.saturated
    return taken


def _judged(told: Course, way: Way, seed: int) -> bool:
    """Print how a way did, and return whether it failed as it must not, or the control did not."""
    falls, peak, last = told.falls(), told.worst_at_peak(), told.told[-1].tier
    on_s = [t.t_s for t in told.told if t.occupancy.saturated]
    at = "never" if not on_s else f"{on_s[0]:.0f} to {on_s[-1]:.0f} s"
    print(
        f"seed {seed} {way:9s} fell while filling {falls} times, at the peak {peak},"
        f" at last {last}, saturated {at}"
    )
    understated = falls > 0 or peak not in TIERS[TIERS.index("yellow") :]
    return understated != (way == "control") or last != "none"


def _print_course(told: dict[Way, Course]) -> None:
    """Print every half person per square metre of one crowd."""
    print("time   people/m²  found  suspected  free   " + "  ".join(f"{way:16s}" for way in WAYS))
    rows = list(zip(*(told[way].told for way in WAYS), strict=True))
    for row in rows[:: max(1, len(rows) // 26)]:
        cells = []
        for each in row:
            density = each.occupancy.density_p_m2
            known = "unknown" if density is None else f"{density:7.2f}"
            cells.append(f"{known:>7s} {each.tier:8s}")
        first = row[0]
        print(
            f"{first.t_s:5.0f} {first.density_p_m2:9.2f} {first.found:7d} {first.suspected:10d}"
            f" {first.free or 0.0:6.2f}   " + "  ".join(cells)
        )


if __name__ == "__main__":
    sys.exit(main())
