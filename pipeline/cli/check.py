"""``sightline check FILE``: is a site file or profile sound, and if not, what is wrong where."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label, Language
from pipeline.errors import SiteFileError

if TYPE_CHECKING:
    from pipeline.domain.requirement import Profile
    from pipeline.domain.site import Site

HELP = "check a site file or profile: every problem with its line and remedy / 检查站点文件或依据"

COUNTED = {
    "floors": Label("个楼层", "floor"),
    "cameras": Label("个探头", "camera"),
    "zones": Label("个部位", "zone"),
    "prohibited": Label("个禁拍区", "prohibited zone"),
    "occluders": Label("个遮挡物", "occluder"),
    "gates": Label("个监测校门", "watched gate"),
    "devices": Label("个设备", "device"),
    "recorders": Label("台录像机", "recorder"),
    "listed": Label("个清单探头", "listed camera"),
    "peaks": Label("个高峰时段", "peak window"),
    "clauses": Label("条视域条款", "clause on coverage|clauses on coverage"),
    "rules": Label("条其他条款", "rule beyond coverage|rules beyond coverage"),
    "dropped": Label("条已删去", "dropped|dropped"),
    "unverified": Label(
        "条未经标准原文核对",
        "of them not checked against a primary text|of them not checked against a primary text",
    ),
}
"""What is counted, in English one of it, and several after a bar where no s will do."""

OF_FLOORS = ("cameras", "zones", "prohibited", "occluders", "gates")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``check``."""
    parser.add_argument("site", type=Path, metavar="FILE", help="site file or profile (YAML)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print what the file holds, or its problems, which are the result of a check; 0 or 3."""
    from pipeline.config.profile_file import is_profile, read_profile
    from pipeline.config.site_file import load_site
    from pipeline.workflows.underlays import refuse_unopened

    try:
        if is_profile(args.site):
            counts = counted_clauses(read_profile(args.site))
        else:
            site = load_site(args.site)
            refuse_unopened(args.site, site)
            counts = counted(site)
    except SiteFileError as error:
        document = problem_document(args.site, error, args.lang)
        print(json.dumps(document) if args.json else error.told(args.lang))
        return error.exit_code
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
    for name in ("devices", "recorders"):
        number = len(site.recorders) if name == "recorders" else _devices(site)
        counts |= {name: number} if number else {}
    if site.camera_list is not None:
        counts["listed"] = len(site.camera_list)
    if site.calendar is not None:
        counts["peaks"] = len(site.calendar.peaks)
    return counts


def _devices(site: "Site") -> int:
    return sum(len(floor.devices) for floor in site.floors)


def counted_clauses(profile: "Profile") -> dict[str, int]:
    """Return how many clauses of each kind a profile has, what of it was dropped or not checked."""
    counts = {"clauses": len(profile.clauses), "rules": len(profile.rules)}
    counts |= {"dropped": len(profile.dropped)} if profile.dropped else {}
    return {**counts, "unverified": len(profile.unverified)}


def summary(counts: dict[str, int], language: Language) -> str:
    """Return the line that says what a sound file holds.

    >>> summary({"floors": 1, "cameras": 16}, "en")
    'ok: 1 floor, 16 cameras'
    """
    if language == "zh":
        return "通过：" + "，".join(f"{n} {COUNTED[name].zh}" for name, n in counts.items())
    return "ok: " + ", ".join(f"{n} {_noun(COUNTED[name].en, n)}" for name, n in counts.items())


def _noun(noun: str, number: int) -> str:
    one, _, several = noun.partition("|")
    return one if number == 1 else several or f"{one}s"


def problem_document(path: Path, error: SiteFileError, language: Language) -> dict[str, object]:
    """Return the problems of a file for machines; `line` is null where no line is to blame."""
    problems = [
        {"line": p.line, "field": p.field, "message": p.wording.told(language)}
        for p in error.problems
    ]
    return {"format": 1, "file": str(path), "ok": False, "problems": problems}
