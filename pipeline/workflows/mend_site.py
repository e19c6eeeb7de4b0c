"""What it would take to pass: the steps, in the order of cost, tried on the plan all together."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.audit.applied import applied
from pipeline.audit.audit import audited
from pipeline.audit.step_wording import step_of
from pipeline.audit.untried import once
from pipeline.domain.camera import Camera
from pipeline.domain.change import Change
from pipeline.domain.finding import FAILING, AuditResult, Mending
from pipeline.domain.label import Label
from pipeline.domain.site import Floor, Site
from pipeline.domain.step import Edit, Step
from pipeline.placement.mended import Mended
from pipeline.placement.mending import ADDED, added_in, mended


def what_it_takes(result: AuditResult) -> Mending:
    """Return the steps with which a site would pass, and what then still stands in the way.

    Blind spots are closed first; then all else is held against the site as it would be, cameras
    that were added included, and at last the whole once more.
    """
    if result.verdict == "pass":
        return Mending((), passes=True)
    floors = list(_mended_floors(result))
    site = replace(result.site, floors=tuple(_recorded(each, result.site) for each in floors))
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
    number = 1 + max((_number(camera) for camera in result.site.cameras()), default=0)
    for floor, coverage in zip(result.site.floors, result.floors, strict=True):
        now = mended(floor, result.profile, coverage, number)
        number += len(list(added_in(now.changes)))
        yield now


def _number(camera: Camera) -> int:
    """Return which added camera a camera was, so that no id is given twice; 0 for any other."""
    rest = camera.id.removeprefix(ADDED)
    return int(rest) if rest != camera.id and rest.isdecimal() else 0


def _recorded(each: Mended, site: Site) -> Floor:
    """Return a mended floor whose added cameras are recorded as the others of the school are."""
    new = {camera.id for camera in added_in(each.changes)}
    cameras = (_like(camera, site) if camera.id in new else camera for camera in each.floor.cameras)
    return replace(each.floor, cameras=tuple(cameras))


def _like(camera: Camera, site: Site) -> Camera:
    """Return a camera that states what others of the school state, at its best."""
    others = site.cameras()
    return replace(
        camera,
        fps=max((c.fps for c in others if c.fps is not None), default=None),
        bitrate_mbps=max(
            (c.bitrate_mbps for c in others if c.bitrate_mbps is not None), default=None
        ),
        recorder_id=site.recorders[0].id if site.recorders else None,
        is_networked=any(c.is_networked is not None for c in others) or None,
        backup_min=max((c.backup_min for c in others if c.backup_min is not None), default=None),
    )


def _full(change: Change, site: Site) -> Change:
    """Return a change whose added camera states all that it will state."""
    if change.before is not None or change.after is None:
        return change
    cameras = {camera.id: camera for camera in site.cameras()}
    return replace(change, after=cameras[change.after.id])
