"""What is told of a drawn gate's density, corrected by the detector's calibration and uncorrected.

``python benchmarks/density_truth.py [--seeds N] [--model M] [--policy best]`` fills the gate of the
demo clip with drawn people of known densities, has the detector find whom it finds, with the tiles
that its calibration asks for, and prints beside the truth what is told without and with the
correction, how often the interval holds the truth, and how many of the crowds are told no denser
than the calibration lets be believed. Drawn people are found otherwise than photographed ones, on
which it was measured: this shows how much.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.filling_gates import DEMO, DEMO_ZONE, SIZE, DrawnGate, reviewed  # noqa: E402
from pipeline.crowd.ground.measure import WatchedGround, sampled, watched_ground  # noqa: E402
from pipeline.crowd.ground.recall import estimated  # noqa: E402
from pipeline.domain.detections import Detections  # noqa: E402
from pipeline.domain.frame import Frame  # noqa: E402
from pipeline.domain.people_density import DensityEstimate, ZoneGround  # noqa: E402
from pipeline.workflows.open_detector import open_detector  # noqa: E402
from pipeline.workflows.picture_counts import sure  # noqa: E402

Finder = Callable[[Frame], Detections]

DENSITIES_P_M2 = (0.1, 0.2, 0.3, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class Told:
    """What there is, how many of it are found, and what is told without and with correction."""

    true: int
    found: int
    plain: DensityEstimate
    corrected: DensityEstimate


def told(
    gate: DrawnGate, finder: Finder, grounds: tuple[WatchedGround, WatchedGround], density: float
) -> Told:
    """Return what is told of a crowd of a density."""
    count = round(density * DEMO_ZONE.area)
    gate.scene.people = gate.crowd[:count]
    people = finder(Frame(gate.scene.render(0.0), 0, 0.0, SIZE))
    found = sampled(grounds[0], people, SIZE).found
    each = (told_of(ground.known, found) for ground in grounds)
    return Told(count, found, *each)


def told_of(known: ZoneGround, found: int) -> DensityEstimate:
    """Return what is told of so many; beyond the curve's peak, as a review does, the peak."""
    false = known.reach.false_boxes if known.reach else 0.0
    estimate = estimated(found, known.visible_m2, known.curve, false)
    if estimate.density_p_m2 is None:
        return replace(estimate, density_p_m2=known.curve.max_measurable_p_m2)
    return estimate


def main() -> None:
    """Print a row for each density, of all seeds together."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--model")
    parser.add_argument("--policy", choices=["needed", "best", "none"], default="needed")
    args = parser.parse_args()
    plain = watched_ground("gate", DEMO, DEMO_ZONE)
    detector = open_detector(args.model, threads=1)
    ground, seeker = reviewed(detector, plain, args.policy)

    def finder(frame: Frame) -> Detections:
        return sure(seeker.detect(frame), detector.manifest.threshold)

    reach = ground.known.reach
    print(reach)
    print("true/m²   found of people   told plain   corrected   interval holds   believed")
    gates = [DrawnGate(1.0, 0.0, 1.0, seed) for seed in range(args.seeds)]
    for density in DENSITIES_P_M2:
        rows = [told(gate, finder, (plain, ground), density) for gate in gates]
        _print_row(rows, reach.believed_p_m2 if reach else 0.0)


def _print_row(rows: list[Told], believed_p_m2: float) -> None:
    true = np.array([row.true for row in rows]) / DEMO_ZONE.area
    means = (np.mean([each.density_p_m2 for each in way]) for way in _ways(rows))
    holds = [
        row.corrected.low_p_m2 <= rho <= (row.corrected.high_p_m2 or np.inf)
        for row, rho in zip(rows, true, strict=True)
    ]
    believed = sum((row.corrected.density_p_m2 or 0.0) <= believed_p_m2 for row in rows)
    plain, corrected = means
    people = f"{sum(row.found for row in rows)} of {sum(row.true for row in rows)}"
    print(
        f"{true.mean():7.2f}   {people:>15}   {plain:10.2f}   {corrected:9.2f}"
        f"   {sum(holds)} of {len(rows)}           {believed} of {len(rows)}"
    )


def _ways(rows: list[Told]) -> tuple[list[DensityEstimate], list[DensityEstimate]]:
    return [row.plain for row in rows], [row.corrected for row in rows]


if __name__ == "__main__":
    main()
