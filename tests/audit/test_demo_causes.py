"""The causes that the audit names agree with what `floorplans/demo-school/README.md` mends."""

from pathlib import Path

from pipeline.workflows.audit_site import audit_site

TURN_OR_ADD, LENS, WALL = "picture", "density", "sight_line"


def test_each_planted_flaw_has_the_cause_that_its_remedy_mends(root: Path) -> None:
    (coverage,) = audit_site(root / "floorplans" / "demo-school" / "site.yaml").floors
    assert [(spot.zone_id, spot.cause.kind) for spot in coverage.blind_spots] == [
        ("outside-east", LENS),  # 1: a lens too short
        ("perimeter-west", TURN_OR_ADD),  # 5: no camera in the corner
        ("perimeter-east", TURN_OR_ADD),  # 4: a dead zone below the camera
        ("perimeter-north", TURN_OR_ADD),  # 5 once more
        ("playground", TURN_OR_ADD),  # 6: two cameras that look the same way
        ("corridor", TURN_OR_ADD),  # 2: a camera that was turned away
        ("stairs-west", TURN_OR_ADD),  # 3: a dead zone below the camera
        ("canteen-entrance", WALL),  # 7: behind a pillar
        ("canteen-entrance", WALL),  # 7 once more
        ("dorm-entrance", LENS),  # 8: too coarse for a face
    ]
