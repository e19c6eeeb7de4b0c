"""A blind spot to be closed: what counts as closing it, and what that may cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shapely import Polygon

from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.residual import AROUND_M, PERSON_RADIUS_M, Residual
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, Remedy
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import eroded, widened
from pipeline.geometry.overlay import united, without
from pipeline.geometry.region import EMPTY


@dataclass(frozen=True, eq=False)
class Stake:
    """What must be seen by one look, and what each camera does for it today."""

    look: Look
    residual: Residual


@dataclass(frozen=True, eq=False)
class Case:
    """A blind spot under a look, with the floor's trials and all that its cameras are held to."""

    spot: Polygon
    look: Look
    trials: Trials
    residual: Residual
    stakes: Sequence[Stake]

    def closed_by(self, seen: Region, sighting: Sighting, freed: Region = EMPTY) -> bool:
        """Tell whether nobody stands in the spot unseen once a camera sees this, and only this.

        Slivers that are left may join what is uncovered around the spot, what the camera sees
        there now, and ground that is `freed`. Where several cameras are asked for, the others
        count as they see today.
        """
        around = widened(self.spot, AROUND_M)
        number = self.trials.number_of(sighting)
        lacking = united([self.spot, self.residual.up_to(number, around), freed])
        left = united([without(lacking, seen), self.residual.beyond(number, around)])
        return not eroded(left, PERSON_RADIUS_M).intersects(self.spot)

    def tried(
        self, remedy: Remedy, sighting: Sighting, changed: Camera, look: Look | None = None
    ) -> Remedy | None:
        """Return a remedy with what it leaves and loses, or None where it is none.

        It is none where it does not close the spot, where more that needs the camera is lost, by
        any clause, than the spot holds, or where it would look into a prohibited zone.
        """
        cone = self.trials.view(sighting, look or self.look, changed).guaranteed
        if not self.closed_by(cone, sighting):
            return None
        lost_m2 = float(united(self._lost(sighting, changed)).area)
        if lost_m2 > self.spot.area or self.trials.intrudes(sighting, changed):
            return None
        return replace(remedy, left_m2=float(without(self.spot, cone).area), lost_m2=lost_m2)

    def _lost(self, sighting: Sighting, changed: Camera) -> Iterator[Region]:
        """Yield what needs a camera today and is not seen by it once it is changed."""
        number = self.trials.number_of(sighting)
        for stake in self.stakes:
            needed = stake.residual.needed_from(number)
            if not needed.is_empty:
                cone = self.trials.view(sighting, stake.look, changed).guaranteed
                yield without(needed, cone)
