"""Closes the gaps of a plan that is not saved: some of its blind spots, one floor, or all of it."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.audit.identity import placed
from pipeline.config.class_file import load_classes
from pipeline.config.site_edit import made
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.coverage import Region
from pipeline.domain.label import Label
from pipeline.domain.placement import FloorPlacement
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.domain.step import Step
from pipeline.errors import UnknownNameError
from pipeline.geometry.opening import widened
from pipeline.geometry.overlay import united, without
from pipeline.geometry.region import EMPTY
from pipeline.placement.goal import Goal
from pipeline.workflows.place_site import placed_floors, steps_on

EDGE_M = 0.5
"""So far around a blind spot that may stay, nothing need be seen either: it might come out as one
of its own, where the ground is taken apart."""


@dataclass(frozen=True)
class PlaceAsked:
    """What of a plan is to be closed: the floor and the spots that are named, or all of it."""

    goal: Goal
    floor_id: str | None = None
    spot_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlacedChange:
    """One change: which camera, what becomes of it in words, and what that costs in cameras."""

    camera_id: str
    kind: str
    words: Label
    cost: float


@dataclass(frozen=True, eq=False)
class PlacedPlan:
    """The plan with its changes, and what is known of the answer; `left` are blind spots."""

    site: dict[str, Any]
    changes: tuple[PlacedChange, ...]
    cost: float
    bound: float
    left: int

    @property
    def gap_pct(self) -> float:
        """How much dearer than the cheapest it may be, in percent of it."""
        return 100.0 * max(0.0, self.cost - self.bound) / self.cost if self.cost else 0.0


def place_plan(
    value: dict[str, Any], site: Site, profile: Profile, asked: PlaceAsked
) -> PlacedPlan:
    """Return a plan, a plain value and its site, with cameras turned, moved and added.

    Raises UnknownNameError for a floor or a spot that is not there, GeometryError.
    """
    usual = tuple(each for each in load_classes() if each.usual)
    spared = _spared(site, profile, asked)
    floors = tuple(placed_floors(site, profile, usual, asked.goal, spared=spared))
    steps = steps_on(floors)
    return PlacedPlan(
        site=made(copy.deepcopy(value), [edit for step in steps for edit in step.edits]),
        changes=tuple(_changes(floors, steps)),
        cost=sum(each.proof.cost for each in floors),
        bound=sum(each.proof.bound for each in floors),
        left=sum(len(each.coverage_after.blind_spots) for each in floors),
    )


def _changes(floors: tuple[FloorPlacement, ...], steps: tuple[Step, ...]) -> list[PlacedChange]:
    stages = [stage for floor in floors for stage in floor.stages]
    return [
        PlacedChange(stage.change.after.id, stage.change.kind, step.told, stage.cost)
        for stage, step in zip(stages, steps, strict=True)
        if stage.change.after is not None
    ]


def _spared(site: Site, profile: Profile, asked: PlaceAsked) -> Mapping[str, Region] | None:
    """Return what need not be seen of each floor that is asked for; None where all is to be."""
    if asked.floor_id is not None and asked.floor_id not in {each.id for each in site.floors}:
        raise UnknownNameError(f"no floor is called {asked.floor_id[:60]!r}")
    if not asked.spot_ids:
        return None if asked.floor_id is None else {asked.floor_id: EMPTY}
    wanted, found = set(asked.spot_ids), {}
    for floor in placed(cover_floor(each, profile, diagnosed=False) for each in site.floors):
        own = [spot.region for spot in floor.blind_spots if spot.id in wanted]
        if own and asked.floor_id in (None, floor.floor_id):
            # Where two clauses find the same place blind, whoever wants it closed wants it seen.
            others = [spot.region for spot in floor.blind_spots if spot.id not in wanted]
            found[floor.floor_id] = without(widened(united(others), EDGE_M), united(own))
            wanted -= {spot.id for spot in floor.blind_spots}
    if wanted:
        raise UnknownNameError(f"no blind spot is called {min(wanted)[:60]!r}; audit again")
    return found
