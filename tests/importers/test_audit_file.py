"""An audit is read back as it was written, or refused in one sentence."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.defects import defects, defects_of, required_places
from pipeline.errors import InputError
from pipeline.importers.audit_file import load_audit
from pipeline.report.audit_json import audit_document, sealed
from tests.report.samples import SPOT, audited_room

NOON = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)


def written(path: Path, **changes: Any) -> Path:
    """Return the sealed audit of the room as a file, perhaps changed after it was sealed."""
    document = sealed(audit_document(audited_room()), NOON) | changes
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_an_audit_is_read_back_as_it_was(tmp_path: Path) -> None:
    record, result = load_audit(written(tmp_path / "audit.json")), audited_room()
    assert (record.site_id, record.profile_id, record.verdict) == ("demo", "full-coverage", "fail")
    assert record.audited_at == NOON
    assert record.spots == (SPOT,)
    assert [f.id for f in record.findings] == [f.id for f in result.findings]
    (held,) = record.held
    assert (held.zone_id, held.density_px_per_m, held.required.area) == ("yard-1", 25.0, 100.0)


def test_its_defects_are_those_of_the_audit_itself(tmp_path: Path) -> None:
    record, result = load_audit(written(tmp_path / "audit.json")), audited_room()
    places = required_places(result.floors)
    assert defects(record.spots, record.findings, places, record.leaks) == defects_of(result)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"findings": []}, "was changed after it was written"),
        ({"site": "another"}, "was changed after it was written"),
        ({"audited_at": "2027-01-01T00:00:00+00:00"}, "was changed after it was written"),
        ({"format": 2}, "not an audit of format 1"),
    ],
)
def test_what_was_changed_is_refused(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    path = written(tmp_path / "audit.json", **changes)
    with pytest.raises(InputError, match=told) as refused:
        load_audit(path)
    assert str(refused.value).startswith(f"{path}: ")


def test_an_audit_without_a_seal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(audit_document(audited_room())), encoding="utf-8")
    with pytest.raises(InputError, match="carries neither a time nor a seal"):
        load_audit(path)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("floors", 0, "zones", 0, "required"), [[[[0, 0], [1, 1], [1, 0], [0, 1]]]]),
        (("floors", 0, "zones", 0, "required"), [[[[0, 0], [1, 1]]]]),
        (("floors", 0, "blind_spots", 0, "x_m"), "east"),
        (("floors", 0, "blind_spots", 0, "ring"), [[0, 0], [1e300, 0], [1, 1]]),
        (("floors", 0, "blind_spots", 0, "causes"), []),
        (("floors", 0, "leaks"), 7),
        (("findings", 0, "severity"), "grave"),
        (("findings", 0, "blind_spots"), ["F-01.ground.e1n1"]),
        (("findings", 0, "id"), "order-799-8.ground.toilet-1.cam-1.view"),
        (("floors", 0, "zones"), []),
        (("audited_at",), "yesterday"),
        (("audited_at",), "2026-11-29T04:00:00"),
    ],
)
def test_a_sealed_file_that_holds_nonsense_is_refused(
    tmp_path: Path, where: tuple[Any, ...], value: object
) -> None:
    document: Any = sealed(audit_document(audited_room()), NOON)
    inner = document
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    from pipeline.domain.seal import seal

    document["sha256"] = seal(document)
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="holds what no audit holds"):
        load_audit(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "one JSON object"),
        ("{", "not JSON"),
        ('{"a": NaN}', "not JSON"),
        ("[" * 99999, "not JSON"),
    ],
)
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "audit.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        load_audit(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_audit(tmp_path / "audit.json")
