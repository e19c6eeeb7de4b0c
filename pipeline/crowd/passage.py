"""From the people of each picture to who has just walked through the gates."""

from collections.abc import Sequence

from pipeline.crowd.flow import FlowCount
from pipeline.crowd.track import Tracker
from pipeline.domain.detections import Detections
from pipeline.domain.flow import Crossing, GateLine

LONGEST_STEP_S = 0.5
"""Between pictures further apart people walk out of their own boxes, and nobody can be followed."""


class Passages:
    """Follows people and tells who crosses which line; pictures go in, crossings come out.

    Whoever scores `sure` is followed from then on, be it by boxes that score less. `watched_s` is
    for how long people could be followed.
    """

    def __init__(self, lines: Sequence[GateLine], sure: float) -> None:
        self._lines = tuple(lines)
        self._sure = sure
        self.watched_s = 0.0
        self._t_s: float | None = None
        self._begin((0, 0))

    def _begin(self, source_size: tuple[int, int]) -> None:
        self._source_size = source_size
        self._tracker = Tracker(self._sure, self._sure)
        self._counts = [FlowCount(line, source_size) for line in self._lines]

    def take(
        self, people: Detections, source_size: tuple[int, int], t_s: float
    ) -> tuple[Crossing, ...] | None:
        """Take the next picture's people, and return who has crossed a line for good by now.

        None where nobody could be followed to it. Of another size, pictures are another camera's.
        """
        if source_size != self._source_size:
            self._begin(source_size)
        followed = self._t_s is not None and 0.0 < t_s - self._t_s <= LONGEST_STEP_S
        self.watched_s += t_s - (self._t_s or 0.0) if followed else 0.0
        self._t_s = t_s
        tracks = self._tracker.step(people, t_s)
        crossings = [crossing for count in self._counts for crossing in count.step(tracks)]
        return tuple(crossings) if followed or crossings else None
