"""How a school stands, from the JSON of its audit; what is none is refused in a sentence."""

import json
from pathlib import Path

import pytest

from pipeline.domain.label import Label
from pipeline.errors import InputError
from pipeline.importers.standing_file import read_standing
from pipeline.report.audit_json import audit_document
from tests.report.samples import audited_room


def saved(folder: Path, **changed: object) -> Path:
    path = folder / "audit.json"
    document = {**audit_document(audited_room()), **changed}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_an_audit_gives_a_row(tmp_path: Path) -> None:
    standing = read_standing(saved(tmp_path))
    assert standing.school == Label("示范学校", "示范学校")
    assert (standing.verdict, standing.covered_pct) == ("fail", 96.0)
    assert (standing.blind_spots, standing.violations) == (1, 2)


def test_an_older_audit_without_a_name_goes_by_its_id(tmp_path: Path) -> None:
    path = saved(tmp_path)
    document = json.loads(path.read_text("utf-8"))
    del document["name"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert read_standing(path).school.en == "demo"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"format": 2}, "is no audit of format 1"),
        ({"summary": None}, "summary: is missing"),
        ({"verdict": "maybe"}, "verdict: must be pass or fail, got 'maybe'"),
        ({"name": {"zh": "a\nb", "en": "c"}}, "name: must be a school's name"),
        ({"summary": {"covered_pct": 101}}, "covered_pct: must be a number up to 100, got 101"),
        ({"summary": {"covered_pct": float("nan")}}, "the number NaN"),
        ({"summary": {"covered_pct": True}}, "covered_pct: must be a number"),
    ],
)
def test_what_is_no_audit_is_refused(tmp_path: Path, changed: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_standing(saved(tmp_path, **changed))


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_bytes(b"\xff{")
    with pytest.raises(InputError, match=r"audit\.json: not a text in UTF-8"):
        read_standing(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_standing(tmp_path / "absent.json")
