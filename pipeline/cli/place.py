"""``sightline place``: what to turn, move and add so that nothing stays blind, with proof."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.audit import percentage
from pipeline.cli.console import progress_bar
from pipeline.cli.place_lines import told
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.domain.placement import Placement
    from pipeline.placement.goal import Goal

HELP = "close a site's gaps: turn, move and add cameras, with a proof and a new site file"

MET, MISSED = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline place``."""
    parser.add_argument("site", metavar="SITE", type=Path, help="the site file")
    parser.add_argument(
        "--target",
        metavar="PERCENT",
        type=percentage,
        default=100.0,
        help="cover so much for the least cost (default: 100, no blind spot)",
    )
    parser.add_argument(
        "--budget",
        metavar="N",
        type=_amount,
        help="spend no more than N cameras of the plainest class are worth, and cover most for it",
    )
    parser.add_argument(
        "--profile", metavar="P", default="full-coverage", help="as for audit (default the same)"
    )
    parser.add_argument("--night", action="store_true", help="cover all of it at night as well")
    _add_means(parser)
    parser.add_argument(
        "--seconds", metavar="S", type=_amount, default=60.0, help="to search for (default: 60)"
    )
    parser.add_argument("-o", metavar="SITE2", type=Path, help="write the new site file here")
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="leave placement.json, changes.csv, change-FLOOR.png",
    )
    parser.add_argument("--json", action="store_true", help="print the whole placement as JSON")


def _add_means(parser: argparse.ArgumentParser) -> None:
    """Declare what may be changed, by which cameras, and how surely all is then seen."""
    parser.add_argument(
        "--only",
        metavar="MEANS",
        type=_means,
        default=("turn", "move", "add"),
        help="some of turn,move,add (default: all, the cheaper first)",
    )
    parser.add_argument(
        "--keep", metavar="IDS", default="", help="cameras that stay as they hang, by comma"
    )
    parser.add_argument(
        "--fold", metavar="K", type=_count, default=1, help="have each place seen by K cameras"
    )
    parser.add_argument(
        "--spare", action="store_true", help="so that any one camera may fail (N-1)"
    )
    parser.add_argument(
        "--phases", metavar="N", type=_count, default=1, help="part the changes into N phases"
    )
    parser.add_argument(
        "--catalogue", metavar="FILE", type=Path, help="YAML, CSV or XLSX instead of ours"
    )
    parser.add_argument(
        "--cameras", metavar="IDS", default="", help="hang these of the catalogue alone, by comma"
    )


def run(args: argparse.Namespace) -> int:
    """Place, print the outcome, and return 1 unless the goal is met and nobody looks in."""
    from pipeline.report.placement_rows import placement_document
    from pipeline.workflows.place_site import PlaceOptions, place_site, steps_of

    options = PlaceOptions(args.profile, args.night, args.catalogue, _ids(args.cameras))
    with progress_bar(Label("补盲", "placing").told(args.lang)) as bar:
        placement = place_site(args.site, _goal(args), options, bar)
    steps = steps_of(placement)
    document = json.dumps(
        placement_document(placement, steps, args.lang), ensure_ascii=False, indent=2
    )
    written = write_site(args.site, placement, args.o) if args.o else None
    if args.out:
        write_reports(placement, document, args.out, args.lang)
    print(document if args.json else told(placement, args.lang, args.o, written, args.out))
    return MET if placement.is_met and not _intrudes(placement) else MISSED


def _goal(args: argparse.Namespace) -> "Goal":
    from pipeline.placement.goal import Goal

    return Goal(
        target_pct=args.target,
        budget=args.budget,
        means=args.only,
        seconds=args.seconds,
        fixed=frozenset(_ids(args.keep)),
        fold=args.fold,
        spare=args.spare,
        phases=args.phases,
    )


def write_site(site: Path, placement: "Placement", out: Path) -> bool:
    """Write the new site file, its list and pictures beside it; tell if comments were kept."""
    from pipeline.store.atomic import atomic_write
    from pipeline.workflows.place_site import placed_file, placed_list
    from pipeline.workflows.underlays import lay_beside

    listed = placed_list(site, placement)
    name = None
    if listed is not None:
        name = f"{out.stem}-{listed[0]}"
        atomic_write(out.with_name(name), listed[1])
    edited = placed_file(site, placement, name)
    atomic_write(out, edited.text)
    lay_beside(placement.before, site, out)
    return edited.has_comments


def write_reports(placement: "Placement", document: str, out: Path, language: Language) -> None:
    """Leave the document, the table of changes and a picture of each floor in a folder."""
    from pipeline.report.change_picture import change_picture
    from pipeline.report.placement_rows import table_csv
    from pipeline.store.atomic import atomic_write

    atomic_write(out / "placement.json", document + "\n")
    atomic_write(out / "changes.csv", table_csv(placement, language))
    for floor in placement.floors:
        atomic_write(out / f"change-{floor.after.id}.png", change_picture(floor, language))


def _intrudes(placement: "Placement") -> bool:
    """Tell whether any camera looks into a prohibited zone so that it matters."""
    return any(
        leak.is_violation for floor in placement.floors for leak in floor.coverage_after.leaks
    )


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _means(text: str) -> tuple[str, ...]:
    """Return some of turn, move, add, in the order of their cost.

    >>> _means("add,turn")
    ('turn', 'add')
    """
    given = _ids(text)
    if not given or set(given) - {"turn", "move", "add"}:
        raise argparse.ArgumentTypeError(f"must be some of turn,move,add, got {text!r}")
    return tuple(means for means in ("turn", "move", "add") if means in given)


def _amount(text: str) -> float:
    """Return an amount above 0."""
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0.0 < amount < 1e6:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text!r}")
    return amount


def _count(text: str) -> int:
    """Return a whole number from 1 to 9."""
    if text not in set("123456789"):
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 9, got {text!r}")
    return int(text)
