"""Why nobody sees a place: the first test that fails for the camera that comes closest."""

from collections.abc import Iterable

from shapely import Point

from pipeline.coverage.outline import in_picture
from pipeline.coverage.sighting import Look, Sighting
from pipeline.domain.coverage import Cause

TESTS: tuple[Cause, ...] = ("sight_line", "picture", "density")
"""The tests of a view in their order; the later a camera fails, the closer it is to seeing.

The sight line comes first, for its failure costs most to mend: a camera with a free sight line
needs but a turn, one in whose picture the place would lie, were it not for a wall, cannot be
helped. Otherwise a camera outside a building would lend its walls as cause to every spot inside.
"""


def cause_at(place: Point, look: Look, seen_by: Iterable[Sighting]) -> Cause:
    """Return the cause of the camera that fails latest; without any camera, "picture".

    A camera that does see the place, where one alone is not enough, is passed over.
    """
    failing = [
        failed_test(place, look, sighting)
        for sighting in seen_by
        if not sighting.cones[look].region.covers(place)
    ]
    return max(failing, key=TESTS.index, default="picture")


def failed_test(place: Point, look: Look, sighting: Sighting) -> Cause:
    """Return the first test that a place outside a camera's cone fails."""
    if not sighting.sight.covers(place):
        return "sight_line"
    return "density" if in_picture(sighting.camera, place.x, place.y, look[0]) else "picture"
