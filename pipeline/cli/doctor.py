"""``sightline doctor``: whether a watch would run here, and what mends what would not."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.options import MODEL_HELP
from pipeline.domain.checkup import OUTCOMES
from pipeline.domain.label import Label

if TYPE_CHECKING:
    from pipeline.domain.checkup import Check
    from pipeline.domain.label import Language

HELP = "check clock, disk, detector, streams, permissions, receivers and packages before a watch"

PASSED, MISSED = 0, 1

EPILOG = """\
Each line is ok, warning or failing, with what mends it. Ends with 1 if anything fails; warnings
alone end with 0. Streams are opened and closed again; receivers are told nothing."""

DOES = Label("办法：", "do: ")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline doctor``."""
    parser.epilog = EPILOG
    parser.add_argument("site", metavar="SITE", type=Path, nargs="?", help="the site file")
    parser.add_argument("--store", metavar="DB", type=Path, help="the store of its watch")
    parser.add_argument("--model", metavar="M", help=MODEL_HELP)
    parser.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=float,
        default=5.0,
        help="how long a stream may take to answer (default: 5 seconds)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Look at everything, tell each line as it is known, and return 1 if anything fails."""
    from pipeline.workflows.check_up import CheckUpOptions, check_up

    providers = (args.provider,) if args.provider else CheckUpOptions.providers
    options = CheckUpOptions(args.site, args.store, args.model, providers, args.timeout)
    made = []
    for check in check_up(options):
        made.append(check)
        if not args.json:
            print(check_line(check, args.lang), flush=True)
    if args.json:
        print(json.dumps(checkup_document(made), ensure_ascii=False, indent=2))
    return MISSED if any(check.outcome == "failing" for check in made) else PASSED


def check_line(check: "Check", language: "Language") -> str:
    """Return one check as a line, and a second one with its remedy."""
    from pipeline.report.log_line import redacted

    line = f"{OUTCOMES[check.outcome].told(language):<8} {check.id}: {check.found.told(language)}"
    if check.remedy is not None:
        line += f"\n         {DOES.told(language)}{check.remedy.told(language)}"
    return redacted(line)


def checkup_document(checks: "list[Check]") -> dict[str, Any]:
    """Return all checks as a document, format 1."""
    from pipeline.report.log_line import redacted

    worst = max((list(OUTCOMES).index(check.outcome) for check in checks), default=0)
    return {
        "format": 1,
        "outcome": list(OUTCOMES)[worst],
        "checks": [
            {
                "id": check.id,
                "about": check.about,
                "outcome": check.outcome,
                "found": redacted(check.found.en),
                "found_zh": redacted(check.found.zh),
                "remedy": check.remedy and redacted(check.remedy.en),
                "remedy_zh": check.remedy and redacted(check.remedy.zh),
            }
            for check in checks
        ],
    }
