"""The one door to audits that were written before: ``audit.json``, format 1, with its seal."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import shapely
from shapely import MultiPolygon, Point, Polygon

from pipeline.domain.audit_record import AuditRecord, HeldZone
from pipeline.domain.coverage import BlindSpot, Cause, CauseKind, Region, Remedy, RemedyKind
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.label import Label
from pipeline.domain.seal import seal
from pipeline.domain.step import COST, Step
from pipeline.errors import InputError
from pipeline.units import is_coordinate

FORMAT = 1
MAX_BYTES = 2**28
AGAIN = "audit the site again with this Sightline"

Document = dict[str, Any]


def load_audit(path: Path) -> AuditRecord:
    """Return the audit that a file holds.

    Raises InputError for a file that is none, that carries no seal, or that was changed since.
    """
    document = load_json(path)
    try:
        return audit_record(document)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def load_json(path: Path) -> Document:
    """Return the JSON object that a file holds; raises InputError for anything else."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: {size} bytes; at most {MAX_BYTES} are read")
        document = json.loads(path.read_text("utf-8-sig"), parse_constant=_refused)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8 (byte {error.start})") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error})") from error
    except InputError as error:
        raise InputError(f"{path}: {error}") from error
    if not isinstance(document, dict):
        raise InputError(f"{path}: must hold one JSON object, got {type(document).__name__}")
    return document


def _refused(constant: str) -> None:
    raise InputError(f"not JSON (the number {constant})")


def audit_record(document: Document) -> AuditRecord:
    """Return an audit's document as a record, once its seal was found whole."""
    if document.get("format") != FORMAT or "findings" not in document:
        raise InputError(f"not an audit of format {FORMAT}, as `sightline audit --json` writes it")
    if "sha256" not in document or "audited_at" not in document:
        raise InputError(f"carries neither a time nor a seal; {AGAIN}")
    if document["sha256"] != seal(document):
        raise InputError(f"was changed after it was written (its sha256 does not fit); {AGAIN}")
    try:
        return _record(document)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        what = f"key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"holds what no audit holds ({what}); {AGAIN}") from error


def _record(document: Document) -> AuditRecord:
    floors = document["floors"]
    for floor in floors:
        _text(floor["id"])
    at = datetime.fromisoformat(document["audited_at"])
    if at.tzinfo is None or document["verdict"] not in ("pass", "fail"):
        raise ValueError("audited_at needs an offset from UTC, and the verdict is pass or fail")
    record = AuditRecord(
        site_id=_text(document["site"]),
        profile_id=_text(document["profile"]),
        verdict=document["verdict"],
        audited_at=at,
        sha256=_text(document["sha256"]),
        clauses=tuple(
            _text(clause["id"])
            for clause in document["clauses"]
            if clause.get("verdict") != "not_evaluated"
        ),
        prohibited=tuple(
            (floor["id"], _text(zone)) for floor in floors for zone in floor["prohibited"]
        ),
        held=tuple(_held(floor["id"], zone) for floor in floors for zone in floor["zones"]),
        spots=tuple(_spot(floor["id"], spot) for floor in floors for spot in floor["blind_spots"]),
        findings=tuple(_finding(finding) for finding in document["findings"]),
        leaks={
            (floor["id"], _text(leak["zone"]), _text(leak["camera"])): region_of_rings(
                leak["region"]
            )
            for floor in floors
            for leak in floor["leaks"]
        },
        wordings={
            clause["id"]: _words(clause, "wordings", "wording")
            for clause in document["clauses"]
            if "wording" in clause
        },
    )
    _check_references(record)
    return record


def _check_references(record: AuditRecord) -> None:
    """Refuse an audit whose parts point at what it does not hold."""
    ids = [*(spot.id for spot in record.spots), *(finding.id for finding in record.findings)]
    if len(set(ids)) != len(ids):
        raise ValueError("an id that is there twice")
    told = {id_ for finding in record.findings for id_ in finding.spot_ids}
    places = {(held.floor_id, held.zone_id, held.clause_id) for held in record.held}
    spots = {(spot.floor_id, spot.zone_id, spot.clause_id) for spot in record.spots}
    if not told <= {spot.id for spot in record.spots} or not spots <= places:
        raise ValueError("a blind spot that is not there, or of a zone that is not")


