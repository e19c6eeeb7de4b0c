"""A city as tables of plain columns: what its workbook shows and its database holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.audit.roll_up import ranks, school_standing, standing
from pipeline.domain.city import City, Hazards, SchoolRecord, Tally
from pipeline.domain.label import Label, Language
from pipeline.domain.school import LEVELS, OWNERSHIPS, TYPES
from pipeline.report import city_wording as text
from pipeline.report.wording import SEVERITIES

Cell: TypeAlias = str | int | float | None
NO_LEDGER = Hazards()


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; a column has a plain name, and a heading for people.

    None in a cell is what nobody knows. `words` tell people what codes of the first column mean.
    """

    name: str
    title: Label
    columns: tuple[tuple[str, Label], ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: Mapping[str, Label] = field(default_factory=dict)

    def told_rows(self, language: Language) -> list[tuple[Cell, ...]]:
        """Return the rows for people, codes in words."""
        words = {code: label.told(language) for code, label in self.words.items()}
        return [(words.get(str(row[0]), row[0]), *row[1:]) for row in self.rows]


def city_tables(city: City, language: Language) -> tuple[Table, ...]:
    """Return roll-ups, schools, findings, failed clauses, and files that could not be audited."""
    return (
        roll_up_table(city, language),
        school_table(city, language),
        finding_table(city, language),
        clause_table(city, language),
        broken_table(city, language),
    )


def roll_up_table(city: City, language: Language) -> Table:
    """Return all groups of all roll-ups, the whole city first."""
    rows = [("all", 1, *_figures(city.whole, language))]
    for name, tallies in city.groups.items():
        places = ranks(tallies, standing)
        rows += [(name, p, *_figures(t, language)) for t, p in zip(tallies, places, strict=True)]
    columns = (("roll_up", Label("汇总", "roll-up")), ("rank", text.RANK), *FIGURES)
    words = {"all": text.WHOLE_CITY, **text.DIMENSIONS}
    return Table("groups", Label("汇总", "roll-up"), columns, tuple(rows), words)


FIGURES = (
    ("name", text.GROUP),
    ("schools", text.SCHOOLS),
    ("passed", text.PASSED),
    ("passed_pct", text.PASSED_PCT),
    ("broken", text.BROKEN),
    ("cameras", text.CAMERAS),
    ("cameras_per_school", text.PER_SCHOOL),
    ("networked_pct", text.NETWORKED_PCT),
    ("required_m2", text.REQUIRED_M2),
    ("covered_m2", text.COVERED_M2),
    ("covered_pct", text.COVERED_PCT),
    ("blind_spots", text.BLIND_SPOTS),
    ("n_minus_1", text.CRITICAL),
    ("violations", text.VIOLATIONS),
    ("hazards_found", text.FOUND),
    ("hazards_rectified", text.RECTIFIED),
    ("rectified_pct", text.RECTIFIED_PCT),
    ("hazards_overdue", text.OVERDUE),
    ("hazards_supervised", text.SUPERVISED),
)


def _figures(tally: Tally, language: Language) -> tuple[Cell, ...]:
    found, rectified, overdue, supervised = _ledger(tally.hazards)
    return (
        tally.label.told(language),
        tally.schools,
        tally.passed,
        tally.passed_pct,
        tally.broken,
        tally.cameras,
        tally.cameras_per_school,
        tally.networked_pct,
        tally.required_m2,
        tally.covered_m2,
        tally.covered_pct,
        tally.blind_spots,
        tally.critical_cameras,
        tally.violations,
        found,
        rectified,
        tally.rectified_pct,
        overdue,
        supervised,
    )


def _ledger(hazards: Hazards | None) -> tuple[Cell, Cell, Cell, Cell]:
    if hazards is None:
        return None, None, None, None
    return hazards.found, hazards.rectified, hazards.overdue, hazards.supervised


def school_table(city: City, language: Language) -> Table:
    """Return a row for each school, in the order of its rank and then of its file."""
    places = ranks(city.records, school_standing)
    ranked = sorted(zip(places, city.records, strict=True), key=lambda pair: pair[0])
    rows = tuple(_school(place, record, city, language) for place, record in ranked)
    return Table("schools", text.ALL_SCHOOLS, SCHOOL_COLUMNS, rows)


SCHOOL_COLUMNS = (
    ("rank", text.RANK),
    ("site", Label("编号", "id")),
    ("name", text.SCHOOL),
    ("county", text.COUNTY),
    ("level", text.LEVEL),
    ("type", text.TYPE),
    ("licensed", text.LICENSED),
    ("ownership", text.OWNERSHIP),
    ("verdict", text.VERDICT),
    ("cameras", text.CAMERAS),
    ("networked", text.NETWORKED),
    ("required_m2", text.REQUIRED_M2),
    ("covered_m2", text.COVERED_M2),
    ("covered_pct", text.COVERED_PCT),
    ("blind_spots", text.BLIND_SPOTS),
    ("n_minus_1", text.CRITICAL),
    ("violations", text.VIOLATIONS),
    ("hazards_found", text.FOUND),
    ("hazards_rectified", text.RECTIFIED),
    ("hazards_overdue", text.OVERDUE),
    ("hazards_supervised", text.SUPERVISED),
    ("file", text.FILE),
)


def _school(place: int, record: SchoolRecord, city: City, language: Language) -> tuple[Cell, ...]:
    school = record.school

    def word(table: dict[str, Label], key: str | None) -> str | None:
        return table[key].told(language) if key in table else None

    return (
        place,
        record.site_id or None,
        record.label.told(language),
        school.county.told(language) if school.county else None,
        word(LEVELS, school.level),
        word(TYPES, school.kind),
        None if school.licensed is None else text.YES_NO[school.licensed].told(language),
        word(OWNERSHIPS, school.ownership),
        text.VERDICTS[record.verdict].told(language),
        record.cameras,
        record.networked,
        record.required_m2,
        record.covered_m2,
        record.covered_pct,
        record.blind_spots,
        record.critical_cameras,
        record.violations,
        *_ledger(city.hazards.get(record.site_id)),
        record.path,
    )


def finding_table(city: City, language: Language) -> Table:
    """Return a row for each finding of each school."""
    columns = (
        ("file", text.FILE),
        ("site", Label("编号", "id")),
        ("school", text.SCHOOL),
        ("finding", Label("隐患编号", "finding")),
        ("clause", text.CLAUSE),
        ("severity", text.SEVERITY),
        ("place", text.PLACE),
        ("name", text.PLACE_NAME),
        ("blind_spots", text.BLIND_SPOTS),
        ("area_m2", text.AREA_M2),
    )
    return Table(
        "findings", Label("隐患清单", "findings"), columns, tuple(_findings(city, language))
    )


def _findings(city: City, language: Language) -> Iterator[tuple[Cell, ...]]:
    for record in city.records:
        for finding in record.findings:
            yield (
                record.path,
                record.site_id or None,
                record.label.told(language),
                finding.id,
                finding.clause_id,
                SEVERITIES[finding.severity].told(language),
                finding.where,
                finding.label.told(language),
                finding.blind_spots,
                finding.area_m2,
            )


def clause_table(city: City, language: Language) -> Table:
    """Return a row for each clause that failed, in its own words, those of most schools first."""
    columns = (
        ("clause", text.CLAUSE),
        ("wording", text.WORDING),
        ("schools", text.FAILING_SCHOOLS),
        ("places", text.PLACES),
        ("area_m2", text.AREA_M2),
    )
    rows = tuple(
        (row.clause_id, row.wording.told(language), row.schools, row.places, row.area_m2)
        for row in city.failed
    )
    return Table("clauses", text.CLAUSES, columns, rows)


def broken_table(city: City, language: Language) -> Table:
    """Return a row for each thing that is wrong with a file that could not be audited."""
    columns = (("file", text.FILE), ("problem", text.PROBLEM))
    rows = tuple(
        (record.path, words.told(language))
        for record in city.records
        if record.verdict == "broken"
        for words in record.problems
    )
    return Table("broken", text.BROKEN_FILES, columns, rows)
