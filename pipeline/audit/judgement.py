"""The verdict on each clause: passed, failed, or not evaluated, and by which findings."""

from collections.abc import Iterable, Iterator

from pipeline.domain.finding import ClauseVerdict, Finding, Judged
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.site import Site

ORDER_799_8 = "order-799-8"
"""State Council Order 799, article 8: no camera in toilets, dormitory rooms, changing rooms, nor
where it can film what is others' private matter."""

ORDER_799_8_WORDING = Label(
    "卫生间、宿舍房间、更衣室等处不得安装探头，也不得拍到他人隐私",
    "No camera stands in toilets, dormitory rooms or changing rooms, nor films what is private",
)
ORDER_799 = Label("国务院令第799号第八条", "State Council Order 799, article 8")


def judged(site: Site, profile: Profile, findings: Iterable[Finding]) -> tuple[Judged, ...]:
    """Return the clauses of a profile with their verdicts, and at last what the law forbids.

    The prohibition holds whatever the profile says; a plan that draws no prohibited zone leaves it
    not evaluated.
    """
    by_clause: dict[str, list[Finding]] = {}
    for finding in findings:
        by_clause.setdefault(finding.clause_id, []).append(finding)
    return (*_of_profile(site, profile, by_clause), _of_law(site, by_clause))


def _of_profile(
    site: Site, profile: Profile, by_clause: dict[str, list[Finding]]
) -> Iterator[Judged]:
    kinds = {zone.kind for floor in site.floors for zone in floor.zones}
    for clause in profile.every:
        found = by_clause.get(clause.id, [])
        idle = bool(clause.kinds) and kinds.isdisjoint(clause.kinds) and not _weighs(found)
        yield Judged(
            clause_id=clause.id,
            wording=clause.wording,
            source=clause.source,
            verdict="not_evaluated" if idle else verdict_of(found),
            finding_ids=tuple(finding.id for finding in found),
            idle=idle,
            priority=clause.priority,
            basis=clause.basis,
        )


def _of_law(site: Site, by_clause: dict[str, list[Finding]]) -> Judged:
    found = by_clause.get(ORDER_799_8, [])
    idle = not any(floor.prohibited for floor in site.floors)
    return Judged(
        clause_id=ORDER_799_8,
        wording=ORDER_799_8_WORDING,
        source="found",
        verdict="not_evaluated" if idle else verdict_of(found),
        finding_ids=tuple(finding.id for finding in found),
        idle=idle,
        basis=ORDER_799,
    )


def _weighs(findings: Iterable[Finding]) -> bool:
    return any(finding.severity != "notice" for finding in findings)


def verdict_of(findings: Iterable[Finding]) -> ClauseVerdict:
    """Return what findings make of a clause: what fails outweighs what is not known.

    >>> verdict_of([])
    'pass'
    """
    severities = {finding.severity for finding in findings}
    if "violation" in severities:
        return "fail"
    return "not_evaluated" if "not_evaluated" in severities else "pass"
