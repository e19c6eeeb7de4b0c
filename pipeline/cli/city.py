"""``sightline city``: every school below a folder held against one profile, and rolled up."""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.city_lines import told
from pipeline.cli.console import progress_bar
from pipeline.cli.crew import crew_of
from pipeline.cores import usable_cores
from pipeline.domain.label import Label, Language
from pipeline.domain.wall_clock import moment
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.domain.city import City, Hazards

HELP = "audit every school below a folder: roll-ups, rates, ranking, trend; resumable"

PASSED, MISSED = 0, 1
MOST_NAMED = 5


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
        help="for city.html, city.xlsx, city.json, city.sqlite, the bulletin 通报 in each format,"
        " and what is kept of each school",
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
        "--ledger",
        metavar="DB",
        type=Path,
        help="a ledger of hazards, such as one into which schools' exports were imported: what was"
        " found, rectified, overdue and supervised",
    )
    parser.add_argument(
        "--today",
        metavar="DAY",
        type=day,
        help="on which day hazards are overdue or not, as 2026-12-31 (default: today)",
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
        args.jobs = usable_cores()
    hazards = _hazards(args)
    options = CityOptions(args.out, args.profile, args.night, hazards)
    with crew_of(args) as crew, progress_bar(Label("审核学校", "auditing").told(args.lang)) as bar:
        assert crew is not None
        city = audit_city(args.folder, options, crew, bar)
    _warn_of_strangers(city, args)
    document = json.dumps(city_document(city, args.lang), ensure_ascii=False, indent=1)
    for notice in write_results(city, document, args.out, args.lang):
        print(f"sightline: {notice}", file=sys.stderr)
    print(document if args.json else told(city, args.out, args.lang))
    return PASSED if city.whole.passed == city.whole.schools else MISSED


def day(text: str) -> str:
    """Return a day from the command line.

    >>> day("2026-12-31")
    '2026-12-31'
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"must be a day such as 2026-12-31, got {text!r}"
        ) from None


def _hazards(args: argparse.Namespace) -> "dict[str, Hazards]":
    """Return what the ledger says of each school; nothing without one."""
    from pipeline.workflows.city_hazards import ledger_hazards

    if args.ledger is None:
        if args.today:
            raise UsageError(
                "--today tells when hazards of a ledger are overdue; give --ledger too"
            )
        return {}
    today = args.today or moment(time.time()).astimezone().date().isoformat()
    return ledger_hazards(args.ledger, today)


def _warn_of_strangers(city: "City", args: argparse.Namespace) -> None:
    """Say on stderr of which schools the ledger speaks that have no site file here."""
    known = {record.site_id for record in city.records}
    strange = sorted(city.hazards.keys() - known)
    if strange:
        some = ", ".join(strange[:MOST_NAMED]) + ("…" if len(strange) > MOST_NAMED else "")
        words = Label(
            f"台账中有 {len(strange)} 所学校没有站点文件，未计入：{some}",
            f"the ledger holds {len(strange)} without a site file here, left out: {some}",
        )
        print(f"sightline: {args.ledger}: {words.told(args.lang)}", file=sys.stderr)


def write_results(city: "City", document: str, out: Path, language: Language) -> "tuple[str, ...]":
    """Leave dashboard, workbook, document, database and bulletin in a folder; return notices."""
    from pipeline.audit.roll_up import standings_of
    from pipeline.report import city_wording
    from pipeline.report.city_page import city_page
    from pipeline.report.city_tables import city_tables
    from pipeline.report.city_workbook import workbook
    from pipeline.store.atomic import atomic_write
    from pipeline.store.database import table_file
    from pipeline.workflows.write_documents import Wish, write_bulletin

    tables = city_tables(city, language)
    plain = [(t.name, [name for name, _ in t.columns], t.rows) for t in tables]
    atomic_write(out / "city.json", document + "\n")
    atomic_write(out / "city.sqlite", table_file(plain))
    atomic_write(out / "city.xlsx", workbook(tables, language))
    atomic_write(out / "city.html", city_page(city, language))
    by, run = city_wording.HELD_AGAINST.told(language), city_wording.RUN.told(language)
    subtitle = (
        f"{by.format(profile=city.profile_label.told(language))} · {run.format(run=city.run)}"
    )
    standings = standings_of(city.records, city.hazards)
    written = write_bulletin(standings, Wish(out, language), subtitle, city.failed)
    return tuple(written.notices)
