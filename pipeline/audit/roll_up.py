"""Many schools as one: tallies by county, level and so on, ranks, and what changed since a run."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pipeline.audit.judgement import ORDER_799_8, ORDER_799_8_WORDING
from pipeline.domain.city import (
    CityFinding,
    FailedClause,
    Hazards,
    Past,
    SchoolRecord,
    Tally,
    Trend,
    share_pct,
)
from pipeline.domain.label import Label
from pipeline.domain.requirement import Profile
from pipeline.domain.school import LEVELS, OWNERSHIPS, TYPES
from pipeline.domain.standing import Standing
from pipeline.units import floored_pct

NOT_SAID = Label("未注明", "not said")
LICENSED = {True: Label("有办学许可", "licensed"), False: Label("无办学许可", "not licensed")}
DOUBLED = "duplicate-id"
NO_CLAUSES: dict[str, Label] = {
    "broken-file": Label("站点文件无法审核", "the site file cannot be audited"),
    DOUBLED: Label("学校编号重复", "the id of the school is another's"),
    "nothing-proved": Label("图上没有任何须覆盖的部位", "no clause asks for anything on the plan"),
    ORDER_799_8: ORDER_799_8_WORDING,
}
"""What fails a school beside the clauses of its profile."""

Item = TypeVar("Item")
By = Callable[[SchoolRecord], Label]

DIMENSIONS: dict[str, By] = {
    "county": lambda record: record.school.county or NOT_SAID,
    "level": lambda record: LEVELS.get(record.school.level or "", NOT_SAID),
    "type": lambda record: TYPES.get(record.school.kind or "", NOT_SAID),
    "licensed": lambda record: (
        NOT_SAID if record.school.licensed is None else LICENSED[record.school.licensed]
    ),
    "ownership": lambda record: OWNERSHIPS.get(record.school.ownership or "", NOT_SAID),
}
"""By what schools are rolled up, in the order of reports."""


def tally(
    label: Label, records: Sequence[SchoolRecord], hazards: Mapping[str, Hazards] | None = None
) -> Tally:
    """Return the figures of some schools together; `hazards` are the ledger's, by site id."""
    ledgers = hazards or {}
    # A doubled id is broken, and its ledger is that of the other file.
    known = [ledgers[r.site_id] for r in records if r.verdict != "broken" and r.site_id in ledgers]
    saying = [record for record in records if record.networked is not None]
    return Tally(
        label=label,
        schools=len(records),
        passed=sum(record.verdict == "pass" for record in records),
        broken=sum(record.verdict == "broken" for record in records),
        cameras=sum(record.cameras for record in records),
        networked=sum(record.networked or 0 for record in saying),
        of_networked=sum(record.cameras for record in saying),
        required_m2=sum(record.required_m2 for record in records),
        covered_m2=sum(record.covered_m2 for record in records),
        blind_spots=sum(record.blind_spots for record in records),
        critical_cameras=sum(record.critical_cameras for record in records),
        violations=sum(record.violations for record in records),
        hazards=sum(known, Hazards()) if known else None,
    )


def wordings_of(profile: Profile) -> dict[str, Label]:
    """Return the words of all that may fail a school that is held against a profile."""
    return NO_CLAUSES | {clause.id: clause.wording for clause in profile.every}


def failed_clauses(
    records: Iterable[SchoolRecord], wordings: Mapping[str, Label]
) -> tuple[FailedClause, ...]:
    """Return the clauses that failed, those of most schools first."""
    schools, places = Counter[str](), Counter[str]()
    area_m2: dict[str, float] = {}
    for record in records:
        failed = [finding for finding in record.findings if finding.severity == "violation"]
        schools.update({finding.clause_id for finding in failed})
        for finding in failed:
            places[finding.clause_id] += 1
            area_m2[finding.clause_id] = area_m2.get(finding.clause_id, 0.0) + finding.area_m2
    rows = [
        FailedClause(id_, wordings.get(id_, Label(id_, id_)), n, places[id_], area_m2[id_])
        for id_, n in schools.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.schools, row.clause_id)))


def standings_of(
    records: Iterable[SchoolRecord], hazards: Mapping[str, Hazards]
) -> tuple[Standing, ...]:
    """Return how each school stands, for a bulletin."""
    return tuple(
        Standing(
            school=record.label,
            verdict=record.verdict,
            covered_pct=record.covered_pct,
            blind_spots=record.blind_spots,
            violations=record.violations,
            county=record.school.county,
            cameras=None if record.verdict == "broken" else record.cameras,
            networked=record.networked,
            hazards=None if record.verdict == "broken" else hazards.get(record.site_id),
            required_m2=record.required_m2,
        )
        for record in records
    )


