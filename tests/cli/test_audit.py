"""``sightline audit``: what it prints, what it leaves, and how it ends."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli.audit_lines import LINE_COLUMNS, fitted, told
from pipeline.cli.console import width
from pipeline.cli.main import main
from pipeline.config.profile_file import load_profile, profile_names
from pipeline.domain.coverage import Cause, CauseKind
from pipeline.domain.label import LANGUAGES, Label, Language
from pipeline.domain.seal import seal
from pipeline.report.wording import CAUSES_IN_BRIEF
from tests.report.samples import (
    COVERAGE,
    FINDING,
    FLOOR,
    LEAK_FINDING,
    SPOT,
    ZONE,
    audited_room,
    passed_room,
)

ROOM = """
format: 1
id: room
name: {zh: 方形房间, en: Square room}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [10, 0], [10, 10], [0, 10]]
    zones:
      - {id: yard, kind: yard, name: {zh: 活动区, en: Yard}, ring: RING}
    cameras:
      - id: cam-1
        position: [0.5, 5]
        height_m: 3
        pan_deg: 0
        tilt_deg: 30
        hfov_deg: 90
        picture: [1920, 1080]
"""
IN_VIEW = "[[5, 4], [6, 4], [6, 6], [5, 6]]"
EVERYTHING = "[[0, 0], [10, 0], [10, 10], [0, 10]]"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room whose corners, behind and below the camera, nobody sees."""
    site = tmp_path / "site.yaml"
    site.write_text(ROOM.replace("RING", EVERYTHING), encoding="utf-8")
    return site


@pytest.fixture
def seen_room(tmp_path: Path) -> Path:
    """Return the same room, of which only a piece before the camera must be seen."""
    site = tmp_path / "seen.yaml"
    site.write_text(ROOM.replace("RING", IN_VIEW), encoding="utf-8")
    return site


def test_blind_spots_end_with_1_and_none_with_0(room: Path, seen_room: Path) -> None:
    assert main(["audit", str(room)]) == 1
    assert main(["audit", str(seen_room)]) == 0


