"""通报: how the schools of an area stand, in order, with who passed and what is left to mend."""

from collections.abc import Iterator, Sequence

from pipeline.domain.city import FailedClause, Hazards, share_pct
from pipeline.domain.label import Label, Language
from pipeline.domain.standing import Standing, ranked
from pipeline.report import bulletin_wording as text
from pipeline.report.bulletin_wording import (
    CLAUSE,
    COUNTY,
    SCHOOL,
    UNKNOWN_COUNTY,
    VERDICT,
    WORDING,
)
from pipeline.report.city_wording import VERDICTS
from pipeline.report.numerals import percent, square_metres
from pipeline.report.paper.blocks import (
    Align,
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from pipeline.report.wording import LIST_COMMA
from pipeline.units import floored_pct

NOT_COUNTED = "—"
MOST_NAMED = 8
"""Schools, files or counties that a sentence names; the tables name all."""


def bulletin(
    standings: Sequence[Standing],
    language: Language,
    subtitle: str = "",
    failed: Sequence[FailedClause] = (),
) -> Paper:
    """Return the bulletin of some schools; `subtitle` may say of which area and which time.

    `failed` are the clauses that failed, where they are known.
    """
    schools = tuple(standings)
    blocks: tuple[Block, ...] = (Paragraph(text.NOBODY.told(language)),)
    if schools:
        blocks = (
            *(Paragraph(words, "indented") for words in sentences(schools, language)),
            *_counties(schools, language),
            *_failed(failed, language),
            Heading(text.RANKING.told(language)),
            Paragraph(text.NOTE.told(language), "note"),
            _ranking(schools, language),
        )
    wide = any(each.hazards is not None for each in schools)
    return Paper(text.TITLE.told(language), subtitle, language, blocks, landscape=wide)


def sentences(schools: Sequence[Standing], language: Language) -> Iterator[str]:
    """Yield what a bulletin says in words: how many passed, what is mended, who is first and last.

    A city's page says the same.
    """
    yield (" " if language == "en" else "").join(_totals(schools, language))
    yield from _ends(schools, language)
    for label, named in (
        (text.SUPERVISED_AT, [s for s in schools if s.hazards and s.hazards.supervised]),
        (text.BROKEN, [s for s in schools if s.verdict == "broken"]),
    ):
        if named:
            names = _named([each.school for each in named], language)
            yield label.told(language).format(n=len(named), names=names)


def ledger_told(hazards: Hazards | None, language: Language) -> str:
    """Return how far the hazards of a ledger are mended, or that there is none."""
    if hazards is None:
        return text.LEDGER_NONE.told(language)
    pct = percent(share_pct(hazards.rectified, hazards.found))
    return text.LEDGER.told(language).format(pct=pct, **vars(hazards))


def pass_pct(schools: Sequence[Standing]) -> float:
    """Return which share of some schools passed; of none, none did."""
    return share_pct(sum(each.passed for each in schools), len(schools))


def _totals(schools: Sequence[Standing], language: Language) -> Iterator[str]:
    yield text.SUMMARY.told(language).format(
        schools=f"{len(schools):,}",
        passed=f"{sum(each.passed for each in schools):,}",
        pct=percent(pass_pct(schools)),
        violations=f"{sum(each.violations for each in schools):,}",
        spots=f"{sum(each.blind_spots for each in schools):,}",
    )
    counted = [each.cameras for each in schools if each.cameras is not None]
    if counted:
        yield text.CAMERAS.told(language).format(
            cameras=f"{sum(counted):,}", per_school=f"{sum(counted) / len(counted):.1f}"
        )
        yield _networked(schools, language)
    yield ledger_told(hazards_of(schools), language)


def _networked(schools: Sequence[Standing], language: Language) -> str:
    saying = [each for each in schools if each.networked is not None]
    of = sum(each.cameras or 0 for each in saying)
    if not of:
        return text.NETWORKED_NONE.told(language)
    pct = percent(share_pct(sum(each.networked or 0 for each in saying), of))
    return text.NETWORKED.told(language).format(pct=pct, schools=len(saying))


def hazards_of(schools: Sequence[Standing]) -> Hazards | None:
    """Return what the ledgers of some schools say together, None where none has one."""
    known = [each.hazards for each in schools if each.hazards is not None]
    return sum(known, Hazards()) if known else None


def _ends(schools: Sequence[Standing], language: Language) -> Iterator[str]:
    """Yield which counties stand first and which last, where there are several."""
    ranks = [
        (_standing(members), county)
        for county, members in _by_county(schools)
        if county is not None
    ]
    if len(ranks) < 2:
        return
    best, worst = min(rank for rank, _ in ranks), max(rank for rank, _ in ranks)
    first = _named([county for rank, county in ranks if rank == best], language)
    yield text.FIRST.told(language).format(names=first)
    if best != worst:
        last = _named([county for rank, county in ranks if rank == worst], language)
        yield text.LAST.told(language).format(names=last)


def _named(names: Sequence[Label], language: Language) -> str:
    more = "…" if len(names) > MOST_NAMED else ""
    return LIST_COMMA[language].join(name.told(language) for name in names[:MOST_NAMED]) + more


def _by_county(schools: Sequence[Standing]) -> list[tuple[Label | None, list[Standing]]]:
    """Return the schools of each county, the best county first, None being those of no county."""
    counties: dict[Label | None, list[Standing]] = {}
    for each in schools:
        counties.setdefault(each.county, []).append(each)
    return sorted(
        counties.items(), key=lambda item: (_standing(item[1]), (item[0] or UNKNOWN_COUNTY).zh)
    )


def _standing(members: Sequence[Standing]) -> tuple[float, float, float]:
    """Return what counties are ranked by, as a city does: who passes, coverage, violations."""
    per_school = round(sum(each.violations for each in members) / len(members), 1)
    return -floored_pct(pass_pct(members)), -floored_pct(_covered_pct(members)), per_school


def _covered_pct(members: Sequence[Standing]) -> float:
    """Return the share of all that must be seen in some schools."""
    covered_m2 = sum(each.covered_pct * each.required_m2 for each in members) / 100.0
    return share_pct(covered_m2, sum(each.required_m2 for each in members))


def _counties(schools: tuple[Standing, ...], language: Language) -> tuple[Block, ...]:
    """Return a row for each county, the highest rate first, where any school names one."""
    if all(each.county is None for each in schools):
        return ()
    headings = [COUNTY, text.SCHOOLS, text.PASSED, text.PASS_RATE, text.SHARE, text.SPOTS]
    headings.append(text.VIOLATIONS)
    if hazards_of(schools):
        headings += [text.HAZARDS, text.RECTIFIED, text.RATE, text.OVERDUE, text.SUPERVISED]
    rows = tuple(
        tuple(_county_cells(county, members, language)[label] for label in headings)
        for county, members in _by_county(schools)
    )
    columns = tuple(
        Column(label.told(language), 24 if label is COUNTY else 13, _side(label))
        for label in headings
    )
    return Heading(text.COUNTIES.told(language)), Table(columns, rows)


def _county_cells(
    county: Label | None, members: Sequence[Standing], language: Language
) -> dict[Label, str]:
    return {
        COUNTY: (county or UNKNOWN_COUNTY).told(language),
        text.SCHOOLS: str(len(members)),
        text.PASSED: str(sum(each.passed for each in members)),
        text.PASS_RATE: percent(pass_pct(members)),
        text.SHARE: percent(_covered_pct(members)),
        text.SPOTS: str(sum(each.blind_spots for each in members)),
        text.VIOLATIONS: str(sum(each.violations for each in members)),
        **_ledger_cells(hazards_of(members)),
    }


def _failed(failed: Sequence[FailedClause], language: Language) -> Iterator[Block]:
    """Yield the clauses that failed, in their own words."""
    if not failed:
        return
    yield Heading(text.FAILED.told(language))
    headings = (CLAUSE, WORDING, text.FAILING_SCHOOLS, text.PLACES, text.AREA_M2)
    shares = {CLAUSE: 16.0, WORDING: 44.0}
    yield Table(
        tuple(
            Column(label.told(language), shares.get(label, 13.0), _side(label))
            for label in headings
        ),
        tuple(
            (
                row.clause_id,
                row.wording.told(language),
                str(row.schools),
                str(row.places),
                square_metres(row.area_m2) if row.area_m2 else NOT_COUNTED,
            )
            for row in failed
        ),
    )


def _ranking(schools: tuple[Standing, ...], language: Language) -> Table:
    """Return all schools in order, with the columns that anybody filled."""
    headings = [text.RANK, SCHOOL, VERDICT, text.SHARE, text.SPOTS, text.VIOLATIONS]
    shares = {text.RANK: 8.0, SCHOOL: 28.0, COUNTY: 17.0, VERDICT: 14.0, text.VIOLATIONS: 13.0}
    if any(each.county for each in schools):
        headings.insert(2, COUNTY)
    if hazards_of(schools):
        headings += [text.HAZARDS, text.RECTIFIED, text.OVERDUE, text.SUPERVISED]
    columns = tuple(
        Column(label.told(language), shares.get(label, 12.0), _side(label)) for label in headings
    )
    rows = tuple(
        tuple(_cells(rank, each, language)[label] for label in headings)
        for rank, each in ranked(schools)
    )
    return Table(columns, rows)


def _cells(rank: int, each: Standing, language: Language) -> dict[Label, str]:
    broken = each.verdict == "broken"
    return {
        text.RANK: str(rank),
        SCHOOL: each.school.told(language),
        COUNTY: (each.county or UNKNOWN_COUNTY).told(language),
        VERDICT: VERDICTS[each.verdict].told(language),
        text.SHARE: NOT_COUNTED if broken else percent(each.covered_pct),
        text.SPOTS: NOT_COUNTED if broken else str(each.blind_spots),
        text.VIOLATIONS: str(each.violations),
        **_ledger_cells(each.hazards),
    }


def _ledger_cells(hazards: Hazards | None) -> dict[Label, str]:
    if hazards is None:
        kinds = (text.HAZARDS, text.RECTIFIED, text.RATE, text.OVERDUE, text.SUPERVISED)
        return dict.fromkeys(kinds, NOT_COUNTED)
    return {
        text.HAZARDS: str(hazards.found),
        text.RECTIFIED: str(hazards.rectified),
        text.RATE: percent(share_pct(hazards.rectified, hazards.found)),
        text.OVERDUE: str(hazards.overdue),
        text.SUPERVISED: str(hazards.supervised),
    }


def _side(label: Label) -> Align:
    return "left" if label in {SCHOOL, COUNTY, VERDICT, CLAUSE, WORDING} else "right"
