"""The tables of an audit for paper, their rows those of its page."""

from collections.abc import Iterator, Sequence

from pipeline.domain.coverage import CoverageMap
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Label, Language
from pipeline.domain.requirement import Clause
from pipeline.domain.site import Floor
from pipeline.report import audit_wording as text
from pipeline.report.audit_rows import (
    CameraRow,
    FindingRow,
    LeakRow,
    SpotRow,
    ZoneRow,
    camera_rows,
    clause_row,
    leak_rows,
    spot_rows,
    zone_rows,
)
from pipeline.report.documents.dossier import camera_told
from pipeline.report.numerals import metres, percent, square_metres
from pipeline.report.paper.blocks import Align, Block, Column, Heading, Paragraph, Table
from pipeline.report.places import names_of
from pipeline.report.wording import LIST_COMMA, LIST_SEMICOLON, SEVERITIES, SOURCES

Plan = tuple[Label, float, Align]
"""The heading of a column, its share of the width, and where its cells stand."""

SPOT_PLAN: tuple[Plan, ...] = (
    (text.NUMBER, 6, "centre"),
    (text.ZONE, 12, "left"),
    (text.PLACE, 12, "right"),
    (text.AREA, 9, "right"),
    (text.CAUSE, 26, "left"),
    (text.REMEDY, 27, "left"),
    (text.CLAUSE, 8, "left"),
)
ZONE_PLAN: tuple[Plan, ...] = (
    (text.ZONE, 16, "left"),
    (text.KIND, 14, "left"),
    (text.CLAUSE, 8, "left"),
    (text.REQUIRED, 11, "right"),
    (text.COVERED, 12.5, "right"),
    (text.SHARE, 12.5, "right"),
    (text.NOMINAL_SHARE, 11, "right"),
    (text.VERDICT, 11, "left"),
    (text.SPOTS, 9, "left"),
)
CAMERA_PLAN: tuple[Plan, ...] = (
    (text.CAMERA, 26, "left"),
    (text.VIEW, 13, "right"),
    (text.NOMINAL_VIEW, 13, "right"),
    (text.EXCLUSIVE, 12, "right"),
    (text.DEAD_ZONE, 11, "right"),
    (text.OPENS, 25, "left"),
)
LEAK_PLAN: tuple[Plan, ...] = (
    (text.CAMERA, 24, "left"),
    (text.LEAK_ZONE, 16, "left"),
    (text.LEAK_AREA, 12, "right"),
    (text.DENSE_AREA, 12, "right"),
    (text.DEPTH, 9, "right"),
    (text.SIGHT_LINE, 16, "left"),
    (text.SEVERITY, 11, "left"),
)
FINDING_PLAN: tuple[Plan, ...] = (
    (text.SEVERITY, 11, "left"),
    (text.CLAUSE, 13, "left"),
    (text.WHERE, 14, "left"),
    (text.MESSAGE, 62, "left"),
)
CLAUSE_PLAN: tuple[Plan, ...] = (
    (text.CLAUSE, 8, "left"),
    (text.WORDING, 30, "left"),
    (text.KINDS, 26, "left"),
    (text.PLANE, 9, "right"),
    (text.DENSITY, 10, "right"),
    (text.MIN_CAMERAS, 8, "right"),
    (text.SOURCE, 17, "left"),
)


def floor_tables(
    audit: AuditResult, floor: Floor, coverage: CoverageMap, language: Language, first: int
) -> Iterator[Block]:
    """Yield the tables of a floor below their headings, blind spots numbered from `first` on."""
    names = names_of(audit)
    yield Heading(text.SPOTS.told(language), 2)
    if spots := spot_rows(floor, coverage, names, first):
        yield Paragraph(text.SPOTS_NOTE.told(language), "note")
        yield _table(SPOT_PLAN, (_spot(row, language) for row in spots), language)
    else:
        yield Paragraph(text.SPOTS_NONE.told(language))
    yield Heading(text.ZONES.told(language), 2)
    zones = zone_rows(floor, coverage, audit.profile, first)
    yield _table(ZONE_PLAN, (_zone(row, language) for row in zones), language)
    yield Paragraph(text.ZONES_NOTE.told(language), "note")
    yield Heading(text.CAMERAS.told(language), 2)
    if cameras := camera_rows(floor, coverage, names):
        yield _table(CAMERA_PLAN, (_camera(row, language) for row in cameras), language)
    else:
        yield Paragraph(text.NO_CAMERAS.told(language))
    if floor.prohibited:
        yield from _leaks(leak_rows(floor, coverage, names), language)


