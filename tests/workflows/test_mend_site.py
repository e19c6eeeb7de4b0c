"""What it would take to pass, as printed and typed into the site file: then it passes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import main
from pipeline.domain.step import COST
from pipeline.report.audit_json import audit_document
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.mend_site import what_it_takes
from tests.workflows.site_edits import edited_site, thing

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


@pytest.fixture(scope="module")
def held(demo: Path) -> Json:
    return document_of(demo, GBT)


def test_the_demo_school_passes_once_what_is_printed_is_done(
    demo: Path, held: Json, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (held["verdict"], held["mending"]["passes"]) == ("fail", True)
    mended = edited_site(demo, held["mending"]["steps"], tmp_path)
    assert main(["audit", str(mended), "--profile", GBT, "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert after["verdict"] == "pass"
    assert after["summary"]["blind_spots"] == 0


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


@pytest.mark.parametrize("kind", ["turn", "connect", "disk"])
def test_one_step_left_out_and_it_does_not_pass(
    demo: Path, held: Json, tmp_path: Path, kind: str
) -> None:
    """The control: steps of every kind are needed."""
    steps = held["mending"]["steps"]
    lacking = [step for step in steps if step["kind"] != kind]
    assert len(lacking) < len(steps)
    mended = edited_site(demo, lacking, tmp_path)
    assert main(["audit", str(mended), "--profile", GBT]) == 1


def test_steps_come_in_the_order_of_cost_each_once(held: Json) -> None:
    steps = held["mending"]["steps"]
    costs = [COST[step["kind"]] for step in steps]
    assert costs == sorted(costs)
    edits = [repr(step["edits"]) for step in steps]
    assert len(set(edits)) == len(edits)


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


def test_added_cameras_are_recorded_and_connected_as_the_others(
    demo: Path, held: Json, tmp_path: Path
) -> None:
    mended = edited_site(demo, held["mending"]["steps"], tmp_path)
    added = thing(json.loads(mended.read_text("utf-8")), "cam-new-1")
    assert (added["recorder"], added["networked"], added["backup_min"]) == ("nvr-1", True, 60)
    assert "cam-new-1," in (tmp_path / "cameras.csv").read_text("utf-8").splitlines()
