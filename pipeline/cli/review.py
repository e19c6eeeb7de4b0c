"""``sightline review``: people and crowding in recordings, resumable at any moment."""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns, progress_bar
from pipeline.domain.crowding import (
    STATUS_LABELS,
    TIER_LABELS,
    CrowdingEvent,
    PictureZone,
    crosses_itself,
    whole_picture,
)
from pipeline.domain.health import FAULT_LABELS, HealthFault
from pipeline.domain.label import Label, Language
from pipeline.errors import FootageError, InputError, UsageError
from pipeline.report.numerals import clock

if TYPE_CHECKING:
    from pipeline.domain.review import Review
    from pipeline.domain.site import Site

HELP = "count people in recordings and find crowding; a stopped review goes on where it was"

MEDIA = (".avi", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mts", ".ts", ".webm")
"""What a folder is searched for; a file that is named is tried whatever its name."""

NOTHING_COUNTED = 4
"""The exit code when the detector failed on every frame."""

Counts = tuple[int, int, int, int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline review``."""
    parser.add_argument(
        "footage",
        nargs="*",
        metavar="FOOTAGE",
        help="recordings of one camera in the order of time, or a folder of them",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="for the results")
    parser.add_argument("--site", metavar="SITE", type=Path, help="take the zones from a site file")
    parser.add_argument("--camera", metavar="ID", help="the camera of the site that recorded")
    parser.add_argument(
        "--zone",
        nargs="+",
        action="append",
        metavar="X,Y",
        help="corners of a zone, from 0,0 upper left to 1,1 lower right; may be given again"
        " (default: the whole picture)",
    )
    parser.add_argument(
        "--counts", metavar="A,B,C,D", help="people at which blue, yellow, orange and red begin"
    )
    parser.add_argument("--model", metavar="M", help="a manifest.yaml or an .onnx file")
    parser.add_argument("--threshold", metavar="T", type=float, help="least score of a person")
    parser.add_argument(
        "--sample-fps", metavar="F", type=float, default=5.0, help="frames a second (default: 5)"
    )
    parser.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")
    parser.add_argument("--json", action="store_true", help="print summary.json")


def run(args: argparse.Namespace) -> int:
    """Review the recordings, leave the results in ``--out``, and say what they are."""
    footage, zones = _recordings(args.footage), _zones(args)
    from pipeline.crowd.document import summary_json
    from pipeline.workflows.review_footage import ReviewOptions, review_footage

    options = ReviewOptions(
        out=args.out,
        model=args.model,
        threshold=args.threshold,
        sample_fps=args.sample_fps,
        camera_id=args.camera,
        language=args.lang,
        notice=lambda label: print(label.told(args.lang), file=sys.stderr),
    )
    if args.provider:
        options = replace(options, providers=(args.provider,))
    with progress_bar(Label("分析录像", "reviewing").told(args.lang)) as progress:
        review = review_footage(footage, zones, options, progress)
    print(summary_json(review).rstrip() if args.json else _told(review, args.out, args.lang))
    return NOTHING_COUNTED if _nothing_counted(review) else 0


def _recordings(named: Sequence[str]) -> tuple[Path, ...]:
    """Return the recordings named, a folder as its media files in the order of their names."""
    if not named:
        raise UsageError("no recording was named; write FOOTAGE before --zone")
    found: list[Path] = []
    for path in map(Path, named):
        try:
            inside = sorted(_media(path), key=by_number) if path.is_dir() else [path]
        except OSError as error:
            raise FootageError(f"{path}: could not be read: {error.strerror or error}") from error
        if not inside:
            raise FootageError(f"{path}: no recording in this folder; known are {' '.join(MEDIA)}")
        found += inside
    return tuple(found)


def _media(folder: Path) -> list[Path]:
    """Return the recordings of a folder, without the hidden files that other systems leave."""
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    return [path for path in shown if path.suffix.lower() in MEDIA and path.is_file()]


def by_number(path: Path) -> list[tuple[int, str]]:
    """Return by what recordings are ordered, so that 9.mp4 comes before 10.mp4."""
    parts = re.split(r"(\d+)", path.name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _zones(args: argparse.Namespace) -> tuple[PictureZone, ...]:
    if bool(args.site) != bool(args.camera):
        raise UsageError("--site and --camera belong together: the camera on the site's plan")
    if args.site and args.zone:
        raise UsageError("zones come either from --site or from --zone, not from both")
    counts = _counts(args.counts) if args.counts else None
    if args.site:
        from pipeline.config.site_file import load_site

        return _site_zones(load_site(args.site), args.camera, counts)
    if args.zone:
        return tuple(_zone(*zone, counts) for zone in enumerate(args.zone, start=1))
    return (whole_picture(counts),)


def _counts(text: str) -> Counts:
    try:
        blue, yellow, orange, red = (int(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(f"--counts wants four whole numbers A,B,C,D, got {text}") from error
    if not 0 < blue < yellow < orange < red:
        raise UsageError(f"--counts must rise from tier to tier, got {text}")
    return blue, yellow, orange, red


def _zone(number: int, corners: Sequence[str], counts: Counts | None) -> PictureZone:
    ring = tuple(_corner(number, corner) for corner in corners)
    if crosses_itself(ring):
        raise UsageError(
            f"--zone: zone-{number}: the sides must not cross each other, got {' '.join(corners)}"
        )
    try:
        return PictureZone(f"zone-{number}", Label(f"区域{number}", f"zone {number}"), ring, counts)
    except InputError as error:
        raise UsageError(str(error)) from error


def _corner(number: int, text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise UsageError(
            f"zone zone-{number}: a corner is X,Y such as 0.25,0.5, got {text}"
        ) from error
    return x, y


def _site_zones(site: "Site", camera_id: str, counts: Counts | None) -> tuple[PictureZone, ...]:
    """Return the gates that the camera watches; all of its picture where it watches none."""
    cameras = {camera.id: camera for camera in site.cameras()}
    if camera_id not in cameras:
        raise UsageError(f"{site.id} has no camera {camera_id}; it has {', '.join(cameras)}")
    watched = site.watched_zones(camera_id)
    zones = tuple(replace(zone, counts=counts) for zone in watched) if counts else watched
    return zones or (whole_picture(counts, camera_id, cameras[camera_id].label),)


def _nothing_counted(review: "Review") -> bool:
    return bool(review.occupancy) and all(entry.count is None for entry in review.occupancy)


def _told(review: "Review", out: Path, language: Language) -> str:
    """Return the result in a few lines for people."""
    heading = tuple(label.told(language) for label in HEADING)
    lines = [columns([heading, *(_zone_row(review, zone, language) for zone in review.zones)])]
    lines += [_event_line(event, language) for event in review.events] or [
        _no_event(review).told(language)
    ]
    lines += [_fault_line(fault, language) for fault in review.faults]
    footage_s, wall_s = _clock(review.footage_s), review.wall_s
    analyzed, decoded = review.frames_analyzed, review.frames_decoded
    cost = Label(
        f"录像 {footage_s}，共 {decoded} 帧，分析 {analyzed} 帧，用时 {wall_s:.1f} 秒",
        f"{analyzed} of {decoded} frames analysed, of {footage_s} of footage, in {wall_s:.1f} s",
    )
    report = Label(f"报告：{out / 'report.html'}", f"report: {out / 'report.html'}")
    return "\n".join([*lines, cost.told(language), report.told(language)])


HEADING = (
    Label("区域", "zone"),
    Label("最多人数", "most people"),
    Label("平均人数", "on average"),
    Label("最高等级", "worst tier"),
)


def _zone_row(review: "Review", zone: PictureZone, language: Language) -> tuple[str, ...]:
    counts = review.counts(zone.id)
    most, mean = (str(max(counts)), f"{sum(counts) / len(counts):.1f}") if counts else ("–", "–")
    tier = TIER_LABELS[review.worst_tier(zone.id)].told(language)
    return f"{zone.label.told(language)} ({zone.id})", most, mean, tier


def _no_event(review: "Review") -> Label:
    """Return why there is no event: nothing happened, or nobody could tell."""
    unknown_s = f"{review.unanswered_s:.1f}"
    if review.answer == "calm":
        return Label("没有拥堵事件", "no crowding")
    if review.answer == "partly_unknown":
        return Label(
            f"已知的时间里没有拥堵事件，但有 {unknown_s} 秒无法判断",
            f"no crowding in the time that is known; for {unknown_s} s nobody knows",
        )
    if review.answer == "unknown":
        return Label("是否拥堵未知：全程都无法判断", "whether it was crowded is unknown throughout")
    if any(zone.counts is None for zone in review.zones):
        return Label(
            "未评估拥堵：没有给出四级人数（--counts）",
            "crowding was not evaluated: no --counts were given",
        )
    return Label(
        "未评估拥堵：每秒不足一帧", "crowding was not evaluated: fewer than one frame a second"
    )


def _event_line(event: CrowdingEvent, language: Language) -> str:
    span = f"{_clock(event.start_s)}–{_clock(event.end_s)}"
    tier = TIER_LABELS[event.peak_tier].told(language)
    status = STATUS_LABELS[event.status].told(language)
    return Label(
        f"拥堵 {span}  {event.zone_id}：{tier}，最多 {event.peak_count} 人，{status}",
        f"crowding {span}  {event.zone_id}: {tier}, at most {event.peak_count} people, {status}",
    ).told(language)


def _fault_line(fault: HealthFault, language: Language) -> str:
    kind = FAULT_LABELS[fault.kind].told(language)
    span = f"{_clock(fault.start_s)}–{_clock(fault.end_s)}"
    return Label(
        f"故障 {span}  {kind}：{fault.detail}", f"fault {span}  {kind}: {fault.detail}"
    ).told(language)


def _clock(t_s: float | None) -> str:
    """Return a time of the footage, or an ellipsis for one that has not come."""
    return "…" if t_s is None else clock(t_s)
