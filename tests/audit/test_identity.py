"""Defects keep their ids from audit to audit, by clause, place and overlap."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pipeline.audit.audit import audited
from pipeline.audit.defects import defects_of
from pipeline.audit.identity import kept, lineages_of
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.coverage import Region
from pipeline.domain.defect import Defect
from pipeline.domain.finding import AuditResult
from pipeline.domain.site import Floor
from pipeline.geometry.region import EMPTY
from tests.shapes import camera, floor, label, profile, site, toilet, wall, zone

WIDE = box(0, 0, 40, 20)
PROFILE = profile()


def spot(id: str, region: Region, zone_id: str = "hall", clause_id: str = "F-01") -> Defect:
    return Defect(id, "blind_spot", clause_id, "ground", zone_id, region=region)


def ids(now: list[Defect], earlier: list[Defect]) -> list[str]:
    return [told.id for told in lineages_of(now, earlier)]


def audit(plan: Floor) -> AuditResult:
    return audited(site(plan), PROFILE, (cover_floor(plan, PROFILE),))


def spot_ids(result: AuditResult) -> list[str]:
    return [spot.id for coverage in result.floors for spot in coverage.blind_spots]


def test_a_spot_that_grows_shrinks_or_shifts_keeps_its_id() -> None:
    old = [spot("a", box(0, 0, 4, 4)), spot("b", box(10, 0, 14, 4))]
    now = [spot("y", box(11, 0, 13, 2)), spot("x", box(-1, 0, 6, 4))]
    assert ids(now, old) == ["b", "a"]


def test_a_spot_of_which_less_than_a_tenth_is_left_over_is_another() -> None:
    """0.3 of 4 m are 7.5 %; 0.5 are 12.5 %."""
    old = [spot("a", box(0, 0, 4, 4))]
    assert ids([spot("x", box(3.7, 0, 7.7, 4))], old) == ["x"]
    assert ids([spot("x", box(3.5, 0, 7.5, 4))], old) == ["a"]


def test_the_best_of_all_pairings_is_taken_not_the_first() -> None:
    """Alone the first new one would take b, with an overlap of 3 of 5; then none is left for y."""
    old = [spot("a", box(0, 0, 2, 1)), spot("b", box(1, 0, 5, 1))]
    now = [spot("x", box(0, 0, 4, 1)), spot("y", box(3, 0, 6, 1))]
    assert ids(now, old) == ["a", "b"]


@pytest.mark.parametrize("field", ["clause_id", "floor_id"])
def test_another_clause_or_floor_is_another_defect(field: str) -> None:
    old = spot("a", box(0, 0, 4, 4))
    assert ids([replace(old, id="x", **{field: "other"})], [old]) == ["x"]


def test_a_renamed_zone_changes_no_id() -> None:
    old = spot("a", box(0, 0, 4, 4), "hall")
    assert ids([spot("x", old.region, "corridor")], [old]) == ["a"]


def test_zones_that_lie_on_each_other_keep_their_own() -> None:
    old = [spot("a", box(0, 0, 4, 4), "yard"), spot("b", box(0, 0, 4, 4), "gate")]
    now = [spot("x", box(0, 0, 4, 4), "gate"), spot("y", box(0, 0, 4, 4), "yard")]
    assert ids(now, old) == ["b", "a"]


def test_the_largest_part_of_a_split_keeps_the_id_and_the_others_say_whence() -> None:
    old = [spot("a", box(0, 0, 10, 1))]
    small, large = spot("x", box(0, 0, 3, 1)), spot("y", box(4, 0, 10, 1))
    left, right = lineages_of([small, large], old)
    assert (right.id, right.was, right.split_from) == ("a", "a", None)
    assert (left.id, left.was, left.split_from) == ("x", None, "a")


def test_a_merge_keeps_the_larger_and_says_what_it_took_over() -> None:
    old = [spot("a", box(0, 0, 3, 1)), spot("b", box(4, 0, 10, 1))]
    (merged,) = lineages_of([spot("x", box(0, 0, 10, 1))], old)
    assert (merged.id, merged.took_over) == ("b", ("a",))


def test_a_merge_of_equals_keeps_the_older() -> None:
    old = [spot("old", box(6, 0, 10, 1)), spot("young", box(0, 0, 4, 1))]
    (merged,) = lineages_of([spot("x", box(0, 0, 10, 1))], old)
    assert (merged.id, merged.took_over) == ("old", ("young",))


def test_a_new_defect_never_gets_an_id_that_was_another_ones() -> None:
    old = [spot("a", box(0, 0, 2, 2))]
    (told,) = lineages_of([spot("a", box(30, 0, 32, 2))], old)
    assert (told.id, told.was) == ("a-2", None)


def test_nothing_is_matched_with_nothing() -> None:
    assert lineages_of([], []) == ()
    assert ids([spot("a", box(0, 0, 1, 1))], []) == ["a"]
    assert lineages_of([], [spot("a", box(0, 0, 1, 1))]) == ()


def finding(id: str, zone_id: str, subject: str, region: Region = EMPTY) -> Defect:
    return Defect(id, "finding", "o-8", "ground", zone_id, subject, region)


def test_a_camera_in_a_prohibited_zone_stays_the_same_while_only_the_zone_is_renamed() -> None:
    old = finding("o-8.ground.wc.spy", "wc", "spy")
    assert ids([finding("o-8.ground.toilet.spy", "toilet", "spy")], [old]) == [old.id]
    assert ids([finding("o-8.ground.wc.other", "wc", "other")], [old]) != [old.id]


def test_zones_that_swap_their_names_swap_no_findings() -> None:
    here, there = box(0, 0, 4, 4), box(9, 0, 13, 4)
    old = [finding("f.a", "a", "", here), finding("f.b", "b", "", there)]
    now = [finding("f.a", "a", "", there), finding("f.b", "b", "", here)]
    assert ids(now, old) == ["f.b", "f.a"]


HALVES = (zone(box(0, 0, 20, 20), "west"), zone(box(24, 5, 26, 15), "east"))
EYES = (camera(19.9, 10, id="east-eye", pan_deg=180, hfov_deg=60, height_m=2.5, tilt_deg=20),)
PLAN = replace(floor(WIDE, *EYES, zones=HALVES), occluders=(wall(box(19.95, 0, 20.05, 20)),))
"""The west half is seen in part; of the east half, behind a wall, nobody sees anything."""


def edited(plan: Floor, chance: random.Random) -> Floor:
    """Return the plan after one edit of its east half: a camera, a wall, a name, or an order."""
    what, x, y = chance.randrange(6), chance.uniform(21, 39), chance.uniform(1, 19)
    if what == 0 and len(plan.cameras) < 4:
        eye = camera(x, y, id=f"c{len(plan.cameras)}", pan_deg=chance.uniform(0, 360), tilt_deg=30)
        return replace(plan, cameras=(*plan.cameras, eye))
    if what == 1:
        screen = wall(box(x, y, x + 0.7, y + 0.3), f"w{len(plan.occluders)}", top_m=1.5)
        return replace(plan, occluders=(*plan.occluders, screen))
    if what == 2:
        return replace(plan, zones=tuple(chance.sample(plan.zones, len(plan.zones))))
    if what == 3:
        return replace(plan, cameras=tuple(chance.sample(plan.cameras, len(plan.cameras))))
    if what == 4:
        other = zone(box(x, 1, x + 1, 3), f"z{chance.randrange(10**6)}")
        return replace(plan, zones=(*(z for z in plan.zones if z.id in ("west", "east")), other))
    moved = tuple(
        camera(x, y, id=c.id, pan_deg=c.pan_deg, tilt_deg=30) if c.x_m > 20 else c
        for c in plan.cameras
    )
    return replace(plan, cameras=moved)


@settings(max_examples=1)
@given(st.integers(0, 10**6))
def test_fifty_random_edits_elsewhere_touch_no_id(seed: int) -> None:
    """Neither where each audit is held against the one before, nor where each is a first one."""
    chance, plan = random.Random(seed), PLAN
    first = last = audit(plan)
    west = {spot.id for spot in first.floors[0].blind_spots if spot.zone_id == "west"}
    told = {finding.id for finding in first.findings if finding.where == "ground/west"}
    assert west and told
    for _ in range(50):
        plan = edited(plan, chance)
        fresh = audit(plan)
        followed = kept(fresh, defects_of(last)).result
        for result in (fresh, followed):
            spots = result.floors[0].blind_spots
            assert {spot.id for spot in spots if spot.zone_id == "west"} == west
            assert {f.id for f in result.findings if f.where == "ground/west"} == told
            assert len(set(spot_ids(result))) == len(spots)
        last = followed


def test_ids_by_the_order_of_a_list_would_not_have_lasted() -> None:
    """The control: a blind spot that comes before another one moves its number."""
    names = [f"west.{n}" for n, s in enumerate(audit(PLAN).floors[0].blind_spots, 1)]
    zones = (HALVES[1], HALVES[0])
    again = audit(replace(PLAN, zones=zones)).floors[0].blind_spots
    assert [f"{s.zone_id}.{n}" for n, s in enumerate(again, 1) if s.zone_id == "west"] != names


def test_a_renamed_zone_and_a_moved_camera_change_no_id_of_an_audit() -> None:
    first = audit(PLAN)
    zones = (replace(HALVES[0], id="lawn", label=label("lawn")), HALVES[1])
    moved = (replace(EYES[0], y_m=10.5, pan_deg=182.0),)
    again = kept(audit(replace(PLAN, zones=zones, cameras=moved)), defects_of(first))
    assert sorted(spot_ids(again.result)) == sorted(spot_ids(first))
    assert {f.id for f in again.result.findings} == {f.id for f in first.findings}
    assert [f.where for f in again.result.findings if f.id == "seen.ground.west"] == ["ground/lawn"]
    assert again.gone == ()


def test_a_zone_that_is_called_like_a_place_takes_no_spot_its_name() -> None:
    """Nobody looks into the eastern zone, whose middle is 25 m to the east and 10 to the north."""
    plan = replace(PLAN, zones=(HALVES[0], replace(HALVES[1], id="e250n100")))
    result = audit(plan)
    ids = [*spot_ids(result), *(finding.id for finding in result.findings)]
    assert "seen.ground.e250n100" in ids and "seen.ground.e250n100-2" in ids
    assert len(set(ids)) == len(ids)


def test_what_is_mended_is_gone() -> None:
    first = audit(PLAN)
    mended = kept(audit(replace(PLAN, zones=HALVES[:1])), defects_of(first))
    east = [s.id for s in first.floors[0].blind_spots if s.zone_id == "east"]
    assert set(mended.gone) == {*east, "seen.ground.east"}


def test_a_view_into_a_toilet_keeps_its_id_when_the_toilet_is_renamed() -> None:
    plan = floor(box(0, 0, 10, 10), camera(5, 1, id="spy", pan_deg=90, height_m=1.0))
    first = audit(replace(plan, prohibited=(toilet(box(0, 8, 10, 10), "wc"),)))
    again = audit(replace(plan, prohibited=(toilet(box(0, 8, 10, 10), "toilet"),)))
    views = [f.id for f in kept(again, defects_of(first)).result.findings if "spy" in f.id]
    assert views == ["order-799-8.ground.wc.spy.view"]
