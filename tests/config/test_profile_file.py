"""Profiles come by name or from a file, and are refused as strictly as sites."""

import re
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.config.profile_file import load_profile, profile_names
from pipeline.domain.rule import Retention
from pipeline.domain.zone import ZONE_KINDS
from pipeline.errors import SiteFileError, UnknownNameError
from pipeline.report.typeface import missing_characters

OWN = """\
format: 1
id: own
name: {zh: 自定, en: Own}
clauses:
  - id: O-1
    wording: {zh: 操场可见, en: The yard is seen}
    kinds: [yard]
    plane_m: 0
    density_px_per_m: 12.5
    source: user
"""


PX = "density_px_per_m: 12.5"


def read(tmp_path: Path, text: str) -> str:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_profile(str(path))
    return str(refused.value).removeprefix(f"{path}:")


def test_full_coverage_ships_with_its_two_clauses() -> None:
    profile = load_profile("full-coverage")
    ground, faces = profile.clauses
    assert profile.label.zh == "全覆盖、无盲区"
    assert (ground.id, ground.plane_m, ground.density_px_per_m, ground.min_cameras) == (
        "F-01",
        0,
        25,
        1,
    )
    assert (faces.id, faces.plane_m, faces.density_px_per_m) == ("F-02", 1.5, 62.5)
    assert faces.kinds == ("gate", "entrance", "dormitory_entrance")
    assert {clause.source for clause in profile.clauses} == {"assumed"}


def test_full_coverage_speaks_of_every_public_area() -> None:
    private = {"classroom", "laboratory", "office", "storage", "kitchen", "hazard_store"}
    private |= {"valuables", "equipment_room", "control_room", "guard_room", "activity_room"}
    assert set(load_profile("full-coverage").clauses[0].kinds) == set(ZONE_KINDS) - private


def test_the_edition_of_2025_asks_for_the_same_zones_by_its_own_classes() -> None:
    profile, model = load_profile("iec-2025"), load_profile("full-coverage")
    assert [clause.kinds for clause in profile.clauses] == [c.kinds for c in model.clauses]
    assert [clause.plane_m for clause in profile.clauses] == [0, 1.5]
    assert [clause.density_px_per_m for clause in profile.clauses] == [40, 80]


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_that_ships_is_sound(name: str) -> None:
    assert load_profile(name).id == name


