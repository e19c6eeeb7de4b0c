"""``sightline city``: every school below a folder held against one profile, and rolled up."""

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.audit_lines import fitted
from pipeline.cli.console import columns, progress_bar
from pipeline.cli.crew import crew_of
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.domain.city import City, Tally

HELP = "audit every school below a folder: roll-ups, rates, ranking, trend; resumable"

PASSED, MISSED = 0, 1
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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline city``."""
    parser.add_argument(
        "folder", metavar="DIR", type=Path, help="every *.yaml and *.yml below it is a site file"
    )
    parser.add_argument(
        "--out",
        metavar="OUT",
        type=Path,
        required=True,
        help="for city.html, city.xlsx, city.json, city.sqlite, and what is kept of each school",
    )
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="a built-in profile or the path of one (default: full-coverage)",
    )
    parser.add_argument(
        "--night",
        action="store_true",
        help="hold every clause at night as well, by the sites' lit areas and infrared ranges",
    )
    parser.add_argument(
        "--jobs", metavar="N", type=int, help="audit so many schools at once (default: one a core)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="have them audited by a Dask cluster, such as tcp://10.0.0.5:8786, whose workers see"
        " the files under the same names",
    )
    parser.add_argument("--json", action="store_true", help="print city.json")


def run(args: argparse.Namespace) -> int:
    """Audit the city, leave the results in ``--out``, and return 1 unless every school passes."""
    from pipeline.errors import InputError
    from pipeline.report.city_json import city_document
    from pipeline.workflows.audit_city import CityOptions, audit_city

    if not args.folder.is_dir():
        raise InputError(f"{args.folder}: is no folder; name the one that holds the site files")
    if args.jobs is None and args.scheduler is None:
        args.jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    options = CityOptions(args.out, args.profile, args.night)
    with crew_of(args) as crew, progress_bar(Label("审核学校", "auditing").told(args.lang)) as bar:
        assert crew is not None
        city = audit_city(args.folder, options, crew, bar)
    document = json.dumps(city_document(city, args.lang), ensure_ascii=False, indent=1)
    write_results(city, document, args.out, args.lang)
    print(document if args.json else told(city, args.out, args.lang))
    return PASSED if city.whole.passed == city.whole.schools else MISSED


def write_results(city: "City", document: str, out: Path, language: Language) -> None:
    """Leave the dashboard, the workbook, the document and the database in a folder."""
    from pipeline.report.city_page import city_page
    from pipeline.report.city_tables import city_tables
    from pipeline.report.city_workbook import workbook
    from pipeline.store.atomic import atomic_write
    from pipeline.store.database import table_file

    tables = city_tables(city, language)
    plain = [(t.name, [name for name, _ in t.columns], t.rows) for t in tables]
    atomic_write(out / "city.json", document + "\n")
    atomic_write(out / "city.sqlite", table_file(plain))
    atomic_write(out / "city.xlsx", workbook(tables, language))
    atomic_write(out / "city.html", city_page(city, language))


def told(city: "City", out: Path, language: Language) -> str:
    """Return the outcome in a few lines: the city, its counties, and what could not be audited."""
    from pipeline.audit.roll_up import ranks, standing
    from pipeline.report import city_wording as text
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
