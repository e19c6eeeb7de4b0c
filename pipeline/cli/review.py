"""``sightline review``: people and crowding in recordings, resumable at any moment."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.archive_bars import add_archive_arguments, archive_of
from pipeline.cli.console import columns, progress_bar
from pipeline.cli.crew import add_crew_arguments, crew_of
from pipeline.cli.day_time import add_time_arguments, clock_of
from pipeline.cli.gate_lines import add_line_arguments, lines_of
from pipeline.cli.gatherings import gathering_line, gatherings_told
from pipeline.cli.options import MODEL_HELP
from pipeline.cli.picture_zones import add_zone_arguments, site_of, turns, with_ground, zones_of
from pipeline.cli.recordings import recordings
from pipeline.cli.school_calendar import add_calendar_argument, calendar_of
from pipeline.cli.tiles import add_tiles_argument, tiles_given
from pipeline.domain.crowding import (
    STATUS_LABELS,
    TIER_LABELS,
    CrowdingEvent,
    PictureZone,
)
from pipeline.domain.detector import untested_words
from pipeline.domain.flow import GateFlow
from pipeline.domain.health import FAULT_LABELS, HealthFault
from pipeline.domain.label import Label, Language
from pipeline.report.archive_wording import archive_told
from pipeline.report.clock_face import Face, face_of
from pipeline.report.numerals import clock
from pipeline.report.reach_wording import reach_told

if TYPE_CHECKING:
    from pipeline.domain.review import Review

HELP = "count people in recordings and find crowding; a stopped review goes on where it was"

MISSED = 1
"""The exit code when recordings are not, or not known to be, as a profile wants them."""

NOT_COUNTED = 4
"""The exit code when the detector failed on every frame, or a recording was given up."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline review``."""
    parser.add_argument(
        "footage",
        nargs="*",
        metavar="FOOTAGE",
        help="recordings of one camera in the order of time, a folder of them, or a pattern"
        " such as 'archive/**/*.mp4'",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="for the results")
    add_zone_arguments(parser)
    add_line_arguments(parser)
    parser.add_argument(
        "--empty",
        metavar="PICTURE",
        type=Path,
        help="a picture of the camera with nobody there, to know free ground by; with --site",
    )
    parser.add_argument(
        "--survey",
        metavar="FILE",
        type=Path,
        help="surveyed points of the camera (as of `sightline align`), by which people are put on"
        " the plan instead of by how it is drawn; with --site",
    )
    add_time_arguments(parser)
    add_calendar_argument(parser)
    add_archive_arguments(parser)
    _add_looking(parser)
    add_crew_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print summary.json")


def _add_looking(parser: argparse.ArgumentParser) -> None:
    """Declare which pictures are looked at, and how."""
    parser.add_argument("--model", metavar="M", help=MODEL_HELP)
    parser.add_argument("--threshold", metavar="T", type=float, help="least score of a person")
    parser.add_argument(
        "--sample-fps", metavar="F", type=float, default=5.0, help="frames a second (default: 5)"
    )
    parser.add_argument(
        "--keyframes",
        action="store_true",
        help="decode only pictures that stand alone: fast, for archives; too few for crowding",
    )
    add_tiles_argument(
        parser,
        "those without which a gate of the site could not be measured, or fewer than three in four"
        " would be found there",
    )
    parser.add_argument(
        "--no-health",
        action="store_true",
        help="do not look for faults of the camera, while which nobody is counted",
    )
    parser.add_argument(
        "--motion-gate",
        action="store_true",
        help="do not look again at pictures in which nothing has stirred in the zones; what the"
        " last one showed stands for them, for less than 1.5 s",
    )
    parser.add_argument(
        "--patience",
        metavar="SECONDS",
        type=float,
        default=60.0,
        help="give up a recording of which nothing comes for so long (default: 60)",
    )
    parser.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")


