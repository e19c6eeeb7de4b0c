"""A blind spot to be closed: what counts as closing it, and what that may cost."""

from dataclasses import dataclass, replace

from shapely import Polygon

from pipeline.coverage.diagnosis.trial import Trials
from pipeline.coverage.residual import AROUND_M, PERSON_RADIUS_M, Residual
from pipeline.coverage.sighting import Sighting
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Region, Remedy
from pipeline.domain.requirement import Look
from pipeline.geometry.opening import eroded
from pipeline.geometry.overlay import both, united, without


@dataclass(frozen=True, eq=False)
class Case:
    """A blind spot under a look, with the floor's trials and what is uncovered there today."""

    spot: Polygon
    look: Look
    trials: Trials
    residual: Residual

    def closed_by(self, seen: Region, instead_of: Sighting | None = None) -> bool:
        """Tell whether nobody can stand in the spot unseen any more once `seen` is seen too.

        Slivers that are left may join what is uncovered around the spot, and what is lost where
        `seen` stands instead of what a camera sees today.
        """
        left = without(self._around(instead_of), seen)
        return not eroded(left, PERSON_RADIUS_M).intersects(self.spot)

    def tried(
        self, remedy: Remedy, sighting: Sighting, changed: Camera, look: Look | None = None
    ) -> Remedy | None:
        """Return a remedy with what it leaves and loses, or None where it is none.

        It is none where it does not close the spot, where the camera would lose more that only it
        sees than the spot holds, or where it would look into a prohibited zone.
        """
        cone = self.trials.view(sighting, look or self.look, changed).guaranteed
        if not self.closed_by(cone, sighting):
            return None
        alone = self.residual.seen_alone(self.trials.number_of(sighting))
        lost_m2 = float(without(alone, cone).area)
        if lost_m2 > self.spot.area or self.trials.intrudes(sighting, changed):
            return None
        return replace(remedy, left_m2=float(without(self.spot, cone).area), lost_m2=lost_m2)

    def _around(self, instead_of: Sighting | None) -> Region:
        """Return what is uncovered around the spot, without one camera if it is to change."""
        lacking = [self.spot, self.residual.uncovered_near(self.spot)]
        if instead_of is not None:
            lost = self.residual.lost_without(self.trials.number_of(instead_of))
            lacking.append(both(lost, self.spot.buffer(AROUND_M, quad_segs=2)))
        return united(lacking)
