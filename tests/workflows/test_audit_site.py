"""The main job, on the demo school that ships with the product."""

from pathlib import Path

import pytest

from pipeline.domain.finding import AuditResult
from pipeline.errors import SiteFileError, UnknownNameError
from pipeline.workflows.audit_site import audit_site, nightly
from tests.shapes import clause, profile

CLEAN = """
format: 1
id: room
name: Room
floors:
  - id: ground
    name: Ground
    outline: [[0, 0], [10, 0], [10, 10], [0, 10]]
    zones:
      - {id: hall, kind: corridor, name: Hall, ring: [[3, 0], [10, 0], [10, 10], [3, 10]]}
    cameras:
      - id: cam
        position: [0.1, 5]
        height_m: 3
        pan_deg: 0
        tilt_deg: 30
        hfov_deg: 130
        picture: [1920, 1080]
"""
"""One room, seen from the middle of its west wall but for the first three metres."""


@pytest.fixture(scope="module")
def demo(root: Path) -> AuditResult:
    return audit_site(root / "floorplans" / "demo-school" / "site.yaml")


def violations(result: AuditResult) -> set[str]:
    return {found.where for found in result.findings if found.severity == "violation"}


def test_the_demo_school_fails_in_the_zones_where_its_flaws_were_planted(
    demo: AuditResult,
) -> None:
    assert demo.verdict == "fail"
    assert violations(demo) == {
        f"ground/{zone}"
        for zone in (
            "outside-east",
            "corridor",
            "stairs-west",
            "perimeter-east",
            "perimeter-west",
            "perimeter-north",
            "playground",
            "canteen-entrance",
            "dorm-entrance",
        )
    }


def test_the_demo_schools_redundant_pair_opens_nothing_alone(demo: AuditResult) -> None:
    opens = {eye.camera_id: eye.opens for eye in demo.floors[0].cameras}
    assert opens["cam-playground-1"] == opens["cam-playground-2"] == ()


def test_the_demo_schools_square_metres_add_up(demo: AuditResult) -> None:
    (coverage,) = demo.floors
    assert 0.8 < coverage.covered.area / coverage.required.area < 1.0
    assert coverage.covered.difference(coverage.required).area < 1e-6
    assert coverage.twice_covered.area < coverage.covered.area


def test_a_room_that_is_seen_passes_and_one_zone_more_fails(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(CLEAN, "utf-8")
    assert audit_site(site).verdict == "pass"
    site.write_text(
        CLEAN.replace("ring: [[3, 0]", "ring: [[0, 0]"),
        "utf-8",
    )
    assert violations(audit_site(site)) == {"ground/hall"}


def test_what_is_no_site_or_profile_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(CLEAN.replace("outline", "outlin"), "utf-8")
    with pytest.raises(SiteFileError, match="outlin"):
        audit_site(site)
    site.write_text(CLEAN, "utf-8")
    with pytest.raises((UnknownNameError, SiteFileError), match="no-such-profile"):
        audit_site(site, "no-such-profile")


def test_a_night_of_which_the_site_says_nothing_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site.yaml"
    site.write_text(CLEAN, "utf-8")
    with pytest.raises(
        SiteFileError, match=r"site\.yaml: .* add lit rings to a floor, or ir_range_m"
    ):
        audit_site(site, night=True)


def test_lamps_everywhere_make_night_as_good_as_day_and_half_of_them_do_not(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site.yaml"
    for right_m, verdict in ((10, "pass"), (7, "fail")):
        lit = f"    lit: [[[0, 0], [{right_m}, 0], [{right_m}, 10], [0, 10]]]\n"
        site.write_text(CLEAN + lit, "utf-8")
        assert audit_site(site, night=True).verdict == verdict
        assert audit_site(site).verdict == "pass"


def test_at_night_nothing_changes_but_the_darkness() -> None:
    day = profile(clause("a"), clause("b", min_cameras=2))
    dark = nightly(day)
    assert [held.at_night for held in dark.clauses] == [True, True]
    assert [held.min_cameras for held in dark.clauses] == [1, 2]
    assert (dark.id, dark.label) == (day.id, day.label)