def run(args: argparse.Namespace) -> int:
    """Review the recordings, leave the results in ``--out``, and say what they are."""
    footage, site = recordings(args.footage), site_of(args)
    lines, calendar = lines_of(args, site), calendar_of(args, site)
    zones, grounds = with_ground(args, site, zones_of(args, site))
    day_clock, why_none = clock_of(args, footage, calendar.zone if calendar else None)
    from pipeline.crowd.document import summary_json
    from pipeline.workflows.review_footage import review_footage
    from pipeline.workflows.review_options import ReviewOptions

    tiles, tile_policy = tiles_given(args.tiles, "needed")
    options = ReviewOptions(
        out=args.out,
        model=args.model,
        threshold=args.threshold,
        sample_fps=args.sample_fps,
        keyframes=args.keyframes,
        lines=lines,
        camera_id=args.camera,
        clock=day_clock,
        calendar=calendar,
        archive=archive_of(args, site, day_clock),
        language=args.lang,
        grounds=grounds,
        tiles=tiles,
        tile_policy=tile_policy,
        health=not args.no_health,
        patience_s=args.patience,
        motion_gate=args.motion_gate,
        turns=turns(site, args.camera),
        notice=lambda label: print(label.told(args.lang), file=sys.stderr),
    )
    if why_none is not None:
        options.notice(why_none)
    if args.provider:
        options = replace(options, providers=(args.provider,))
    with crew_of(args) as crew, progress_bar(Label("分析录像", "reviewing").told(args.lang)) as bar:
        if crew is None:
            review = review_footage(footage, zones, options, bar)
        else:
            from pipeline.workflows.review_at_scale import review_at_scale

            review = review_at_scale(footage, zones, options, crew, bar)
    print(summary_json(review).rstrip() if args.json else _told(review, args.out, args.lang))
    if _nothing_counted(review) or _given_up(review):
        return NOT_COUNTED
    return MISSED if args.profile and not _is_met(review) else 0


def _nothing_counted(review: "Review") -> bool:
    tally = review.tally
    return tally.last_s is not None and not any(zone.counted for zone in tally.zones)


def _given_up(review: "Review") -> bool:
    return any(fault.kind == "given_up" for fault in review.faults)


def _is_met(review: "Review") -> bool:
    """Tell whether all that is asked of the recordings is known to be so."""
    archive = review.archive
    return archive is not None and not archive.fails and not archive.undecided


def _told(review: "Review", out: Path, language: Language) -> str:
    """Return the result in a few lines for people."""
    labels = (*HEADING, DENSEST) if review.grounds else HEADING
    heading = tuple(label.told(language) for label in labels)
    lines = [columns([heading, *(_zone_row(review, zone, language) for zone in review.zones)])]
    lines += [_flow_line(flow).told(language) for flow in review.flows]
    face = face_of(review)
    lines += [] if review.crowding else [_no_event(review).told(language)]
    lines += [_event_line(event, face, language) for event in review.events]
    lines += [label.told(language) for label in gatherings_told(review)]
    lines += [_fault_line(fault, face, language) for fault in review.faults]
    lines += (
        [label.told(language) for label in archive_told(review.archive)] if review.archive else []
    )
    lines += [label.told(language) for label in _doubts(review)]
    footage_s, wall_s = clock(review.footage_s), review.wall_s
    analyzed, decoded = review.frames_analyzed, review.frames_decoded
    cost = Label(
        f"录像 {footage_s}，共 {decoded} 帧，分析 {analyzed} 帧，用时 {wall_s:.1f} 秒",
        f"{analyzed} of {decoded} frames analysed, of {footage_s} of footage, in {wall_s:.1f} s",
    )
    if carried := review.frames_carried:
        cost = Label(
            f"{cost.zh}；另有 {carried} 帧画面无变化，沿用此前人数",
            f"{cost.en}; {carried} more, in which nothing had stirred, were not looked at",
        )
    report = Label(f"报告：{out / 'report.html'}", f"report: {out / 'report.html'}")
    return "\n".join([*lines, cost.told(language), report.told(language)])


def _doubts(review: "Review") -> Iterator[Label]:
    """Yield why the counts may be too low, or wrong."""
    if full_s := max((zone.saturated_s for zone in review.tally.zones), default=0.0):
        yield Label(
            f"有 {full_s:.1f} 秒检测器的结果已满，人数至少如此",
            f"for {full_s:.1f} s the detector could give no more: at least so many people",
        )
    if review.detector.untested:
        yield untested_words(review.detector.name)
    for zone in review.zones:
        if review.is_doubtful(zone.id) and (ground := review.ground(zone.id)) and ground.reach:
            told = reach_told(ground.reach, review.tally_of(zone.id))
            yield Label(f"{zone.label.zh}：{told.zh}", f"{zone.label.en}: {told.en}")


