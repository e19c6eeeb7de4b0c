"""How a school stands, read from the JSON that its audit left."""

from pathlib import Path
from typing import Any

from pipeline.domain.label import Label
from pipeline.domain.standing import Standing
from pipeline.errors import InputError
from pipeline.importers.audit_file import FORMAT, load_json

LONGEST_NAME = 200


def read_standing(path: Path) -> Standing:
    """Return how the school of an ``audit.json`` stands; InputError where a file is none."""
    document = _document(path)
    summary = document.get("summary")
    if not isinstance(summary, dict):
        raise InputError(f"{path}: summary: is missing; give an audit.json of sightline audit")
    verdict = document.get("verdict")
    if verdict not in ("pass", "fail"):
        raise InputError(f"{path}: verdict: must be pass or fail, got {verdict!r}")
    return Standing(
        school=_name(document, path),
        verdict=verdict,
        covered_pct=_number(summary, "covered_pct", path, 100.0),
        blind_spots=int(_number(summary, "blind_spots", path)),
        violations=int(_number(summary, "violations", path)),
        required_m2=_number(summary, "required_m2", path),
    )


def _document(path: Path) -> dict[str, Any]:
    document = load_json(path)
    if document.get("format") != FORMAT:
        raise InputError(f"{path}: is no audit of format {FORMAT}; give one of sightline audit")
    return document


def _name(document: dict[str, Any], path: Path) -> Label:
    """Return the school's name, or its id, which is all that older files hold."""
    site = document.get("site")
    name = document.get("name", {"zh": site, "en": site})
    given = name if isinstance(name, dict) else {}
    return Label(_text(given.get("zh"), path), _text(given.get("en"), path))


def _text(value: object, path: Path) -> str:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return value[:LONGEST_NAME]
    raise InputError(f"{path}: name: must be a school's name, got {str(value)[:60]!r}")


def _number(summary: dict[str, Any], key: str, path: Path, most: float = 1e9) -> float:
    value = summary.get(key)
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    if not good:
        raise InputError(f"{path}: summary.{key}: must be a number up to {most:g}, got {value!r}")
    return float(value)  # type: ignore[arg-type]
