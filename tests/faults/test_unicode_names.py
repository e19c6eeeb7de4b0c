"""Names of two spellings that look the same, that turn what is read, and that no font can draw."""

import json
import unicodedata
import warnings
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from shapely import box

from pipeline.cli.main import main
from pipeline.config.camera_list import load_camera_list
from pipeline.config.site_file import load_site
from pipeline.domain.label import Label
from pipeline.domain.site import Floor
from pipeline.errors import PlanError, SiteFileError
from pipeline.importers import plain_text
from pipeline.importers.plans.collector import Layers
from pipeline.importers.plans.roles import LayerRow, with_table
from pipeline.report.drawing import drawing_settings, font, picture_bytes
from pipeline.report.paper.blocks import Paper, Paragraph
from pipeline.report.paper.letters import Letters
from pipeline.report.paper.pdf import pdf_of
from pipeline.report.plan.sheet import blank_sheet
from pipeline.report.plan_picture import plan_picture
from pipeline.report.typeface import missing_characters
from tests.config.malformed import GOOD
from tests.report.samples import COVERAGE, FLOOR, ZONE

COMPOSED, PARTED = "caméra", "came\u0301ra"
TURNING = "东门\u202egpj.外"
STRANGE = "🏫𠮷野楼 came\u0301ra ﷽"
"""An emoji, a character beyond the first plane, a parted letter and an Arabic ligature."""


def test_the_two_spellings_are_twins() -> None:
    assert COMPOSED != PARTED
    assert unicodedata.normalize("NFC", PARTED) == COMPOSED


@pytest.mark.fault("P5")
def test_a_list_that_names_a_camera_in_two_spellings_names_it_twice(tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(f"id\n{COMPOSED}\n{PARTED}\n", "utf-8")
    with pytest.raises(SiteFileError, match=r"cameras\.csv:3: .* on line 2 already"):
        load_camera_list(path)


@pytest.mark.fault("P5", control=True)
def test_two_spellings_would_be_two_cameras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cameras.csv"
    path.write_text(f"id\n{COMPOSED}\n{PARTED}\n", "utf-8")
    monkeypatch.setattr(unicodedata, "normalize", lambda form, text: text)
    assert len(load_camera_list(path)) == 2


@pytest.mark.fault("P5")
def test_two_spellings_are_one_layer_and_one_role(tmp_path: Path) -> None:
    layers = Layers()
    assert layers.number(COMPOSED) == layers.number(PARTED) == layers.number(f"{PARTED}\u202e")
    assert layers.names() == (COMPOSED,)
    rows = (LayerRow(COMPOSED, "wall", 1, Label("", "")),)
    (row,) = with_table(rows, f"layer,role\n{PARTED},glass\n")
    assert row.role == "glass"
    with pytest.raises(PlanError, match="line 3: layer 'caméra' is glass already, and wall here"):
        with_table(rows, f"layer,role\n{PARTED},glass\n{COMPOSED},wall\n")


@pytest.mark.fault("P5")
def test_no_id_has_two_spellings_and_a_name_has_one(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    for spelling in (COMPOSED, PARTED):
        path.write_text(GOOD.replace("cam-yard", spelling), "utf-8")
        with pytest.raises(SiteFileError, match="is no id"):
            load_site(path)
    path.write_text(GOOD.replace("东门探头", PARTED), "utf-8")
    assert COMPOSED in [camera.label.zh for camera in load_site(path).cameras()]


def hazard(folder: Path, content: str) -> str:
    """Return what a ledger keeps of a hazard that somebody enters in these words."""
    book = folder / "ledger.db"
    entered = ["--site", "s-1", "--class", "security", "--place", "东门", "--content", content]
    entered += ["--standard", "24小时内修复", "--measure", "更换", "--person", "信息中心"]
    assert main(["ledger", "add", *entered, "--due", "2099-01-02", "--ledger", str(book)]) == 0
    return str(json.loads(hazard_json(book))["hazards"][0]["content"])


def hazard_json(book: Path) -> str:
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["ledger", "list", "--ledger", str(book), "--json"]) == 0
    return said.getvalue()


@pytest.mark.fault("P5")
def test_a_ledger_keeps_no_sign_that_turns_what_is_read(tmp_path: Path) -> None:
    assert hazard(tmp_path, TURNING) == "东门gpj.外"


@pytest.mark.fault("P5", control=True)
def test_a_ledger_would_keep_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "HIDDEN", ())
    assert "\u202e" in hazard(tmp_path, TURNING)


def drawn_without_warning(floor: Floor) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plan_picture(floor, COVERAGE, "zh", "png", dpi=40)


@pytest.mark.fault("P5")
def test_no_name_on_a_plan_or_a_paper_is_an_empty_box() -> None:
    label = Label(STRANGE, STRANGE)
    drawn_without_warning(replace(FLOOR, label=label, zones=(replace(ZONE, label=label),)))
    pdf = pdf_of(Paper(STRANGE, STRANGE, "zh", (Paragraph(STRANGE),), False), Letters())
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "〓〓野楼" in text
    assert "U+1F3EB" in text
    assert "\x00" not in text


@pytest.mark.fault("P5", control=True)
def test_such_a_name_would_be_an_empty_box() -> None:
    assert missing_characters([STRANGE])
    with drawing_settings("s"), pytest.warns(UserWarning, match="missing from font"):
        sheet = blank_sheet(replace(FLOOR, outline=box(0, 0, 10, 10)))
        sheet.plan.text(5.0, 5.0, STRANGE, fontproperties=font(8.0))
        picture_bytes(sheet.figure, "png", 40)
