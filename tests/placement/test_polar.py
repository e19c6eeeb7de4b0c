"""What a camera sees by direction."""

import math

import numpy as np
from shapely import MultiPolygon, box

from pipeline.placement.polar import polar_of


def test_a_view_of_two_parts_is_seen_in_both() -> None:
    """A camera whose wall stands before it sees 2 to 4 m ahead, and as far behind."""
    both = polar_of(MultiPolygon([box(2, -1, 4, 1), box(-4, -1, -2, 1)]))
    away_m = np.array([3.0, 3.0, 1.0, 3.0])
    azimuth = np.array([0.0, math.pi, 0.0, math.pi / 2])
    assert both.sees(away_m, azimuth).tolist() == [True, True, False, False]
