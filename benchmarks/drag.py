"""How soon the planner paints what a dragged camera sees: a real Chromium before the real page.

``python benchmarks/drag.py [--cameras N …] [--corridors N] [--moves N] [--only PART]``

A school of `benchmarks/campus.py` of 5,000 walls is served on loopback, and its planner opened in
a headless Chromium. One camera is dragged over the board by pointer events; what is told is the
time from when the page gets each event to after the paint that shows it, and from the event's own
time, since when a browser lets it wait for the next frame. Then the camera is let go, and the time
is told until the server's exact numbers are on the page.

The rival is a fan of rays to the nearest wall, found by a grid, for the same camera and walls in
the same browser and run: it is not exact, and knows no meter. What the browser says to be covered
is held against Python's nominal coverage, on such a school, the demo school, the floors of a
university (`$SIGHTLINE_TEST_DATA`) and yards drawn by seed.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from shapely import Polygon

sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.campus import school_of  # noqa: E402
from benchmarks.campuses import watched_campus, yard_profile  # noqa: E402
from pipeline.config.embedded import embedded  # noqa: E402
from pipeline.config.profile_file import load_profile  # noqa: E402
from pipeline.config.site_file import load_site  # noqa: E402
from pipeline.coverage.cover_floor import cover_floor  # noqa: E402
from pipeline.coverage.stage import stage_of  # noqa: E402
from pipeline.domain.camera import Camera  # noqa: E402
from pipeline.domain.label import Label  # noqa: E402
from pipeline.domain.lens import Lens  # noqa: E402
from pipeline.domain.requirement import Profile  # noqa: E402
from pipeline.domain.site import Floor  # noqa: E402
from pipeline.geometry.overlay import both  # noqa: E402
from pipeline.report.scene_json import stage_document  # noqa: E402
from tests.web.geometry_page import geometry_page  # noqa: E402
from tests.web.serving import BROWSER, FLAGS, page_of, serving  # noqa: E402

TARGETS_MS = {100: (5.0, 16.0), 1000: (None, 33.0)}
TARGET_EXACT_MS, TARGET_PCT = 150.0, 0.5
PROFILE = """format: 1
id: seen
name: {zh: 看见, en: seen}
clauses:
  - id: seen
    wording: {zh: 看见, en: seen}
    kinds: [corridor]
    plane_m: 0.0
    density_px_per_m: 25.0
    source: user