def test_verdict_share_and_spots_are_printed(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(room), "--lang", "zh"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "方形房间 · 全覆盖、无盲区"
    assert lines[1].startswith("不达标 · 覆盖率 ")
    assert "，标称 " in lines[1]
    assert any("活动区" in line and "cam-1" in line and "F-01" in line for line in lines)
    assert "未经标准原文核对" in lines[2]
    assert lines[-1].startswith("不符合：F-01 × 1")


def test_passed_site_needs_no_table(seen_room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", str(seen_room), "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Passed · 100.0 % covered (2.0 of 2.0 m²), nominally 100.0 %"
    assert lines[2] == "not checked against the standard's text (2/2)"
    assert len(lines) == 4


@pytest.mark.parametrize("language", ["zh", "en"])
def test_demo_school_fits_a_terminal(
    root: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    site = root / "floorplans" / "demo-school" / "site.yaml"
    assert main(["audit", str(site), "--lang", language]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 15
    assert [line for line in lines if width(line) > LINE_COLUMNS] == []


def test_json_is_all_that_is_printed(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(room), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["format"], document["site"], document["verdict"]) == (1, "room", "fail")


def test_out_leaves_page_plans_and_document(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    main(["audit", str(room), "--out", str(out), "--lang", "en"])
    assert sorted(p.name for p in out.iterdir()) == ["audit.json", "plan-ground.png", "report.html"]
    assert (out / "plan-ground.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((out / "audit.json").read_text("utf-8"))["site"] == "room"
    assert capsys.readouterr().out.splitlines()[-1] == f"report: {out / 'report.html'}"


def test_folder_that_cannot_be_made_is_a_storage_error(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(room), "--out", str(room / "below-a-file")]) == 5
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_broken_site_is_refused_with_3(tmp_path: Path) -> None:
    assert main(["audit", str(tmp_path / "none.yaml")]) == 3


def test_unknown_profile_is_refused_with_3(room: Path) -> None:
    assert main(["audit", str(room), "--profile", "no-such-profile"]) == 3


def test_camera_in_a_prohibited_zone_is_told_in_words(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toilet = "    prohibited:\n      - {id: wc, kind: toilet, name: WC, ring: RING}\n"
    ring = "[[0, 4], [1, 4], [1, 6], [0, 6]]"
    room.write_text(room.read_text("utf-8") + toilet.replace("RING", ring), encoding="utf-8")
    assert main(["audit", str(room), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    words = " ".join(lines[-2:])
    assert 'camera "cam-1" stands in the prohibited zone "WC"' in words
    assert "State Council Order 799, article 8" in words


def test_nominal_is_told_beside_guaranteed() -> None:
    lines = told(audited_room(), "en").splitlines()
    assert lines[1] == "Not passed · 96.0 % covered (96.0 of 100.0 m²), nominally 97.0 %"


@pytest.mark.parametrize(("language", "said"), [("zh", "整改办法"), ("en", "what would mend")])
def test_where_remedies_are_is_told_unless_a_report_is_left_or_none_is_needed(
    language: Language, said: str
) -> None:
    assert told(audited_room(), language).count(said) == 1
    assert said not in told(audited_room(), language, kept=True)
    assert said not in told(passed_room(), language)


@pytest.mark.parametrize(("hider", "named"), [("hedge-1", True), ("h" * 40, False)])
def test_what_hides_is_named_where_there_is_room_for_it(hider: str, named: bool) -> None:
    spot = replace(SPOT, cause=Cause("sight_line", "cam-1", 4.0, hider))
    held = replace(COVERAGE.zones[0], blind_spots=(spot,))
    room = replace(audited_room(), floors=(replace(COVERAGE, zones=(held,)),))
    lines = told(room, "en").splitlines()
    (line,) = [line for line in lines if "view blocked cam-1" in line]
    assert (f"view blocked cam-1: {hider}" in line) is named
    assert width(line) <= LINE_COLUMNS


def test_a_violation_that_no_blind_spot_shows_is_told_whatever_its_clause() -> None:
    told_apart = {"id": "F-01.ground.yard-1.facing", "message": Label("朝向", "facing")}
    facing = replace(FINDING, **told_apart, spot_ids=())
    lines = told(replace(audited_room(), findings=(FINDING, facing)), "en").splitlines()
    assert lines[-2:] == ["violations: F-01 × 2", "facing"]


@pytest.mark.parametrize("kind", CAUSES_IN_BRIEF)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_fits_its_line_with_the_longest_names(
    kind: CauseKind, language: Language
) -> None:
    cause = Cause(kind, "camera-of-the-far-stairs", 4.0)
    spot = replace(SPOT, cause=cause, clause_id="gbt29315-2022-5.3.1")
    long_name = replace(ZONE, label=Label("教学楼西侧楼梯间出入口", "West stairs of the school"))
    held = replace(COVERAGE.zones[0], blind_spots=(spot,))
    room = audited_room(floor=replace(FLOOR, zones=(long_name,)))
    lines = told(replace(room, floors=(replace(COVERAGE, zones=(held,)),)), language).splitlines()
    assert [line for line in lines if width(line) > LINE_COLUMNS] == []
    brief = CAUSES_IN_BRIEF[kind].told(language)
    assert any(brief[:4] in line for line in lines)


def test_a_few_sentences_are_told_and_the_rest_counted() -> None:
    many = tuple(replace(LEAK_FINDING, id=f"view-{n}") for n in range(5))
    lines = told(replace(audited_room(), findings=many), "en").splitlines()
    assert lines.count("south-west may look into the toilet.") == 3
    assert lines[-1] == "and 2 more like these"


@pytest.mark.parametrize(("language", "said"), [("zh", "夜间哪里有光"), ("en", "bright at night")])
def test_night_needs_to_be_told_what_is_bright(
    seen_room: Path, language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(seen_room), "--night", "--lang", language]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert f"{seen_room}: " in line
    assert said in line
    assert "lit" in line
    assert "ir_range_m" in line


def test_night_is_held_as_far_as_infrared_reaches(
    seen_room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The far corners are 5.6 m away on the plan and 6.4 m along the sight line."""
    day = seen_room.read_text("utf-8")
    for range_m, code in ((7, 0), (6, 1)):
        seen_room.write_text(day + f"        ir_range_m: {range_m}\n", encoding="utf-8")
        assert main(["audit", str(seen_room), "--night", "--lang", "en"]) == code
    assert "(at night as well)" in capsys.readouterr().out.splitlines()[0]


def test_matplotlib_is_loaded_only_to_draw(room: Path) -> None:
    code = (
        "import sys; from pipeline.cli.main import main;"
        f"main(['audit', {str(room)!r}]); assert 'matplotlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_long_names_are_cut_by_columns_and_not_by_letters() -> None:
    assert width(fitted("宿舍出入口", 6)) <= 6
    assert fitted("校门", 4) == "校门"


@pytest.mark.parametrize(("share", "code"), [("0", 0), ("68", 0), ("69", 1)])
def test_the_bar_may_be_a_share_of_what_is_covered(room: Path, share: str, code: int) -> None:
    """68.1 % of the room are seen."""
    assert main(["audit", str(room), "--fail-under", share]) == code


@pytest.mark.parametrize("share", ["-1", "101", "nan", "most"])
def test_a_bar_that_is_no_share_is_wrong_usage(room: Path, share: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["audit", str(room), "--fail-under", share])
    assert stopped.value.code == 2


def test_an_audit_is_held_against_an_earlier_one(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """First all of the room is asked for, then a piece that is seen: one finding is gone."""
    main(["audit", str(room), "--json"])
    old = tmp_path / "old.json"
    old.write_text(capsys.readouterr().out, "utf-8")
    assert main(["audit", str(room), "--lang", "en", "--against", str(old)]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "since the earlier audit: 0 new, 0 gone, 1 still there"
    room.write_text(ROOM.replace("RING", IN_VIEW), "utf-8")
    assert main(["audit", str(room), "--lang", "zh", "--against", str(old)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["与上次相比：新增 0，消除 1，仍在 0", "- F-01.ground.yard"]


def test_an_earlier_audit_of_another_site_is_refused(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", str(room), "--json"])
    old = tmp_path / "old.json"
    whole = json.loads(capsys.readouterr().out) | {"site": "hall"}
    old.write_text(json.dumps(whole | {"sha256": seal(whole)}), "utf-8")
    assert main(["audit", str(room), "--against", str(old)]) == 3
    assert "'hall'" in capsys.readouterr().err


def test_clauses_that_could_not_be_evaluated_are_told(
    seen_room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    rule = "  - {id: O-1, wording: joined, networking: {least_pct: 80}, source: user}\n"
    own.write_text(
        f"format: 1\nid: own\nname: Own\nextends: full-coverage\nclauses:\n{rule}", "utf-8"
    )
    assert main(["audit", str(seen_room), "--profile", str(own), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Not passed · 100.0 % covered")
    assert lines[2] == "clauses: 1 passed, 0 failed, 3 not evaluated"
    assert lines[3] == "not checked against the standard's text (3/3)"
    assert any("clause O-1 is not evaluated: the cameras cam-1 do not say" in x for x in lines)
    assert main(["audit", str(seen_room), "--profile", str(own), "--lang", "en", "--mend"]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "no step that can be computed helps: 1 finding remains"


def test_help_names_every_profile_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "--help"])
    told_of = "".join(capsys.readouterr().out.split())
    for_plans = [name for name in profile_names() if load_profile(name).every]
    assert [name for name in for_plans if name not in told_of] == []
