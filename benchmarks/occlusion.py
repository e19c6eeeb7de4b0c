"""What a camera at a gate still sees of a crowd, and up to which density it can be measured.

``python benchmarks/occlusion.py`` prints, for four mounts over a zone of 6 × 8 m and six densities,
the shares of people of whom half the body, three tenths of it, and half the head is seen, beside
those of an independent simulation (a painter's picture of boards, 90 to 950 people a cell), and the
greatest density that can be measured. It fails where one is further from its fellow than chance
and the raster of that picture allow. ``--plot FILE`` draws what is found against what is there.
"""

import argparse
import math
import sys
import time

import numpy as np
from shapely import Polygon, box

from pipeline.crowd.ground.occlusion import Eye
from pipeline.crowd.ground.recall_curve import crowds, recall_curve

DENSITIES = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
Shares = tuple[float, float, float]
ZONE_M = 6.0, 8.0

TABLE: dict[tuple[float, float], tuple[Shares, ...]] = {
    (2.8, 6.0): (
        (0.48, 0.68, 0.86),
        (0.30, 0.46, 0.78),
        (0.14, 0.19, 0.57),
        (0.09, 0.13, 0.44),
        (0.07, 0.09, 0.32),
        (0.05, 0.07, 0.24),
    ),
    (4.0, 6.0): (
        (0.76, 0.90, 0.98),
        (0.44, 0.65, 0.93),
        (0.16, 0.31, 0.74),
        (0.09, 0.16, 0.61),
        (0.07, 0.10, 0.50),
        (0.06, 0.08, 0.45),
    ),
    (6.0, 8.0): (
        (0.80, 0.94, 0.99),
        (0.56, 0.80, 0.93),
        (0.20, 0.50, 0.87),
        (0.11, 0.27, 0.82),
        (0.07, 0.15, 0.72),
        (0.06, 0.10, 0.60),
    ),
    (8.0, 6.0): (
        (0.93, 0.99, 1.0),
        (0.78, 0.94, 0.99),
        (0.54, 0.86, 0.97),
        (0.31, 0.71, 0.96),
        (0.11, 0.41, 0.88),
        (0.08, 0.31, 0.85),
    ),
}
"""By height of the camera and distance to the zone, in metres; a row for each density."""

CROWDS = 4
"""Of each density in the other simulation."""
RASTER = 0.03
"""What its picture and its rounding may add (assumption)."""


def zone(away_m: float) -> Polygon:
    """Return the zone, so far in front of a camera at the origin."""
    return box(-ZONE_M[0] / 2, away_m, ZONE_M[0] / 2, away_m + ZONE_M[1])


def shares(height_m: float, away_m: float, density: float, people: int) -> Shares:
    """Return whose body is seen by half, whose by three tenths, and whose head by half."""
    chance = np.random.default_rng(0)
    drawn = crowds(Eye(0.0, 0.0, height_m), zone(away_m), density, people, chance)
    body = np.concatenate([crowd.seen.body for crowd in drawn])
    head = np.concatenate([crowd.seen.head for crowd in drawn])
    half, less, heads = (float(s.mean()) for s in (body >= 0.5, body >= 0.3, head >= 0.5))
    return half, less, heads


def allowed(share: float, density: float, people: int) -> float:
    """Return how far two simulations of a share may be apart: three standard errors, and RASTER."""
    spread = max(share * (1.0 - share), 0.01)
    counted = CROWDS * density * ZONE_M[0] * ZONE_M[1]
    return 3.0 * math.sqrt(spread / counted + spread / people) + RASTER


def main() -> int:
    """Print the table; return 1 where it does not fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=6_000, help="a cell (default 6,000)")
    parser.add_argument("--plot", metavar="FILE", help="draw what is found against what is there")
    args = parser.parse_args()
    print("height  away  people/m²   body ≥ 50 %    body ≥ 30 %    head ≥ 50 %   (other)")
    worst, missed = 0.0, 0
    for (height_m, away_m), rows in TABLE.items():
        for density, told in zip(DENSITIES, rows, strict=True):
            own = shares(height_m, away_m, density, args.people)
            cells = "  ".join(f"{a:.3f} ({b:.2f})" for a, b in zip(own, told, strict=True))
            print(f"{height_m:5.1f} m {away_m:3.0f} m {density:7.1f}     {cells}")
            off = [abs(a - b) for a, b in zip(own, told, strict=True)]
            worst = max(worst, *off)
            missed += sum(
                o > allowed(t, density, args.people) for o, t in zip(off, told, strict=True)
            )
    cells = 3 * sum(map(len, TABLE.values()))
    print(f"furthest apart: {worst:.3f}; {missed} of {cells} cells beyond what chance allows")
    print("height  away   measurable up to   found there   free ground   least found above   time")
    for height_m, away_m in TABLE:
        began_s = time.perf_counter()
        curve = recall_curve(Eye(0.0, 0.0, height_m), zone(away_m))
        took_s = time.perf_counter() - began_s
        free = curve.free_at(curve.max_measurable_p_m2) or 0.0
        print(
            f"{height_m:5.1f} m {away_m:3.0f} m {curve.max_measurable_p_m2:8.2f} /m²"
            f" {curve.most_observed_p_m2:12.2f} /m² {free:12.0%}"
            f" {curve.least_packed_p_m2:15.2f} /m² {took_s:8.1f} s"
        )
    if args.plot:
        _plot(args.plot)
    return 1 if missed else 0


def _plot(path: str) -> None:
    """Draw the four curves."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.0, 4.5))
    axes = figure.subplots()
    for height_m, away_m in TABLE:
        curve = recall_curve(Eye(0.0, 0.0, height_m), zone(away_m))
        (line,) = axes.plot(
            curve.densities_p_m2, curve.observed_p_m2, label=f"{height_m:g} m, {away_m:g} m away"
        )
        axes.plot(curve.max_measurable_p_m2, curve.most_observed_p_m2, "o", color=line.get_color())
    axes.plot([0, 1.5], [0, 1.5], color="grey", linewidth=0.8, label="everybody")
    axes.set(xlabel="people/m² who are there", ylabel="people/m² who are found")
    axes.legend()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    sys.exit(main())