"""

WATCH = """() => {
  window.took ??= { paint: [], work: [], input: [] };
  if (window.watched) return;
  window.watched = true;
  let began = 0;
  addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    const at = performance.now();
    began = at;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        window.took.paint.push(performance.now() - at);
        window.took.input.push(performance.now() - event.timeStamp);
      };
      channel.port2.postMessage(null);
    });
  }, { capture: true });
  addEventListener("pointermove", (event) => {
    if (event.buttons) window.took.work.push(performance.now() - began);
  });
}"""

SIGN = """(id) => {
  const sign = document.querySelector(`.camera[data-id="${id}"]`);
  const box = sign.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""

FAN = """async ({ scene, moves, rays }) => {
  const cell = 8, walls = [];
  for (const { points } of scene.occluders) {
    points.forEach(([x, y], n) => {
      const [u, v] = points[(n + 1) % points.length];
      walls.push([x, y, u, v]);
    });
  }
  const grid = new Map();
  walls.forEach((wall, n) => {
    const [x0, x1] = [Math.min(wall[0], wall[2]), Math.max(wall[0], wall[2])];
    const [y0, y1] = [Math.min(wall[1], wall[3]), Math.max(wall[1], wall[3])];
    for (let i = Math.floor(x0 / cell); i <= Math.floor(x1 / cell); i++) {
      for (let j = Math.floor(y0 / cell); j <= Math.floor(y1 / cell); j++) {
        const key = i * 65536 + j;
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(n);
      }
    }
  });
  const fan = (x, y, reach) => {
    const near = new Set();
    for (let i = Math.floor((x - reach) / cell); i <= Math.floor((x + reach) / cell); i++) {
      for (let j = Math.floor((y - reach) / cell); j <= Math.floor((y + reach) / cell); j++) {
        for (const n of grid.get(i * 65536 + j) ?? []) near.add(n);
      }
    }
    const sorted = [];
    for (const n of near) {
      const [ax, ay, bx, by] = walls[n];
      const ex = bx - ax, ey = by - ay, long = ex * ex + ey * ey;
      const share = long ? Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / long)) : 0;
      sorted.push([Math.hypot(ax + share * ex - x, ay + share * ey - y), ax, ay, ex, ey]);
    }
    sorted.sort((a, b) => a[0] - b[0]);
    const ends = [];
    for (let k = 0; k < rays; k++) {
      const turn = (2 * Math.PI * k) / rays, dx = Math.cos(turn), dy = Math.sin(turn);
      let best = reach;
      for (const [least, ax, ay, ex, ey] of sorted) {
        if (least >= best) break;
        const across = dx * ey - dy * ex;
        if (across === 0) continue;
        const away = ((ax - x) * ey - (ay - y) * ex) / across;
        const share = ((ax - x) * dy - (ay - y) * dx) / across;
        if (away > 0 && away < best && share >= 0 && share <= 1) best = away;
      }
      ends.push(x + best * dx, y + best * dy);
    }
    return ends;
  };
  const { Floor } = await import("/geometry/floor.js");
  const floor = new Floor(scene);
  const { id, x_m, y_m, pan_deg } = scene.cameras[Math.floor(scene.cameras.length / 2)];
  const took = { ours: [], rays: [] };
  for (let n = 0; n < moves; n++) {
    const x = x_m + 0.05 * (n % 40);
    let begin = performance.now();
    floor.move(id, { x_m: x, pan_deg: pan_deg + n });
    floor.conePath(id);
    floor.blindPath();
    took.ours.push(performance.now() - begin);
    begin = performance.now();
    fan(x, y_m, 60);
    took.rays.push(performance.now() - begin);
  }
  return took;
}"""


def percentiles(took_ms: Sequence[float]) -> tuple[float, float]:
    """Return the median, and what 95 in 100 stay below."""
    p50, p95 = np.percentile(np.array(took_ms), [50, 95])
    return float(p50), float(p95)


def ring(shape: Polygon) -> list[list[float]]:
    """Return the corners of a polygon as a site file has them."""
    return [[x, y] for x, y in shape.exterior.coords[:-1]]


def site_value(floor: Floor) -> dict[str, Any]:
    """Return a floor as the plain value of a site file."""
    return {
        "format": 1,
        "id": "bench",
        "name": {"zh": "测", "en": "bench"},
        "floors": [
            {
                "id": floor.id,
                "name": {"zh": "一", "en": "one"},
                "outline": ring(floor.outline),
                "occluders": [
                    {"id": o.id, "kind": "wall", "ring": ring(o.footprint)} for o in floor.occluders
                ],
                "zones": [
                    {
                        "id": z.id,
                        "kind": z.kind,
                        "name": {"zh": z.id, "en": z.id},
                        "ring": ring(z.area),
                    }
                    for z in floor.zones
                ],
                "cameras": [
                    {
                        "id": c.id,
                        "position": [c.x_m, c.y_m],
                        "height_m": c.height_m,
                        "pan_deg": c.pan_deg,
                        "tilt_deg": c.tilt_deg,
                        "hfov_deg": c.lens.hfov_deg,
                        "picture": [c.width_px, c.height_px],
                    }
                    for c in floor.cameras
                ],
            }
        ],
    }


def dragged(page: Any, camera_id: str, moves: int, releases: int) -> dict[str, list[float]]:
    """Drag a camera by pointer events, let it go some times, and return what each took, in ms."""
    page.evaluate(WATCH)
    exact_ms = []
    for _ in range(releases):
        x, y = page.evaluate(SIGN, camera_id)
        page.mouse.move(x, y)
        page.mouse.down()
        for n in range(moves // releases):
            page.mouse.move(x + 6 + 0.4 * n, y + (n % 7))
        begin = time.perf_counter()
        with page.expect_response("**/api/plan/numbers") as told:
            page.mouse.up()
        told.value.finished()
        page.wait_for_function("() => document.querySelector('.state.exact') !== null")
        exact_ms.append(1e3 * (time.perf_counter() - begin))
    took: dict[str, list[float]] = page.evaluate("() => window.took")
    return {**took, "exact": exact_ms}


def opened(page: Any) -> float:
    """Open the planner; return the seconds until its scene and numbers are there."""
    begin = time.perf_counter()
    page.goto("/")
    page.wait_for_function("() => document.querySelector('.state.exact') !== null", timeout=120_000)
    return time.perf_counter() - begin


def print_drag(browser: Any, cameras: int, corridors: int, moves: int) -> None:
    """Print how soon a drag is painted on the planner's own page."""
    floor = school_of(corridors, cameras)
    with TemporaryDirectory() as folder:
        site, profile = Path(folder) / "site.yaml", Path(folder) / "seen.yaml"
        site.write_text(json.dumps(site_value(floor)), encoding="utf-8")
        profile.write_text(PROFILE, encoding="utf-8")
        with (
            serving(site=site, profile=str(profile)) as served,
            page_of(browser, served, viewport={"width": 1280, "height": 800}) as page,
        ):
            opened_s = opened(page)
            took = dragged(page, floor.cameras[cameras // 2].id, moves, 6 if cameras <= 100 else 2)
    p50, p95 = percentiles(took["paint"])
    work50, work95 = percentiles(took["work"])
    input50, input95 = percentiles(took["input"])
    exact50, _ = percentiles(took["exact"])
    wanted50, wanted95 = TARGETS_MS.get(cameras, (None, None))
    print(
        f"\n{cameras} cameras, {len(floor.occluders)} walls; planner opened in {opened_s:.1f} s"
        f"\n  pointer to paint p50 {p50:.1f} ms, p95 {p95:.1f} ms"
        f"   target {wanted50 or '-'} and {wanted95} ms"
        f"\n  from the input on p50 {input50:.1f} ms, p95 {input95:.1f} ms"
        f"\n  of which work p50 {work50:.1f} ms, p95 {work95:.1f} ms ({len(took['paint'])} moves)"
        f"\n  exact numbers after release p50 {exact50:.0f} ms, most {max(took['exact']):.0f} ms"
        f"   target {TARGET_EXACT_MS:g} ms"
    )


def print_rival(browser: Any, cameras: int, corridors: int, moves: int, rays: int) -> None:
    """Print what a fan of rays takes for the same camera and walls in the same browser."""
    floor, profile = school_of(corridors, cameras), seen_by_file()
    scene = stage_document(stage_of(floor, profile))
    with geometry_page(browser) as page:
        took = page.evaluate(FAN, {"scene": scene, "moves": moves, "rays": rays})
    ours, theirs = (percentiles(took[name]) for name in ("ours", "rays"))
    print(
        f"\ncomputed in the page, {cameras} cameras: exact view, meter and paths"
        f" p50 {ours[0]:.2f} ms, p95 {ours[1]:.2f} ms\n  a fan of {rays} rays alone"
        f" p50 {theirs[0]:.2f} ms, p95 {theirs[1]:.2f} ms: {theirs[0] / ours[0]:.1f} times ours"
    )


def seen_by_file() -> Profile:
    """Return the profile of the benchmark."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seen.yaml"
        path.write_text(PROFILE, encoding="utf-8")
        return load_profile(str(path))


def print_share(browser: Any, corridors: int) -> None:
    """Print what the browser calls covered beside Python's nominal coverage."""
    demo = load_site(embedded("floorplans/demo-school/site.yaml"))
    full = load_profile("full-coverage")
    floors = [(f"demo/{floor.id}", floor, full) for floor in demo.floors]
    floors += [(f"yard {seed}", watched_campus(seed), yard_profile()) for seed in range(4)]
    floors += [(name, floor, seen_by_file()) for name, floor in university_floors()]
    floors.append(("corridors", school_of(corridors, 60), seen_by_file()))
    print("\nplan          required m²   python %   browser %      off")
    worst = 0.0
    for name, floor, profile in floors:
        coverage = cover_floor(floor, profile, diagnosed=False)
        share = 100.0 * both(coverage.required, coverage.nominal).area / coverage.required.area
        with geometry_page(browser) as page:
            about = page.evaluate(
                """async (scene) => {
                  const { Floor } = await import("/geometry/floor.js");
                  return new Floor(scene).coveredPct();
                }""",
                stage_document(stage_of(floor, profile)),
            )
        worst = max(worst, abs(about - share))
        print(
            f"{name:<14}{coverage.required.area:>11.0f}{share:>11.3f}{about:>12.3f}"
            f"{about - share:>9.3f}"
        )
    print(f"at most {worst:.3f} off   target {TARGET_PCT:g}")


def university_floors() -> Iterator[tuple[str, Floor]]:
    """Yield the floors of the university among the third-party plans, with cameras hung by chance.

    None where `$SIGHTLINE_TEST_DATA` names no folder.
    """
    plans = Path(os.environ.get("SIGHTLINE_TEST_DATA", "")) / "plans" / "msu"
    for drawing in sorted(plans.glob("*.svg")) if "SIGHTLINE_TEST_DATA" in os.environ else ():
        with TemporaryDirectory() as folder:
            out = Path(folder) / "site.yaml"
            asked = ["import", str(drawing), "-o", str(out), "--measure", "41,0,480,0=190"]
            subprocess.run(
                [sys.executable, "-m", "pipeline", *asked], check=True, capture_output=True
            )
            (floor,) = load_site(out).floors
        zones = tuple(replace(zone, kind="corridor") for zone in floor.zones)
        yield drawing.stem, replace(floor, zones=zones, cameras=tuple(_hung_in(floor)))


def _hung_in(floor: Floor) -> Iterator[Camera]:
    """Yield a camera in each larger zone of a floor, up to thirty."""
    chance = np.random.default_rng(11)
    zones = sorted(floor.zones, key=lambda zone: -zone.area.area)[:30]
    for n, zone in enumerate(zones):
        at, pan_deg = zone.area.representative_point(), float(chance.uniform(-180, 180))
        lens = Lens(float(chance.choice((70.0, 90.0, 105.0))))
        name = Label(f"k{n}", f"k{n}")
        yield Camera(f"k{n}", name, at.x, at.y, 2.7, pan_deg, 20.0, lens, 1920, 1080)


def main() -> None:
    """Measure, and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cameras", nargs="+", type=int, default=[100, 1000])
    parser.add_argument("--corridors", type=int, default=21)
    parser.add_argument("--moves", type=int, default=150)
    parser.add_argument("--rays", type=int, default=180)
    parser.add_argument("--only", choices=["drag", "rival", "share"])
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        if asked.only in (None, "drag"):
            for cameras in asked.cameras:
                print_drag(browser, cameras, asked.corridors, asked.moves)
        if asked.only in (None, "rival"):
            print_rival(browser, asked.cameras[0], asked.corridors, asked.moves, asked.rays)
        if asked.only in (None, "share"):
            print_share(browser, asked.corridors)
        browser.close()


if __name__ == "__main__":
    main()
