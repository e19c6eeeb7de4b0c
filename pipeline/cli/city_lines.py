"""What ``sightline city`` prints: the city, its counties, and what could not be audited."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.audit_lines import LINE_COLUMNS, fitted, wrapped
from pipeline.cli.console import columns
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.domain.city import City, Tally

NAME_COLUMNS = 22
HEADINGS = (
    Label("名次", "rank"),
    Label("区县", "county"),
    Label("学校", "schools"),
    Label("达标%", "pass%"),
    Label("覆盖%", "covered%"),
    Label("联网%", "networked%"),
    Label("校均探头", "cams/school"),
    Label("隐患", "hazards"),
)
MOST_BROKEN = 5
"""Files that could not be audited beyond this belong in the report, not on a screen."""


def told(city: "City", out: Path, language: Language) -> str:
    """Return the outcome in a few lines: the city, its counties, and what could not be audited."""
    from pipeline.audit.roll_up import ranks, standing
    from pipeline.report import city_wording as text
    from pipeline.report.documents.bulletin import ledger_told
    from pipeline.report.numerals import percent

    whole = city.whole
    counties = city.groups["county"]
    rows = [
        _row(place, county, language)
        for place, county in zip(ranks(counties, standing), counties, strict=True)
    ]
    lines = [
        city.profile_label.told(language),
        text.HEADLINE.told(language).format(
            pct=percent(whole.passed_pct), schools=whole.schools, passed=whole.passed
        ),
        "",
        columns([[label.told(language) for label in HEADINGS], *rows]),
    ]
    if whole.hazards is not None:
        lines += ["", *wrapped(ledger_told(whole.hazards, language), LINE_COLUMNS)]
    broken = [record for record in city.records if record.verdict == "broken"]
    lines += [""] if broken else []
    for record in broken[:MOST_BROKEN]:
        why = record.problems[0].told(language) if record.problems else ""
        lines.append(f"! {record.path}: {why}")
    if left_out := len(broken[MOST_BROKEN:]):
        lines.append(
            Label(f"另有 {left_out} 个文件无法审核", f"and {left_out} more").told(language)
        )
    lines.append(Label("报告：", "report: ").told(language) + str(out / "city.html"))
    return "\n".join(lines)


def _row(place: int, tally: "Tally", language: Language) -> list[str]:
    """Return a county as a row of the screen."""
    from pipeline.report.city_wording import NOT_KNOWN
    from pipeline.report.numerals import percent

    networked = tally.networked_pct
    return [
        str(place),
        fitted(tally.label.told(language), NAME_COLUMNS),
        str(tally.schools),
        percent(tally.passed_pct),
        percent(tally.covered_pct),
        NOT_KNOWN.told(language) if networked is None else percent(networked),
        f"{tally.cameras_per_school:.1f}",
        str(tally.violations),
    ]
