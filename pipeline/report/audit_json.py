"""An audit as the one JSON object that ``sightline audit --json`` prints, format 1.

Numbers are given in full: whoever reads them decides how to round. `covered_*` is the guaranteed
view; in this version the pose is taken as exact, so that `nominal_*` beside it is equal.
"""

from pipeline.domain.coverage import BlindSpot, CameraCoverage, CoverageMap, ZoneCoverage
from pipeline.domain.finding import AuditResult, Finding
from pipeline.domain.label import Language
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site

FORMAT = 1

Json = dict[str, object]


def audit_document(result: AuditResult, language: Language = "en") -> Json:
    """Return the whole audit as plain values; only the findings' messages follow the language."""
    return {
        "format": FORMAT,
        "site": result.site.id,
        "profile": result.profile.id,
        "verdict": result.verdict,
        "summary": summary(result),
        "floors": [floor_document(floor, result) for floor in result.floors],
        "findings": [finding_document(finding, language) for finding in result.findings],
    }


def summary(result: AuditResult) -> dict[str, float]:
    """Return the figures over all floors, with each required square metre counted once."""
    required_m2 = sum(floor.required.area for floor in result.floors)
    covered_m2 = sum(floor.covered.area for floor in result.floors)
    # Of nothing, nothing is covered: an empty plan must not read as a perfect one.
    covered_pct = 100.0 * covered_m2 / required_m2 if required_m2 else 0.0
    return {
        "required_m2": required_m2,
        "covered_m2": covered_m2,
        "covered_pct": covered_pct,
        "nominal_m2": covered_m2,
        "nominal_pct": covered_pct,
        "k2_m2": sum(floor.twice_covered.area for floor in result.floors),
        "blind_spots": sum(len(floor.blind_spots) for floor in result.floors),
        "violations": sum(finding.severity == "violation" for finding in result.findings),
        "n_minus_1": sum(bool(c.opens) for floor in result.floors for c in floor.cameras),
    }


def floor_document(floor: CoverageMap, result: AuditResult) -> Json:
    """Return one floor: its zones clause by clause, its blind spots, its cameras."""
    return {
        "id": floor.floor_id,
        "zones": [zone_document(z, result.site, result.profile) for z in floor.zones],
        "blind_spots": [blind_spot_document(spot) for spot in floor.blind_spots],
        "cameras": [camera_document(camera) for camera in floor.cameras],
    }


def zone_document(coverage: ZoneCoverage, site: Site, profile: Profile) -> Json:
    """Return one zone under one clause."""
    clause = next(c for c in profile.clauses if c.id == coverage.clause_id)
    zone = next(z for floor in site.floors for z in floor.zones if z.id == coverage.zone_id)
    return {
        "id": zone.id,
        "kind": zone.kind,
        "clause": clause.id,
        "plane_m": clause.plane_m,
        "density_px_per_m": clause.density_px_per_m,
        "required_m2": coverage.required.area,
        "covered_m2": coverage.covered.area,
        "covered_pct": coverage.covered_pct,
        "min_cameras": clause.min_cameras,
        "verdict": "fail" if coverage.fails else "pass",
    }


def blind_spot_document(spot: BlindSpot) -> Json:
    """Return one blind spot; `ring` is its outer edge, the last point not repeating the first."""
    return {
        "id": spot.id,
        "zone": spot.zone_id,
        "clause": spot.clause_id,
        "area_m2": spot.area_m2,
        "x_m": spot.centre.x,
        "y_m": spot.centre.y,
        "radius_m": spot.radius_m,
        "cause": spot.cause,
        "ring": [[x, y] for x, y in spot.region.exterior.coords[:-1]],
    }


def camera_document(camera: CameraCoverage) -> Json:
    """Return what one camera sees, what only it sees, and how far its dead zone reaches."""
    return {
        "id": camera.camera_id,
        "view_m2": camera.view.area,
        "exclusive_m2": camera.exclusive_m2,
        "dead_zone_m": camera.dead_zone_m,
    }


def finding_document(finding: Finding, language: Language) -> Json:
    """Return one finding, its message in the language asked for."""
    return {
        "id": finding.id,
        "clause": finding.clause_id,
        "severity": finding.severity,
        "where": finding.where,
        "message": finding.message.told(language),
    }
