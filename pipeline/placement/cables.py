"""How much cable leads from places to the nearest switch."""

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.site import Floor
from pipeline.placement.places import Spots


def cables_m(floor: Floor, spots: Spots) -> NDArray[np.float64]:
    """Return how far each place is from a switch, along walls at right angles; inf without any."""
    if not floor.mounting.switches:
        return np.full(len(spots), np.inf)
    ends = np.array([(switch.x, switch.y) for switch in floor.mounting.switches])
    away: NDArray[np.float64] = np.abs(spots.at[:, None] - ends[None]).sum(axis=2).min(axis=1)
    return away
