"""Reads an audit that ``sightline audit`` left as JSON, for a later one to be held against it."""

import json
from pathlib import Path
from typing import Any, get_args

from pipeline.domain.comparison import PastAudit, PastFinding
from pipeline.domain.finding import Severity
from pipeline.errors import InputError

FORMAT = 1
MOST_BYTES = 256 * 2**20
FIELDS = ("id", "clause", "severity", "where", "message")


def load_past_audit(path: Path) -> PastAudit:
    """Return an audit from its JSON document, format 1; InputError for anything else."""
    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES // 2**20} MiB, and no audit")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not JSON; give the audit.json of an earlier audit") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputError(f"{path}: is no audit of format {FORMAT}; give an audit.json")
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise InputError(f"{path}: has no list of findings; give an audit.json")
    return PastAudit(
        site_id=_text(document, "site", path),
        profile_id=_text(document, "profile", path),
        findings=tuple(_finding(given, path, number) for number, given in enumerate(findings)),
    )


def _finding(given: Any, path: Path, number: int) -> PastFinding:
    place = f"findings[{number}]"
    if not isinstance(given, dict):
        raise InputError(f"{path}: {place} must be an object, got {str(given)[:40]!r}")
    id_, clause, severity, where, message = (_text(given, f, path, place) for f in FIELDS)
    known = get_args(Severity)
    if severity not in known:
        listed = ", ".join(known)
        raise InputError(f"{path}: {place}.severity must be one of {listed}, got {severity[:40]!r}")
    return PastFinding(id_, clause, known[known.index(severity)], where, message)


def _text(given: dict[str, Any], field: str, path: Path, place: str = "") -> str:
    value = given.get(field)
    if not isinstance(value, str):
        way = f"{place}.{field}" if place else field
        raise InputError(f"{path}: {way} must be text, got {str(value)[:40]!r}; give an audit.json")
    return value
