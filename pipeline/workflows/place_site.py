"""Closes a site's gaps: what to turn, move and add, with the proof, and the site file of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.audit.audit import audited
from pipeline.audit.recorded import recorded_like
from pipeline.audit.step_wording import step_of
from pipeline.config.class_file import load_classes
from pipeline.config.night_check import refuse_unlit
from pipeline.config.profile_file import load_profile
from pipeline.config.site_edit import Edited, edited
from pipeline.config.site_file import load_site
from pipeline.coverage.cover_floor import cover_floor
from pipeline.domain.camera_class import CameraClass
from pipeline.domain.coverage import Region
from pipeline.domain.placement import FloorPlacement, Placement
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site
from pipeline.domain.step import Edit, Step
from pipeline.errors import UnknownNameError
from pipeline.geometry.region import EMPTY
from pipeline.placement.floor_plan import placed
from pipeline.placement.goal import Goal
from pipeline.placement.named import number_of
from pipeline.workflows.audit_site import nightly
from pipeline.workflows.underlays import with_underlays

Report = Callable[[float, float | None], None]


def untold(done: float, total: float | None) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class PlaceOptions:
    """What is asked for beside the goal: by which profile, at night too, of which cameras."""

    profile: str = "full-coverage"
    night: bool = False
    catalogue: Path | None = None
    cameras: tuple[str, ...] = ()


def place_site(
    site_path: Path, goal: Goal, options: PlaceOptions, report: Report = untold
) -> Placement:
    """Return how a site's cameras are to hang, floor by floor, with the audit of that.

    `report` is told, now and then, how many seconds of those allowed are gone.

    Raises SiteFileError, UnknownNameError and GeometryError for what the files hold wrong.
    """
    site = with_underlays(load_site(site_path))
    profile = load_profile(options.profile)
    if options.night:
        refuse_unlit(site_path, site)
        profile = nightly(profile)
    classes = chosen_classes(options)
    recorded = tuple(placed_floors(site, profile, classes, goal, report))
    after = replace(site, floors=tuple(each.after for each in recorded))
    coverage = tuple(cover_floor(each.after, profile) for each in recorded)
    told = tuple(
        replace(each, coverage_after=seen) for each, seen in zip(recorded, coverage, strict=True)
    )
    return Placement(site, after, told, audited(after, profile, coverage), goal.target_pct)


def chosen_classes(options: PlaceOptions) -> tuple[CameraClass, ...]:
    """Return the cameras that may be hung: those named, or the usual ones, or all of one's own."""
    classes = {each.id: each for each in load_classes(options.catalogue)}
    if unknown := [name for name in options.cameras if name not in classes]:
        raise UnknownNameError(
            f"no camera is called {unknown[0][:60]!r}; known: {', '.join(classes)}"
        )
    if options.cameras:
        return tuple(classes[name] for name in options.cameras)
    usual = tuple(each for each in classes.values() if each.usual)
    return usual or tuple(classes.values())


def placed_floors(
    site: Site,
    profile: Profile,
    classes: tuple[CameraClass, ...],
    goal: Goal,
    report: Report = untold,
    spared: Mapping[str, Region] | None = None,
) -> Iterator[FloorPlacement]:
    """Yield each floor placed; the budget and the time that one leaves are for the next.

    Where some of what must be seen is `spared`, by floor, floors that are not named are left out.
    """
    number = 1 + max((number_of(camera) for camera in site.cameras()), default=0)
    begun, left = time.monotonic(), goal.budget
    asked = [each for each in site.floors if spared is None or each.id in spared]

    def clock() -> float:
        now = time.monotonic()
        report(min(now - begun, goal.seconds), goal.seconds)
        return now

    for n, floor in enumerate(asked):
        spent_s = time.monotonic() - begun
        share_s = max(1.0, goal.seconds - spent_s) / (len(asked) - n)
        own = replace(goal, seconds=share_s, budget=left)
        spare = spared[floor.id] if spared else EMPTY
        found = placed(floor, profile, classes, own, clock, number, spare)
        number += sum(stage.change.kind == "add" for stage in found.stages)
        left = None if left is None else max(0.0, left - found.proof.cost)
        yield replace(found, after=recorded_like(found.after, found.before, site))


def steps_of(placement: Placement) -> tuple[Step, ...]:
    """Return the changes in words, in the order of the stages, with the edits of the site file."""
    return steps_on(placement.floors)


def steps_on(floors: Sequence[FloorPlacement]) -> tuple[Step, ...]:
    """Return the changes of some floors in words, with the edits of the site file."""
    zones = {zone.id: zone.label for floor in floors for zone in floor.before.zones}
    cameras = {camera.id: camera for floor in floors for camera in floor.after.cameras}
    found = []
    for floor in floors:
        for stage in floor.stages:
            change = stage.change
            if change.kind == "add" and change.after:
                change = replace(change, after=cameras[change.after.id])
            found.append(step_of(change, zones))
    return tuple(found)


def placed_file(site_path: Path, placement: Placement, list_name: str | None) -> Edited:
    """Return the text of the site file with the changes made, and with its new camera list."""
    edits = [edit for step in steps_of(placement) for edit in step.edits]
    if list_name is not None:
        edits.append(Edit("", "camera_list", list_name))
    return edited(site_path, edits)


def placed_list(site_path: Path, placement: Placement) -> tuple[str, str] | None:
    """Return the name and the text of the list of cameras with those added; None without a list."""
    if placement.before.camera_list is None:
        return None
    from pipeline.config.camera_list import extended, list_beside

    path = list_beside(site_path)
    known = {listed.id for listed in placement.before.camera_list}
    added = [
        stage.change.after.id
        for floor in placement.floors
        for stage in floor.stages
        if stage.change.kind == "add" and stage.change.after is not None
    ]
    return path.name, extended(path, [id_ for id_ in added if id_ not in known])
