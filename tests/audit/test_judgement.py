"""The verdict on each clause: what fails outweighs what is not known, and nothing passes unseen."""

from dataclasses import replace

import pytest
from shapely import box

from pipeline.audit.audit import audited
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.finding import AuditResult
from pipeline.domain.requirement import Clause, Profile
from pipeline.domain.rule import Networking, RuleClause
from tests.shapes import SQUARE_ROOM, camera, clause, floor, label, profile, site, toilet, zone

GOOD = camera(0, 0, id="good", pan_deg=45, height_m=1.0)
SEE = clause(plane_m=1.0)
GATE = clause("gate", kinds=("gate",))


def audit(*clauses: Clause, rules: tuple[RuleClause, ...] = ()) -> AuditResult:
    plan = floor(SQUARE_ROOM, GOOD, prohibited=(toilet(box(9, 9, 10, 10)),))
    asked = replace(profile(*clauses), rules=rules)
    return audited(site(plan), asked, (cover_floor(plan, asked),))


def verdicts(result: AuditResult) -> dict[str, tuple[str, bool]]:
    return {each.clause_id: (each.verdict, each.idle) for each in result.judged}


def test_a_seen_room_passes_but_not_the_law_if_the_camera_looks_into_the_toilet() -> None:
    result = audit(SEE)
    assert verdicts(result) == {"seen": ("pass", False), "order-799-8": ("fail", False)}


def test_the_law_is_not_evaluated_on_a_plan_without_prohibited_zones() -> None:
    plan = floor(SQUARE_ROOM, GOOD)
    result = audited(site(plan), profile(SEE), (cover_floor(plan, profile(SEE)),))
    assert verdicts(result)["order-799-8"] == ("not_evaluated", True)
    assert result.verdict == "pass"


@pytest.mark.parametrize(("expected", "severity"), [(False, "notice"), (True, "not_evaluated")])
def test_a_place_that_the_plan_does_not_draw_matters_only_where_every_school_has_it(
    expected: bool, severity: str
) -> None:
    result = audit(SEE, replace(GATE, expected=expected))
    (found,) = [finding for finding in result.findings if finding.clause_id == "gate"]
    assert (found.id, found.severity) == ("gate.unmatched", severity)
    assert verdicts(result)["gate"] == ("not_evaluated", not expected)


def test_what_nobody_states_keeps_a_site_from_passing() -> None:
    networked = RuleClause("net", label("net"), Networking(100.0), "found")
    plan = floor(SQUARE_ROOM, GOOD)
    asked = replace(profile(SEE), rules=(networked,))
    result = audited(site(plan), asked, (cover_floor(plan, asked),))
    assert verdicts(result)["net"] == ("not_evaluated", False)
    assert result.verdict == "fail"
    connected = replace(plan, cameras=(replace(GOOD, is_networked=True),))
    again = audited(site(connected), asked, (cover_floor(connected, asked),))
    assert (verdicts(again)["net"], again.verdict) == (("pass", False), "pass")


def test_a_profile_says_which_clauses_nobody_read() -> None:
    read = replace(SEE, source="found")
    assert Profile("p", label("p"), (read, GATE)).unverified == ("gate",)
    assert [each.verified for each in audit(read, GATE).judged] == [True, False, True]


def test_a_rule_on_zones_that_are_not_drawn_is_told_too() -> None:
    net = RuleClause("net", label("net"), Networking(100.0), "found", ("yard",))
    plan = floor(SQUARE_ROOM, GOOD, zones=(zone(SQUARE_ROOM),))
    asked = replace(profile(SEE), rules=(net,))
    result = audited(site(plan), asked, (cover_floor(plan, asked),))
    assert "net.unmatched" in [finding.id for finding in result.findings]