HEADING = (
    Label("区域", "zone"),
    Label("最多人数", "most people"),
    Label("平均人数", "on average"),
    Label("最高等级", "worst tier"),
)
DENSEST = Label("最高密度", "densest")
"""The heading of one more column, where the ground of a zone is known."""


def _zone_row(review: "Review", zone: PictureZone, language: Language) -> tuple[str, ...]:
    tally = review.tally_of(zone.id)
    most, mean = ("–", "–") if tally.mean is None else (str(tally.most), f"{tally.mean:.1f}")
    tier = TIER_LABELS[review.worst_tier(zone.id)].told(language)
    row = f"{zone.label.told(language)} ({zone.id})", most, mean, tier
    return (*row, _densest(review, zone).told(language)) if review.grounds else row


def _densest(review: "Review", zone: PictureZone) -> Label:
    """Return the highest known density, and that it was unknown where it was."""
    tally = review.tally_of(zone.id)
    density, beyond_s = tally.densest_p_m2, tally.saturated_s
    known = "–" if density is None else f"{density:.2f}"
    if not beyond_s:
        return Label(f"{known} 人/m²", f"{known}/m²")
    return Label(
        f"{known} 人/m²，另有 {beyond_s:.1f} 秒密度未知（过于拥挤）",
        f"{known}/m², and unknown for {beyond_s:.1f} s (too crowded)",
    )


def _flow_line(flow: GateFlow) -> Label:
    """Return who walked over a line, and at the busiest how many a minute and metre."""
    if flow.watched_s <= 0.0:
        return Label(
            f"{flow.line.id}：未评估进出人数：画面间隔太长，无法跟随",
            f"{flow.line.id}: in and out were not evaluated: pictures too far apart to follow by",
        )
    (into, out), peak = flow.people, flow.peak_per_min_m
    told = Label(
        f"{flow.line.id}：进 {into} 人，出 {out} 人", f"{flow.line.id}: {into} in, {out} out"
    )
    if peak is None:
        return told
    return Label(
        f"{told.zh}；最多每米每分钟进 {peak[0]:.1f} 人、出 {peak[1]:.1f} 人",
        f"{told.en}; at most {peak[0]:.1f} in and {peak[1]:.1f} out a minute and metre",
    )


def _no_event(review: "Review") -> Label:
    """Return why there is no event: nothing happened, or nobody could tell."""
    unknown_s = f"{review.tally.unanswered_s:.1f}"
    if review.answer == "calm":
        return Label("没有拥堵事件", "no crowding")
    if review.answer == "partly_unknown":
        return Label(
            f"已知的时间里没有拥堵事件，但有 {unknown_s} 秒无法判断",
            f"no crowding in the time that is known; for {unknown_s} s nobody knows",
        )
    if review.answer == "unknown":
        return Label("是否拥堵未知：全程都无法判断", "whether it was crowded is unknown throughout")
    if any(zone.bars is None for zone in review.zones):
        return Label(
            "未评估拥堵：没有给出四级人数（--counts）",
            "crowding was not evaluated: no --counts were given",
        )
    return Label(
        "未评估拥堵：每秒不足一帧", "crowding was not evaluated: fewer than one frame a second"
    )


def _event_line(event: CrowdingEvent, face: Face, language: Language) -> str:
    span = _span(event.start_s, event.end_s, face)
    if event.kind == "unexpected":
        return gathering_line(event, span).told(language)
    tier = TIER_LABELS[event.peak_tier].told(language)
    status = STATUS_LABELS[event.status].told(language)
    zh, en = "", ""
    if event.saturated:
        zh, en = "，曾过于拥挤，无法计数", ", at times too many to be counted"
    return Label(
        f"拥堵 {span}  {event.zone_id}：{tier}，最多 {event.peak_count} 人{zh}，{status}",
        f"crowding {span}  {event.zone_id}: {tier}, at most {event.peak_count} people{en},"
        f" {status}",
    ).told(language)


def _fault_line(fault: HealthFault, face: Face, language: Language) -> str:
    kind = FAULT_LABELS[fault.kind].told(language)
    span = _span(fault.start_s, fault.end_s, face)
    return Label(
        f"故障 {span}  {kind}：{fault.detail.zh}", f"fault {span}  {kind}: {fault.detail.en}"
    ).told(language)


def _span(start_s: float, end_s: float | None, face: Face) -> str:
    """Return from when to when, with an ellipsis for an end that has not come."""
    return f"{face(start_s)}–{'…' if end_s is None else face(end_s)}"
