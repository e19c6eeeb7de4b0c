"""What a rule is held against: the site, its coverage, and how a finding of a rule is made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shapely import STRtree

from pipeline.audit.wording import not_drawn_told
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.equipment import Device
from pipeline.domain.finding import Finding, Severity
from pipeline.domain.label import Label
from pipeline.domain.rule import RuleClause
from pipeline.domain.site import Floor, Site
from pipeline.domain.step import Step
from pipeline.domain.zone import Zone

NEAR_M = 0.5
"""A device on the wall of a zone is in it, however exactly it is drawn (assumption)."""

MOST_NAMED = 6
"""Of more things, a sentence names the first ones and says how many there are."""


@dataclass(frozen=True)
class Held:
    """A site with the coverage of its floors, in their order."""

    site: Site
    floors: tuple[CoverageMap, ...]

    def zones(self, kinds: Iterable[str]) -> Iterator[tuple[Floor, Zone]]:
        """Yield the zones of some kinds with their floors."""
        wanted = frozenset(kinds)
        for floor in self.site.floors:
            for zone in floor.zones:
                if zone.kind in wanted:
                    yield floor, zone

    def cameras(self, kinds: tuple[str, ...]) -> tuple[Camera, ...]:
        """Return the cameras that see something of a zone of some kinds for sure; all without."""
        if not kinds:
            return self.site.cameras()
        found = []
        for floor, coverage in zip(self.site.floors, self.floors, strict=True):
            zones = STRtree([zone.area for zone in floor.zones if zone.kind in kinds])
            views = {seen.camera_id: seen.view for seen in coverage.cameras}
            found += [
                camera
                for camera in floor.cameras
                if len(zones.query(views[camera.id], predicate="intersects"))
            ]
        return tuple(found)

    @property
    def states_devices(self) -> bool:
        """Whether the plan draws devices at all; one that draws none is silent about them."""
        return any(floor.devices for floor in self.site.floors)


def devices_of(floor: Floor, kind: str) -> list[Device]:
    """Return the devices of a kind on a floor."""
    return [device for device in floor.devices if device.kind == kind]


def found(
    clause: RuleClause,
    at: str,
    where: str,
    message: Label,
    *steps: Step,
    severity: Severity = "violation",
) -> Finding:
    """Return a finding of a rule; `at` tells it from the clause's others."""
    return Finding(f"{clause.id}.{at}", clause.id, severity, where, message, steps=steps)


def unknown(clause: RuleClause, site: Site, lacking: Label, at: str = "unstated") -> Finding:
    """Return that a clause was not evaluated, since the site does not say what it rests on."""
    message = Label(
        f"条款{clause.id}未能评估：{lacking.zh}",
        f"clause {clause.id} is not evaluated: {lacking.en}",
    )
    return found(clause, f"{site.id}.{at}", site.id, message, severity="not_evaluated")


def not_drawn(clause: RuleClause, site: Site) -> Finding:
    """Return that the plan draws none of a clause's zones, though every school has some."""
    told = not_drawn_told(clause)
    return found(clause, f"{site.id}.undrawn", site.id, told, severity="not_evaluated")


def named(ids: Iterable[str]) -> Label:
    """Return some ids as a list, the first ones where there are many.

    >>> named(["a", "b"]).en, named("abcdefgh").en
    ('a, b', 'a, b, c, d, e, f and 2 more')
    """
    known = list(ids)
    shown, more = known[:MOST_NAMED], len(known) - MOST_NAMED
    zh, en = "、".join(shown), ", ".join(shown)
    if more <= 0:
        return Label(zh, en)
    return Label(f"{zh}等{len(known)}项", f"{en} and {more} more")
