"""``sightline watch``: people and crowding on the live streams of a site, until it is stopped."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import MODEL_HELP
from pipeline.cli.school_calendar import add_calendar_argument, calendar_given
from pipeline.cli.tiles import add_tiles_argument, tiles_given
from pipeline.cli.watch_options import (
    add_coverage_arguments,
    add_evidence_arguments,
    add_service_arguments,
)
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label, Language
from pipeline.errors import UsageError
from pipeline.report.change_wording import change_of, change_told, changed_s

if TYPE_CHECKING:
    from pipeline.domain.site import Site

HELP = "count people and find crowding on the live streams of a site, until stopped"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline watch``."""
    parser.add_argument(
        "site",
        metavar="SITE",
        type=Path,
        help="site file (YAML); saved anew it is taken over (by a service on SIGHUP at once), and"
        " one with a mistake is refused while the watch goes on as it was",
    )
    parser.add_argument(
        "--store",
        metavar="DB",
        type=Path,
        default=Path("sightline.db"),
        help="where counts, events and faults are kept (default: sightline.db)",
    )
    parser.add_argument("--model", metavar="M", help=MODEL_HELP)
    parser.add_argument(
        "--sample-fps", metavar="F", type=float, default=5.0, help="frames a second (default: 5)"
    )
    parser.add_argument(
        "--fast-decode",
        action="store_true",
        help="leave out the deblocking filter of H.264 and HEVC: a quarter less time to decode, and"
        " pictures that differ a little (98 of 100 people are found again)",
    )
    add_tiles_argument(parser, "none")
    parser.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")
    add_calendar_argument(parser)
    parser.add_argument(
        "--empty",
        metavar="CAMERA=PICTURE",
        action="append",
        default=[],
        help="a picture of a camera with nobody there, to know free ground by; may be given again",
    )
    parser.add_argument(
        "--by-counts",
        action="store_true",
        help="begin tiers at the counts of the site file even where people per m² are known",
    )
    parser.add_argument(
        "--for", dest="for_s", metavar="SECONDS", type=float, help="stop after so long"
    )
    add_evidence_arguments(parser)
    add_coverage_arguments(parser)
    add_service_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print each change as a JSON object")


def run(args: argparse.Namespace) -> int:
    """Watch until SIGINT, SIGTERM or the time is up, and print each change as it is stored.

    A site file that is changed meanwhile is read again, by a service on SIGHUP at once.
    """
    from pipeline.cli.watch_voice import Voice
    from pipeline.config.jurisdiction_file import load_jurisdiction
    from pipeline.config.profile_file import load_profile
    from pipeline.config.site_file import load_site
    from pipeline.workflows.watch_gates import WatchOptions, watch_gates

    names: dict[str, str] = {}

    def load() -> "Site":
        site = load_site(args.site)
        calendar_given(args, site)  # Of two calendars one is refused here.
        return site

    def renewed(site: "Site") -> None:
        names.update(names_of(site, args.lang))

    site = load()
    renewed(site)
    voice = Voice(names, args.lang, as_json=args.json, log=args.log, level=args.log_level)
    providers = (args.provider,) if args.provider else WatchOptions.providers
    tiles, tile_policy = tiles_given(args.tiles, WatchOptions.tile_policy)
    options = WatchOptions(
        store=args.store,
        model=args.model,
        providers=providers,
        sample_fps=args.sample_fps,
        for_s=args.for_s,
        calendar=calendar_given(args, site) if args.calendar else None,
        empty=dict(map(_empty, args.empty)),
        by_counts=args.by_counts,
        fast_decode=args.fast_decode,
        tiles=tiles,
        tile_policy=tile_policy,
        site_file=args.site,
        rules=load_jurisdiction(args.jurisdiction) if args.jurisdiction else None,
        snapshots=args.snapshots,
        clips=args.clips,
        notice=voice.notice,
        profile=load_profile(args.profile),
        ledger=args.ledger,
        outage_s=args.ledger_after,
        hear=voice.coverage,
        metrics=args.metrics,
        load=load,
        renewed=renewed,
    )
    watch_gates(site, options, voice.change)
    return 0


def _empty(text: str) -> tuple[str, Path]:
    """Return the camera and the picture that an option names."""
    camera_id, is_pair, path = text.partition("=")
    if not (is_pair and camera_id and path):
        raise UsageError(f"--empty wants CAMERA=PICTURE, got {text}")
    return camera_id, Path(path)


def names_of(site: "Site", language: Language) -> dict[str, str]:
    """Return what people call the zones and cameras of a site, by id."""
    labels = {camera.id: camera.label for camera in site.cameras()}
    labels |= {zone.id: zone.label for floor in site.floors for zone in floor.zones}
    return {thing_id: label.told(language) for thing_id, label in labels.items()}


def change_line(
    change: CrowdingEvent | HealthFault, names: dict[str, str], language: Language
) -> str:
    """Return a change as a line for people: when, where, what."""
    if isinstance(change, CrowdingEvent):
        at_s = changed_s(change)
    else:
        at_s = change.start_s if change.end_s is None else change.end_s
    told = change_words(change, names, language)
    return f"{datetime.fromtimestamp(at_s):%Y-%m-%d %H:%M:%S}  {told}"


def change_words(
    change: CrowdingEvent | HealthFault, names: dict[str, str], language: Language
) -> str:
    """Return a change in words: where, what."""
    what = change_told(change).told(language)
    where = change.camera_id if isinstance(change, HealthFault) else change.zone_id
    name = names.get(where.partition("@")[0], where)
    shown = where if name == where else f"{name} ({where})"
    return f"{shown}{Label('：', ': ').told(language)}{what}"


def change_json(change: CrowdingEvent | HealthFault) -> str:
    """Return a change as one line of JSON; times are Unix seconds."""
    from pipeline.crowd.document import event_document
    from pipeline.report.events_json import fault_document

    if isinstance(change, CrowdingEvent):
        document = {"type": "crowding", "change": change_of(change), **event_document(change)}
    else:
        document = {"type": "fault", "change": change_of(change), **fault_document(change)}
    return json.dumps(document, ensure_ascii=False)
