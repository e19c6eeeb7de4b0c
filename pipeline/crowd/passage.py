"""From the people of each picture to who has walked through the gates, as one story."""

from collections.abc import Sequence

from pipeline.crowd.flow import FlowCount, gate_flow
from pipeline.crowd.track import Tracker
from pipeline.domain.detections import Detections
from pipeline.domain.flow import Crossing, GateFlow, GateLine

LONGEST_STEP_S = 0.5
"""Between pictures further apart people walk out of their own boxes, and nobody can be followed."""


class Passages:
    """Follows people and counts who crosses which line; pictures go in, flows come out.

    Whoever scores `sure` is followed from then on, be it by boxes that score less.
    """

    def __init__(self, lines: Sequence[GateLine], sure: float) -> None:
        self._lines = tuple(lines)
        self._sure = sure
        self._crossings: list[Crossing] = []
        self._watched_s = 0.0
        self._t_s: float | None = None
        self._begin((0, 0))

    def _begin(self, source_size: tuple[int, int]) -> None:
        self._source_size = source_size
        self._tracker = Tracker(self._sure, self._sure)
        self._counts = [FlowCount(line, source_size) for line in self._lines]

    def take(self, people: Detections, source_size: tuple[int, int], t_s: float) -> None:
        """Take the next picture's people; of another size, pictures are another camera's."""
        if source_size != self._source_size:
            self._begin(source_size)
        if self._t_s is not None and 0.0 < t_s - self._t_s <= LONGEST_STEP_S:
            self._watched_s += t_s - self._t_s
        self._t_s = t_s
        tracks = self._tracker.step(people, t_s)
        for count in self._counts:
            self._crossings += count.step(tracks)

    @property
    def flows(self) -> tuple[GateFlow, ...]:
        """Who has walked over each line until now."""
        return tuple(gate_flow(line, self._crossings, self._watched_s) for line in self._lines)
