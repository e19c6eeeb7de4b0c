"""``sightline status``: what of a site is covered right now, by what its watch knows."""

import argparse
import json
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import StorageError

if TYPE_CHECKING:
    from pipeline.domain.today import CoverageToday

HELP = "coverage today: which cameras fail now, and what that leaves open"

WELL, MISSED = 0, 1

EPILOG = """\
Known is what the store of a watch tells. A camera of which nothing was recorded for 20 seconds is
not watched, whatever it was before, and covers nothing; a camera without a stream is taken as
planned. Ends with 0 only if every camera with a stream is known to be well, else with 1."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline status``."""
    parser.epilog = EPILOG
    parser.add_argument("site", metavar="SITE", type=Path, help="the site file")
    parser.add_argument(
        "--store",
        metavar="DB",
        type=Path,
        default=Path("sightline.db"),
        help="the store of its watch (default: sightline.db)",
    )
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="what must be covered (default: full-coverage), as for `sightline audit`",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print coverage today, and return 0 only if all that is watched is well."""
    today = _today(args)
    if args.json:
        from pipeline.report.today_json import today_document

        print(json.dumps(today_document(today), ensure_ascii=False, indent=2))
    else:
        from pipeline.report.today_wording import today_lines

        print("\n".join(today_lines(today, args.lang)))
    return WELL if today.word == "well" else MISSED


def _today(args: argparse.Namespace) -> "CoverageToday":
    from pipeline.config.profile_file import load_profile
    from pipeline.config.site_file import load_site
    from pipeline.store.database import open_store
    from pipeline.workflows.coverage_today import SiteToday, stored_today
    from pipeline.workflows.tend_coverage import without_streams

    site, streamed = without_streams(load_site(args.site))
    profile = load_profile(args.profile)
    if not args.store.exists():
        raise StorageError(f"{args.store}: there is no store; nobody has watched {site.id} into it")
    with closing(open_store(args.store)) as store:
        return stored_today(SiteToday(site, profile, streamed), store, time.time())
