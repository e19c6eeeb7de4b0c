"""``sightline ledger``: a hazard from its audit to its proven end, by the commands people type."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.console import width
from pipeline.cli.ledger_table import COLUMNS_WIDE, table
from pipeline.cli.main import main
from pipeline.domain.hazard import Change
from pipeline.domain.label import LANGUAGES, Language
from pipeline.store.ledger import hazards_of, open_ledger, record
from tests.cli.test_audit import EVERYTHING, IN_VIEW, ROOM

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    """Return what runs a command line in an empty folder: exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def typed(line: str, *more: str) -> tuple[int, str, str]:
        try:
            code = main([*line.split(), *more])
        except SystemExit as stopped:
            code = int(str(stopped.code))
        told = capsys.readouterr()
        return code, told.out, told.err

    return typed


def audited(type_: Type, ring: str, name: str) -> str:
    """Audit the room with a yard of that ring, and return the name of the file that tells it."""
    site = Path("site.yaml")
    site.write_text(ROOM.replace("RING", ring), encoding="utf-8")
    code, document, _ = type_("audit site.yaml --json")
    assert code in (0, 1)
    Path(name).write_text(document, encoding="utf-8")
    return name


def hazards(type_: Type, options: str = "") -> list[dict[str, Any]]:
    code, document, _ = type_(f"ledger list --json {options}")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(document)["hazards"]
    return found


@pytest.fixture
def full(type_: Type) -> str:
    """Return the hazard that an audit found in a ledger, beside two that a person found."""
    audited(type_, EVERYTHING, "first.json")
    code, told, _ = type_("ledger import first.json")
    assert (code, told.partition(",")[0]) == (0, "first.json: registered 1")
    for what in ("灯坏", "门锁"):
        assert type_(f"ledger add --site room --class premises --content {what}")[0] == 0
    return str(hazards(type_)[0]["id"])


def test_a_hazard_from_audit_to_closed(type_: Type, full: str) -> None:
    """The camera cannot be changed on paper, so a second one is hung; then all is seen."""
    five = ("--person", "安全员", "--due", "2099-12-31")
    assert type_(f"ledger assign {full} --by 安全员", *five)[:2] == (0, f"{full}: rectifying\n")
    assert type_(f"ledger rectified {full} --by 总务处")[:2] == (0, f"{full}: review\n")
    code, _, refused = type_(f"ledger close {full}")
    assert code == 3 and "is not closed without proof; give a later audit" in refused
    code, _, refused = type_(f"ledger close {full} --proof first.json")
    assert code == 3 and "is not later than the one that found" in refused
    audited(type_, EVERYTHING, "again.json")
    code, _, refused = type_(f"ledger close {full} --proof again.json")
    assert code == 3 and "still finds it" in refused
    everywhere = "".join(
        f"      - {{id: c{n}, position: [{x}, {y}], height_m: 4, pan_deg: {pan}, tilt_deg: 45,"
        " hfov_deg: 100, picture: [1920, 1080]}\n"
        for n, (x, y, pan) in enumerate(
            [(9.9, 0.1, 135), (0.1, 9.9, -45), (0.1, 0.1, 45), (9.9, 9.9, -135)]
        )
    )
    Path("site.yaml").write_text(ROOM.replace("RING", EVERYTHING) + everywhere, encoding="utf-8")
    code, document, _ = type_("audit site.yaml --json")
    Path("mended.json").write_text(document, encoding="utf-8")
    assert code == 0, document
    assert type_(f"ledger close {full} --proof mended.json")[:2] == (0, f"{full}: closed\n")
    (closed,) = hazards(type_, "--state closed")
    assert closed["proof"]["sha256"] == json.loads(document)["sha256"]
    assert type_("ledger verify")[0] == 0
    code, card, _ = type_(f"ledger show {full} --lang zh")
    assert [line.split()[2] for line in card.splitlines()[-4:]] == [
        *("登记", "下达整改", "报告整改完成", "销账"),
    ]


def test_a_zone_that_was_drawn_smaller_closes_nothing(type_: Type, full: str) -> None:
    type_(f"ledger assign {full} --person 安全员 --due 2099-12-31")
    type_(f"ledger rectified {full}")
    audited(type_, IN_VIEW, "smaller.json")
    code, _, refused = type_(f"ledger close {full} --proof smaller.json")
    assert code == 3 and "of its area only, because the zone was redrawn" in refused


def test_the_same_file_twice_changes_nothing(type_: Type, full: str) -> None:
    assert type_("ledger import first.json")[1].endswith("changes 0\n")


