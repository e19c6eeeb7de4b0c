"""How fast a floor is audited: from walls to a mesh, then from cameras to a verdict.

``python benchmarks/coverage.py [--cameras N …] [--corridors N …] [--plot FILE]``

Schools of growing size (`benchmarks/campus.py`) are covered under one clause, with the default
mounting tolerance: guaranteed and nominal view, blind spots with causes and remedies, N-1. The
plan's mesh is made once and timed apart. No two cameras hang at the same height and tilt, nor any
as in another round, so that none takes over the outline of another, unless `--alike` is given; nor
is the free space of an earlier round taken over.
Figures are the least of some rounds, of wall-clock time and of this process's own time; the second
is the fairer where the machine is busy.

The rival is the usual way: a fan of rays to the nearest wall, one polygon for each camera, one
union (shapely, on one core). It knows nothing of tolerances, heights, causes or N-1; it is timed on
the same plan within the same run, and its error is printed as the area that it calls covered though
it is not.

The last lines move one camera among a hundred, and say how the time grows: 1 is in proportion.
"""

import argparse
import math
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon, STRtree

# In place of this folder, whose coverage.py would hide the package of that name from numba.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.campus import school_of, seen_profile  # noqa: E402
from pipeline.coverage.cover_floor import cover_floor  # noqa: E402
from pipeline.coverage.drawing import _drawing  # noqa: E402
from pipeline.coverage.optics.outline import nominal_outline  # noqa: E402
from pipeline.coverage.rest import covered_m2, rest_of  # noqa: E402
from pipeline.coverage.scene import Scene, scene_of  # noqa: E402
from pipeline.domain.camera import Camera  # noqa: E402
from pipeline.domain.coverage import CoverageMap  # noqa: E402
from pipeline.domain.requirement import Look  # noqa: E402
from pipeline.domain.site import Floor  # noqa: E402

CAMERAS = (10, 100, 1000)
CORRIDORS = (1, 5, 42)
TARGETS_S = {100: 1.0, 1000: 5.0}
TARGET_MESH_S, TARGET_MOVE_MS = 1.5, 5.0
RAYS = 360
ROUNDS = 3
REACH_M = 60.0
LOOK = Look(0.0, 25.0)
MEGABYTE = 1024.0


@dataclass(frozen=True)
class Row:
    """One audit: seconds by the clock and by this process, and what came out of it."""

    walls: int
    corners: int
    cameras: int
    mesh_s: float
    audit_s: float
    own_s: float
    covered_pct: float
    blind_spots: int
    peak_mb: float


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the least seconds of some rounds, by the clock and by this process's own time."""
    least = [math.inf, math.inf]
    for _ in range(rounds):
        begin = time.perf_counter(), time.process_time()
        work()
        took = time.perf_counter() - begin[0], time.process_time() - begin[1]
        least = [min(pair) for pair in zip(least, took, strict=True)]
    return least[0], least[1]


def meshed(floor: Floor) -> Scene:
    """Return the scene of a floor with the mesh between all its walls, made from the walls."""
    _drawing.cache_clear()
    scene = scene_of(floor)
    scene.walls(np.ones(len(floor.occluders), dtype=np.bool_))
    return scene


def measured(corridors: int, cameras: int, rounds: int, *, alike: bool) -> Row:
    """Return what one size takes; the first audit of a process compiles, and is left out."""
    floors = [school_of(corridors, cameras, alike=alike, lift_m=2e-5 * n) for n in range(rounds)]
    floor, profile = floors[0], seen_profile()
    mesh_s, _ = timed(lambda: meshed(floor), rounds)
    scene, audits = meshed(floor), list[CoverageMap]()

    def audit() -> None:
        _drawing.cache_clear()
        audits.append(cover_floor(floors.pop(), profile, scene))

    audit_s, own_s = timed(audit, rounds)
    coverage = audits[-1]
    return Row(
        walls=len(floor.occluders),
        corners=4 * len(floor.occluders),
        cameras=cameras,
        mesh_s=mesh_s,
        audit_s=audit_s,
        own_s=own_s,
        covered_pct=100.0 * coverage.covered.area / coverage.required.area,
        blind_spots=len(coverage.blind_spots),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
    )


def fan(camera: Camera, walls: Sequence[Polygon], tree: STRtree) -> Polygon:
    """Return what a fan of rays sees: each ray to the nearest wall, the ends joined."""
    angles = np.linspace(0.0, 2.0 * math.pi, RAYS, endpoint=False)
    foot = np.array([camera.x_m, camera.y_m])
    ends = foot + REACH_M * np.column_stack((np.cos(angles), np.sin(angles)))
    rays = shapely.linestrings(np.stack((np.broadcast_to(foot, ends.shape), ends), axis=1))
    ray, wall = tree.query(rays, predicate="intersects")
    met = shapely.intersection(rays[ray], np.array(walls, dtype=object)[wall])
    away_m = np.full(RAYS, REACH_M)
    np.minimum.at(away_m, ray, shapely.distance(met, shapely.Point(foot)))
    return Polygon(foot + away_m[:, None] * np.column_stack((np.cos(angles), np.sin(angles))))


