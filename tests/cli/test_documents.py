"""``sightline documents`` and ``sightline bulletin``: which files they leave, and how they end."""

import json
import sys
from pathlib import Path

import pytest

from pipeline.cli.main import main
from tests.cli.test_audit import EVERYTHING, IN_VIEW, ROOM

PLACE = "georeference: {lat_deg: 39.9, lon_deg: 116.4}\nfloors:"


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return a room whose corners nobody sees, somewhere on earth."""
    site = tmp_path / "site.yaml"
    text = ROOM.replace("RING", EVERYTHING).replace("floors:", PLACE)
    site.write_text(text, encoding="utf-8")
    return site


@pytest.fixture
def unplaced(tmp_path: Path) -> Path:
    """Return a room that is all seen, nobody knows where."""
    site = tmp_path / "unplaced.yaml"
    site.write_text(ROOM.replace("RING", IN_VIEW), encoding="utf-8")
    return site


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_all_that_can_be_had_is_written_and_listed(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["documents", str(room), "--out", str(out), "--lang", "zh"]) == 0
    documents = ("checklist", "filing", "notice", "patrol", "register", "report")
    papers = [f"{name}.{kind}" for name in documents for kind in ("docx", "html", "pdf")]
    assert left(out) == sorted(
        [
            *papers,
            "map.geojson",
            "map.kml",
            *(f"map-ground.{kind}" for kind in ("dxf", "svg", "png")),
        ]
    )
    printed = capsys.readouterr()
    assert sorted(printed.out.split()) == [str(out / name) for name in left(out)]
    assert printed.err == ""


def test_only_some_as_some(room: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = ["documents", str(room), "--out", str(out), "--only", "notice,filing"]
    assert main([*args, "--formats", "pdf"]) == 0
    assert left(out) == ["filing.pdf", "notice.pdf"]


def test_where_nothing_is_to_mend_there_is_no_notice_and_it_is_said(
    unplaced: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    args = ["documents", str(unplaced), "--out", str(out), "--only", "notice", "--lang", "en"]
    assert main(args) == 0
    assert left(out) == []
    assert "no notice was written" in capsys.readouterr().err


def test_kml_without_a_georeference_is_left_out_or_refused_if_asked_for(
    unplaced: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["documents", str(unplaced), "--out", str(tmp_path / "out")]
    assert main(args) == 0
    assert "KML needs longitudes and latitudes" in capsys.readouterr().err
    assert "map.kml" not in left(tmp_path / "out")
    assert main([*args, "--formats", "kml"]) == 2


def test_a_missing_library_is_left_out_or_refused_if_asked_for(
    room: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    args = ["documents", str(room), "--out", str(tmp_path / "out"), "--only", "register"]
    assert main(args) == 0
    assert left(tmp_path / "out") == ["register.html", "register.pdf"]
    assert "pip install sightline[docx]" in capsys.readouterr().err
    assert main([*args, "--formats", "docx"]) == 4


@pytest.mark.parametrize("option", ["--only", "--formats"])
def test_an_unknown_name_is_wrong_usage_before_any_work(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["documents", str(tmp_path / "absent.yaml"), "--out", str(tmp_path / "out")]
    assert main([*args, option, "pfd"]) == 2
    assert "is called 'pfd'; known: " in capsys.readouterr().err


def test_a_character_that_no_font_has_is_told(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room.write_text(room.read_text("utf-8").replace("方形房间", "𠮷野楼"), encoding="utf-8")
    args = ["documents", str(room), "--out", str(tmp_path / "out"), "--only", "register"]
    assert main([*args, "--formats", "pdf", "--lang", "zh"]) == 0
    assert "𠮷 (U+20BB7)" in capsys.readouterr().err


def test_a_font_that_is_none_is_input_rejected(
    room: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["documents", str(room), "--out", str(tmp_path / "out"), "--font", str(room)]
    assert main(args) == 3
    assert "site.yaml: is no font" in capsys.readouterr().err


def test_a_bulletin_of_two_audits(
    room: Path, unplaced: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for site, name in ((room, "a"), (unplaced, "b")):
        main(["audit", str(site), "--out", str(tmp_path / name)])
    audits = [str(tmp_path / name / "audit.json") for name in "ab"]
    capsys.readouterr()
    assert main(["bulletin", *audits, "--out", str(tmp_path / "out"), "--formats", "html"]) == 0
    page = (tmp_path / "out" / "bulletin.html").read_text("utf-8")
    assert "Square room" in page
    assert main(["bulletin", str(room), "--out", str(tmp_path / "out")]) == 3
    assert json.loads(Path(audits[0]).read_text("utf-8"))["name"]["zh"] == "方形房间"
