"""The browser sees what Python sees, ring by ring, and neither drifts alone."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.coverage.cover_floor import cover_floor
from pipeline.coverage.stage import stage_of
from pipeline.geometry.overlay import both
from pipeline.report.scene_json import stage_document
from tests.web.alike import SLACK_M, off_m
from tests.web.cases import BY_HAND, FAMILIES, FOLDER, LEVEL, Plan, rings_of, seen_in, yard
from tests.web.geometry_page import Broken, geometry_page, plans_of, seen

Rings = list[NDArray[np.float64]]

LEAST_CASES = 200


def rings(told: list[Any]) -> Rings:
    return [np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in told]


def off_by(page: Any, family: str) -> list[float]:
    """Return how far the browser's rings lie from a file's, case by case."""
    file = FOLDER / f"{family}.json"
    return [
        off_m(rings(ours), rings(case["rings"]))
        for plan, found in zip(plans_of(file), seen(page, file), strict=True)
        for ours, case in zip(found["rings"], plan["seen"], strict=True)
    ]


def test_there_are_two_hundred_cases() -> None:
    plans = [plan for name in FAMILIES for plan in plans_of(FOLDER / f"{name}.json")]
    assert sum(len(plan["seen"]) for plan in plans) >= LEAST_CASES


@pytest.mark.parametrize("name", BY_HAND)
def test_python_sees_a_room_as_it_is_derived_by_hand(name: str) -> None:
    floor, derived = BY_HAND[name]
    ((_, _, region),) = seen_in(Plan(floor, LEVEL, {}))
    assert off_m(rings(rings_of(region)), rings(derived)) <= SLACK_M


@pytest.mark.parametrize("family", FAMILIES)
def test_python_still_sees_what_the_cases_say(family: str) -> None:
    for plan, kept in zip(FAMILIES[family](), plans_of(FOLDER / f"{family}.json"), strict=True):
        found = [(camera, look, region) for camera, look, region in seen_in(plan)]
        assert [(c, k) for c, k, _ in found] == [(e["camera"], e["look"]) for e in kept["seen"]]
        for (_, _, region), case in zip(found, kept["seen"], strict=True):
            assert off_m(rings(rings_of(region)), rings(case["rings"])) <= SLACK_M


@pytest.mark.parametrize("family", FAMILIES)
def test_the_browser_sees_what_python_sees(browser: Any, family: str) -> None:
    with geometry_page(browser) as page:
        worst_m = max(off_by(page, family))
    assert worst_m <= SLACK_M


def change(module: str, text: str, into: str) -> Broken:
    """Return what breaks one module in one place, and refuses where that is not there."""

    def broken(name: str, told: str) -> str:
        if name != module:
            return told
        assert told.count(text) == 1, f"{module} has no {text!r} any more"
        return told.replace(text, into)

    return broken


@pytest.mark.parametrize(
    ("family", "module", "text", "into"),
    [
        (
            "rooms-by-hand",
            "edges.js",
            "across * (leaves ? far : near)",
            "across * (leaves ? near : far)",
        ),
        (
            "rooms-by-hand",
            "edges.js",
            "const q = (ax - bx) / scaled;",
            "const q = (bx - ax) / scaled;",
        ),
        ("rooms-by-hand", "expansion.js", "waiting[at] = onLeft;", "waiting[at] = onRight;"),
        ("rooms-by-hand", "expansion.js", "(first + k) % 3", "(first + k + 1) % 3"),
        (
            "rooms-by-hand",
            "hiding.js",
            "(heightM - planeM) / (heightM - topM)",
            "(heightM - topM) / (heightM - planeM)",
        ),
        (
            "rooms-by-hand",
            "outline.js",
            "ring[at] * cos - ring[at + 1] * sin + x",
            "ring[at] * cos + ring[at + 1] * sin + x",
        ),
        ("poses", "optics/border.js", "const DRAWN = 1.1;", "const DRAWN = 1.0;"),
        (
            "rooms-by-hand",
            "perch.js",
            "export const CLEARANCE_M = 0.005;",
            "export const CLEARANCE_M = 0.0;",
        ),
    ],
    ids=["homothety", "sign", "portal", "wedge", "ratio", "turn", "border", "clearance"],
)
def test_a_broken_copy_is_seen(
    browser: Any, family: str, module: str, text: str, into: str
) -> None:
    with geometry_page(browser, change(module, text, into)) as page:
        assert max(off_by(page, family)) > SLACK_M


def test_about_as_much_is_covered_as_python_says(browser: Any) -> None:
    plans = [yard(seed) for seed in (1, 2, 3)]
    with geometry_page(browser) as page:
        found = seen(page, FOLDER / "yards.json")
    for plan, ours in zip(plans, found, strict=False):
        coverage = cover_floor(plan.floor, plan.profile, diagnosed=False)
        share = both(coverage.required, coverage.nominal).area / coverage.required.area
        assert ours["pct"] == pytest.approx(100.0 * share, abs=0.5)


HANDLE = """async ({ scene }) => {
  const { Floor } = await import("/geometry/floor.js");
  const floor = new Floor(scene), [camera] = scene.cameras;
  const look = scene.looks[0].id, told = {};
  told.pct = floor.coveredPct();
  told.sees = floor.whoSees(6, 7);
  told.hidden = floor.whoSees(6.5, 4);
  told.wall = floor.snap(9.9, 4, 0.5);
  told.pillar = floor.snap(4.9, 4.2, 0.5);
  told.far = floor.snap(3, 4, 0.5);
  floor.remove(camera.id);
  told.without = [floor.coveredPct(), floor.conePath(camera.id), floor.blindPath().length > 0];
  floor.add({ ...camera, looks: undefined });
  told.again = floor.coveredPct();
  floor.move(camera.id, { x_m: -50 });
  told.outside = [floor.coveredPct(), floor.conePath(camera.id)];
  floor.move(camera.id, { x_m: camera.x_m, tilt_deg: 90, hfov_deg: 120 });
  floor.add({ ...camera, id: "second", pan_deg: 180, tilt_deg: 90 });
  told.path = floor.conePath(camera.id);
  return { ...told, look };
}"""


@pytest.fixture(scope="module")
def handled(browser: Any) -> dict[str, Any]:
    """Give what a page is told of a room of 10 × 8 m: a pillar, a level camera of f = 500 px."""
    floor, _ = BY_HAND["the shadow of a pillar"]
    scene = stage_document(stage_of(floor, LEVEL))
    with geometry_page(browser) as page:
        told: dict[str, Any] = page.evaluate(HANDLE, {"scene": scene})
    return told


def test_who_sees_a_place_is_told_with_pixels_per_metre(handled: dict[str, Any]) -> None:
    """The pillar hides (6.5, 4); at (6, 7), 5 m ahead of f = 500 px, there are 100 px/m."""
    assert handled["hidden"] == []
    (seen_by,) = handled["sees"]
    assert seen_by == {"id": "cam", "look": "1/0", "density_px_per_m": pytest.approx(100.0)}


def test_a_wall_is_snapped_to_from_inside(handled: dict[str, Any]) -> None:
    for name, x_m in (("wall", 9.995), ("pillar", 4.995)):
        assert handled[name]["x_m"] == pytest.approx(x_m)
        assert abs(handled[name]["normal_deg"]) == pytest.approx(180.0)
    assert handled["far"] is None


def test_a_camera_that_is_hung_again_sees_as_much(handled: dict[str, Any]) -> None:
    """Of 79 m², 12 m² up to x = 5, 40 m² beyond, less 65 / 8 m² in the shadow of the pillar."""
    share_pct, path, is_blind = handled["without"]
    assert (share_pct, path, is_blind) == (0.0, "", True)
    assert handled["pct"] == pytest.approx(100.0 * (52.0 - 65.0 / 8.0) / 79.0, abs=0.2)
    assert handled["again"] == pytest.approx(handled["pct"], abs=0.2)


def test_a_camera_outside_sees_nothing(handled: dict[str, Any]) -> None:
    assert handled["outside"] == [0.0, ""]
    assert handled["path"].startswith("M")
