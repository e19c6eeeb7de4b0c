"""The browser sees what Python sees, ring by ring, and neither drifts alone."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.coverage.cover_floor import cover_floor
from pipeline.geometry.overlay import both
from tests.web.alike import SLACK_M, off_m
from tests.web.cases import BY_HAND, FAMILIES, FOLDER, LEVEL, Plan, rings_of, seen_in
from tests.web.geometry_page import Broken, geometry_page, plans_of, seen

Rings = list[NDArray[np.float64]]

LEAST_CASES = 200


def rings(told: list[Any]) -> Rings:
    return [np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in told]


def off_by(page: Any, plans: list[dict[str, Any]]) -> list[float]:
    """Return how far the browser's rings lie from a file's, case by case."""
    return [
        off_m(rings(ours), rings(case["rings"]))
        for plan, found in zip(plans, seen(page, plans), strict=True)
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
        worst_m = max(off_by(page, plans_of(FOLDER / f"{family}.json")))
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
    ("module", "text", "into"),
    [
        ("edges.js", "across * (leaves ? far : near)", "across * (leaves ? near : far)"),
        ("edges.js", "const q = (ax - bx) / scaled;", "const q = (bx - ax) / scaled;"),
        ("expansion.js", "waiting[at] = onLeft;", "waiting[at] = onRight;"),
        ("expansion.js", "(first + k) % 3", "(first + k + 1) % 3"),
        (
            "hiding.js",
            "(heightM - planeM) / (heightM - topM)",
            "(heightM - topM) / (heightM - planeM)",
        ),
        (
            "outline.js",
            "ring[at] * cos - ring[at + 1] * sin + x",
            "ring[at] * cos + ring[at + 1] * sin + x",
        ),
        ("optics/border.js", "const DRAWN = 1.1;", "const DRAWN = 1.0;"),
        ("perch.js", "export const CLEARANCE_M = 0.005;", "export const CLEARANCE_M = 0.0;"),
    ],
    ids=["homothety", "sign", "portal", "wedge", "ratio", "turn", "border", "clearance"],
)
def test_a_broken_copy_is_seen(browser: Any, module: str, text: str, into: str) -> None:
    with geometry_page(browser, change(module, text, into)) as page:
        for family in FAMILIES:
            try:
                found = off_by(page, plans_of(FOLDER / f"{family}.json"))
            except Exception:  # noqa: BLE001 - a view that goes in circles is a failure too
                return
            if max(found) > SLACK_M:
                return
    pytest.fail(f"nothing sees that {module} is broken")


def test_about_as_much_is_covered_as_python_says(browser: Any) -> None:
    plans = FAMILIES["yards"]()
    with geometry_page(browser) as page:
        found = seen(page, plans_of(FOLDER / "yards.json"))
    for plan, ours in zip(plans, found, strict=True):
        coverage = cover_floor(plan.floor, plan.profile, diagnosed=False)
        share = both(coverage.required, coverage.nominal).area / coverage.required.area
        assert ours["pct"] == pytest.approx(100.0 * share, abs=0.5)
