"""A blind spot to be closed: what counts as closing it, and what that may cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

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
    _open: dict[int, tuple[Region, Region, Region]] = field(default_factory=dict)

    def closed_by(self, seen: Region, sighting: Sighting, freed: Region = EMPTY) -> bool:
        """Tell whether nobody stands in the spot unseen once a camera sees this, and only this.

        Slivers that are left may join what is uncovered around the spot, what the camera sees
        there now, and ground that is `freed`. Where several cameras are asked for, the others
        count as they see today.
        """
        up_to, lacking, beyond = self._open_to(sighting)
        if not freed.is_empty:
            lacking = united([self.spot, up_to, freed])
        question = "closes", self.spot.wkb, lacking.wkb, beyond.wkb, seen.wkb

        def closes() -> bool:
            left = united([without(lacking, seen), beyond])
            return not eroded(left, PERSON_RADIUS_M).intersects(self.spot)

        return self.trials.answer(sighting, question, closes)

    def _open_to(self, sighting: Sighting) -> tuple[Region, Region, Region]:
        """Return what lacks a camera around the spot, also with it, and what lacks others too."""
        number = self.trials.number_of(sighting)
        if number not in self._open:
            around = widened(self.spot, AROUND_M)
            up_to = self.residual.up_to(number, around)
            lacking = united([self.spot, up_to])
            self._open[number] = up_to, lacking, self.residual.beyond(number, around)
        return self._open[number]

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
                question = "lost", stake.look, changed, needed.wkb
                yield self.trials.answer(
                    sighting, question, partial(self._missed, needed, sighting, stake.look, changed)
                )

    def _missed(self, needed: Region, sighting: Sighting, look: Look, changed: Camera) -> Region:
        return without(needed, self.trials.view(sighting, look, changed).guaranteed)
