"""What it would take to pass, where nothing helps and where nothing is needed.

That the demo school passes once what is printed is done, and not before, is shown by
`tests/acceptance`.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.audit_json import audit_document
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.mend_site import what_it_takes

Json = dict[str, Any]
GBT = "gbt29315-2022"
ROOM = """
format: 1
id: room
name: Room
floors:
  - id: ground
    name: Ground
    outline: [[0, 0], [10, 0], [10, 10], [0, 10]]
    zones:
      - {id: gate, kind: gate, clear_width_m: 4, name: Gate, ring: [[5, 4], [6, 4], [6, 6], [5, 6]]}
    cameras:
      - id: cam
        position: [0.5, 5]
        height_m: 3
        pan_deg: 0
        tilt_deg: 30
        hfov_deg: 90
        picture: [1920, 1080]
"""
OWN = """
format: 1
id: own
name: Own
clauses:
  - {id: O-1, wording: seen, kinds: [gate], plane_m: 0, density_px_per_m: 25, source: user}
  - {id: O-2, wording: wide, gate_width: {m_per_100_pupils: 0.7}, source: user}
"""


def document_of(site: Path, profile: str) -> Json:
    """Return the audit as it is printed, with all that it takes to pass."""
    document: Json = json.loads(json.dumps(audit_document(audit_site(site, profile, mend=True))))
    return document


@pytest.fixture(scope="module")
def demo(root: Path) -> Path:
    return root / "floorplans" / "demo-school" / "site.yaml"


def test_the_demo_school_fails_the_standard_for_reasons_that_were_planted(demo: Path) -> None:
    """The eight flaws of coverage, the kitchen without a camera, and eight beyond coverage."""
    result = audit_site(demo, GBT)
    found = {(f.clause_id, f.where) for f in result.findings if f.severity == "violation"}
    assert found == {
        ("S-01", "ground/outside-east"),
        ("S-03", "ground/perimeter-west"),
        ("S-03", "ground/perimeter-east"),
        ("S-03", "ground/perimeter-north"),
        ("S-04", "ground/playground"),
        ("S-05", "ground/corridor"),
        ("S-05", "ground/stairs-west"),
        ("S-06", "ground/canteen-entrance"),
        ("S-07", "ground/dorm-entrance"),
        ("S-08", "ground/kitchen"),
        ("S-12", "ground/perimeter-north"),
        ("S-15", "ground/dorm-entrance"),
        ("S-17", "cam-playground-1"),
        ("S-22", "demo-school"),
        ("S-23", "demo-school"),
        ("S-25", "cam-dormitory"),
        ("S-25", "demo-school"),
    }
    assert not [f for f in result.findings if f.severity == "not_evaluated"]


def test_what_nobody_states_is_left_and_told(tmp_path: Path) -> None:
    """Without a number of pupils no step helps but to state it."""
    (tmp_path / "room.yaml").write_text(ROOM, "utf-8")
    (tmp_path / "own.yaml").write_text(OWN, "utf-8")
    mending = document_of(tmp_path / "room.yaml", str(tmp_path / "own.yaml"))["mending"]
    assert (mending["passes"], mending["steps"]) == (False, [])
    assert mending["left"] == ["O-2.room.unstated"]


def test_a_school_that_passes_needs_nothing(demo: Path) -> None:
    result = replace(audit_site(demo, "full-coverage"), findings=())
    mending = what_it_takes(result)
    assert (mending.steps, mending.passes) == ((), True)
