"""``sightline documents``: the papers and maps that go with the audit of a site."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.workflows.write_documents import Written

HELP = "audit a site and write its report, notice, filing sheet, registers, lists and maps"

EPILOG = """\
documents: report, notice 整改通知书, filing 备案表 (Order 799, article 14), register 调阅登记表
  (article 16), checklist 督查表, patrol 视频巡查记录表
formats: pdf, docx (pip install sightline[docx]), html; of maps geojson, kml (wants a georeference
  in the site file), dxf (pip install sightline[cad]), svg, png (with a legend); `sightline import`
  makes a site again of geojson and dxf
Without --only and --formats all that can be had here is written. What fails its audit is written
all the same, with exit code 0; `sightline audit` tells the verdict by its code."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline documents``."""
    parser.epilog = EPILOG
    parser.add_argument("site", metavar="SITE", type=Path, help="the site file")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where the files go")
    parser.add_argument(
        "--only", metavar="NAMES", type=names, help="these documents, as in notice,filing; no maps"
    )
    add_paper_arguments(parser)
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="a built-in profile or the path of one (default: full-coverage)",
    )
    parser.add_argument("--night", action="store_true", help="hold every clause at night as well")
    parser.add_argument(
        "--retention-days",
        metavar="N",
        type=days,
        help="how long footage is kept, for the filing sheet (else left to be filled in)",
    )


def add_paper_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how documents are written."""
    parser.add_argument(
        "--formats", metavar="NAMES", type=names, help="as these only, as in pdf,docx"
    )
    parser.add_argument(
        "--font",
        metavar="FILE",
        type=Path,
        help="a TrueType font for characters that the shipped one lacks (PDF)",
    )


def names(given: str) -> tuple[str, ...]:
    """Return names that commas part, each once.

    >>> names("pdf, docx,pdf")
    ('pdf', 'docx')
    """
    parts = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    if not parts:
        raise argparse.ArgumentTypeError("names at least one, as in pdf,docx")
    return parts


def days(given: str) -> int:
    """Return a number of days from 1 to 3650."""
    if not given.isdecimal() or not 1 <= int(given) <= 3650:
        raise argparse.ArgumentTypeError(f"must be days from 1 to 3650, got {given!r}")
    return int(given)


def run(args: argparse.Namespace) -> int:
    """Audit the site, write the documents, and print the path of each."""
    from pipeline.workflows.audit_site import audit_site
    from pipeline.workflows.write_documents import Wish, refuse_unknown, write_documents

    wish = Wish(args.out, args.lang, args.only, args.formats, args.font)
    refuse_unknown(wish)
    audit = audit_site(args.site, args.profile, args.night)
    tell(write_documents(audit, wish, args.retention_days))
    return 0


def tell(written: "Written") -> None:
    """Print what was written, and on stderr what should be known about it."""
    for notice in written.notices:
        print(f"sightline: {notice}", file=sys.stderr)
    for file in written.files:
        print(file)
