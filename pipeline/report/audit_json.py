"""An audit as the one JSON object that ``sightline audit --json`` prints, format 1.

Numbers are given in full: whoever reads them decides how to round. `covered_*` is the guaranteed
view, on which the verdict rests; `nominal_*` beside it is the view of cameras that hang exactly as
drawn. Keys that came later stand after those of the contract, and none is ever taken away.
"""

from datetime import datetime

from shapely import LinearRing

from pipeline.audit.audit import is_unfaced
from pipeline.domain.comparison import Comparison
from pipeline.domain.coverage import (
    BlindSpot,
    CameraCoverage,
    Cause,
    CoverageMap,
    Leak,
    Region,
    Remedy,
    ZoneCoverage,
)
from pipeline.domain.finding import AuditResult, Finding, Judged, Mending
from pipeline.domain.label import Label, Language
from pipeline.domain.requirement import Profile
from pipeline.domain.seal import seal
from pipeline.domain.site import Site
from pipeline.geometry.region import polygons

FORMAT = 1

Json = dict[str, object]


def audit_document(
    result: AuditResult, language: Language = "en", against: Comparison | None = None
) -> Json:
    """Return the whole audit as plain values; only what is told in words follows the language."""
    return {
        "format": FORMAT,
        "site": result.site.id,
        "profile": result.profile.id,
        "verdict": result.verdict,
        "summary": summary(result),
        "floors": [floor_document(floor, result) for floor in result.floors],
        "findings": [finding_document(finding, language) for finding in result.findings],
        "name": words_document(result.site.label),
        "unverified": list(result.profile.unverified),
        "clauses": [judged_document(each, language) for each in result.judged],
        "dropped": [
            {
                "id": dropped.clause_id,
                "wording": dropped.wording.told(language),
                "reason": dropped.reason.told(language),
            }
            for dropped in result.profile.dropped
        ],
        "mending": result.mending and mending_document(result.mending, language),
        "against": against and comparison_document(against),
    }


def judged_document(each: Judged, language: Language) -> Json:
    """Return a clause with its verdict; `idle` where the plan draws nothing of its kind."""
    return {
        "id": each.clause_id,
        "wording": each.wording.told(language),
        "source": each.source,
        "basis": each.basis and each.basis.told(language),
        "verified": each.verified,
        "priority": each.priority,
        "verdict": each.verdict,
        "idle": each.idle,
        "findings": list(each.finding_ids),
        "wordings": words_document(each.wording),
    }


def mending_document(mending: Mending, language: Language) -> Json:
    """Return what it takes to pass; an edit changes a field of a thing, or adds to its list.

    `passes` is null where the steps were not tried together.
    """
    return {
        "passes": mending.passes,
        "steps": [
            {
                "kind": step.kind,
                "told": step.told.told(language),
                "edits": [
                    {"of": e.of, "field": e.field, "value": e.value, "adds": e.adds}
                    for e in step.edits
                ],
            }
            for step in mending.steps
        ],
        "left": [finding.id for finding in mending.left],
    }


def comparison_document(against: Comparison) -> Json:
    """Return which findings are new, gone, and still there since an earlier audit."""
    return {
        "profile": against.profile_id,
        "new": [finding.id for finding in against.new],
        "gone": [finding.id for finding in against.gone],
        "still": [finding.id for finding in against.still],
    }


def sealed(document: Json, at: datetime) -> Json:
    """Return an audit with when it was made, and a hash by which a later change is seen.

    The hash shows what was changed by mistake or in part; whoever forges a whole audit can hash it
    too.
    """
    dated = document | {"audited_at": at.isoformat(timespec="milliseconds")}
    return dated | {"sha256": seal(dated)}


def summary(result: AuditResult) -> dict[str, float]:
    """Return the figures over all floors, with each required square metre counted once."""
    required_m2 = sum(floor.required.area for floor in result.floors)
    covered_m2 = sum(floor.covered.area for floor in result.floors)
    nominal_m2 = sum(floor.nominal.area for floor in result.floors)
    return {
        "required_m2": required_m2,
        "covered_m2": covered_m2,
        "covered_pct": share_pct(covered_m2, required_m2),
        "nominal_m2": nominal_m2,
        "nominal_pct": share_pct(nominal_m2, required_m2),
        "k2_m2": sum(floor.twice_covered.area for floor in result.floors),
        "blind_spots": sum(len(floor.blind_spots) for floor in result.floors),
        "violations": sum(finding.severity == "violation" for finding in result.findings),
        "n_minus_1": sum(bool(c.opens) for floor in result.floors for c in floor.cameras),
        "not_evaluated": sum(finding.severity == "not_evaluated" for finding in result.findings),
    }


def share_pct(seen_m2: float, required_m2: float) -> float:
    """Return a share in percent; of nothing, nothing is covered.

    >>> share_pct(1.0, 4.0), share_pct(0.0, 0.0)
    (25.0, 0.0)
    """
    return 100.0 * seen_m2 / required_m2 if required_m2 else 0.0


