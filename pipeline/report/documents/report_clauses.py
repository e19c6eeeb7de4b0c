"""The clauses of an audit for paper: each with its verdict, and what it would take to pass."""

from collections.abc import Iterator

from pipeline.domain.finding import AuditResult, Judged, Mending
from pipeline.domain.label import Language
from pipeline.domain.rule import RuleClause
from pipeline.report import audit_wording as text
from pipeline.report.audit_rows import clause_row, step_rows
from pipeline.report.paper.blocks import Block, Column, Heading, Paragraph, Table
from pipeline.report.wording import CLAUSE_VERDICTS, LIST_COMMA, SOURCES, UNVERIFIED

MARKS = {"pass": "✓", "fail": "×", "not_evaluated": "!"}


def clause_verdicts(audit: AuditResult, language: Language) -> Iterator[Block]:
    """Yield each clause with its verdict, coverage or not, and those that the user dropped."""
    if not audit.judged:
        return
    yield Heading(text.CLAUSES.told(language))
    yield Paragraph(text.CLAUSES_NOTE.told(language), "note")
    yield Table(
        (
            Column(text.CLAUSE.told(language), 13),
            Column(text.WORDING.told(language), 42),
            Column(text.VERDICT.told(language), 22),
            Column(text.SOURCE.told(language), 23),
        ),
        tuple(_judged(each, language) for each in audit.judged),
    )
    yield from _dropped(audit, language)


def _judged(each: Judged, language: Language) -> tuple[str, ...]:
    wording = [each.wording.told(language)]
    if each.priority:
        wording.append(text.PRIORITY.told(language).format(priority=each.priority))
    if each.basis:
        wording.append(text.BASIS.told(language).format(basis=each.basis.told(language)))
    return (
        each.clause_id,
        "\n".join(wording),
        "\n".join(verdict_told(each, language)),
        SOURCES[each.source].told(language),
    )


def verdict_told(each: Judged, language: Language) -> Iterator[str]:
    """Yield the verdict on a clause, and what must stand beside it."""
    verdict = CLAUSE_VERDICTS[each.verdict].told(language)
    yield verdict if each.idle else f"{MARKS[each.verdict]} {verdict}"
    if each.idle:
        yield text.IDLE.told(language)
    if not each.verified:
        yield UNVERIFIED.told(language)


def _dropped(audit: AuditResult, language: Language) -> Iterator[Block]:
    if not audit.profile.dropped:
        return
    yield Heading(text.DROPPED.told(language), 2)
    headings = (text.CLAUSE, 15.0), (text.WORDING, 45.0), (text.REASON, 40.0)
    yield Table(
        tuple(Column(label.told(language), share) for label, share in headings),
        tuple(
            (each.clause_id, each.wording.told(language), each.reason.told(language))
            for each in audit.profile.dropped
        ),
    )


def mending_blocks(audit: AuditResult, language: Language) -> Iterator[Block]:
    """Yield what it would take to pass, where the school does not."""
    if audit.mending is None or audit.verdict == "pass":
        return
    yield Heading(text.MENDING.told(language))
    if not audit.mending.steps:
        yield Paragraph(text.MENDING_NONE.told(language))
        return
    yield Paragraph(_how_tried(audit.mending, language), "note")
    headings = (text.NUMBER, 7.0), (text.STEP, 53.0), (text.EDITS, 40.0)
    yield Table(
        tuple(Column(label.told(language), share) for label, share in headings),
        tuple(
            (str(number), row.told.told(language), "\n".join(row.edits))
            for number, row in enumerate(step_rows(audit.mending), start=1)
        ),
    )


def _how_tried(mending: Mending, language: Language) -> str:
    if mending.passes is None:
        return text.MENDING_UNTRIED.told(language)
    if mending.passes:
        return text.MENDING_PASSES.told(language)
    return text.MENDING_LEAVES.told(language).format(left=len(mending.left))


def rule_table(rules: tuple[RuleClause, ...], language: Language) -> Table:
    """Return the clauses beyond coverage, and where each comes from."""
    headings = (text.CLAUSE, 10.0), (text.WORDING, 45.0), (text.KINDS, 25.0), (text.SOURCE, 20.0)
    return Table(
        tuple(Column(label.told(language), share) for label, share in headings),
        tuple(
            (
                rule.id,
                rule.wording.told(language),
                LIST_COMMA[language].join(kind.told(language) for kind in clause_row(rule).kinds),
                SOURCES[rule.source].told(language),
            )
            for rule in rules
        ),
    )
