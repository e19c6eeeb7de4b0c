"""What an alignment says to machines."""

from typing import Any

from pipeline.domain.alignment import SURE, Alignment, Departure, MarkOff, Views
from pipeline.domain.camera import Camera
from pipeline.domain.label import Language

FORMAT = 1


def alignment_document(alignment: Alignment, site_id: str, language: Language) -> dict[str, Any]:
    """Return an alignment, format 1; what nobody knows is null."""
    hanging, views = alignment.hanging, alignment.views
    return {
        "format": FORMAT,
        "site": site_id,
        "camera": alignment.drawn.id,
        "verdict": "fail" if alignment.findings else "pass",
        "points": len(alignment.marks),
        "error_m": _rounded(hanging.error_m),
        "error_px": _rounded(hanging.error_px),
        "outliers": list(hanging.outliers),
        "drawn": _pose(alignment.drawn),
        "hung": _pose(alignment.hung),
        "departures": [_departure(each) for each in alignment.departures],
        "marks": [_mark(each, hanging.outliers) for each in alignment.marks],
        "views": None if views is None else _views(views),
        "findings": [
            {
                "id": finding.id,
                "clause": finding.clause_id,
                "severity": finding.severity,
                "where": finding.where,
                "message": finding.message.told(language),
            }
            for finding in alignment.findings
        ],
    }


def _pose(camera: Camera) -> dict[str, float]:
    names = ("x_m", "y_m", "height_m", "pan_deg", "tilt_deg", "roll_deg")
    return {name: round(getattr(camera, name), 4) for name in names}


def _departure(each: Departure) -> dict[str, Any]:
    return {
        "name": each.key,
        "unit": "deg" if each.unit == "°" else each.unit,
        "off": round(each.off, 4),
        "within_95": None if each.doubt is None else round(SURE * each.doubt, 4),
        "tolerance": each.tolerance,
        "beyond": each.is_beyond,
        "sure": each.is_sure,
    }


def _mark(each: MarkOff, outliers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": each.point.id,
        "off_px": round(each.off_px, 2),
        "outlier": each.point.id in outliers,
        "by_plan": each.by_plan and [round(at, 3) for at in each.by_plan],
        "as_hung": each.as_hung and [round(at, 3) for at in each.as_hung],
    }


def _views(views: Views) -> dict[str, float]:
    drawn_m2, hung_m2 = views.floor_m2
    return {
        "drawn_m2": round(views.seen_m2[0], 3),
        "hung_m2": round(views.seen_m2[1], 3),
        "view_drawn_m2": round(views.drawn.area, 3),
        "view_hung_m2": round(views.hung.area, 3),
        "lost_m2": round(views.drawn.difference(views.hung).area, 3),
        "gained_m2": round(views.hung.difference(views.drawn).area, 3),
        "floor_required_m2": round(views.required_m2, 3),
        "floor_covered_drawn_m2": round(drawn_m2, 3),
        "floor_covered_hung_m2": round(hung_m2, 3),
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
