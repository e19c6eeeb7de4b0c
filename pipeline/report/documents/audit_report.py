"""The audit as a document for paper: what its page says, in the same order and words."""

from collections.abc import Iterator

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Language
from pipeline.geometry.overlay import both
from pipeline.report import audit_method
from pipeline.report import audit_wording as text
from pipeline.report.audit_json import share_pct, summary
from pipeline.report.audit_page import picture_title
from pipeline.report.audit_rows import FindingRow
from pipeline.report.documents import report_tables as tables
from pipeline.report.documents.dossier import Dossier
from pipeline.report.documents.report_clauses import clause_verdicts, mending_blocks, rule_table
from pipeline.report.numerals import percent, square_metres
from pipeline.report.paper.blocks import Block, Facts, Heading, Paper, Paragraph, Picture, Points
from pipeline.report.places import first_numbers, name_of, names_of
from pipeline.report.plan_picture import plan_picture
from pipeline.report.wording import UNVERIFIED, VERDICTS

PRINT_DPI = 220
"""Of a plan 9 in wide, which paper shows at 7: the smallest ids are sharp in print."""


def audit_report(dossier: Dossier, language: Language) -> Paper:
    """Return the report: the verdict, each floor with its plan and tables, findings, method."""
    audit = dossier.audit
    names = names_of(audit)
    findings = [FindingRow(found, name_of(found.where, names)) for found in audit.findings]
    return Paper(
        title=text.TITLE.told(language).format(school=audit.site.label.told(language)),
        subtitle=text.HELD_AGAINST.told(language).format(
            profile=audit.profile.label.told(language)
        ),
        language=language,
        blocks=(
            *_verdict(dossier, language),
            *clause_verdicts(audit, language),
            *mending_blocks(audit, language),
            *_glossary(language),
            *_floors(dossier, language),
            Heading(text.FINDINGS.told(language)),
            tables.finding_table(findings, language)
            if findings
            else Paragraph(text.FINDINGS_NONE.told(language)),
            Heading(text.PROFILE.told(language)),
            tables.clause_table(audit.profile.clauses, language),
            *_rules(audit, language),
            *_assumed(dossier, language),
            Heading(audit_method.METHOD.told(language)),
            Points(tuple(point.told(language) for point in audit_method.METHOD_POINTS)),
        ),
    )


def _verdict(dossier: Dossier, language: Language) -> Iterator[Block]:
    """Yield the verdict, what it rests on, and the figures behind it."""
    audit, figures = dossier.audit, summary(dossier.audit)
    passed = audit.verdict == "pass"
    share = text.COVERED_HEADLINE.told(language).format(pct=percent(figures["covered_pct"]))
    sign = "✓" if passed else "×"
    yield Heading(f"{sign} {VERDICTS[audit.verdict].told(language)} · {share}")
    if unread := len(audit.profile.unverified):
        some = text.UNVERIFIED_SOME.told(language).format(
            count=unread, all=len(audit.profile.every)
        )
        yield Paragraph(f"! {UNVERIFIED.told(language)} · {some}", "warn")
    reason = text.PROVED if passed else text.DISPROVED
    yield Paragraph(reason.told(language).format(profile=audit.profile.label.told(language)))
    nominal = percent(figures["nominal_pct"])
    yield Paragraph(text.NOMINAL_HEADLINE.told(language).format(pct=nominal))
    critical = text.OF_CAMERAS.told(language).format(
        part=figures["n_minus_1"], whole=len(audit.site.cameras())
    )
    unknown = (text.NOT_EVALUATED_COUNT, f"{figures['not_evaluated']}")
    values = (
        (text.BLIND_SPOT_COUNT, f"{figures['blind_spots']}"),
        (text.VIOLATION_COUNT, f"{figures['violations']}"),
        *((unknown,) if figures["not_evaluated"] else ()),
        (text.REQUIRED_AREA, f"{square_metres(figures['required_m2'])} m²"),
        (text.COVERED_AREA, f"{square_metres(figures['covered_m2'])} m²"),
        (text.NOMINAL_AREA, f"{square_metres(figures['nominal_m2'])} m²"),
        (text.TWICE_AREA, f"{square_metres(figures['k2_m2'])} m²"),
        (text.CRITICAL_CAMERAS, critical),
    )
    yield Facts(tuple((name.told(language), value) for name, value in values))


def _floors(dossier: Dossier, language: Language) -> Iterator[Block]:
    audit = dossier.audit
    floors = zip(audit.site.floors, audit.floors, first_numbers(audit), strict=True)
    for floor, coverage, first in floors:
        heading = text.FLOOR.told(language).format(floor=floor.label.told(language))
        yield Heading(heading)
        png = plan_picture(floor, coverage, language, "png", first, PRINT_DPI)
        yield Picture(png, picture_title(floor, coverage, language))
        yield Paragraph(_floor_figures(coverage, language))
        yield from tables.floor_tables(dossier.audit, floor, coverage, language, first)


def _floor_figures(coverage: CoverageMap, language: Language) -> str:
    required_m2, covered_m2 = coverage.required.area, coverage.covered.area
    nominal_m2 = both(coverage.required, coverage.nominal).area
    return text.FLOOR_FIGURES.told(language).format(
        required=square_metres(required_m2),
        covered=square_metres(covered_m2),
        pct=percent(share_pct(covered_m2, required_m2)),
        nominal=square_metres(nominal_m2),
        nominal_pct=percent(share_pct(nominal_m2, required_m2)),
    )


def _rules(audit: AuditResult, language: Language) -> Iterator[Block]:
    if audit.profile.rules:
        yield rule_table(audit.profile.rules, language)


def _assumed(dossier: Dossier, language: Language) -> Iterator[Block]:
    if any(clause.source == "assumed" for clause in dossier.audit.profile.every):
        yield Paragraph(text.PROFILE_ASSUMED.told(language), "note")


def _glossary(language: Language) -> Iterator[Block]:
    yield Heading(text.MEANINGS.told(language))
    yield Facts(tuple((term.told(language), told.told(language)) for term, told in text.GLOSSARY))