def _leaks(rows: Sequence[LeakRow], language: Language) -> Iterator[Block]:
    yield Heading(text.LEAKS.told(language), 2)
    if rows:
        yield Paragraph(text.LEAKS_NOTE.told(language), "note")
        yield _table(LEAK_PLAN, (_leak(row, language) for row in rows), language)
    else:
        yield Paragraph(text.LEAKS_NONE.told(language))


def finding_table(rows: Sequence[FindingRow], language: Language) -> Table:
    """Return all findings, each in whole sentences."""
    cells = (
        (
            SEVERITIES[row.finding.severity].told(language),
            row.finding.clause_id,
            row.where.told(language),
            row.finding.message.told(language),
        )
        for row in rows
    )
    return _table(FINDING_PLAN, cells, language)


def clause_table(clauses: Sequence[Clause], language: Language) -> Table:
    """Return what the site was held against, and where each clause comes from."""
    return _table(CLAUSE_PLAN, (_clause(clause, language) for clause in clauses), language)


def _table(plan: tuple[Plan, ...], rows: Iterator[tuple[str, ...]], language: Language) -> Table:
    columns = tuple(Column(label.told(language), share, side) for label, share, side in plan)
    return Table(columns, tuple(rows))


def _spot(row: SpotRow, language: Language) -> tuple[str, ...]:
    cause = row.cause.told(language)
    if row.runners_up:
        rest = LIST_SEMICOLON[language].join(each.told(language) for each in row.runners_up)
        cause += "\n" + text.RUNNERS_UP.told(language).format(causes=rest)
    return (
        str(row.number),
        row.zone.told(language),
        f"{metres(row.spot.centre.x)}, {metres(row.spot.centre.y)}",
        square_metres(row.spot.area_m2),
        cause,
        row.remedy.told(language),
        row.spot.clause_id,
    )


def _zone(row: ZoneRow, language: Language) -> tuple[str, ...]:
    verdict = "fail" if row.fails else "pass"
    return (
        row.zone.label.told(language),
        row.kind.told(language),
        row.coverage.clause_id,
        square_metres(row.coverage.required.area),
        square_metres(row.coverage.covered.area),
        percent(row.coverage.covered_pct),
        percent(row.nominal_pct),
        text.ZONE_VERDICTS[verdict].told(language),
        " ".join(map(str, row.numbers)),
    )


def _camera(row: CameraRow, language: Language) -> tuple[str, ...]:
    seen = row.coverage
    notes = [camera_told(row.camera).told(language)]
    if row.moved:
        notes.append(text.MOVED.told(language).format(moved=metres(seen.moved_m, 2)))
    if seen.potential is not None:
        area = square_metres(seen.potential.area)
        notes.append(text.POTENTIAL.told(language).format(area=area))
    opens = LIST_COMMA[language].join(label.told(language) for label in row.opens)
    return (
        "\n".join(notes),
        square_metres(seen.view.area),
        square_metres(seen.nominal_view.area),
        square_metres(seen.exclusive_m2),
        metres(seen.dead_zone_m),
        opens or text.OPENS_NOTHING.told(language),
    )


def _leak(row: LeakRow, language: Language) -> tuple[str, ...]:
    verdict = text.LEAK_VIOLATES if row.leak.is_violation else text.LEAK_NOTED
    return (
        camera_told(row.camera).told(language),
        row.zone.told(language),
        square_metres(row.leak.area_m2),
        square_metres(row.leak.dense.area),
        metres(row.leak.depth_m),
        "\n→ ".join(f"{metres(x_m)}, {metres(y_m)}" for x_m, y_m in row.ends_m),
        verdict.told(language),
    )


def _clause(clause: Clause, language: Language) -> tuple[str, ...]:
    wording = [clause.wording.told(language)]
    bounds = (
        (text.MAX_ELEVATION, clause.max_elevation_deg),
        (text.MAX_FACING, clause.max_facing_deg),
    )
    wording += [
        label.told(language).format(deg=f"{deg:g}") for label, deg in bounds if deg is not None
    ]
    if clause.at_night:
        wording.append(text.AT_NIGHT.told(language))
    return (
        clause.id,
        "\n".join(wording),
        LIST_COMMA[language].join(kind.told(language) for kind in clause_row(clause).kinds),
        metres(clause.plane_m),
        metres(clause.density_px_per_m),
        str(clause.min_cameras),
        SOURCES[clause.source].told(language),
    )
