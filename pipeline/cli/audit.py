"""``sightline audit``: what a site's cameras see, what they do not, and whether that is enough."""

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.audit_lines import told
from pipeline.domain.label import Label, Language
from pipeline.domain.wall_clock import moment

if TYPE_CHECKING:
    from pipeline.domain.comparison import Comparison
    from pipeline.domain.finding import AuditResult

HELP = "hold a site against a profile: coverage, blind spots, violations, verdict"

PASSED, MISSED = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline audit``."""
    parser.add_argument("site", metavar="SITE", type=Path, help="the site file")
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="full-coverage (default), iec-2025, gbt29315-2022, gbt29315-2012, kindergarten,"
        " anti-terror, or the path of one of yours",
    )
    parser.add_argument(
        "--night",
        action="store_true",
        help="hold every clause at night as well, by the site's lit areas and infrared ranges",
    )
    parser.add_argument(
        "--out", metavar="DIR", type=Path, help="leave report.html, plan-FLOOR.png and audit.json"
    )
    parser.add_argument(
        "--ledger",
        metavar="DB",
        type=Path,
        help="register what fails as hazards, under the ids that the ledger has for them",
    )
    parser.add_argument("--json", action="store_true", help="print the whole audit as JSON")
    parser.add_argument(
        "--mend",
        action="store_true",
        help="find what it takes to pass, places of added cameras too, and try it all together",
    )
    parser.add_argument(
        "--fail-under",
        metavar="PERCENT",
        type=percentage,
        help="end with 1 only if less is covered, guaranteed, whatever the verdict",
    )
    parser.add_argument(
        "--against",
        metavar="OLD.json",
        type=Path,
        help="tell what is new, gone and still there since an earlier audit.json",
    )


def run(args: argparse.Namespace) -> int:
    """Audit the site, print the outcome, and return 1 when it does not pass."""
    from pipeline.audit.comparison import compared
    from pipeline.audit.defects import defects_of_record
    from pipeline.audit.identity import kept
    from pipeline.importers.audit_file import load_audit
    from pipeline.report.audit_json import audit_document, sealed
    from pipeline.workflows.audit_site import audit_site

    past = load_audit(args.against) if args.against else None
    result = audit_site(args.site, args.profile, args.night, mend=args.mend)
    if args.ledger:
        from pipeline.cli.ledger import known_by

        result = known_by(args.ledger, result)
    elif past:
        result = kept(result, defects_of_record(past)).result
    against = compared(result, past) if past else None
    whole = sealed(audit_document(result, args.lang, against), moment(time.time()))
    document = json.dumps(whole, ensure_ascii=False, indent=2)
    if args.out:
        _write_reports(result, document, args.out, args.lang, against)
    if args.ledger:
        from pipeline.cli.ledger import register

        register(args.ledger, whole, args.lang)
    print(document if args.json else told(result, args.lang, kept=bool(args.out), against=against))
    if args.out and not args.json:
        print(Label("报告：", "report: ").told(args.lang) + str(args.out / "report.html"))
    return PASSED if _passes(result, args.fail_under) else MISSED


def percentage(text: str) -> float:
    """Return a share in percent from the command line.

    >>> percentage("80")
    80.0
    """
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 100.0:
        raise argparse.ArgumentTypeError(f"must be a share from 0 to 100, got {text!r}")
    return share


def _passes(result: "AuditResult", fail_under: float | None) -> bool:
    """Tell whether the bar is met: the verdict, or the share of what is covered."""
    from pipeline.report.audit_json import summary

    if fail_under is None:
        return result.verdict == "pass"
    return summary(result)["covered_pct"] >= fail_under


def _write_reports(
    result: "AuditResult",
    document: str,
    out: Path,
    language: Language,
    against: "Comparison | None",
) -> None:
    """Leave the page, a plan of each floor, and the JSON document in a folder."""
    from pipeline.report.audit_page import audit_page
    from pipeline.report.places import first_numbers
    from pipeline.report.plan_picture import plan_picture
    from pipeline.store.atomic import atomic_write

    floors = zip(result.site.floors, result.floors, first_numbers(result), strict=True)
    for floor, coverage, first in floors:
        plan = plan_picture(floor, coverage, language, "png", first)
        atomic_write(out / f"plan-{floor.id}.png", plan)
    atomic_write(out / "audit.json", document + "\n")
    atomic_write(out / "report.html", audit_page(result, language, against))
