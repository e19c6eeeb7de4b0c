"""Findings: each failed clause, and all else that a planner must know."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from shapely import box

from pipeline.audit.audit import CAMERA_MOVED, NOTHING_PROVED, ORDER_799_8, SMALLEST_MOVE_M, audited
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.requirement import Profile, RecordingClause
from pipeline.domain.site import Floor
from tests.shapes import SQUARE_ROOM, camera, clause, floor, profile, site, toilet, wall, zone

GOOD = camera(0, 0, id="good", pan_deg=45, height_m=1.0)
"""In the corner of the square room, level with the plane of 1 m: it sees all but the corner."""

SEE = clause(plane_m=1.0)


def audit(*floors: Floor, asked: Profile | None = None) -> AuditResult:
    asked = asked or profile(SEE)
    return audited(site(*floors), asked, tuple(cover_floor(plan, asked) for plan in floors))


def ids(findings: Sequence[Finding], severity: str) -> list[str]:
    return [finding.id for finding in findings if finding.severity == severity]


def test_a_room_that_is_seen_passes() -> None:
    result = audit(floor(SQUARE_ROOM, GOOD))
    assert result.verdict == "pass"
    assert ids(result.findings, "violation") == []


def test_a_blind_spot_is_a_violation_that_says_where_how_large_and_why() -> None:
    """West of the middle line nobody looks: a camera at (5, 5) looks east."""
    result = audit(floor(SQUARE_ROOM, camera(5, 5, height_m=1.0)))
    (found,) = result.findings
    assert result.verdict == "fail"
    assert (found.id, found.clause_id, found.where) == ("seen.ground.zone", "seen", "ground/zone")
    # The picture is the wedge |y - 5| <= x - 5, 25 m² of 100; no disc of 0.25 m reaches into the
    # last corners of what it leaves over, 0.2 m² in all.
    assert '"zone" has 1 blind spot, 74.8 m² in all' in found.message.en
    assert "is outside the picture of cam; 25.0 % is covered" in found.message.en
    assert "(25 px/m at a height of 1 m)" in found.message.en
    assert "“zone”有1处盲区，共74.8 m²" in found.message.zh
    assert "在cam的画面之外；覆盖率25.0 %（1 m高度，25 px/m）" in found.message.zh


def test_a_floor_without_cameras_fails_in_every_zone_that_is_asked_for() -> None:
    halves = (zone(box(0, 0, 5, 10), "a"), zone(box(5, 0, 10, 10), "b"))
    result = audit(floor(SQUARE_ROOM, zones=halves))
    assert ids(result.findings, "violation") == ["seen.ground.a", "seen.ground.b"]


def test_a_finding_keeps_its_id_while_its_size_changes() -> None:
    one = audit(floor(SQUARE_ROOM, camera(5, 5, height_m=1.0)))
    two = audit(floor(SQUARE_ROOM, camera(5, 4, height_m=1.0)))
    assert [f.id for f in one.findings] == [f.id for f in two.findings]
    assert one.findings != two.findings


@pytest.mark.parametrize(("x_m", "violates"), [(2.0, True), (3.0, True), (3.1, False)])
def test_a_camera_in_a_prohibited_zone_is_a_violation_however_good_its_picture(
    x_m: float, violates: bool
) -> None:
    """Walls keep the good camera out of the toilet; between them and it there are 20 cm of room."""
    plan = floor(
        SQUARE_ROOM,
        GOOD,
        camera(x_m, 9, id="spy"),
        occluders=(wall(box(0, 7.8, 3.3, 8)), wall(box(3.2, 8, 3.3, 10))),
        zones=(zone(box(4, 0, 10, 7)),),
        prohibited=(toilet(box(0, 8, 3, 10)),),
    )
    result = audit(plan)
    assert ids(result.findings, "violation") == ["order-799-8.ground.toilet.spy"] * violates
    assert result.verdict == ("fail" if violates else "pass")


def test_a_view_through_an_open_door_is_a_violation() -> None:
    """The door counts as open where privacy is at stake, and the camera looks straight at it."""
    walls = (
        wall(box(0, 7.8, 4, 8)),
        wall(box(6, 7.8, 10, 8)),
        wall(box(4, 7.8, 6, 8), kind="door"),
    )
    plan = floor(
        SQUARE_ROOM,
        camera(5, 1, id="spy", pan_deg=90, height_m=1.0),
        occluders=walls,
        prohibited=(toilet(box(0, 8, 10, 10)),),
    )
    assert ids(audit(plan).findings, "violation")[-1] == "order-799-8.ground.toilet.spy.view"
    shut = replace(plan, occluders=tuple(replace(thing, kind="wall") for thing in walls))
    assert not any(f.clause_id == ORDER_799_8 for f in audit(shut).findings)


def test_the_prohibition_cites_its_rule() -> None:
    plan = floor(SQUARE_ROOM, camera(1, 1), prohibited=(toilet(SQUARE_ROOM),))
    (message,) = [f.message for f in audit(plan).findings if f.clause_id == ORDER_799_8]
    assert "违反国务院令第799号第八条" in message.zh
    assert "State Council Order 799, article 8" in message.en
    assert "（卫生间）" in message.zh
    assert "(toilet)" in message.en


def test_a_camera_that_was_moved_is_told_and_fails_nobody() -> None:
    """Drawn 20 cm deep in a wall 60 cm thick, it is moved 20 cm, and 0.5 cm off its face."""
    deep = camera(0.4, 5, id="deep", height_m=1.0)
    solid = wall(box(0, 0, 0.6, 10))
    yard = zone(box(4, 4, 5, 6))
    (found,) = audit(floor(SQUARE_ROOM, deep, occluders=(solid,), zones=(yard,))).findings
    assert (found.severity, found.id) == ("notice", "camera-moved.ground.deep")
    assert "20.5 cm" in found.message.en
    assert "20.5 cm" in found.message.zh


@pytest.mark.parametrize("place", [(0.0, 5.0), (0.0, 0.0), (10.0, 3.3)])
def test_a_camera_on_the_face_of_a_wall_is_not_worth_a_word(place: tuple[float, float]) -> None:
    coverage = cover_floor(floor(SQUARE_ROOM, camera(*place)), profile(SEE))
    assert 0.0 < coverage.cameras[0].moved_m < SMALLEST_MOVE_M
    found = audit(floor(SQUARE_ROOM, camera(*place))).findings
    assert [finding.id for finding in found if finding.clause_id == CAMERA_MOVED] == []


def test_a_clause_without_a_zone_is_told() -> None:
    result = audit(
        floor(SQUARE_ROOM, GOOD), asked=profile(SEE, clause("faces", kinds=("gate", "stairs")))
    )
    assert "faces.unmatched" in ids(result.findings, "notice")
    (message,) = [f.message for f in result.findings if f.clause_id == "faces"]
    assert "(gate, stairs)" in message.en
    assert "（校门、楼梯）" in message.zh
    assert result.verdict == "pass"


def test_a_clause_that_asks_where_people_face_is_not_passed_where_nobody_knows() -> None:
    """Who looks to the south-west looks the good camera in the face."""
    faces = clause("faces", plane_m=1.0)
    asked = profile(replace(faces, max_facing_deg=60.0))
    hall = zone(box(2, 2, 8, 8), "hall")
    facing = [
        audit(floor(SQUARE_ROOM, GOOD, zones=(replace(hall, facing_deg=deg),)), asked=asked)
        for deg in (225.0, None)
    ]
    assert facing[0].verdict == "pass"
    (found,) = facing[1].findings
    assert (found.id, found.clause_id) == ("faces.ground.hall.facing", "faces")
    assert (found.severity, found.where) == ("violation", "ground/hall")
    assert found.message.en == (
        'zone "hall" states no facing_deg, so clause faces cannot be evaluated; add facing_deg'
    )
    assert "未写明人员面朝方向，无法评估条款faces；请填写 facing_deg" in found.message.zh


def test_a_zone_of_which_nothing_is_left_may_face_nowhere() -> None:
    asked = profile(replace(SEE, max_facing_deg=60.0))
    plan = floor(
        SQUARE_ROOM, GOOD, occluders=(wall(box(5, 5, 9, 9)),), zones=(zone(box(6, 6, 8, 8)),)
    )
    assert not any(found.id.endswith(".facing") for found in audit(plan, asked=asked).findings)


def test_a_zone_of_which_nothing_is_left_to_see_is_told() -> None:
    plan = floor(
        SQUARE_ROOM,
        GOOD,
        occluders=(wall(box(6, 6, 9, 9)),),
        zones=(zone(box(7, 7, 8, 8), "core"),),
    )
    assert ids(audit(plan).findings, "notice")[-1] == "nothing-required.ground.core"


def test_findings_come_floor_by_floor_each_with_its_own_id() -> None:
    upper = Floor("upper", GOOD.label, SQUARE_ROOM, zones=(zone(SQUARE_ROOM),))
    result = audit(floor(SQUARE_ROOM), upper)
    found = [finding.id for finding in result.findings]
    assert found == ["seen.ground.zone", "seen.upper.zone"]
    assert len(set(found)) == len(found)


def test_almost_all_is_never_said_to_be_all() -> None:
    """0.3 m² of 400 are unseen: 99.925 %."""
    hall = box(0, 0, 20, 20)
    plan = floor(hall, GOOD, zones=(zone(hall),), occluders=(wall(box(19, 19, 19.4, 20)),))
    asked = profile(clause(plane_m=1.0))
    coverage = cover_floor(plan, asked)
    assert 99.0 < coverage.zones[0].covered_pct < 100.0
    (message,) = [f.message.en for f in audited(site(plan), asked, (coverage,)).findings[:1]]
    assert "100.0 % is covered" not in message


def test_a_clause_on_recordings_is_not_evaluated_by_a_plan_and_says_so() -> None:
    kept = RecordingClause("R-1", GOOD.label, "user", retention_days=30.0)
    asked = replace(profile(SEE), recordings=(kept,))
    plan = floor(SQUARE_ROOM, GOOD)
    assert "R-1.recordings" in ids(audit(plan, asked=asked).findings, "notice")
    assert "R-1.recordings" not in ids(audit(plan).findings, "notice")
    # Of recordings alone no plan proves anything.
    assert audit(plan, asked=replace(asked, clauses=())).verdict == "fail"


def test_an_empty_plan_proves_nothing() -> None:
    empty = replace(floor(SQUARE_ROOM, GOOD), zones=())
    result = audit(empty)
    assert result.verdict == "fail"
    assert NOTHING_PROVED in ids(result.findings, "violation")
    assert NOTHING_PROVED not in ids(audit(floor(SQUARE_ROOM, GOOD)).findings, "violation")
