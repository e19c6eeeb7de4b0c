"""Catalogues of cameras: what ships, the user's own as YAML, CSV and XLSX, and what is refused."""

from pathlib import Path

import pytest

from pipeline.config.class_file import load_classes
from pipeline.errors import SiteFileError

HEADING = "id,form,width_px,height_px,hfov_deg,focal_mm,sensor_width_mm,ir_range_m,price,usual"
ROW = "own-1,bullet,1920,1080,90,,,30,2,true"


def csv_of(folder: Path, *rows: str) -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join((HEADING, *rows)) + "\n", "utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(SiteFileError) as refused:
        load_classes(path)
    return str(refused.value)


def test_what_ships_spans_what_is_sold() -> None:
    classes = load_classes()
    assert {each.form for each in classes} == {"bullet", "dome", "ptz", "fisheye", "multi_head"}
    assert {round(each.megapixels) for each in classes} >= {2, 4, 5, 8}
    focal_mm = [each.focal_mm for each in classes if each.focal_mm]
    assert (min(focal_mm), max(focal_mm)) == (2.8, 12.0)
    assert [each.form for each in classes if each.usual] == ["bullet"] * 3 + ["fisheye"]


def test_a_table_says_the_same_as_yaml(tmp_path: Path) -> None:
    (own,) = load_classes(csv_of(tmp_path, ROW))
    written = tmp_path / "own.yaml"
    written.write_text(
        "format: 1\nclasses:\n  - {id: own-1, form: bullet, picture: [1920, 1080],"
        " lens: {hfov_deg: 90}, ir_range_m: 30, price: 2, usual: true}\n",
        "utf-8",
    )
    assert load_classes(written) == (own,)


def test_a_workbook_says_the_same_as_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(HEADING.split(","))
    book.active.append(["own-1", "bullet", 1920, 1080, 90, None, None, 30, 2, True])
    book.save(tmp_path / "own.xlsx")
    assert load_classes(tmp_path / "own.xlsx") == load_classes(csv_of(tmp_path, ROW))


def test_a_focal_length_on_a_sensor_gives_the_field_of_view(tmp_path: Path) -> None:
    """2·atan(5.57 / 24) = 26.1°."""
    (own,) = load_classes(csv_of(tmp_path, "own-1,bullet,1920,1080,,12,5.57,,1,"))
    assert round(own.lens.hfov_deg, 1) == 26.1


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("own-2,bulet,1920,1080,90,,,,1,", "own.csv:3: B3 (form): 'bulet' is unknown"),
        ("own-2,bullet,1920,1080,wide,,,,1,", "own.csv:3: E3 (hfov_deg): must be a number"),
        ("own-2,bullet,1920,1080,90,,,,9,", "own.csv:3: I3 (price): must lie between 1 and 5"),
        ("own-2,bullet,1920,,90,,,,1,", "own.csv:3: D3 (height_px)"),
        ("own-1,bullet,1920,1080,90,,,,1,", "own.csv:3: A3 (id): the id 'own-1' is taken"),
    ],
)
def test_a_refusal_names_line_and_column(tmp_path: Path, row: str, place: str) -> None:
    assert place in refusal(csv_of(tmp_path, ROW, row))
    load_classes(csv_of(tmp_path, ROW))


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,form\na,bullet\n", "utf-8")
    assert "width_px is missing" in refusal(path)
    path.write_text(f"{HEADING},colour\n", "utf-8")
    assert "own.csv:1: K1: no column is called 'colour'" in refusal(path)


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{HEADING},price\n{ROW},5\n", "utf-8")
    assert "K1: the column 'price' is there twice" in refusal(path)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(b"PK\x03\x04 not a zip")
    assert "is no XLSX workbook" in refusal(path)
