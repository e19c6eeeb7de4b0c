"""Outlines are kept, but not without end."""

from collections.abc import Sequence

import numpy as np
from shapely import box

from pipeline.coverage.optics.kept import MOST_KEPT, Kept
from pipeline.domain.camera import Camera
from pipeline.domain.requirement import Look
from pipeline.geometry.region import Regions
from tests.shapes import camera


def test_no_more_outlines_are_kept_than_the_last_ones() -> None:
    """The oldest go first; what is asked for again is made again, and is the same."""
    made = list[float]()

    def make(eyes: Sequence[Camera], look: Look, reaches_m: Sequence[float]) -> Regions:
        made.extend(eye.height_m for eye in eyes)
        return np.array([box(0, 0, eye.height_m, 1) for eye in eyes], dtype=object)

    kept, eyes = Kept(make), [camera(0, 0, height_m=1.0 + n) for n in range(MOST_KEPT + 1)]
    found = kept.each(eyes, Look(0.0, 0.0), [9.0] * len(eyes))
    assert [region.area for region in found] == [eye.height_m for eye in eyes]
    kept.each([eyes[-1], eyes[-1]], Look(0.0, 0.0), [9.0, 9.0])
    assert len(made) == MOST_KEPT + 1
    assert kept.each([eyes[0]], Look(0.0, 0.0), [9.0])[0].area == 1.0
    assert made[MOST_KEPT + 1 :] == [1.0]
