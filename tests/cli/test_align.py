"""``sightline align`` says how a camera hangs, by how much that is off, and corrects the plan."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.config.site_file import load_site
from pipeline.domain.camera import Camera
from pipeline.sources.picture import load_image
from tests.surveys import GATE_MARKS, PLAZA_MARKS, points_file

DEMO = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"
SITE = str(DEMO)


def drawn(camera_id: str) -> Camera:
    return next(camera for camera in load_site(DEMO).cameras() if camera.id == camera_id)


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    gate = drawn("cam-gate")
    built = replace(gate, pan_deg=gate.pan_deg + 3.0, tilt_deg=gate.tilt_deg - 1.2)
    return points_file(tmp_path, built, GATE_MARKS, wrong=3)


def test_a_camera_beyond_tolerance_ends_with_1_and_is_corrected(
    turned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, corrected = tmp_path / "out", tmp_path / "site2.yaml"
    command = ["align", SITE, "--camera", "cam-gate", "--points", str(turned), "--lang", "en"]
    assert main([*command, "--out", str(out), "-o", str(corrected)]) == 1
    told = capsys.readouterr()
    assert "contradicted by the others and left out: p3" in told.out
    assert "camera cam-gate does not hang as drawn: pan +3.00" in told.out
    assert "the list of cameras beside the site file was not copied" in told.err
    assert load_image(out / "align.png").shape[1] > 1000
    document = json.loads((out / "align.json").read_text("utf-8"))
    assert (document["verdict"], document["outliers"]) == ("fail", ["p3"])
    (tmp_path / "cameras.csv").write_bytes((DEMO.parent / "cameras.csv").read_bytes())
    hung = next(c for c in load_site(corrected).cameras() if c.id == "cam-gate")
    assert (hung.pan_deg, hung.tilt_deg) == pytest.approx((93.0, 13.8), abs=0.02)
    # Held against the plan that was corrected, it hangs as drawn.
    again = ["align", str(corrected), "--camera", "cam-gate", "--points", str(turned)]
    assert main([*again, "--lang", "en"]) == 0
    assert "it hangs as drawn" in capsys.readouterr().out


def test_json_holds_numbers_and_null_for_what_four_points_cannot_tell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = points_file(tmp_path, drawn("cam-plaza"), PLAZA_MARKS[:4])
    assert main(["align", SITE, "--camera", "cam-plaza", "--points", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["points"], document["error_m"]) == (1, 4, None)
    assert {each["within_95"] for each in document["departures"]} == {None}
    assert document["views"]["drawn_m2"] == pytest.approx(document["views"]["hung_m2"], abs=1.0)


def test_both_languages_tell_the_same_numbers(
    turned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = {}
    for language in ("zh", "en"):
        main(["align", SITE, "--camera", "cam-gate", "--points", str(turned), "--lang", language])
        lines[language] = capsys.readouterr().out.splitlines()
    assert len(lines["zh"]) == len(lines["en"])
    assert "探头 cam-gate 的实际安装与图纸不符" in lines["zh"][-1]


def test_what_cannot_be_aligned_is_one_sentence(
    turned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    three = turned.with_name("three.csv")
    three.write_text("\n".join(turned.read_text("utf-8").splitlines()[:4]), encoding="utf-8")
    for camera, points, code, told in (
        ("cam-9", turned, 2, "has no camera cam-9"),
        ("cam-gate", three, 3, "a pose needs 4 points, got 3"),
        ("cam-gate", turned.with_name("none.csv"), 3, "no such file"),
    ):
        command = ["align", SITE, "--camera", camera, "--points", str(points), "--lang", "en"]
        assert main(command) == code
        shown = capsys.readouterr().err
        assert told in shown and len(shown.splitlines()) == 1


def test_the_plan_itself_is_not_written_over(
    turned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = DEMO.read_bytes()
    command = ["align", SITE, "--camera", "cam-gate", "--points", str(turned), "-o", SITE]
    assert main(command) == 2
    assert "would write over the plan itself" in capsys.readouterr().err
    assert DEMO.read_bytes() == before