def test_an_audit_may_register_by_itself_and_keeps_the_ids_of_the_ledger(type_: Type) -> None:
    audited(type_, EVERYTHING, "first.json")
    code, document, told = type_("audit site.yaml --json --ledger ledger.db")
    assert code == 1 and "registered 1" in told
    site = Path("site.yaml")
    site.write_text(site.read_text("utf-8").replace("id: yard,", "id: court,"), encoding="utf-8")
    code, again, told = type_("audit site.yaml --json --ledger ledger.db")
    assert "registered 0, found again 1" in told
    ids = [
        [f["id"] for f in json.loads(text)["floors"][0]["blind_spots"]]
        for text in (document, again)
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_fits_80_columns(tmp_path: Path, language: Language) -> None:
    long = {"content": "消火栓前堆放杂物，通道不足一米，夏令营期间无人值守" * 3}
    with closing(open_ledger(tmp_path / "ledger.db")) as ledger:
        for site, name, grave in (("demo-school", "H-0123456789", True), ("二中", "H-2", False)):
            data = {"site_id": site, "defect_id": name, "hazard_class": "fire", "major": grave}
            data |= {"due": "2026-01-01", "person": "总务处保卫科（值班）", **long}
            change = Change(f"{site}/{name}", "2026-01-01T00:00:00+00:00", "安全员", "register")
            record(ledger, [Change(change.hazard_id, change.at, change.who, "register", data=data)])
        shown = table(hazards_of(ledger), "2026-11-29", language)
    assert max(width(line) for line in shown.splitlines()) <= COLUMNS_WIDE
    assert ("逾期 2 项" if language == "zh" else "overdue 2") in shown.splitlines()[0]
    # Cut to pieces, but all there.
    assert "".join(shown.split()).count("夏令营") >= 2


LONG = "S-12.ground.perimeter-behind-the-northern-dormitory.cam-1.view"


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_stay_whole_however_long(tmp_path: Path, language: Language) -> None:
    """They are there to be typed."""
    with closing(open_ledger(tmp_path / "ledger.db")) as ledger:
        for name in (LONG, "S-01.ground.e1n1"):
            data = {"site_id": "demo-school", "defect_id": name, "hazard_class": "security"}
            data |= {"content": "x", "person": "总务处保卫科值班室", "major": True}
            data |= {"due": "2026-01-01"}
            id_ = f"demo-school/{name}"
            record(ledger, [Change(id_, "2026-01-01T00:00:00+00:00", "安", "register", data=data)])
        shown = table(hazards_of(ledger), "2026-11-29", language).splitlines()
    assert LONG in shown
    assert max(width(line) for line in shown) <= COLUMNS_WIDE


def test_what_an_audit_found_reads_in_the_language_asked_for(type_: Type) -> None:
    """Registered in English, it reads in Chinese, and the sheet of either language changes none."""
    audited(type_, EVERYTHING, "first.json")
    assert type_("ledger import first.json --lang en")[0] == 0
    (english,), (chinese,) = hazards(type_), hazards(type_, "--lang zh")
    assert english["content"].startswith("blind spot of 31.7 m²")
    assert chinese["content"].startswith("盲区31.7 m²")
    assert (english["standard"][:5], chinese["standard"][:5]) == ("F-01:", "F-01：")
    assert chinese["content"][:6] in type_("ledger list --lang zh")[1]
    for language in LANGUAGES:
        assert type_(f"ledger export ledger.xlsx --lang {language}")[0] == 0
        assert type_("ledger import ledger.xlsx")[1].endswith("changes 0\n")


def test_an_empty_ledger_says_so(type_: Type, full: str) -> None:
    assert type_("ledger list --overdue")[1] == "There is no such hazard in the ledger.\n"


def test_what_a_person_found_is_kept_with_its_photograph(type_: Type) -> None:
    Path("exit.jpg").write_bytes(PNG)
    add = "ledger add --site demo --class fire --place 东楼 --by 安全员 --content 安全出口上锁"
    code, told, _ = type_(f"{add} --major --photo exit.jpg")
    assert code == 0 and told.endswith(": supervised\n")
    (found,) = hazards(type_)
    kept = Path("ledger.db.evidence") / f"{found['evidence'][0]}.png"
    assert kept.read_bytes() == PNG
    assert type_(f"{add}")[0] == 3
    kept.unlink()
    code, told, _ = type_("ledger verify")
    assert code == 1 and found["evidence"][0] in told


def closable(type_: Type) -> str:
    """Return the id of a hazard of the gate that is said to be rectified."""
    five = "--content 拥堵 --standard 畅通 --measure 护栏 --due 2099-12-31 --person 安全员"
    added = type_(f"ledger add --site demo --class traffic {five}")[1]
    id_ = added.partition(":")[0]
    assert type_(f"ledger assign {id_}")[0] == 0
    assert type_(f"ledger rectified {id_}")[0] == 0
    return id_


def test_what_a_person_found_is_closed_by_a_photograph_and_a_word(type_: Type) -> None:
    id_ = closable(type_)
    Path("gate.png").write_bytes(PNG)
    assert type_(f"ledger close {id_} --photo gate.png")[0] == 3
    assert type_(f"ledger close {id_} --photo gate.png --why", "护栏已装")[:2] == (
        0,
        f"{id_}: closed\n",
    )
    assert type_("ledger verify")[0] == 0


def test_footage_of_after_the_rectification_closes_and_of_before_does_not(type_: Type) -> None:
    id_ = closable(type_)
    summary = {"format": 1, "frames_analyzed": 900, "faults": []}
    for name, start in (("old", "2020-01-01T07:10:00+08:00"), ("new", "2099-01-01T07:10:00+08:00")):
        Path(f"{name}.json").write_text(json.dumps(summary | {"start": start}), encoding="utf-8")
    code, _, refused = type_(f"ledger close {id_} --footage old.json --why", "护栏已装")
    assert code == 3 and "is not later than the rectification" in refused
    assert type_(f"ledger close {id_} --footage new.json --why", "护栏已装")[0] == 0
    assert hazards(type_)[0]["proof"]["kind"] == "footage"


def test_what_is_no_photograph_is_not_kept(type_: Type) -> None:
    Path("exit.jpg").write_text("door")
    add = "ledger add --site demo --class fire --content 上锁 --photo exit.jpg"
    code, _, refused = type_(add)
    assert code == 3 and "exit.jpg: not a JPEG or PNG picture" in refused


def test_overdue_is_supervised_and_a_waiver_ends(
    type_: Type, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = hazards(type_)[1]["id"]
    type_(f"ledger assign {full} --person 安全员 --due 2099-12-31")
    assert type_(f"ledger waive {other} --until 2099-06-30 --why", "改建")[0] == 0
    assert type_("ledger escalate")[1] == "changed 0\n"
    monkeypatch.setattr("pipeline.cli.ledger._now", lambda: "2100-01-01T00:00:00.000+00:00")
    lines = type_("ledger escalate")[1].splitlines()
    assert lines[-1] == "changed 2"
    assert {h["id"]: h["state"] for h in hazards(type_)}[full] == "supervised"
    assert {h["id"]: h["state"] for h in hazards(type_)}[other] == "registered"


def test_a_school_hands_in_its_ledger_and_the_city_merges_it_once(type_: Type, full: str) -> None:
    type_(f"ledger assign {full} --person 安全员 --due 2099-12-31")
    assert type_("ledger export school.json")[0] == 0
    assert type_("ledger import school.json --ledger city.db")[1].endswith("changes 4\n")
    assert type_("ledger import school.json --ledger city.db")[1].endswith("changes 0\n")
    type_(f"ledger amend {full} --person 教育局 --ledger city.db")
    type_(f"ledger amend {full} --person 保卫处")
    type_("ledger export school.json")
    code, told, _ = type_("ledger import school.json --ledger city.db")
    assert code == 3 and "the ledgers differ from change 3 on; it was not merged" in told


def test_a_sheet_goes_out_and_comes_back(type_: Type, full: str) -> None:
    from openpyxl import load_workbook

    assert type_("ledger export ledger.xlsx --lang en")[0] == 0
    book = load_workbook("ledger.xlsx")
    book.worksheets[0]["L2"] = "安全员"
    book.worksheets[0]["G3"] = "closed"
    book.save("ledger.xlsx")
    code, _, refused = type_("ledger import ledger.xlsx --lang zh")
    assert code == 3 and refused.startswith("sightline: ledger.xlsx:Hazards!G3 (状态): ")
    book.worksheets[0]["G3"] = "registered"
    book.save("ledger.xlsx")
    assert type_("ledger import ledger.xlsx")[0] == 0
    assert hazards(type_)[0]["person"] == "安全员"


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("ledger list --ledger other.db", 5, "there is no ledger"),
        ("ledger show nobody", 3, "no hazard 'nobody' in the ledger; it holds 3"),
        ("ledger show room/H", 3, "'room/H' may be any of 2 hazards"),
        ("ledger import site.yaml", 3, "site.yaml: not JSON"),
        ("ledger import gone.json", 3, "gone.json: cannot be read"),
        ("ledger export ledger.csv", 3, "a ledger is written as .xlsx or .json"),
        ("ledger add --site demo --class ghosts --content x", 2, "invalid choice: 'ghosts'"),
        ("ledger", 2, "required: ACTION"),
    ],
)
def test_each_refusal_is_one_sentence_and_its_code(
    type_: Type, full: str, line: str, code: int, told: str
) -> None:
    ended, out, err = type_(line)
    assert (ended, out) == (code, "")
    assert told in err and "Traceback" not in err


def test_a_refusal_speaks_chinese_where_asked(type_: Type, full: str) -> None:
    assert type_(f"ledger close {full} --lang zh")[2].endswith("证明\n")


def test_marks_that_hide_or_turn_text_are_not_kept(type_: Type) -> None:
    type_("ledger add --site demo --class fire --content", "exit\u202egnp.exe\x1b[31m  locked")
    assert hazards(type_)[0]["content"] == "exitgnp.exe[31m locked"
