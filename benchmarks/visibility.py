"""How fast visibility is, what it costs on plans of any size, and whether it is right.

``python benchmarks/visibility.py`` prints, for drawn schools and the third-party maps where
SIGHTLINE_TEST_DATA names their folder, what one view takes: one by one in plain Python, many at
once in plain Python and compiled (the least of several rounds taken in turns), unlimited and within
20 m. Beside it stands each rival in the same process, with its largest relative difference.

Then the same against the size of the plan, 10² to 10⁵ vertices, with the power of the size that
each figure follows (1 is in proportion, 0 not at all) and the memory that the process has had at
most; 100,000 views on 12,000 vertices; and the way from walls to a mesh.

``--plot FILE`` draws the growth. ``--agreement`` compares 1,000 places a map with the independent
sweep, ``--hard`` meshes plans of as many corners as are allowed, and of a million; both take
minutes. Everything runs on one core.
"""

import argparse
import math
import resource
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon

# Not the folder of this program: its coverage.py would hide the package that numba asks for.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.plans import (  # noqa: E402
    Places,
    hard_plans,
    places_in,
    school,
    school_walls,
    third_party_maps,
)
from benchmarks.rivals import RIVALS, absent  # noqa: E402
from pipeline.errors import GeometryError  # noqa: E402
from pipeline.geometry.free_space import _between, free_space  # noqa: E402
from pipeline.geometry.mesh import Mesh, triangulated  # noqa: E402
from pipeline.geometry.region import MAX_CORNERS, Region, checked_polygon  # noqa: E402
from pipeline.geometry.visibility import visibility_polygon  # noqa: E402
from pipeline.geometry.visibility_batch import visible_batch  # noqa: E402
from tests.geometry.sweep import swept  # noqa: E402

