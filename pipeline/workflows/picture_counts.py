"""From a picture to what it shows of a camera's zones: the same for recordings and streams."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from pipeline.crowd.ground.measure import WatchedGround, sampled
from pipeline.crowd.occupancy import zone_counts
from pipeline.domain.crowding import PictureZone
from pipeline.domain.detections import Detections
from pipeline.domain.frame import Frame
from pipeline.domain.people_density import GroundSample
from pipeline.domain.shown import Shown

UNSURE = 0.5
"""Who is followed through a gate, or may stand in a crowd, is looked for down to this share of the
detector's threshold."""


Witness: TypeAlias = Callable[[Frame, Detections, tuple[int, ...]], None]
"""Is told what was found in a picture, and how many stand in each zone."""


class Seeker(Protocol):
    """Whatever finds people in a frame: a detector, one that looks at tiles, one far away."""

    def detect(self, frame: Frame) -> Detections:
        """Return the people in a frame, best score first, in pixels of the source."""


@dataclass(frozen=True)
class PictureCounts:
    """Counts the people of a picture who score `threshold`, in zones and on known ground.

    With `follows`, all that the `seeker` finds is kept, for people to be followed. A `witness` is
    told all of it too.
    """

    seeker: Seeker
    threshold: float
    zones: Sequence[PictureZone]
    grounds: Sequence[WatchedGround] = ()
    follows: bool = False
    witness: Witness | None = None

    def shown(self, frame: Frame) -> Shown:
        """Return what a frame shows; ModelError when the detector gives nothing to count by."""
        found = self.seeker.detect(frame)
        people = sure(found, self.threshold)
        counts = zone_counts(people.feet, frame.source_size, self.zones)
        if self.witness is not None:
            self.witness(frame, found, counts)
        return Shown(
            counts=counts,
            saturated=people.saturated,
            ground=self._on_ground(people, found, frame) if self.grounds else (),
            people=found if self.follows else None,
            size=frame.source_size,
        )

    def _on_ground(
        self, people: Detections, suspects: Detections, frame: Frame
    ) -> tuple[GroundSample | None, ...]:
        """Return what a picture shows of the ground of each zone, None where that is not known."""
        shown = {
            ground.known.zone_id: sampled(ground, people, frame.source_size, frame.image, suspects)
            for ground in self.grounds
        }
        return tuple(shown.get(zone.id) for zone in self.zones)


def sure(found: Detections, threshold: float) -> Detections:
    """Return who scores enough; who scores less has no say in which of the others stay.

    A list that is full of boxes holds all of these if it holds one that scores less.
    """
    enough = found.scores >= threshold
    full = found.saturated and bool(enough.all())
    return Detections(found.boxes[enough], found.scores[enough], full)