def test_an_own_profile_is_read_and_asks_for_one_camera_by_default(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(OWN, encoding="utf-8")
    clause = load_profile(str(path)).clauses[0]
    assert clause.min_cameras == 1
    assert (clause.max_elevation_deg, clause.max_facing_deg, clause.at_night) == (None, None, False)


def test_a_clause_may_bound_the_look_and_name_its_density(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    named = "density: {edition: 2014, class: recognise}"
    bounds = "max_elevation_deg: 35\n    max_facing_deg: 45\n    at_night: true"
    path.write_text(OWN.replace("density_px_per_m: 12.5", f"{named}\n    {bounds}"), "utf-8")
    clause = load_profile(str(path)).clauses[0]
    assert (clause.density_px_per_m, clause.max_elevation_deg) == (125, 35)
    assert (clause.max_facing_deg, clause.at_night) == (45, True)


KEPT = """format: 1
id: kept
name: {zh: 存档, en: Kept}
recordings:
  - {id: R-1, wording: kept, retention_days: 90, picture: [1920, 1080], source: user}
"""


def test_a_profile_of_recordings_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kept.yaml"
    path.write_text(KEPT, "utf-8")
    profile = load_profile(str(path))
    (clause,) = profile.recordings
    assert (profile.clauses, clause.id, clause.source) == ((), "R-1", "user")
    assert (clause.retention_days, clause.picture) == (90, (1920, 1080))
    assert (clause.longest_gap_s, clause.fps, clause.sharpness) == (None, None, None)


def test_recordings_are_kept_for_30_days_by_a_rule_that_was_read_and_90_by_one_recalled() -> None:
    told = [load_profile(f"recordings-{days}d").recordings[0] for days in (30, 90)]
    assert [(one.retention_days, one.source) for one in told] == [(30, "found"), (90, "recalled")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("retention_days: 90", "retention_days: 0", "5: recordings.0.retention_days: must lie bet"),
        ("[1920, 1080]", "[1920]", "5: recordings.0.picture: needs 2 entries, got 1"),
        ("retention_days", "retention_day", "5: recordings.0.retention_day: unknown field; did"),
        ("retention_days: 90, picture: [1920, 1080], ", "", "5: recordings.0: asks for nothing"),
        (KEPT, KEPT + KEPT.splitlines()[-1] + "\n", "6: recordings.1.id: the id 'R-1' is taken"),
        ("recordings:", "clauses: []\nrecordings:", "4: clauses: must not be an empty list"),
        (KEPT[KEPT.index("recordings") :], "", "1: clauses: missing; list the clauses"),
    ],
)
def test_bad_words_on_recordings_name_line_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert read(tmp_path, KEPT.replace(old, new)).startswith(said)


def test_no_clause_on_recordings_has_the_id_of_another_clause(tmp_path: Path) -> None:
    both = OWN + KEPT[KEPT.index("recordings") :].replace("R-1", "O-1")
    assert "recordings.0.id: the id 'O-1' is taken" in read(tmp_path, both)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match=r"'full'; known: .*full-coverage.*ends in \.yaml"):
        load_profile("full")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: 1", "format: 2", "1: format: must be 1, got 2"),
        ("kinds: [yard]", "kinds: [yrad]", "7: clauses.0.kinds.0: 'yrad' is unknown; did you mean"),
        ("kinds: [yard]", "kinds: []", "7: clauses.0.kinds: must not be an empty list"),
        ("plane_m: 0", "plane_m: -1", "8: clauses.0.plane_m: must lie between 0 and 10 metres"),
        ("12.5", ".nan", "9: clauses.0.density_px_per_m: must be a finite number, got nan"),
        ("12.5", "0", "9: clauses.0.density_px_per_m: must lie strictly between 0 and 10000 px/m"),
        (
            PX,
            "density: {edition: 2020, class: detect}",
            "9: clauses.0.density.edition: must be",
        ),
        (PX, "density: {edition: 2025, class: detect}", "9: clauses.0.density.class: must be one"),
        (PX, "density: {edition: 2025}", "9: clauses.0.density.class: missing; name a class"),
        (
            PX,
            "density: {edition: 2014, class: detect, x: 1}",
            "9: clauses.0.density.x: unknown field",
        ),
        (PX, f"{PX}\n    density: {{edition: 2014, class: detect}}", "10: clauses.0.density: give"),
        (f"    {PX}\n", "", "5: clauses.0.density_px_per_m: missing"),
        (PX, f"{PX}\n    max_elevation_deg: 90", "10: clauses.0.max_elevation_deg: must lie str"),
        (PX, f"{PX}\n    max_facing_deg: 181", "10: clauses.0.max_facing_deg: must lie between 0"),
        (PX, f"{PX}\n    at_night: 1", "10: clauses.0.at_night: must be true or false, got 1"),
        ("user", "law", "10: clauses.0.source: must be one of found, recalled, assumed, user"),
        ("plane_m: 0", "plane: 0", "8: clauses.0.plane: unknown field; did you mean 'plane_m'?"),
        (OWN, OWN + OWN[OWN.index("  - id") :], "11: clauses.1.id: the id 'O-1' is taken"),
    ],
)
def test_a_bad_profile_names_line_and_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert read(tmp_path, OWN.replace(old, new)).startswith(said)


EXTENDING = """\
format: 1
id: ours
name: {zh: 本区, en: Our district}
extends: full-coverage
drop:
  - {clause: F-02, reason: {zh: 另有门禁, en: doors are guarded}}
clauses:
  - id: F-01
    wording: {zh: 操场可见, en: The yard is seen}
    kinds: [yard]
    plane_m: 0
    density_px_per_m: 12.5
    source: user
  - {id: O-1, wording: 保存 90 天, retention: {days: 90}, source: user}
"""


