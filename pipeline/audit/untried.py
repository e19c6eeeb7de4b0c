"""The remedies of single findings as steps in the order of cost: not yet tried together."""

from collections.abc import Iterable, Iterator

from pipeline.audit.remedy_wording import remedy_told
from pipeline.domain.coverage import BlindSpot, CoverageMap
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.site import Site
from pipeline.domain.step import Step


def untried_steps(
    site: Site, floors: Iterable[CoverageMap], findings: Iterable[Finding]
) -> tuple[Step, ...]:
    """Return what would mend each finding by itself, the cheapest first."""
    cameras = {camera.id: camera for camera in site.cameras()}
    spots: dict[Label, list[BlindSpot]] = {}
    for coverage in floors:
        for spot in coverage.blind_spots:
            told = remedy_told(spot.remedy, cameras.get(spot.remedy.camera_id or ""))
            spots.setdefault(told, []).append(spot)
    zones = {zone.id: zone.label for floor in site.floors for zone in floor.zones}
    steps = list(_steps(spots, zones))
    steps += [step for finding in findings for step in finding.steps]
    return tuple(sorted(once(steps), key=lambda step: step.cost))


def _steps(spots: dict[Label, list[BlindSpot]], zones: dict[str, Label]) -> Iterator[Step]:
    """Yield the remedies that some blind spots share, with the zones that they are in."""
    for told, alike in spots.items():
        names = [zones[id_] for id_ in dict.fromkeys(spot.zone_id for spot in alike)]
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        if (kind := alike[0].remedy.kind) != "unasked":
            yield Step(kind, Label(f"{zh}：{told.zh}", f"{en}: {told.en}"))


def once(steps: Iterable[Step]) -> Iterator[Step]:
    """Yield steps, each once: two clauses may ask for the same, with the same edits or words."""
    known: set[object] = set()
    for step in steps:
        key = repr(step.edits) if step.edits else step.told
        if key not in known:
            known.add(key)
            yield step
