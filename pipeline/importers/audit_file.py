"""The one door to audits that were written before: ``audit.json``, format 1, with its seal."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from shapely import MultiPolygon, Point, Polygon

from pipeline.domain.audit_record import AuditRecord, HeldZone
from pipeline.domain.coverage import BlindSpot, Cause, Region, Remedy
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.seal import seal
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
    at = datetime.fromisoformat(document["audited_at"])
    if at.tzinfo is None or document["verdict"] not in ("pass", "fail"):
        raise ValueError("audited_at needs an offset from UTC, and the verdict is pass or fail")
    floors = document["floors"]
    record = AuditRecord(
        site_id=str(document["site"]),
        profile_id=str(document["profile"]),
        verdict=document["verdict"],
        audited_at=at,
        sha256=str(document["sha256"]),
        clauses=tuple(str(clause) for clause in document["clauses"]),
        prohibited=tuple((floor["id"], zone) for floor in floors for zone in floor["prohibited"]),
        held=tuple(_held(floor["id"], zone) for floor in floors for zone in floor["zones"]),
        spots=tuple(_spot(floor["id"], spot) for floor in floors for spot in floor["blind_spots"]),
        findings=tuple(_finding(finding) for finding in document["findings"]),
        leaks={
            (floor["id"], leak["zone"], leak["camera"]): region_of_rings(leak["region"])
            for floor in floors
            for leak in floor["leaks"]
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
        zone["id"],
        zone["clause"],
        float(zone["plane_m"]),
        float(zone["density_px_per_m"]),
        int(zone["min_cameras"]),
        bool(zone["at_night"]),
        region_of_rings(zone["required"]),
    )


def _spot(floor_id: str, spot: Document) -> BlindSpot:
    leading, *others = [
        Cause(c["kind"], c["camera"], float(c["area_m2"]), c["occluder"]) for c in spot["causes"]
    ]
    remedy = {f"{key}_id" if key in ("camera", "occluder") else key: value
              for key, value in spot["remedy"].items()}  # fmt: skip
    region = region_of_rings([[spot["ring"], *spot["holes"]]])
    if not isinstance(region, Polygon):
        raise ValueError(f"blind spot {spot['id']} is not one polygon")
    return BlindSpot(
        id=spot["id"],
        floor_id=floor_id,
        zone_id=spot["zone"],
        clause_id=spot["clause"],
        region=region,
        centre=Point(float(spot["x_m"]), float(spot["y_m"])),
        radius_m=float(spot["radius_m"]),
        cause=leading,
        runners_up=tuple(others),
        remedy=Remedy(**remedy),
    )


def _finding(finding: Document) -> Finding:
    if finding["severity"] not in ("violation", "notice"):
        raise ValueError(f"severity {finding['severity']!r}")
    return Finding(
        id=finding["id"],
        clause_id=finding["clause"],
        severity=finding["severity"],
        where=finding["where"],
        message=Label(finding["message"], finding["message"]),
        spot_ids=tuple(finding["blind_spots"]),
    )


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
    ring = [(float(x), float(y)) for x, y in points]
    if not all(is_coordinate(value) for point in ring for value in point):
        raise ValueError("a coordinate that no plan has")
    return ring
