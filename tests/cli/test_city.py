"""``sightline city`` on a small city: what it prints, leaves and returns."""

import json
from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.workflows.small_city import seen, write_small_city


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_small_city(folder)
    return folder


def test_it_tells_the_counties_and_what_is_broken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "out"
    assert main(["city", str(folder), "--out", str(out), "--jobs", "1", "--lang", "en"]) == 1
    told, on_stderr = capsys.readouterr()
    assert on_stderr == ""
    assert "50.0 % passed: 4 of 8 schools" in told
    lines = told.splitlines()
    assert [line.split()[:2] for line in lines[4:7]] == [
        ["1", "North"],
        ["2", "East"],
        ["3", "West"],
    ]
    assert "! west/f.yaml: line 14: floors.0.cameras.0.hieght_m: unknown field" in told
    assert "! west/g.yaml: the id A is taken by east/a.yaml" in told
    assert max(map(len, lines[:-4])) <= 80
    assert {p.name for p in out.iterdir()} == {
        *("city.html", "city.json", "city.sqlite", "city.xlsx", "runs", "schools")
    }


def test_what_is_done_is_not_done_again_and_json_is_json(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["city", str(folder), "--out", str(folder / "out"), "--jobs", "1", "--lang", "en"]
    main(command)
    capsys.readouterr()
    before = {p.name: p.stat().st_mtime_ns for p in (folder / "out" / "schools").iterdir()}
    assert main([*command, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["run"], document["summary"]["passed"]) == (1, 4)
    assert before == {p.name: p.stat().st_mtime_ns for p in (folder / "out" / "schools").iterdir()}


def test_a_city_all_of_whose_schools_pass_is_a_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text(seen("a", "East"), encoding="utf-8")
    command = ["city", str(tmp_path), "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main([*command, "--lang", "zh"]) == 0
    assert "达标率 100.0 %：1 所学校中 1 所达标" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder_name", "code", "sentence"),
    [
        ("missing", 3, "missing: is no folder; name the one that holds the site files"),
        ("empty", 3, "holds no site file (*.yaml, *.yml)"),
    ],
)
def test_a_folder_of_no_schools_is_refused_in_a_sentence(
    folder_name: str, code: int, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    command = ["city", str(tmp_path / folder_name), "--out", str(tmp_path / "out")]
    assert main([*command, "--jobs", "1"]) == code
    assert sentence in capsys.readouterr().err
