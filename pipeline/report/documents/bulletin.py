"""通报: how the schools of an area stand, in order, with who passed and what is left to mend."""

from collections.abc import Iterator, Sequence

from pipeline.domain.label import Label, Language
from pipeline.domain.standing import Standing, ranked
from pipeline.report.numerals import percent
from pipeline.report.paper.blocks import (
    Align,
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Table,
)
from pipeline.report.wording import VERDICTS
from pipeline.units import floored_pct

TITLE = Label("校园视频监控覆盖情况通报", "Bulletin on the camera coverage of schools")
SUMMARY = Label(
    "本次共审核学校 {schools} 所，达标 {passed} 所，达标率 {pct} %；发现不符合 {violations} 项，"
    "盲区 {spots} 处。",
    "{schools} schools were audited; {passed} passed ({pct} %). Violations: {violations}; blind"
    " spots: {spots}.",
)
LEDGER = Label(
    "隐患台账登记 {hazards} 项，已整改 {rectified} 项，逾期 {overdue} 项。",
    "Of {hazards} hazards in the ledgers {rectified} are rectified and {overdue} overdue.",
)
NOBODY = Label("本次没有审核任何学校。", "No school was audited.")
COUNTIES = Label("各区县情况", "By county")
RANKING = Label("学校排名", "Ranking")
NOTE = Label(
    "达标的在前，其后按保证覆盖率由高到低、不符合项由少到多排列；并列者名次相同。"
    "覆盖率向下取一位小数，“—”表示没有数据。",
    "Who passed stands first; then by the share that is covered, guaranteed, and by how few"
    " violations there are. Equals share a rank. Shares are rounded down; a dash is what nobody"
    " counted.",
)
RANK = Label("名次", "Rank")
SCHOOL = Label("学校", "School")
COUNTY = Label("区县", "County")
VERDICT = Label("结论", "Verdict")
SHARE = Label("覆盖率（%）", "Covered (%)")
SPOTS = Label("盲区", "Blind spots")
VIOLATIONS = Label("不符合", "Violations")
HAZARDS = Label("隐患", "Hazards")
RECTIFIED = Label("已整改", "Rectified")
OVERDUE = Label("逾期", "Overdue")
SCHOOLS = Label("学校（所）", "Schools")
PASSED = Label("达标（所）", "Passed")
PASS_RATE = Label("达标率（%）", "Passed (%)")
UNKNOWN_COUNTY = Label("未注明", "not stated")
NOT_COUNTED = "—"


def bulletin(standings: Sequence[Standing], language: Language, subtitle: str = "") -> Paper:
    """Return the bulletin of some schools; `subtitle` may say of which area and which time."""
    schools = tuple(standings)
    blocks: tuple[Block, ...] = (Paragraph(NOBODY.told(language)),)
    if schools:
        blocks = (
            *(Paragraph(words, "indented") for words in _summary(schools, language)),
            *_counties(schools, language),
            Heading(RANKING.told(language)),
            Paragraph(NOTE.told(language), "note"),
            _ranking(schools, language),
        )
    wide = any(each.hazards is not None for each in schools)
    return Paper(TITLE.told(language), subtitle, language, blocks, landscape=wide)


def pass_pct(schools: Sequence[Standing]) -> float:
    """Return which share of some schools passed; of none, none did."""
    return 100.0 * sum(each.passed for each in schools) / len(schools) if schools else 0.0


def _summary(schools: tuple[Standing, ...], language: Language) -> Iterator[str]:
    yield SUMMARY.told(language).format(
        schools=len(schools),
        passed=sum(each.passed for each in schools),
        pct=percent(pass_pct(schools)),
        violations=sum(each.violations for each in schools),
        spots=sum(each.blind_spots for each in schools),
    )
    if any(each.hazards is not None for each in schools):
        yield LEDGER.told(language).format(
            hazards=_total(each.hazards for each in schools),
            rectified=_total(each.rectified for each in schools),
            overdue=_total(each.overdue for each in schools),
        )


def _total(counts: Iterator[int | None]) -> int:
    return sum(count or 0 for count in counts)


def _counties(schools: tuple[Standing, ...], language: Language) -> tuple[Block, ...]:
    """Return a row for each county, the highest rate first, where any school names one."""
    if all(each.county is None for each in schools):
        return ()
    counties: dict[Label, list[Standing]] = {}
    for each in schools:
        counties.setdefault(each.county or UNKNOWN_COUNTY, []).append(each)
    rows = tuple(
        (
            county.told(language),
            str(len(members)),
            str(sum(each.passed for each in members)),
            percent(pass_pct(members)),
            str(sum(each.blind_spots for each in members)),
            str(sum(each.violations for each in members)),
        )
        for county, members in sorted(
            counties.items(), key=lambda item: (-pass_pct(item[1]), item[0].zh)
        )
    )
    headings = (COUNTY, SCHOOLS, PASSED, PASS_RATE, SPOTS, VIOLATIONS)
    columns = tuple(
        Column(label.told(language), 28 if label is COUNTY else 14, _side(label))
        for label in headings
    )
    return Heading(COUNTIES.told(language)), Table(columns, rows)


def _ranking(schools: tuple[Standing, ...], language: Language) -> Table:
    """Return all schools in order, with the columns that anybody filled."""
    headings = [RANK, SCHOOL, VERDICT, SHARE, SPOTS, VIOLATIONS]
    shares = {RANK: 8.0, SCHOOL: 28.0, COUNTY: 17.0, VERDICT: 14.0, VIOLATIONS: 13.0}
    if any(each.county for each in schools):
        headings.insert(2, COUNTY)
    if any(each.hazards is not None for each in schools):
        headings += [HAZARDS, RECTIFIED, OVERDUE]
    columns = tuple(
        Column(label.told(language), shares.get(label, 12.0), _side(label)) for label in headings
    )
    rows = tuple(
        tuple(_cells(rank, each, language)[label] for label in headings)
        for rank, each in ranked(schools)
    )
    return Table(columns, rows)


def _cells(rank: int, each: Standing, language: Language) -> dict[Label, str]:
    return {
        RANK: str(rank),
        SCHOOL: each.school.told(language),
        COUNTY: (each.county or UNKNOWN_COUNTY).told(language),
        VERDICT: VERDICTS[each.verdict].told(language),
        SHARE: f"{floored_pct(each.covered_pct):.1f}",
        SPOTS: str(each.blind_spots),
        VIOLATIONS: str(each.violations),
        HAZARDS: _counted(each.hazards),
        RECTIFIED: _counted(each.rectified),
        OVERDUE: _counted(each.overdue),
    }


def _counted(count: int | None) -> str:
    return NOT_COUNTED if count is None else str(count)


def _side(label: Label) -> Align:
    return "left" if label in {SCHOOL, COUNTY, VERDICT} else "right"
