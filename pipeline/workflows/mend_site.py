"""What it would take to pass: the steps, in the order of cost, tried on the plan all together."""

import time
from collections.abc import Iterator
from dataclasses import replace

from pipeline.audit.applied import applied
from pipeline.audit.audit import audited
from pipeline.audit.recorded import recorded_like
from pipeline.audit.step_wording import step_of
from pipeline.audit.untried import once
from pipeline.config.class_file import load_classes
from pipeline.domain.change import Change
from pipeline.domain.finding import FAILING, AuditResult, Mending
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.domain.step import Edit, Step
from pipeline.placement.mended import Mended
from pipeline.placement.mending import Means, added_in, mended
from pipeline.placement.named import number_of


def what_it_takes(result: AuditResult) -> Mending:
    """Return the steps with which a site would pass, and what then still stands in the way.

    Blind spots are closed first; then all else is held against the site as it would be, cameras
    that were added included, and at last the whole once more.
    """
    if result.verdict == "pass":
        return Mending((), passes=True)
    floors = list(_mended_floors(result))
    pairs = zip(floors, result.site.floors, strict=True)
    recorded = (recorded_like(each.floor, before, result.site) for each, before in pairs)
    site = replace(result.site, floors=tuple(recorded))
    coverage = tuple(each.coverage for each in floors)
    again = audited(site, result.profile, coverage)
    zones = place_names(site)
    steps = [step_of(_full(change, site), zones) for each in floors for change in each.changes]
    others = [step for finding in again.findings for step in finding.steps]
    mended_site = applied(site, (edit for step in others for edit in step.edits))
    after = audited(mended_site, result.profile, coverage)
    left = tuple(finding for finding in after.findings if finding.severity in FAILING)
    ordered = sorted(once(_folded(steps, others)), key=lambda step: step.cost)
    return Mending(tuple(ordered), passes=after.verdict == "pass", left=left)


def place_names(site: Site) -> dict[str, Label]:
    """Return the names of all zones, prohibited ones too, by their ids."""
    private = {zone.id: zone.label for floor in site.floors for zone in floor.prohibited}
    return private | {zone.id: zone.label for floor in site.floors for zone in floor.zones}


def _folded(steps: list[Step], others: list[Step]) -> Iterator[Step]:
    """Yield all steps, with the entry of an added camera in the list as a part of adding it."""
    entries = {_listed_in(step): step for step in others}
    entries.pop(None, None)
    for step in steps:
        entry = entries.pop(_added_by(step), None)
        yield replace(step, edits=(*step.edits, *entry.edits)) if entry else step
    folded = {_added_by(step) for step in steps}
    yield from (
        step for step in others if _listed_in(step) is None or _listed_in(step) not in folded
    )


def _added_by(step: Step) -> str | None:
    """Return the id of the camera that a step adds."""
    edits = step.edits if step.kind == "add" else ()
    return next((_id(edit) for edit in edits if edit.field == "cameras"), None)


def _listed_in(step: Step) -> str | None:
    """Return the id of the camera that a step enters in the list, or strikes from it."""
    edits = step.edits if step.kind == "list" else ()
    return next((_id(edit) for edit in edits), None)


def _id(edit: Edit) -> str | None:
    return str(edit.value["id"]) if isinstance(edit.value, dict) else None


def _mended_floors(result: AuditResult) -> Iterator[Mended]:
    number = 1 + max((number_of(camera) for camera in result.site.cameras()), default=0)
    classes = tuple(each for each in load_classes() if each.usual)
    for floor, coverage in zip(result.site.floors, result.floors, strict=True):
        means = Means(classes, time.monotonic, number)
        now = mended(floor, result.profile, coverage, means)
        number += len(list(added_in(now.changes)))
        yield now


def _full(change: Change, site: Site) -> Change:
    """Return a change whose added camera states all that it will state."""
    if change.before is not None or change.after is None:
        return change
    cameras = {camera.id: camera for camera in site.cameras()}
    return replace(change, after=cameras[change.after.id])
