"""Cameras placed: how few, how far from the least that is proven, how soon.

``python benchmarks/placement.py [ROW …] [--seconds S] [--seeds N …]``

Rows: `small` (a campus of 100 × 80 m with five buildings), `big` (180 × 140 m, nine), `gaps` (the
big one with 40 cameras that hang already and stay), `turns` (20 schools with eight cameras, well
aimed, five of which are then turned away: re-aimed alone), `growth` (campuses of rising size),
`demo` and `village` (schools that ship), and `maps` (third-party maps, where SIGHTLINE_TEST_DATA
names their folder); all without any.

Each row: points at which a person may stand (witnesses), options that were
weighed of those tried, and of the first problem, in cameras, what greedy, local search and the
exact solver find, the bound, and the seconds of the three; then what an exact audit of the answer
says (blind spots), after how many rounds, at what cost and bound, and all the seconds. A post
costs half as much as a camera more.

The bound speaks of the options weighed, each by what it is estimated to see, and of the points: no
choice of those options that covers those points costs less. The gap is what lies between that and
the cost of an answer that passed the exact audit. `safe` draws `--plans` small plans by chance, of
which every one that is told as covered is audited anew, and counts those with a blind spot.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from shapely import Polygon

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.campuses import (  # noqa: E402
    campus,
    turned_away,
    watched,
    watched_campus,
    yard_profile,
)
from benchmarks.plans import third_party_maps  # noqa: E402
from pipeline.config.class_file import load_classes  # noqa: E402
from pipeline.config.profile_file import load_profile  # noqa: E402
from pipeline.config.site_file import load_site  # noqa: E402
from pipeline.coverage.cover_floor import cover_floor  # noqa: E402
from pipeline.domain.camera_class import CameraClass  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.lens import Lens  # noqa: E402
from pipeline.domain.requirement import Profile  # noqa: E402
from pipeline.domain.site import Floor, Occluder  # noqa: E402
from pipeline.domain.zone import Zone  # noqa: E402
from pipeline.geometry.region import polygons  # noqa: E402
from pipeline.placement.closing import closed  # noqa: E402
from pipeline.placement.goal import Goal  # noqa: E402
from pipeline.placement.stock import UNITS  # noqa: E402
from pipeline.placement.task import task_of  # noqa: E402

PLAIN = CameraClass("plain", Label("84°", "84°"), "bullet", Lens(84.0), 1920, 1440, 1)
HEAD = (
    "row             witnesses options tried  greedy search exact  bound  1st s |"
    " blind rounds cost bound gap%   all s"
)
SCHOOLS, HELD = 20, 40
SAFE_S = 2.0


def measured(
    name: str, floor: Floor, profile: Profile, classes: tuple[CameraClass, ...], goal: Goal
) -> None:
    """Place cameras on a floor, audit what comes out, and print a row."""
    begun = time.perf_counter()
    task = task_of(floor, profile)
    answer = closed(task, classes, goal, time.monotonic)
    took_s = time.perf_counter() - begun
    hung = replace(floor, cameras=tuple(each.camera for each in answer.hung))
    audit = cover_floor(hung, profile, task.scene, diagnosed=False)
    cost, bound = answer.cost / UNITS, answer.bound / UNITS
    print(
        f"{name:<16}{answer.witnesses:>9}{answer.options:>8}{answer.tried:>7}"
        f"{answer.greedy / UNITS:>7.1f}{answer.searched / UNITS:>7.1f}"
        f"{answer.first_cost / UNITS:>7.1f}{answer.first_bound / UNITS:>7.1f}"
        f"{answer.first_solver_s:>7.1f} |{len(audit.blind_spots):>5}"
        f"{answer.rounds:>7}{cost:>6.1f}{bound:>6.1f}"
        f"{100.0 * max(0.0, cost - bound) / max(cost, 1e-9):>5.1f}{took_s:>8.1f}",
        flush=True,
    )


def small(seconds: float, seed: int = 1) -> None:
    """Measure a campus of five buildings."""
    floor = campus(100, 80, 5, seed)
    measured(f"100x80, 5 #{seed}", floor, yard_profile(), (PLAIN,), Goal(seconds=seconds))


def big(seconds: float, seed: int = 1) -> None:
    """Measure a campus of nine buildings."""
    floor = campus(180, 140, 9, seed)
    measured(f"180x140, 9 #{seed}", floor, yard_profile(), (PLAIN,), Goal(seconds=seconds))


def gaps(seconds: float) -> None:
    """Measure what closes the gaps of 40 cameras that stay, chosen for most of a campus."""
    floor, profile = campus(180, 140, 9, 1), yard_profile()
    task = task_of(floor, profile)
    first = closed(task, (PLAIN,), Goal(seconds=20.0), time.monotonic)
    hung = tuple(replace(first.hung[n].camera, id=f"k{n}") for n in first.order[:HELD])
    held = replace(floor, cameras=hung)
    now_pct = 100.0 * task.covered_m2(task.look(hung)) / task.required_m2
    print(f"{len(hung)} cameras cover {now_pct:.1f} %")
    goal = Goal(seconds=seconds, means=("add",))
    measured("gaps of 40", held, profile, (PLAIN,), goal)


def turns(seconds: float) -> None:
    """Measure how much of what mis-aimed cameras lose is recovered by turning alone."""
    shares = []
    goal = Goal(seconds=seconds, means=("turn",))
    for seed in range(SCHOOLS):
        profile, floor = yard_profile(25.0), watched_campus(seed)
        planned = closed(task_of(floor, profile), (PLAIN,), goal, time.monotonic)
        truly = replace(floor, cameras=tuple(each.camera for each in planned.hung))
        askew = turned_away(truly, profile, seed)
        task = task_of(askew, profile)
        right, wrong = (task.covered_m2(task.look(f.cameras)) for f in (truly, askew))
        begun = time.perf_counter()
        answer = closed(task, (PLAIN,), goal, time.monotonic)
        share = (answer.covered_m2 - wrong) / (right - wrong)
        shares.append(share)
        print(
            f"school {seed:>2}: {100 * right / task.required_m2:5.1f} % aimed,"
            f" {100 * wrong / task.required_m2:5.1f} % askew,"
            f" {100 * answer.covered_m2 / task.required_m2:5.1f} % re-aimed:"
            f" {100 * share:5.1f} % recovered in {time.perf_counter() - begun:.1f} s",
            flush=True,
        )
    print(f"least {100 * min(shares):.1f} %, median {100 * float(np.median(shares)):.1f} %")


def growth(seconds: float) -> None:
    """Measure campuses of rising size."""
    for buildings, scale in ((2, 0.5), (4, 0.75), (6, 1.1), (9, 1.5)):
        floor = campus(100 * scale, 80 * scale, buildings, 2)
        measured(
            f"{100 * scale:.0f}x{80 * scale:.0f}, {buildings}",
            floor,
            yard_profile(),
            (PLAIN,),
            Goal(seconds=seconds),
        )


def of_site(name: str) -> Callable[[float], None]:
    """Return what measures a school that ships."""

    def measure(seconds: float) -> None:
        path = Path(__file__).parents[1] / "floorplans" / name / "site.yaml"
        usual = tuple(each for each in load_classes() if each.usual)
        for floor in load_site(path).floors:
            measured(name, floor, load_profile("full-coverage"), usual, Goal(seconds=seconds))

    return measure


def maps(seconds: float) -> None:
    """Measure parts of third-party maps, brought to the size of a school."""
    for name, free in third_party_maps().items():
        (outer,) = polygons(free)
        side = math.sqrt(outer.area / 8000.0)
        shape = Polygon(
            [(x / side, y / side) for x, y in outer.exterior.coords],
            [[(x / side, y / side) for x, y in ring.coords] for ring in outer.interiors],
        )
        label = Label(name, name)
        solids = tuple(
            Occluder(f"w{n}", "wall", Polygon(ring)) for n, ring in enumerate(shape.interiors)
        )
        outline = Polygon(shape.exterior)
        floor = Floor(name, label, outline, solids, (Zone("all", "yard", label, outline),))
        measured(name[:15], floor, yard_profile(), (PLAIN,), Goal(seconds=seconds))


def safe(plans: int, first: int = 0) -> None:
    """Count small plans told as covered, and those of them in which an exact audit finds a spot."""
    told = wrong = 0
    for seed in range(first, first + plans):
        floor, profile, goal = drawn(seed)
        answer = closed(task_of(floor, profile), (PLAIN,), goal, time.monotonic)
        if not answer.blind:
            hung = replace(floor, cameras=tuple(each.camera for each in answer.hung))
            told += 1
            wrong += bool(cover_floor(hung, profile, diagnosed=False).blind_spots)
    print(
        f"{plans} plans from {first} on: {told} told as covered, {wrong} of them with a blind spot",
        flush=True,
    )


def drawn(seed: int) -> tuple[Floor, Profile, Goal]:
    """Return a small plan drawn by chance, with a density and what may be done."""
    chance = np.random.default_rng(seed)
    wide, deep = chance.uniform(34.0, 50.0), chance.uniform(28.0, 40.0)
    floor = campus(wide, deep, 1, seed)
    if chance.random() < 0.5:
        floor = replace(floor, cameras=watched(floor, seed, int(chance.integers(1, 6))))
    profile = yard_profile(float(chance.choice((12.5, 25.0, 35.0))))
    return floor, profile, Goal(seconds=SAFE_S, spare=bool(chance.random() < 0.1))


DRAWN: dict[str, Callable[[float, int], None]] = {"small": small, "big": big}
"""Rows of campuses that are drawn by chance, so that others can be asked for."""

ROWS: dict[str, Callable[[float], None]] = {
    "gaps": gaps,
    "turns": turns,
    "growth": growth,
    "demo": of_site("demo-school"),
    "village": of_site("village-school"),
    "maps": maps,
}


def main() -> None:
    """Measure the rows that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join([*DRAWN, *ROWS]))
    parser.add_argument("--plans", type=int, default=100, help="of the row safe (default 100)")
    parser.add_argument("--first", type=int, default=0, help="plan of the row safe (default 0)")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1], help="of the rows small and big (default 1)"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="for each (default 60)")
    arguments = parser.parse_args()
    known = [*DRAWN, *ROWS, "safe"]
    if unknown := set(arguments.rows) - set(known):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    print(HEAD)
    for name in arguments.rows or known:
        if name == "safe":
            safe(arguments.plans, arguments.first)
        elif name in DRAWN:
            for seed in arguments.seeds:
                DRAWN[name](arguments.seconds, seed)
        else:
            ROWS[name](arguments.seconds)


if __name__ == "__main__":
    main()
