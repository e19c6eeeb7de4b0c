"""Whatever is drawn, there is an answer that adds up or a refusal of one sentence."""

import math
import warnings
from collections.abc import Callable
from itertools import pairwise

import pytest

from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Floor
from pipeline.errors import SightlineError
from tests.coverage.hostile import hostile, turned

SLACK_M2 = 1e-4


Drawn = Callable[[int, float], tuple[Floor, Profile]]


def outcome(seed: int, wild: float, draw: Drawn = hostile) -> CoverageMap | str:
    """Return the coverage of a hostile floor, or the sentence that refuses it."""
    try:
        with warnings.catch_warnings():
            # The test's own polygons of nan and inf warn when they are made.
            warnings.simplefilter("ignore", RuntimeWarning)
            floor, profile = draw(seed, wild)
        return cover_floor(floor, profile)
    except SightlineError as error:
        return str(error)


def adds_up(coverage: CoverageMap) -> bool:
    """Tell whether figures of a coverage can all be true at once."""
    areas = [coverage.required.area, coverage.nominal.area, coverage.covered.area]
    areas.append(coverage.twice_covered.area)
    falls = all(more >= less - SLACK_M2 for more, less in pairwise(areas))
    spots = coverage.blind_spots
    return (
        all(map(math.isfinite, areas))
        and falls
        and all(spot.area_m2 > 0.0 and spot.cause.area_m2 >= 0.0 for spot in spots)
        and all(zone.fails == bool(zone.blind_spots) for zone in coverage.zones)
        and all(eye.exclusive_m2 <= coverage.required.area + SLACK_M2 for eye in coverage.cameras)
    )


@pytest.mark.parametrize("draw", [hostile, turned])
@pytest.mark.parametrize("block", range(8))
@pytest.mark.fault("G2")
def test_hostile_floors_are_covered_or_refused(block: int, draw: Drawn) -> None:
    """25 seeds a block; benchmarks/hostile_floors.py takes a hundred thousand."""
    answers = [outcome(seed, 0.003, draw) for seed in range(25 * block, 25 * block + 25)]
    maps = [answer for answer in answers if isinstance(answer, CoverageMap)]
    assert all(adds_up(coverage) for coverage in maps)
    assert all(
        0 < len(answer) < 400 and "\n" not in answer for answer in answers if answer not in maps
    )
