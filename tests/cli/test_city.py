"""``sightline city`` on a small city: what it prints, leaves and returns."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.domain.hazard import Change
from pipeline.store.ledger import open_ledger, record
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
        *("city.html", "city.json", "city.sqlite", "city.xlsx", "runs", "schools"),
        *("bulletin.pdf", "bulletin.docx", "bulletin.html"),
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


def hazard(site: str, state: str, due: str = "2026-12-31") -> list[Change]:
    """Return the changes that bring a hazard of a site into a state, by hand."""
    id_ = f"{site}/H-{state}-{due}"
    five = {"standard": "畅通", "measure": "护栏", "due": due, "person": "安全员"}
    data = {"site_id": site, "defect_id": f"H-{state}-{due}", "hazard_class": "traffic"}
    made = [Change(id_, AT, "安全员", "register", data={**data, "content": "拥堵"})]
    made.append(Change(id_, AT, "安全员", "assign", data=five))
    if state == "supervised":
        made.append(Change(id_, AT, "教育局", "escalate", "重大"))
    if state == "closed":
        made.append(Change(id_, AT, "安全员", "rectify"))
        proof = {"kind": "footage", "start": AT}
        made.append(Change(id_, AT, "安全员", "close", data={"proof": proof}))
    return made


AT = "2026-11-01T04:00:00.000+00:00"


def test_a_city_tells_what_its_schools_ledgers_say(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each school hands in a file; the city merges them, and rolls them up by county."""
    handed_in = {
        "a": [
            hazard("a", "closed"),
            hazard("a", "closed", "2026-11-30"),
            hazard("a", "rectifying"),
        ],
        "c": [hazard("c", "supervised"), hazard("c", "rectifying", "2026-11-10")],
        "zz": [hazard("zz", "rectifying")],
    }
    exports = []
    for site, histories in handed_in.items():
        with closing(open_ledger(tmp_path / f"{site}.db")) as ledger:
            record(ledger, [change for history in histories for change in history])
        exports.append(str(tmp_path / f"{site}.json"))
        own = str(tmp_path / f"{site}.db")
        assert main(["ledger", "export", exports[-1], "--ledger", own]) == 0
    merged = str(tmp_path / "city.db")
    assert main(["ledger", "import", *exports, "--ledger", merged]) == 0
    capsys.readouterr()
    command = ["city", str(folder), "--out", str(tmp_path / "out"), "--jobs", "1", "--lang", "en"]
    assert main([*command, "--ledger", merged, "--today", "2026-12-01", "--json"]) == 1
    told, warned = capsys.readouterr()
    document = json.loads(told)
    # One of a's two is closed, and b's; of c's one is supervised, and one overdue since the 10th.
    whole = {"found": 5, "rectified": 2, "overdue": 1, "supervised": 1}
    assert document["summary"]["hazards"] == whole
    assert document["summary"]["rectified_pct"] == 40.0
    by_county = {group["name"]: group["hazards"] for group in document["groups"]["county"]}
    assert (by_county["East"], by_county["West"]) == (whole, None)
    assert "the ledger holds 1 without a site file here, left out: zz" in warned
    assert main([*command, "--ledger", merged, "--today", "2026-12-01"]) == 1
    assert "Of 5 hazards in the ledgers 2 are rectified and closed (40.0 %)" in (
        capsys.readouterr().out
    )
    page = (tmp_path / "out" / "bulletin.html").read_text("utf-8")
    assert "Schools with supervised hazards (1): School c." in page


def test_a_ledger_that_is_not_there_is_a_storage_error(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["city", str(folder), "--out", str(tmp_path / "out"), "--jobs", "1"]
    assert main([*command, "--ledger", str(tmp_path / "gone.db")]) == 5
    assert "there is no ledger" in capsys.readouterr().err
    assert main([*command, "--today", "2026-12-01"]) == 2
    assert "give --ledger too" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