def usual_way(floor: Floor) -> shapely.Geometry:
    """Return what the rival calls covered: fans cut by the same picture and density, united."""
    walls = [occluder.footprint for occluder in floor.occluders]
    tree = STRtree(walls)
    cones = [
        fan(camera, walls, tree).buffer(0).intersection(nominal_outline(camera, LOOK, REACH_M))
        for camera in floor.cameras
    ]
    required = shapely.union_all([zone.area for zone in floor.zones])
    return shapely.union_all(cones).intersection(required)


def print_rival(corridors: int, cameras: int) -> None:
    """Print the usual way beside ours on one size."""
    floor, profile = school_of(corridors, cameras), seen_profile()
    scene, coverages, others = meshed(floor), list[CoverageMap](), list[shapely.Geometry]()
    cover_floor(floor, profile, scene)
    ours_s, _ = timed(lambda: coverages.append(cover_floor(floor, profile, scene)), 2)
    theirs_s, _ = timed(lambda: others.append(usual_way(floor)), 2)
    wrong_m2 = others[-1].difference(coverages[-1].nominal).area
    print(
        f"\n{cameras} cameras, {len(floor.occluders)} walls: ours {ours_s:.2f} s with tolerance,"
        f" causes, remedies and N-1;\n  a fan of {RAYS} rays {theirs_s:.2f} s"
        f" ({theirs_s / ours_s:.1f} times ours), and {wrong_m2:.2f} m² covered that are not"
    )


def print_move(corridors: int, cameras: int) -> None:
    """Print what it takes to the new covered area when one camera is dragged along."""
    floor, profile = school_of(corridors, cameras), seen_profile()
    moved = floor.cameras[cameras // 2]
    rest = rest_of(floor, profile, moved.id)
    took_ms = []
    for step in range(200):
        begin = time.perf_counter()
        covered_m2(rest, replace(moved, x_m=moved.x_m + 0.02 * step, pan_deg=0.7 * step))
        took_ms.append(1e3 * (time.perf_counter() - begin))
    p50, p95 = np.percentile(took_ms, [50, 95])
    print(
        f"\none camera moved among {cameras}, {len(floor.occluders)} walls: median {p50:.2f} ms,"
        f" 95 % within {p95:.2f} ms   target below {TARGET_MOVE_MS:g} ms"
    )


def growth(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return the power of x that y follows (least squares on logarithms)."""
    return float(np.polyfit(np.log(xs), np.log(ys), 1)[0])


def print_growth(rows: Sequence[Row]) -> None:
    """Print how audits grow with cameras on the largest plan, and meshes with corners."""
    largest = max(row.walls for row in rows)
    by_cameras = [row for row in rows if row.walls == largest]
    if len(by_cameras) > 1:
        power = growth([r.cameras for r in by_cameras], [r.own_s for r in by_cameras])
        print(f"\nan audit grows with cameras ** {power:.2f}")
    sizes = {row.corners: row.mesh_s for row in rows}
    if len(sizes) > 1:
        print(f"a mesh grows with corners ** {growth(list(sizes), list(sizes.values())):.2f}")


def plot(rows: Sequence[Row], path: Path) -> None:
    """Draw the seconds of an audit against its cameras, one line a plan, and save it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.2), layout="constrained")
    axes = figure.add_subplot()
    for walls in sorted({row.walls for row in rows}):
        line = sorted((r.cameras, r.own_s) for r in rows if r.walls == walls)
        axes.loglog(*zip(*line, strict=True), marker="o", label=f"{walls} walls")
    axes.loglog(list(TARGETS_S), list(TARGETS_S.values()), "k_", markersize=14, label="target")
    axes.set(xlabel="cameras", ylabel="seconds, full audit", title="One floor, mesh made once")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cameras", nargs="+", type=int, default=CAMERAS)
    parser.add_argument("--corridors", nargs="+", type=int, default=CORRIDORS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--alike", action="store_true", help="all of one height and tilt")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the table, as PNG or SVG")
    arguments = parser.parse_args()
    measured(1, 10, 1, alike=arguments.alike)
    print("  walls  corners  cameras  mesh s  audit s  own s  ms/camera  covered  spots  peak MB")
    rows = []
    for corridors in arguments.corridors:
        for cameras in arguments.cameras:
            row = measured(corridors, cameras, arguments.rounds, alike=arguments.alike)
            rows.append(row)
            target = TARGETS_S.get(cameras)
            print(
                f"{row.walls:>7}{row.corners:>9}{row.cameras:>9}{row.mesh_s:>8.2f}"
                f"{row.audit_s:>9.2f}{row.own_s:>7.2f}{1e3 * row.own_s / row.cameras:>11.2f}"
                f"{row.covered_pct:>8.1f}%{row.blind_spots:>7}{row.peak_mb:>9.0f}"
                + (f"   target below {target:g} s" if target else "")
            )
    print(f"mesh: target below {TARGET_MESH_S:g} s for 10,000 walls")
    print_growth(rows)
    print_rival(max(arguments.corridors), 100)
    print_move(max(arguments.corridors), 100)
    if arguments.plot:
        plot(rows, arguments.plot)


if __name__ == "__main__":
    main()
