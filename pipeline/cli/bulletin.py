"""``sightline bulletin``: how some schools stand, in order, from the JSON of their audits."""

import argparse
from pathlib import Path

from pipeline.cli.documents import add_paper_arguments, tell

HELP = "rank schools by the audit.json of each, as a bulletin 通报 in PDF, for Word, and as a page"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline bulletin``."""
    parser.add_argument(
        "audits", metavar="AUDIT", type=Path, nargs="+", help="an audit.json of sightline audit"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where it goes")
    parser.add_argument(
        "--subtitle", metavar="TEXT", default="", help="below the title, such as area and date"
    )
    add_paper_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Read the audits, write the bulletin, and print the path of each file."""
    from pipeline.importers.standing_file import read_standing
    from pipeline.workflows.write_documents import Wish, refuse_unknown, write_bulletin

    wish = Wish(args.out, args.lang, formats=args.formats, font=args.font)
    refuse_unknown(wish, maps=False)
    standings = [read_standing(path) for path in args.audits]
    tell(write_bulletin(standings, wish, args.subtitle))
    return 0
