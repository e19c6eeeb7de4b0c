"""From people found in a picture to how densely they stand in a zone, as far as can be known.

What a picture shows is a GroundSample; what is made of it depends on the pictures before, by the
state of the zone's saturation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.density import ground_density, standing_on
from pipeline.crowd.ground.free import FreeGround
from pipeline.crowd.ground.occlusion import Eye
from pipeline.crowd.ground.place import places_of, to_camera_px
from pipeline.crowd.ground.recall import believed_p_m2, estimated
from pipeline.crowd.ground.recall_curve import PERFECT, DetectorRecall, found_by, recall_curve
from pipeline.crowd.ground.stature import (
    Look,
    detector_recall,
    statures_px,
    tallest_px,
    wanted_px,
)
from pipeline.crowd.saturation import overlapping, saturation
from pipeline.domain.camera import Camera
from pipeline.domain.crowding import Occupancy
from pipeline.domain.detections import Detections
from pipeline.domain.people_density import GroundSample, RecallCurve, ZoneGround
from pipeline.domain.reach import LEAST_FOUND, Reach
from pipeline.domain.recall_table import RecallTable
from pipeline.domain.saturation import PackedEvidence, Saturation
from pipeline.geometry.region import Region


@dataclass(frozen=True, eq=False)
class WatchedGround:
    """The ground of a zone as a camera sees it, with what is known of it.

    `free` tells of pictures how much of it lies free, where a picture of it when empty is given.
    """

    camera: Camera
    ground_m: float
    visible: Region
    known: ZoneGround
    free: FreeGround | None = None


def watched_ground(
    zone_id: str,
    camera: Camera,
    visible: Region,
    ground_m: float = 0.0,
    empty: NDArray[np.uint8] | None = None,
    detector: DetectorRecall = PERFECT,
) -> WatchedGround:
    """Return the ground of a zone, with the recall curve of the camera over it.

    `empty` (h, w, 3) BGR is a picture of the camera with nobody there.
    """
    eye = Eye(camera.x_m, camera.y_m, camera.height_m - ground_m)
    curve = _curve(eye, visible, detector)
    known = ZoneGround(zone_id, float(visible.area), curve)
    free = None if empty is None else FreeGround(camera, visible, empty, ground_m)
    return WatchedGround(camera, ground_m, visible, known, free)


@lru_cache(maxsize=64)
def _curve(eye: Eye, visible: Region, detector: DetectorRecall) -> RecallCurve:
    """Return the recall curve of a camera over ground, simulated once: it takes a second or two."""
    return recall_curve(eye, visible, detector=detector)


def reached(ground: WatchedGround, table: RecallTable, looks: Sequence[Look]) -> WatchedGround:
    """Return the ground of a zone with whom a detector finds on it that looks in such ways.

    Its curve is corrected by whom the detector misses of those who are well seen. Where too few are
    surely found, it is not: what it tells then is not to be believed, up to no density.
    """
    statures = statures_px(ground.camera, ground.visible, ground.ground_m)
    recall = detector_recall(table, statures, looks)
    curve, believed = ground.known.curve, 0.0
    if recall.low >= LEAST_FOUND:
        curve = found_by(recall, curve)
        believed = believed_p_m2(curve)
    reach = Reach(
        tall_px=float(np.median(tallest_px(statures, looks))),
        share=recall.share,
        low=recall.low,
        high=recall.high,
        believed_p_m2=believed,
        false_boxes=table.false_a_picture,
        wanted_px=wanted_px(table),
    )
    return replace(ground, known=replace(ground.known, curve=curve, reach=reach))


def sampled(
    ground: WatchedGround,
    people: Detections,
    source_size: tuple[int, int],
    picture: NDArray[np.uint8] | None = None,
    suspects: Detections | None = None,
) -> GroundSample:
    """Return what a picture shows of a zone's ground, of people in pixels of the source picture.

    The picture itself, of any size, is looked at only for free ground. Feet outside of it, where
    its edge cuts a person off, are taken to stand at that edge. `suspects` are those people and
    all who score too little to be one.
    """
    places, standing = _standing(ground, people, source_size)
    suspected = None
    if suspects is not None:
        suspected = int(_standing(ground, suspects, source_size)[1].sum())
    density = ground_density(places[standing], ground.visible)
    peak = density.peak.density_p_m2 if density and density.peak else 0.0
    return GroundSample(
        found=int(standing.sum()),
        overlapping=overlapping(people.boxes[standing]),
        peak_p_m2=peak,
        free=ground.free.share(picture) if ground.free and picture is not None else None,
        suspected=suspected,
    )


def _standing(
    ground: WatchedGround, people: Detections, source_size: tuple[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return where people stand, (n, 2) in metres, and who of them on a zone's visible ground."""
    feet = np.clip(people.feet, 0.0, np.array(source_size, np.float32))
    pixels = to_camera_px(feet, source_size, ground.camera)
    places = places_of(pixels, ground.camera, ground.ground_m)
    return places, standing_on(places, ground.visible)


def occupancy_on(
    known: ZoneGround, sample: GroundSample, t_s: float, count: int, state: Saturation
) -> tuple[Occupancy, Saturation]:
    """Return how crowded a zone is by one more sample, and the state to go on from.

    `count` are the people of the whole zone in the picture, seen ground or not. The density is
    None while the zone is saturated; where as many are found as at the curve's peak, or more, it is
    that of the peak.
    """
    found_p_m2 = sample.found / known.visible_m2
    suspected_p_m2 = None if sample.suspected is None else sample.suspected / known.visible_m2
    evidence = PackedEvidence(
        found_p_m2, sample.overlapping, sample.free, sample.at_limit, suspected_p_m2
    )
    after = saturation(state, t_s, evidence, known.curve)
    false = known.reach.false_boxes if known.reach else 0.0
    told = estimated(sample.found, known.visible_m2, known.curve, false)
    measurable = known.curve.max_measurable_p_m2
    density = measurable if told.density_p_m2 is None else told.density_p_m2
    occupancy = Occupancy(
        t_s,
        known.zone_id,
        count,
        density_p_m2=None if after.saturated else density,
        least_p_m2=told.low_p_m2,
        peak_p_m2=sample.peak_p_m2,
        saturated=after.saturated,
    )
    return occupancy, after
