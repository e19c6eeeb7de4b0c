"""Coverage today as it is told to machines; times are Unix seconds."""

from typing import Any

from pipeline.domain.today import CameraToday, CoverageToday, OpenSpot
from pipeline.report.audit_json import rings

FORMAT = 1


def today_document(today: CoverageToday) -> dict[str, Any]:
    """Return coverage today, format 1; what nobody knows is null."""
    return {
        "format": FORMAT,
        "site": today.site_id,
        "profile": today.profile_id,
        "at_s": round(today.at_s, 3),
        "status": today.word,
        "watched_until_s": today.watched_s,
        "required_m2": _m2(today.required_m2),
        "planned_m2": _m2(today.planned_m2),
        "planned_pct": today.share_pct(today.planned_m2),
        "covered_m2": _m2(today.covered_m2),
        "covered_pct": today.share_pct(today.covered_m2),
        "confirmed_m2": _m2(today.confirmed_m2),
        "confirmed_pct": today.share_pct(today.confirmed_m2),
        "failing": [camera.camera_id for camera in today.of("failing")],
        "not_watched": [camera.camera_id for camera in today.of("not_watched")],
        "cameras": [_camera(camera) for camera in today.cameras],
        "blind_spots": [_spot(spot, today) for spot in today.spots],
    }


def _camera(camera: CameraToday) -> dict[str, Any]:
    return {
        "id": camera.camera_id,
        "status": camera.word,
        "counts": camera.counts,
        "since_s": _s(camera.since_s),
        "seen_s": _s(camera.seen_s),
        "faults": list(camera.kinds),
        "detail": camera.detail and camera.detail.en,
        "detail_zh": camera.detail and camera.detail.zh,
    }


def _spot(spot: OpenSpot, today: CoverageToday) -> dict[str, Any]:
    words = {camera.camera_id: camera.word for camera in today.cameras}
    centre = spot.region.point_on_surface()
    ring, *holes = rings(spot.region)[0]
    return {
        "floor": spot.floor_id,
        "zone": spot.zone_id,
        "clause": spot.clause_id,
        "area_m2": _m2(spot.area_m2),
        "x_m": round(centre.x, 3),
        "y_m": round(centre.y, 3),
        "cameras": [{"id": id_, "status": words[id_]} for id_ in spot.camera_ids],
        "since_s": _s(spot.since_s),
        "ring": ring,
        "holes": holes,
    }


def _m2(area_m2: float) -> float:
    return round(area_m2, 3)


def _s(at_s: float | None) -> float | None:
    return None if at_s is None else round(at_s, 3)