def floor_document(floor: CoverageMap, result: AuditResult) -> Json:
    """Return one floor: its zones clause by clause, its blind spots, its cameras, its leaks."""
    plans = [plan for plan in result.site.floors if plan.id == floor.floor_id]
    return {
        "id": floor.floor_id,
        "zones": [zone_document(z, result.site, result.profile) for z in floor.zones],
        "blind_spots": [blind_spot_document(spot) for spot in floor.blind_spots],
        "cameras": [camera_document(camera) for camera in floor.cameras],
        "leaks": [leak_document(leak) for leak in floor.leaks],
        "prohibited": [zone.id for plan in plans for zone in plan.prohibited],
    }


def zone_document(coverage: ZoneCoverage, site: Site, profile: Profile) -> Json:
    """Return one zone under one clause."""
    clause = next(c for c in profile.clauses if c.id == coverage.clause_id)
    zone = next(z for floor in site.floors for z in floor.zones if z.id == coverage.zone_id)
    fails = coverage.fails or is_unfaced(coverage, zone, clause)
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
        "verdict": "fail" if fails else "pass",
        "nominal_m2": coverage.nominal.area,
        "folds_m2": list(coverage.folds_m2),
        "at_night": clause.at_night,
        "required": rings(coverage.required),
    }


def rings(region: Region) -> list[list[list[list[float]]]]:
    """Return a region as its polygons, each as its outer ring and its holes, none closed.

    >>> from shapely import box
    >>> rings(box(0, 0, 2, 1))
    [[[[2.0, 0.0], [2.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]]
    """
    return [
        [_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in polygons(region)
    ]


def _ring(ring: LinearRing) -> list[list[float]]:
    return [[x, y] for x, y in ring.coords[:-1]]


def blind_spot_document(spot: BlindSpot) -> Json:
    """Return one blind spot; `ring` is its outer edge, the last point not repeating the first.

    `holes` are the edges of what stands in it, likewise.
    """
    return {
        "id": spot.id,
        "zone": spot.zone_id,
        "clause": spot.clause_id,
        "area_m2": spot.area_m2,
        "x_m": spot.centre.x,
        "y_m": spot.centre.y,
        "radius_m": spot.radius_m,
        "cause": spot.cause.kind,
        "ring": _ring(spot.region.exterior),
        "causes": [cause_document(cause) for cause in (spot.cause, *spot.runners_up)],
        "remedy": remedy_document(spot.remedy),
        "holes": [_ring(hole) for hole in spot.region.interiors],
    }


def cause_document(cause: Cause) -> Json:
    """Return one cause of a blind spot with the area that it holds for."""
    return {
        "kind": cause.kind,
        "camera": cause.camera_id,
        "occluder": cause.occluder_id,
        "area_m2": cause.area_m2,
    }


def remedy_document(remedy: Remedy) -> Json:
    """Return what would close a blind spot, its turns counted from where the camera looks now."""
    return {
        "kind": remedy.kind,
        "camera": remedy.camera_id,
        "pan_deg": remedy.pan_deg,
        "tilt_deg": remedy.tilt_deg,
        "hfov_deg": remedy.hfov_deg,
        "occluder": remedy.occluder_id,
        "left_m2": remedy.left_m2,
        "lost_m2": remedy.lost_m2,
    }


def camera_document(camera: CameraCoverage) -> Json:
    """Return what one camera sees, what only it sees, and how far its dead zone reaches."""
    return {
        "id": camera.camera_id,
        "view_m2": camera.view.area,
        "exclusive_m2": camera.exclusive_m2,
        "dead_zone_m": camera.dead_zone_m,
        "nominal_view_m2": camera.nominal_view.area,
        "moved_m": camera.moved_m,
        "opens": list(camera.opens),
        "potential_m2": None if camera.potential is None else camera.potential.area,
    }


def leak_document(leak: Leak) -> Json:
    """Return one view into a prohibited zone; `line` runs from the camera to the deepest place."""
    return {
        "camera": leak.camera_id,
        "zone": leak.zone_id,
        "area_m2": leak.area_m2,
        "dense_m2": leak.dense.area,
        "depth_m": leak.depth_m,
        "line": [[at[0], at[1]] for at in leak.line.coords],
        "region": rings(leak.region),
    }


def finding_document(finding: Finding, language: Language) -> Json:
    """Return one finding, its message in the language asked for, and then in both."""
    return {
        "id": finding.id,
        "clause": finding.clause_id,
        "severity": finding.severity,
        "where": finding.where,
        "message": finding.message.told(language),
        "blind_spots": list(finding.spot_ids),
        "messages": words_document(finding.message),
        "steps": [{"kind": s.kind, "told": words_document(s.told)} for s in finding.steps],
    }


def words_document(words: Label) -> Json:
    """Return words in both languages, for whoever reads them later in another."""
    return {"zh": words.zh, "en": words.en}