def rolled_up(
    records: Iterable[SchoolRecord], by: By, hazards: Mapping[str, Hazards] | None = None
) -> tuple[Tally, ...]:
    """Return a tally for each group of schools, the best first."""
    groups: dict[Label, list[SchoolRecord]] = {}
    for record in records:
        groups.setdefault(by(record), []).append(record)
    tallies = [tally(label, group, hazards) for label, group in groups.items()]
    return tuple(sorted(tallies, key=lambda each: (*standing(each), each.label.zh)))


def standing(of: Tally) -> tuple[float, float, float]:
    """Return what groups are ranked by, the better the less: schools that pass, coverage, hazards.

    Shares count to the tenth of a percent that reports show, hazards by the school: who looks equal
    is equal.
    """
    per_school = round(of.violations / of.schools, 1) if of.schools else 0.0
    return -floored_pct(of.passed_pct), -floored_pct(of.covered_pct), per_school


def school_standing(of: SchoolRecord) -> tuple[int, float, int]:
    """Return what schools are ranked by, likewise."""
    verdicts = {"pass": 0, "fail": 1, "broken": 2}
    return verdicts[of.verdict], -floored_pct(of.covered_pct), of.violations


def ranks(items: Sequence[Item], key: Callable[[Item], tuple[float, ...]]) -> list[int]:
    """Return the place of each item, the least key first; equals share theirs, and the next wait.

    >>> ranks([3, 1, 2, 1], lambda number: (number,))
    [4, 1, 3, 1]
    """
    ordered = sorted(key(item) for item in items)
    first: dict[tuple[float, ...], int] = {}
    for place, each in enumerate(ordered, start=1):
        first.setdefault(each, place)
    return [first[key(item)] for item in items]


def doubles_told(records: Sequence[SchoolRecord]) -> tuple[SchoolRecord, ...]:
    """Return the records, of which those are broken whose id an earlier file has already.

    Two schools of one id would share a ledger. Ids are the same whatever their capitals.
    """
    first: dict[str, SchoolRecord] = {}
    told = []
    for record in records:
        known = first.setdefault(record.site_id.lower(), record) if record.site_id else record
        told.append(record if known is record else _doubled(record, known))
    return tuple(told)


def _doubled(record: SchoolRecord, first: SchoolRecord) -> SchoolRecord:
    words = Label(
        f"编号 {record.site_id} 已被 {first.path} 使用；请为每所学校使用不同编号",
        f"the id {record.site_id} is taken by {first.path}; give every school its own",
    )
    finding = CityFinding(DOUBLED, DOUBLED, "violation", record.path, record.label)
    return SchoolRecord(
        path=record.path,
        site_id=record.site_id,
        label=record.label,
        verdict="broken",
        school=record.school,
        findings=(finding,),
        problems=(words,),
    )


def past_of(record: SchoolRecord) -> Past:
    """Return what a later run compares with; a broken file is known by where it lies."""
    known_by = record.path if record.verdict == "broken" else record.site_id
    return Past(known_by, record.verdict, record.covered_pct, record.violations)


def trend(run: int, before: Sequence[Past], now: Sequence[Past]) -> Trend:
    """Return what has changed since a run of this number."""
    then = {past.site_id: past for past in before}
    here = {past.site_id: past for past in now}
    passed = {id_ for id_, past in then.items() if past.verdict == "pass"}
    passes = {id_ for id_, past in here.items() if past.verdict == "pass"}
    return Trend(
        run=run,
        passed_pct=(share_pct(len(passed), len(before)), share_pct(len(passes), len(now))),
        violations=(sum(p.violations for p in before), sum(p.violations for p in now)),
        newly_passed=tuple(sorted((passes - passed) & then.keys())),
        no_longer_passed=tuple(sorted((passed - passes) & here.keys())),
        added=tuple(sorted(here.keys() - then.keys())),
        gone=tuple(sorted(then.keys() - here.keys())),
    )


def renamed(record: SchoolRecord, path: str) -> SchoolRecord:
    """Return a record under the path of a file of the same content."""
    return replace(record, path=path)
