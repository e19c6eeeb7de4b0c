"""``sightline check SITE``: is the site file sound, and if not, what is wrong on which line."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label, Language
from pipeline.errors import SiteFileError

if TYPE_CHECKING:
    from pipeline.domain.site import Site

HELP = "check a site file: every problem with its line and remedy / 检查站点文件"

COUNTED = {
    "floors": Label("个楼层", "floor"),
    "cameras": Label("个探头", "camera"),
    "zones": Label("个部位", "zone"),
    "prohibited": Label("个禁拍区", "prohibited zone"),
    "occluders": Label("个遮挡物", "occluder"),
    "gates": Label("个监测校门", "watched gate"),
    "peaks": Label("个高峰时段", "peak window"),
}
OF_FLOORS = ("cameras", "zones", "prohibited", "occluders", "gates")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``check``."""
    parser.add_argument("site", type=Path, metavar="SITE", help="site file (YAML)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print what the file holds, or its problems, which are the result of a check; 0 or 3."""
    from pipeline.config.site_file import load_site

    try:
        site = load_site(args.site)
    except SiteFileError as error:
        document = problem_document(args.site, error, args.lang)
        print(json.dumps(document) if args.json else error.told(args.lang))
        return error.exit_code
    counts = counted(site)
    if args.json:
        print(json.dumps({"format": 1, "file": str(args.site), "ok": True, "counts": counts}))
    else:
        print(summary(counts, args.lang))
    return 0


def counted(site: "Site") -> dict[str, int]:
    """Return how many of each thing a site has."""
    counts = {"floors": len(site.floors)}
    for name in OF_FLOORS:
        counts[name] = sum(len(getattr(floor, name)) for floor in site.floors)
    if site.calendar is not None:
        counts["peaks"] = len(site.calendar.peaks)
    return counts


def summary(counts: dict[str, int], language: Language) -> str:
    """Return the line that says what a sound file holds.

    >>> summary({"floors": 1, "cameras": 16}, "en")
    'ok: 1 floor, 16 cameras'
    """
    if language == "zh":
        return "通过：" + "，".join(f"{n} {COUNTED[name].zh}" for name, n in counts.items())
    words = (f"{n} {COUNTED[name].en}{'' if n == 1 else 's'}" for name, n in counts.items())
    return "ok: " + ", ".join(words)


def problem_document(path: Path, error: SiteFileError, language: Language) -> dict[str, object]:
    """Return the problems of a file for machines; `line` is null where no line is to blame."""
    problems = [
        {"line": p.line, "field": p.field, "message": p.wording.told(language)}
        for p in error.problems
    ]
    return {"format": 1, "file": str(path), "ok": False, "problems": problems}