def test_a_profile_overrides_drops_and_adds_to_the_one_it_extends(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(EXTENDING, "utf-8")
    ours = load_profile(str(path))
    assert (ours.id, ours.extends) == ("ours", "full-coverage")
    assert [(c.id, c.density_px_per_m, c.source) for c in ours.clauses] == [("F-01", 12.5, "user")]
    assert [(rule.id, rule.demand) for rule in ours.rules] == [("O-1", Retention(90))]
    (dropped,) = ours.dropped
    assert (dropped.clause_id, dropped.reason.en) == ("F-02", "doors are guarded")
    assert "faces (1.5 m)" in dropped.wording.en


def test_a_profile_extends_a_file_beside_it_and_keeps_what_that_dropped(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(EXTENDING, "utf-8")
    yours = tmp_path / "yours.yaml"
    yours.write_text("format: 1\nid: yours\nname: Yours\nextends: ours.yaml\n", "utf-8")
    profile = load_profile(str(yours))
    assert [clause.id for clause in profile.every] == ["F-01", "O-1"]
    assert [dropped.clause_id for dropped in profile.dropped] == ["F-02"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "extends: full-coverage",
            "extends: full-cover",
            "4: extends: there is no profile full-cover",
        ),
        ("extends: full-coverage", "extends: own.yaml", "4: extends: own.yaml extends this file"),
        ("extends: full-coverage", "extends: no.yaml", "4: extends: there is no profile no.yaml"),
        ("clause: F-02", "clause: F-03", "6: drop.0.clause: what is extended has no clause 'F-03'"),
        ("clause: F-02", "clause: F-01", "6: drop.0.clause: the clause 'F-01' is both dropped"),
        ("clause: F-02, reason", "clause: F-02, why", "6: drop.0.reason: missing; say why"),
        ("extends: full-coverage\n", "", "4: drop: without extends there is nothing to drop"),
        ("retention: {days: 90}", "retention: {days: 0}", "14: clauses.1.retention.days: must lie"),
        (
            "retention: {days: 90}",
            "retention: {days: 90}, frame_rate: {fps: 25}",
            "14: clauses.1.frame_rate: a clause asks for one thing, and this one has retention",
        ),
        (
            "retention: {days: 90}",
            "retention: {days: 90}, plane_m: 0",
            "14: clauses.1.plane_m: means nothing beside retention",
        ),
        (
            "retention: {days: 90}",
            "gate_width: {m_per_100_pupils: 0.7}, kinds: [gate]",
            "14: clauses.1.kinds: gate_width speaks about the whole school",
        ),
        (
            "retention: {days: 90}",
            "devices: {device: emergency_button}",
            "14: clauses.1.kinds: missing; list kinds of zone",
        ),
        (
            "retention: {days: 90}",
            "devices: {device: emergency_buton}, kinds: [gate]",
            "14: clauses.1.devices.device: 'emergency_buton' is unknown; did you mean",
        ),
        (
            "retention: {days: 90}, source: user",
            "retention: {days: 90}, basis: GB 1, source: recalled",
            "14: clauses.1.basis: nobody has read a text for a clause with source: recalled",
        ),
        (
            "retention: {days: 90}",
            "camera_list: 1",
            "14: clauses.1.camera_list: must be a mapping of fields, got 1; write camera_list: {}",
        ),
    ],
)
def test_a_bad_extension_names_line_and_remedy(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in EXTENDING
    assert read(tmp_path, EXTENDING.replace(old, new, 1)).startswith(said)


def test_nothing_may_be_left_of_a_profile(tmp_path: Path) -> None:
    drops = "[{clause: F-01, reason: gone}, {clause: F-02, reason: gone}]"
    text = f"format: 1\nid: o\nname: O\nextends: full-coverage\ndrop: {drops}\n"
    assert read(tmp_path, text).startswith("5: drop: every clause is dropped")


@pytest.mark.parametrize("name", profile_names())
def test_no_profile_cites_what_nobody_read(name: str) -> None:
    """Ids are ours, and never look like the number of a clause."""
    for clause in load_profile(name).every:
        assert re.fullmatch("[A-Z]-[0-9]{2}", clause.id)
        assert (clause.basis is None) or clause.source == "found"
        assert "29315" not in clause.wording.zh + clause.wording.en


@pytest.mark.parametrize("name", ["gbt29315-2022", "gbt29315-2012", "anti-terror", "kindergarten"])
def test_order_799_is_asked_for_by_every_profile_of_a_standard(name: str) -> None:
    cited = {clause.basis.en for clause in load_profile(name).every if clause.basis}
    assert {f"State Council Order 799, article {n}" for n in (13, 14)} <= cited


@pytest.mark.parametrize("name", profile_names())
def test_reports_can_draw_every_character_of_a_profile(name: str) -> None:
    profile = load_profile(name)
    words = [profile.label.zh, *(clause.wording.zh for clause in profile.every)]
    words += [clause.basis.zh for clause in profile.every if clause.basis]
    assert missing_characters(words) == ()


def test_the_kindergarten_has_three_classes_of_locations() -> None:
    assert {c.priority for c in load_profile("kindergarten").clauses} == {1, 2, 3, None}


def test_check_accepts_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(EXTENDING, "utf-8")
    assert main(["check", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "ok: 1 clause on coverage, 1 rule beyond coverage, 1 dropped,"
        " 2 of them not checked against a primary text\n"
    )
    path.write_text(EXTENDING.replace("days: 90", "days: ninety"), "utf-8")
    assert main(["check", str(path), "--lang", "zh"]) == 3
    assert f"{path}:14: clauses.1.retention.days" in capsys.readouterr().out


def test_a_missing_profile_file_is_said_to_be_missing() -> None:
    with pytest.raises(SiteFileError, match=r"none\.yaml: no such file"):
        load_profile("none.yaml")
