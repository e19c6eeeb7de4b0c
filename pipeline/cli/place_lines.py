"""A placement on the screen: what changes, what it costs, how good that is known to be."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns
from pipeline.domain.label import Language

if TYPE_CHECKING:
    from pipeline.domain.coverage import CoverageMap
    from pipeline.domain.placement import FloorPlacement, Placement


def told(
    placement: "Placement",
    language: Language,
    site: Path | None,
    has_comments: bool | None,
    out: Path | None,
) -> str:
    """Return the outcome in lines: floors, changes, proofs, verdict, files."""
    from pipeline.report import placement_wording as text
    from pipeline.report.placement_rows import rows

    name = placement.before.label.told(language)
    lines = [f"{name} · {placement.audit.profile.label.told(language)}"]
    for floor in placement.floors:
        lines += _floor_lines(floor, language, several=len(placement.floors) > 1)
    if any(floor.stages for floor in placement.floors):
        lines += ["", columns(list(rows(placement, language))), text.UNIT.told(language)]
    lines += ["", *_verdict_lines(placement, language)]
    if site is not None:
        lines.append(text.WRITTEN.told(language) + str(site))
    if has_comments is False:
        lines.append(text.NO_COMMENTS.told(language))
    if out is not None:
        files = [f"change-{floor.after.id}.png" for floor in placement.floors]
        names = ", ".join(["placement.json", "changes.csv", *files])
        lines.append(text.WRITTEN.told(language) + f"{out}: {names}")
    return "\n".join(lines)


def _floor_lines(floor: "FloorPlacement", language: Language, *, several: bool) -> Iterator[str]:
    from pipeline.report import placement_wording as text
    from pipeline.report.numerals import percent

    proof = floor.proof
    ends_pct = floor.stages[-1].covered_pct if floor.stages else floor.begins_pct
    head = text.BEFORE_AFTER.told(language).format(
        before=percent(floor.begins_pct),
        after=percent(ends_pct),
        spots_before=len(floor.coverage_before.blind_spots),
        spots_after=len(floor.coverage_after.blind_spots),
    )
    yield f"{floor.before.label.told(language)}: {head}" if several else head
    before, after = (_views_in(c) for c in (floor.coverage_before, floor.coverage_after))
    if before or after:
        yield text.VIEWS.told(language).format(before=before, after=after)
    if not floor.stages:
        yield text.NOTHING.told(language)
        return
    known = text.OPTIMAL if proof.is_optimal else text.BOUNDED
    values = {"cost": f"{proof.cost:.2f}", "bound": f"{proof.bound:.2f}"}
    yield known.told(language).format(**values, gap=f"{proof.gap_pct:.1f}")
    yield text.SIMPLER.told(language).format(
        greedy=f"{proof.greedy:.2f}", searched=f"{proof.searched:.2f}", first=f"{proof.first:.2f}"
    )
    yield text.SIZE.told(language).format(
        witnesses=f"{proof.witnesses:,}",
        options=f"{proof.options:,}",
        tried=f"{proof.tried:,}",
        rounds=proof.rounds,
        seconds=f"{proof.seconds:.0f}",
    )
    if proof.hopeless:
        yield text.HOPELESS.told(language).format(n=proof.hopeless)


def _views_in(coverage: "CoverageMap") -> int:
    """Return how many views into prohibited zones are violations."""
    return sum(leak.is_violation for leak in coverage.leaks)


def _verdict_lines(placement: "Placement", language: Language) -> Iterator[str]:
    from pipeline.report import placement_wording as text

    passes = placement.audit.verdict == "pass"
    yield (text.PASSES if passes else text.FAILS).told(language)
    clauses = {clause.id for clause in placement.audit.profile.clauses}
    beyond = [
        finding.clause_id
        for finding in placement.audit.findings
        if finding.severity != "notice" and finding.clause_id not in clauses
    ]
    if beyond:
        yield text.OTHERS.told(language).format(ids=", ".join(dict.fromkeys(beyond)))
