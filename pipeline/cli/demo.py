"""``sightline demo``: the main job on a demo school and a demo clip, in one report."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import progress_bar
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.workflows.run_demo import Demo

HELP = "audit the demo school, review a demo clip, write one report and say where it is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline demo``."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=Path("sightline-demo"),
        help="for the report, the clip and the review's files (default: sightline-demo)",
    )


def run(args: argparse.Namespace) -> int:
    """Run both halves, say what they found, and print the report's path last.

    The demo school fails on purpose; the demo has done its work all the same, hence 0.
    """
    from pipeline.workflows.run_demo import run_demo

    with progress_bar(Label("示范", "demo").told(args.lang)) as progress:
        demo = run_demo(args.out, args.lang, progress)
    print(_told(demo, args.lang))
    print(demo.report.resolve())
    return 0


def _told(demo: "Demo", language: Language) -> str:
    """Return what the demo found, in two sentences."""
    spots = sum(len(floor.blind_spots) for floor in demo.audit.floors)
    school = demo.audit.site.label
    people = max(zone.most or 0 for zone in demo.review.tally.zones)
    events = len(demo.review.events)
    return Label(
        f"{school.zh}：{'达标' if demo.audit.verdict == 'pass' else '不达标'}，盲区 {spots} 处。\n"
        f"示范录像：校门最多 {people} 人，拥堵事件 {events} 起。",
        f"{school.en}: {'passed' if demo.audit.verdict == 'pass' else 'not passed'},"
        f" {spots} blind spots.\n"
        f"Demo clip: at most {people} people at the gate, crowding events: {events}.",
    ).told(language)
