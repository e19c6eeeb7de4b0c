"""Profiles come by name or from a file, and are refused as strictly as sites."""

from pathlib import Path

import pytest

from pipeline.config.profile_file import load_profile, profile_names
from pipeline.domain.zone import ZONE_KINDS
from pipeline.errors import SiteFileError, UnknownNameError

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
    private = {"classroom", "laboratory", "office", "storage"}
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


def test_a_missing_profile_file_is_said_to_be_missing() -> None:
    with pytest.raises(SiteFileError, match=r"none\.yaml: no such file"):
        load_profile("none.yaml")