RANGE_M = 20.0
ROUNDS = 7
WAYS = ("single", "plain", "plain 20 m", "compiled", "compiled 20 m")
TARGETS_US = dict(zip(WAYS, (700.0, 700.0, 700.0, 6.0, 4.0), strict=True))
SIZES = ((1, 5), (3, 17), (10, 50), (31, 40), (124, 40))
"""Corridors and rooms of schools of about 100, 1,000, 10,000, 25,000 and 100,000 vertices."""


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Return what a piece of work takes at least."""
    best = math.inf
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def peak_mb() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ways_to_look(mesh: Mesh, places: Places) -> dict[str, Callable[[], object]]:
    """Return each way to look from all places; the compiled ones only where numba is installed."""
    found: dict[str, Callable[[], object]] = {
        "single": lambda: [visibility_polygon(mesh, *place) for place in places.tolist()],
        "plain": lambda: visible_batch(mesh, places, compiled=False),
        "plain 20 m": lambda: visible_batch(mesh, places, RANGE_M, compiled=False),
    }
    if find_spec("numba"):
        found["compiled"] = lambda: visible_batch(mesh, places, compiled=True)
        found["compiled 20 m"] = lambda: visible_batch(mesh, places, RANGE_M, compiled=True)
    return found


def microseconds(mesh: Mesh, places: Places) -> dict[str, float]:
    """Return what a view takes each way; plain ones take fewer rounds, and fewer places."""
    # What is made on first use belongs to the mesh.
    visible_batch(mesh, places[:1], compiled=False)
    few, best = places[:300], dict.fromkeys(ways_to_look(mesh, places), math.inf)
    for number in range(ROUNDS):
        for name in best:
            compiled = name.startswith("compiled")
            if compiled or number < 2:
                looked = places if compiled else few
                took_us = 1e6 * seconds(ways_to_look(mesh, looked)[name]) / len(looked)
                best[name] = min(best[name], took_us)
    return best


def print_maps(named: dict[str, Region], count: int, queries: int) -> None:
    """Print what a view takes on each map, and what the rivals take and how far off they are."""
    print(f"us a view; single and plain 300 places a map, compiled {count}, rivals {queries}\n")
    print(f"{'map':<16}{'vertices':>9}{'mesh ms':>9}" + "".join(f"{way:>14}" for way in WAYS))
    rival_rows = []
    for name, free in named.items():
        begin = time.perf_counter()
        mesh = triangulated(free)
        mesh_ms, places = 1e3 * (time.perf_counter() - begin), places_in(free, count)
        figures = microseconds(mesh, places)
        row = "".join(f"{figure:>14.1f}" for figure in figures.values())
        print(f"{name:<16}{len(mesh.vertices):>9}{mesh_ms:>9.1f}{row}")
        rival_rows.append(f"{name:<16}{rival_row(free, mesh, places[:queries], figures['single'])}")
    print(f"{'at most':<34}" + "".join(f"{figure:>14.1f}" for figure in TARGETS_US.values()))
    print("\nrivals: us a view, times a single one of ours, largest relative difference")
    named_rivals = [name for name in RIVALS if name not in absent()]
    print(f"{'map':<16}" + "".join(f"{name:>26}" for name in named_rivals))
    print(*rival_rows, sep="\n")
    if absent():
        print(f"left out, since not installed: {', '.join(absent())}")


def rival_row(free: Region, mesh: Mesh, places: Places, single_us: float) -> str:
    """Return, for each rival: microseconds, times ours, and the largest relative difference."""
    row = ""
    for name, prepared in RIVALS.items():
        if name not in absent():
            look, views = prepared(free), []
            took_s = seconds(lambda look=look, views=views: views.extend(look(*p) for p in places))
            took_us = 1e6 * took_s / len(places)
            off = max(
                difference(visibility_polygon(mesh, *place), view.buffer(0))
                for place, view in zip(places, views, strict=True)
            )
            row += f"{took_us:>11.0f}{took_us / single_us:>7.0f}x {off:.0e}"
    return row


def difference(seen: Region, wanted: Region) -> float:
    """Return the symmetric difference relative to what is wanted, at least that of the areas.

    GEOS snaps corners that nearly meet, and then finds no difference at all.
    """
    off_m2 = max(seen.symmetric_difference(wanted).area, abs(seen.area - wanted.area))
    return float(off_m2 / wanted.area)


def print_growth(plot: Path | None) -> None:
    """Print all figures against the size of the plan, and the power of it that each follows."""
    columns = ("mesh", *ways_to_look(triangulated(school(1, 5)), np.empty((0, 2))))
    print(
        f"\n{'vertices':>9}{'mesh ms':>9}" + "".join(f"{way:>14}" for way in columns[1:]) + "  MB"
    )
    sizes, rows = [], []
    for corridors, rooms in SIZES:
        free = school(corridors, rooms)
        mesh_s = seconds(lambda free=free: triangulated(free), 2)
        mesh = triangulated(free)
        figures = microseconds(mesh, places_in(free, 1000))
        sizes.append(len(mesh.vertices))
        rows.append([1e3 * mesh_s, *figures.values()])
        row = "".join(f"{figure:>14.1f}" for figure in figures.values())
        print(f"{sizes[-1]:>9}{1e3 * mesh_s:>9.1f}{row}{peak_mb():>6.0f}")
    slopes = np.polyfit(np.log(sizes), np.log(rows), 1)[0]
    print(f"{'power':>9}{slopes[0]:>9.2f}" + "".join(f"{slope:>14.2f}" for slope in slopes[1:]))
    if plot:
        drawn(plot, np.array(sizes), np.array(rows), columns)


def drawn(
    plot: Path, sizes: NDArray[np.float64], rows: NDArray[np.float64], columns: tuple[str, ...]
) -> None:
    """Write the growth as a picture."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 5))
    for name, column in zip(columns, rows.T, strict=True):
        label = "mesh, ms" if name == "mesh" else f"view, {name}, us"
        axes.loglog(sizes, column, marker="o", label=label)
    axes.set_xlabel("vertices of the plan")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(plot, dpi=150, bbox_inches="tight")
    print(f"drawn: {plot}")


