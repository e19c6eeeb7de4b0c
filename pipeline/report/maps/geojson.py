"""An audit as GeoJSON (RFC 7946), by longitude and latitude where the site says where it lies."""

import json

import numpy as np
from numpy.typing import NDArray
from shapely import orient_polygons, transform
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from pipeline.domain.finding import AuditResult
from pipeline.domain.georeference import Georeference
from pipeline.domain.label import Label, Language
from pipeline.report.maps.features import LAYERS, Feature, features

FORMAT = 1
DEGREE_DECIMALS, METRE_DECIMALS = 9, 4
"""A tenth of a millimetre, so that walls which touch still do when the map is imported again."""

ON_EARTH = Label(
    "经纬度（WGS-84），由站点文件的 georeference 换算",
    "longitude and latitude (WGS-84), from the georeference of the site file",
)
ON_PLAN = Label(
    "平面图坐标，单位米，y 向上；站点文件没有 georeference，因此不是经纬度",
    "metres on the plan, y upwards; not longitude and latitude, for the site file has no"
    " georeference",
)


def gis_file(audit: AuditResult, language: Language) -> dict[str, bytes]:
    """Return the map of the whole site by the name of its file."""
    return {"map.geojson": geojson(audit, language).encode("utf-8")}


def geojson(audit: AuditResult, language: Language) -> str:
    """Return the map; ``sightline.coordinates`` says in words what its coordinates are."""
    place = audit.site.georeference
    about = {
        "format": FORMAT,
        "site": audit.site.id,
        "profile": audit.profile.id,
        "unit": "degree" if place else "metre",
        "coordinates": (ON_EARTH if place else ON_PLAN).told(language),
        **({"georeference": _georeference(place)} if place else {}),
    }
    lines = ",\n".join(
        json.dumps(_feature(each, place, language), ensure_ascii=False)
        for each in features(audit, language)
    )
    head = json.dumps(about, ensure_ascii=False)
    return f'{{"type": "FeatureCollection",\n"sightline": {head},\n"features": [\n{lines}\n]}}\n'


def _feature(each: Feature, place: Georeference | None, language: Language) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": f"{each.floor_id}/{each.id}",
        "properties": {
            "layer": each.layer,
            "layer_name": LAYERS[each.layer].told(language),
            "floor": each.floor_id,
            "name": each.name,
            **each.facts,
            **({} if each.entry is None else {"entry": each.entry}),
        },
        "geometry": mapping(placed(each.shape, place)),
    }


def _georeference(place: Georeference) -> dict[str, object]:
    """Return where the map lies, so that who reads it gets the plan's own metres again."""
    return {
        "lat_deg": place.lat_deg,
        "lon_deg": place.lon_deg,
        "bearing_deg": place.bearing_deg,
        "at": list(place.at),
    }


def placed(shape: BaseGeometry, place: Georeference | None) -> BaseGeometry:
    """Return a shape where it lies on earth, or as it stands on the plan where nobody knows.

    Rings are right-handed (the area on the left), as RFC 7946 wants them.
    """
    turned = orient_polygons(shape)
    return transform(turned, lambda points: _numbers(points, place))


def _numbers(points: NDArray[np.float64], place: Georeference | None) -> NDArray[np.float64]:
    if place is None:
        return points.round(METRE_DECIMALS) + 0.0
    return place.lon_lat(points).round(DEGREE_DECIMALS) + 0.0
