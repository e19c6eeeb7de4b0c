"""How tall the people of a gate are in a detector's input, and whom of them it is known to find.

A person of a pupil's height is put on spots all over the ground that a camera sees of a zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.ground.occlusion import HEIGHT_M, thrown
from pipeline.crowd.ground.place import pixels_at
from pipeline.crowd.ground.recall_curve import DetectorRecall
from pipeline.domain.camera import Camera
from pipeline.domain.reach import LEAST_FOUND
from pipeline.domain.recall_table import RecallTable, Shares
from pipeline.geometry.region import Region

Floats = NDArray[np.float64]

SPOTS = 400
"""On which a person is put; the mean of a share over so many is true to two hundredths."""


@dataclass(frozen=True)
class Look:
    """One of the ways in which a detector looks at a picture.

    `scale` is pixels of its input for one of the camera's picture, up and down; whoever is taller
    than `most_px` in the camera's picture may be cut there by an edge. Pixels that are merely
    enlarged count as well: of people from 96 px on in the input, 166 of 176 were found on pictures
    enlarged 1.3 times, and 158 of the same on those enlarged 3.1 times.
    """

    scale: float
    most_px: float = np.inf


def statures_px(camera: Camera, visible: Region, ground_m: float = 0.0) -> Floats:
    """Return how tall a pupil is in the camera's picture on each of some spots, (n,) in pixels.

    From the feet to the top of the head, up and down and not aslant, as boxes are measured; what
    the picture's edges cut off is gone.
    """
    spots = thrown(visible, SPOTS, np.random.default_rng(0))
    ends = [
        pixels_at(np.column_stack((spots, np.full(len(spots), z_m))), camera)[:, 1]
        for z_m in (ground_m, ground_m + HEIGHT_M)
    ]
    foot, head = (np.clip(end, 0.0, camera.height_px) for end in ends)
    return np.nan_to_num(np.abs(foot - head))


def tallest_px(statures: Floats, looks: Sequence[Look]) -> Floats:
    """Return how tall people are where they are looked at most closely and still whole, (n,)."""
    each = [np.where(statures <= look.most_px, statures * look.scale, 0.0) for look in looks]
    tallest: Floats = np.max(each, axis=0)
    return tallest


def detector_recall(table: RecallTable, statures: Floats, looks: Sequence[Look]) -> DetectorRecall:
    """Return whom of all those places the detector finds, if they are well seen.

    On each spot that look counts by which most are surely found.
    """
    told = [_of_whole(table, statures, look) for look in looks]
    best = np.argmax([each.low for each in told], axis=0), np.arange(len(statures))
    share, low, high = (
        float(np.array([getattr(each, name) for each in told])[best].mean())
        for name in ("share", "low", "high")
    )
    return DetectorRecall(share, low, high)


def wanted_px(table: RecallTable) -> int | None:
    """Return from which height on enough people are surely found; None if from none.

    >>> from pipeline.domain.recall_table import HeightClass
    >>> rows = HeightClass(32, 9, 60), HeightClass(64, 15, 29), HeightClass(96, 32, 37)
    >>> wanted_px(RecallTable("", 0.4, 9, 90, 60, rows))
    96
    """
    wanted = None
    for each in reversed(table.classes):
        if each.bounds[0] < LEAST_FOUND:
            break
        wanted = each.from_px
    return wanted


def _of_whole(table: RecallTable, statures: Floats, look: Look) -> Shares:
    """Return what a look finds of people at each spot: nobody of those whom it cuts."""
    return table.at(np.where(statures <= look.most_px, statures * look.scale, 0.0))