def print_many() -> None:
    """Print the time of 100,000 views on 12,000 vertices, after compilation."""
    if not find_spec("numba"):
        print("\n100,000 views: left out, since numba is not installed")
        return
    free = school(15, 40)
    mesh, places = triangulated(free), places_in(free, 100_000)
    print(f"\n{len(places)} views on {len(mesh.vertices)} vertices, below 0.3 s within 20 m:")
    for range_m in (None, RANGE_M):
        look = lambda r=range_m: visible_batch(mesh, places, r, compiled=True)  # noqa: E731
        look()
        print(f"  {'unlimited' if range_m is None else '20 m':<10}{seconds(look, 3):>7.3f} s")


def print_walls() -> None:
    """Print the time from the walls of a school to a mesh, as the product goes about it."""
    print("\nwalls to a mesh, below 1.5 s for 10,000 walls:")
    for corridors in (13, 42):
        outline, walls = school_walls(corridors, 40)
        _between.cache_clear()
        begin = time.perf_counter()
        free = free_space(outline, walls)
        free_s = time.perf_counter() - begin
        mesh_s = seconds(lambda free=free: triangulated(free))
        print(f"  {len(walls):>6} walls {free_s + mesh_s:.2f} s ({free_s:.2f} + {mesh_s:.2f})")


def print_agreement(named: dict[str, Region], count: int) -> None:
    """Print how far views are off the independent sweep, and how many are valid polygons."""
    print(f"\nagreement with the sweep at {count} places a map")
    for name, free in named.items():
        mesh, worst, valid = triangulated(free), 0.0, 0
        for place in places_in(free, count).tolist():
            seen = visibility_polygon(mesh, *place)
            valid += seen.is_valid
            worst = max(worst, difference(seen, swept(free, *place)))
        print(f"  {name:<16} largest difference {worst:.1e}, {100 * valid / count:g} % valid")


def print_hard() -> None:
    """Print what free spaces cost that are hard to mesh, and that a million corners are refused."""
    print(f"\nhard free spaces of {MAX_CORNERS} corners: seconds, and megabytes so far")
    for name, plan in hard_plans(MAX_CORNERS - 10).items():
        steps = ", ".join(hard_steps(plan))
        print(f"  {name:<14} {steps}; {peak_mb():.0f} MB", flush=True)
    for name, plan in hard_plans(1_000_000).items():
        begin = time.perf_counter()
        try:
            checked_polygon(plan, name)
        except GeometryError as error:
            print(f"  refused in {time.perf_counter() - begin:.2f} s: {error}")


def hard_steps(plan: Polygon) -> Iterator[str]:
    """Yield what each step from a floor to a view takes."""
    yield f"free {seconds(lambda: free_space(plan, [plan.centroid.buffer(0.1)])):.1f}"
    begin = time.perf_counter()
    mesh = triangulated(plan)
    yield f"mesh {time.perf_counter() - begin:.1f}"
    place = places_in(plan, 1)[0].tolist()
    yield f"first view {seconds(lambda: visibility_polygon(mesh, *place)):.1f}"


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--places", type=int, default=1000, help="a map (default 1000)")
    parser.add_argument("--queries", type=int, default=20, help="of rivals a map (default 20)")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth")
    parser.add_argument("--agreement", action="store_true", help="compare with the sweep only")
    parser.add_argument("--hard", action="store_true", help="mesh hard plans only")
    arguments = parser.parse_args()
    maps = third_party_maps()
    if arguments.agreement:
        print_agreement(maps or {"school-2x12": school(2, 12)}, arguments.places)
    if arguments.hard:
        print_hard()
    if not (arguments.agreement or arguments.hard):
        drawn_maps = {"school-2x12": school(2, 12), "school-15x40": school(15, 40)}
        print_maps(drawn_maps | maps, arguments.places, arguments.queries)
        print_growth(arguments.plot)
        print_many()
        print_walls()


if __name__ == "__main__":
    main()
