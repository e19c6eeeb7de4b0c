"""What it would take to pass, as printed and typed into the site file: then it passes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import main
from pipeline.domain.step import COST
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.mend_site import what_it_takes
from tests.workflows.site_edits import edited_site, thing

Json = dict[str, Any]
GBT = "gbt29315-2022"


def printed(site: Path, profile: str, capsys: pytest.CaptureFixture[str]) -> Json:
    main(["audit", str(site), "--profile", profile, "--json", "--lang", "en"])
    document: Json = json.loads(capsys.readouterr().out)
    return document


@pytest.fixture(scope="module")
def demo(root: Path) -> Path:
    return root / "floorplans" / "demo-school" / "site.yaml"


@pytest.mark.parametrize("profile", [GBT, "full-coverage"])
def test_the_demo_school_passes_once_what_is_printed_is_done(
    demo: Path, tmp_path: Path, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = printed(demo, profile, capsys)
    assert (before["verdict"], before["mending"]["passes"]) == ("fail", True)
    mended = edited_site(demo, before["mending"]["steps"], tmp_path)
    assert main(["audit", str(mended), "--profile", profile, "--quick", "--json"]) == 0
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


def test_one_step_left_out_and_it_does_not_pass(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The control: each of some steps is needed."""
    steps = printed(demo, GBT, capsys)["mending"]["steps"]
    for kind in ("turn", "connect", "disk"):
        number = next(n for n, step in enumerate(steps) if step["kind"] == kind)
        lacking = [step for n, step in enumerate(steps) if n != number]
        mended = edited_site(demo, lacking, tmp_path)
        assert main(["audit", str(mended), "--profile", GBT, "--quick"]) == 1, kind


def test_steps_come_in_the_order_of_cost_each_once(demo: Path) -> None:
    mending = what_it_takes(audit_site(demo, "full-coverage"))
    costs = [COST[step.kind] for step in mending.steps]
    assert costs == sorted(costs)
    edits = [repr(step.edits) for step in mending.steps]
    assert len(set(edits)) == len(edits)


def test_what_nobody_states_is_left_and_told(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a number of pupils no step helps but to state it."""
    silent = edited_site(demo, [], tmp_path)
    data = json.loads(silent.read_text("utf-8"))
    del data["pupils"]
    silent.write_text(json.dumps(data), "utf-8")
    mending = printed(silent, GBT, capsys)["mending"]
    assert (mending["passes"], mending["left"]) == (False, ["S-20.demo-school.unstated"])


def test_a_school_that_passes_needs_nothing(demo: Path) -> None:
    result = replace(audit_site(demo, "full-coverage"), findings=())
    mending = what_it_takes(result)
    assert (mending.steps, mending.passes) == ((), True)


def test_added_cameras_are_recorded_and_connected_as_the_others(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = printed(demo, GBT, capsys)["mending"]["steps"]
    mended = edited_site(demo, steps, tmp_path)
    added = thing(json.loads(mended.read_text("utf-8")), "cam-new-1")
    assert (added["recorder"], added["networked"], added["backup_min"]) == ("nvr-1", True, 60)
    assert "cam-new-1," in (tmp_path / "cameras.csv").read_text("utf-8").splitlines()