def _held(floor_id: str, zone: Document) -> HeldZone:
    return HeldZone(
        floor_id,
        _text(zone["id"]),
        _text(zone["clause"]),
        _number(zone["plane_m"]),
        _number(zone["density_px_per_m"]),
        int(_number(zone["min_cameras"])),
        bool(zone["at_night"]),
        region_of_rings(zone["required"]),
    )


def _spot(floor_id: str, spot: Document) -> BlindSpot:
    leading, *others = [_cause(cause) for cause in spot["causes"]]
    region = region_of_rings([[spot["ring"], *spot["holes"]]])
    if not isinstance(region, Polygon):
        raise ValueError(f"blind spot {spot['id']} is not one polygon")
    return BlindSpot(
        id=_text(spot["id"]),
        floor_id=floor_id,
        zone_id=_text(spot["zone"]),
        clause_id=_text(spot["clause"]),
        region=region,
        centre=Point(_number(spot["x_m"]), _number(spot["y_m"])),
        radius_m=_number(spot["radius_m"]),
        cause=leading,
        runners_up=tuple(others),
        remedy=_remedy(spot["remedy"]),
    )


def _cause(cause: Document) -> Cause:
    if cause["kind"] not in get_args(CauseKind):
        raise ValueError(f"cause {cause['kind']!r}")
    camera, occluder = _name(cause["camera"]), _name(cause["occluder"])
    return Cause(cause["kind"], camera, _number(cause["area_m2"]), occluder)


def _remedy(remedy: Document) -> Remedy:
    if remedy["kind"] not in get_args(RemedyKind):
        raise ValueError(f"remedy {remedy['kind']!r}")
    wide = remedy["hfov_deg"]
    return Remedy(
        remedy["kind"],
        _name(remedy["camera"]),
        _number(remedy["pan_deg"]),
        _number(remedy["tilt_deg"]),
        None if wide is None else _number(wide),
        _name(remedy["occluder"]),
        _number(remedy["left_m2"]),
        _number(remedy["lost_m2"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    return value


def _name(value: object) -> str | None:
    return None if value is None else _text(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not is_coordinate(value):
        raise ValueError(f"{value!r} is no number of an audit")
    return float(value)


def _leak(floor_id: str, leak: Document) -> tuple[tuple[str, str, str], Region]:
    key = floor_id, _text(leak["zone"]), _text(leak["camera"])
    return key, region_of_rings(leak["region"])


def _finding(finding: Document) -> Finding:
    if finding["severity"] not in get_args(Severity):
        raise ValueError(f"severity {finding['severity']!r}")
    return Finding(
        id=_text(finding["id"]),
        clause_id=_text(finding["clause"]),
        severity=finding["severity"],
        where=_text(finding["where"]),
        message=_words(finding, "messages", "message"),
        spot_ids=tuple(_text(id_) for id_ in finding["blind_spots"]),
        steps=tuple(_step(step) for step in finding.get("steps", ())),
    )


def _step(step: Document) -> Step:
    if step["kind"] not in COST:
        raise ValueError(f"step {step['kind']!r}")
    return Step(step["kind"], _words(step, "told", ""))


def _words(document: Document, both: str, one: str) -> Label:
    """Return words in both languages; of files that had but one, those in both."""
    told = document.get(both, {"zh": document.get(one), "en": document.get(one)})
    return Label(_text(told["zh"]), _text(told["en"]))


def region_of_rings(parts: Iterable[Any]) -> Region:
    """Return the region of polygons, each given as its outer ring and its holes.

    >>> region_of_rings([[[[0, 0], [2, 0], [2, 1]]]]).area, region_of_rings([]).is_empty
    (1.0, True)
    """
    shapes = [Polygon(_ring(outer), [_ring(hole) for hole in holes]) for outer, *holes in parts]
    if not all(shape.is_valid for shape in shapes):
        raise ValueError("a ring that crosses itself")
    return shapes[0] if len(shapes) == 1 else MultiPolygon(shapes) if shapes else Polygon()


def _ring(points: Any) -> list[tuple[float, float]]:
    return [(_number(x), _number(y)) for x, y in points]
