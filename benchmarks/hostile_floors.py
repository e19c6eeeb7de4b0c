"""Whether any floor, however drawn, ends otherwise than in an answer or in one sentence.

``python benchmarks/hostile_floors.py [--floors N] [--first SEED] [--wild SHARE]``, or with
``--turned`` or ``--hard``

Draws floors by seed (`tests/coverage/hostile.py`) and covers each. An unclean error, a figure that
cannot be true, a message of several lines or an answer after more than 30 s is printed with its
seed and makes the exit code 1. The last line says how many were covered, how many refused, the
slowest, and the peak of memory.

``--turned`` draws walls on whole metres instead, turned and moved up to a thousand kilometres
together, so that what touches does so but for rounding.

``--hard`` covers outlines of as many corners as are allowed instead: round, spiky, dotted, and a
comb as drawn, upright and slanted; once with all of the plan to be seen, once with a strip of it.
"""

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from shapely import Point, Polygon, box
from shapely.affinity import rotate

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.campus import seen_profile  # noqa: E402
from benchmarks.plans import hard_plans  # noqa: E402
from pipeline.coverage.cover_floor import cover_floor  # noqa: E402
from pipeline.domain.coverage import CoverageMap  # noqa: E402
from pipeline.geometry.region import MAX_SHAPE_CORNERS  # noqa: E402
from tests.coverage.hostile import hostile, turned  # noqa: E402
from tests.coverage.test_hostile import Drawn, adds_up, outcome  # noqa: E402
from tests.shapes import camera, floor, zone  # noqa: E402

LONGEST_S = 30.0
EVERY = 5000


def judged(seed: int, wild: float, draw: Drawn) -> tuple[str, float]:
    """Return "covered", "refused", or what is wrong, and the seconds that it took."""
    begin = time.perf_counter()
    try:
        answer = outcome(seed, wild, draw)
    except Exception as error:  # noqa: BLE001 - any other error is what is looked for
        return f"{type(error).__name__}: {error}", time.perf_counter() - begin
    took_s = time.perf_counter() - begin
    if took_s > LONGEST_S:
        return f"took {took_s:.0f} s", took_s
    if isinstance(answer, CoverageMap):
        return ("covered" if adds_up(answer) else "does not add up"), took_s
    return ("refused" if "\n" not in answer else "several lines"), took_s


def hard_floors() -> Iterator[tuple[str, Polygon, Polygon, Point]]:
    """Yield a name, an outline, what of it must be seen, and where a camera hangs."""
    for name, plan in hard_plans(MAX_SHAPE_CORNERS - 10).items():
        west, south, east, north = plan.bounds
        strip = box(west, south, east, south + 1.0)
        eye = Point(5.0, 0.5) if name == "comb" else Point((west + east) / 2, (south + north) / 2)
        for turn_deg in (0, 90, 37) if name == "comb" else (0,):
            turned = [rotate(shape, turn_deg, origin=(0, 0)) for shape in (plan, strip, eye)]
            yield f"{name} turned by {turn_deg}°, all", turned[0], turned[0], turned[2]
            yield f"{name} turned by {turn_deg}°, a strip", *turned


def judge_hard() -> int:
    """Cover hard floors, and print what each took."""
    slow = 0
    for name, outline, asked, eye in hard_floors():
        begin = time.perf_counter()
        cover_floor(floor(outline, camera(eye.x, eye.y), zones=(zone(asked),)), seen_profile())
        took_s = time.perf_counter() - begin
        slow += took_s > LONGEST_S
        print(f"{name:<32} {took_s:5.1f} s", flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"{slow} took more than {LONGEST_S:.0f} s; peak {peak_mb:.0f} MB")
    return 1 if slow else 0


def main() -> int:
    """Judge floors, and print what is wrong and what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--floors", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--wild", type=float, default=0.003, help="share of numbers nobody means")
    parser.add_argument("--turned", action="store_true", help="aligned walls, turned, far away")
    parser.add_argument("--hard", action="store_true", help="outlines of many corners instead")
    arguments = parser.parse_args()
    if arguments.hard:
        return judge_hard()
    draw = turned if arguments.turned else hostile
    counts, slowest_s = {"covered": 0, "refused": 0, "wrong": 0}, 0.0
    begin = time.perf_counter()
    for seed in range(arguments.first, arguments.first + arguments.floors):
        verdict, took_s = judged(seed, arguments.wild, draw)
        counts[verdict if verdict in counts else "wrong"] += 1
        slowest_s = max(slowest_s, took_s)
        if verdict not in counts:
            print(f"seed {seed}: {verdict[:300]}", flush=True)
        if (seed + 1) % EVERY == 0:
            print(f"{seed + 1}: {counts}, {time.perf_counter() - begin:.0f} s", flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"{counts}; slowest {slowest_s:.2f} s; peak {peak_mb:.0f} MB")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
