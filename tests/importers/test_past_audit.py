"""An earlier audit is read as far as it is needed, and refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.comparison import PastFinding
from pipeline.errors import InputError
from pipeline.importers.past_audit import load_past_audit
from pipeline.report.audit_json import audit_document
from tests.report.samples import FINDING, audited_room


def test_what_an_audit_leaves_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(audit_document(audited_room())), "utf-8")
    past = load_past_audit(path)
    assert (past.site_id, past.profile_id, len(past.findings)) == ("demo", "full-coverage", 2)
    known = PastFinding(FINDING.id, "F-01", "violation", "ground/yard-1", FINDING.message.en)
    assert past.findings[0] == known


GOOD: Any = {
    "format": 1,
    "site": "demo",
    "profile": "p",
    "findings": [{"id": "a", "clause": "F", "severity": "notice", "where": "w", "message": "m"}],
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no audit of format 1"),
        (json.dumps({**GOOD, "format": 2}), "is no audit of format 1"),
        (json.dumps({**GOOD, "site": 7}), "site must be text, got '7'"),
        (json.dumps({**GOOD, "findings": {}}), "has no list of findings"),
        (json.dumps({**GOOD, "findings": [1]}), r"findings\[0\] must be an object"),
        (json.dumps({**GOOD, "findings": [{"id": "a"}]}), r"findings\[0\].clause must be text"),
        (json.dumps(GOOD).replace("notice", "grave"), r"severity must be one of .*got 'grave'"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "audit.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as refused:
        load_past_audit(path)
    assert str(refused.value).startswith(f"{path}: ")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_past_audit(tmp_path / "none.json")
