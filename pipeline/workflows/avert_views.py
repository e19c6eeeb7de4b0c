"""How each camera is kept from looking into a prohibited zone, found by trial on the plan."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.audit.judgement import ORDER_799_8
from pipeline.audit.step_wording import step_of
from pipeline.audit.untried import untried_steps
from pipeline.coverage.memory import Memory
from pipeline.domain.change import Change
from pipeline.domain.finding import AuditResult, Finding, Mending
from pipeline.placement.averting import aversions
from pipeline.workflows.mend_site import place_names


def with_aversions(
    result: AuditResult, memories: Sequence[Memory | None] | None = None
) -> AuditResult:
    """Return an audit whose views into prohibited zones tell by which turn or mask they end.

    A finding for which none was found that opens no blind spot says what it said before. A memory
    for each floor spares what was found out before.
    """
    changes: dict[str, Change] = {}
    memories = memories or [None] * len(result.floors)
    for floor, coverage, memory in zip(result.site.floors, result.floors, memories, strict=True):
        for camera_id, change in aversions(floor, result.profile, coverage, memory).items():
            for zone_id in change.zone_ids:
                changes[f"{ORDER_799_8}.{floor.id}.{zone_id}.{camera_id}.view"] = change
    if not changes:
        return result
    names = place_names(result.site)

    def told(finding: Finding) -> Finding:
        change = changes.get(finding.id)
        return replace(finding, steps=(step_of(change, names),)) if change else finding

    findings = tuple(told(finding) for finding in result.findings)
    steps = untried_steps(result.site, result.floors, findings)
    return replace(result, findings=findings, mending=Mending(steps))
