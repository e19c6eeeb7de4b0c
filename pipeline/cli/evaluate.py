"""``sightline evaluate``: how well people are found and counted, against what is true."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns, progress_bar
from pipeline.cli.options import MODEL_HELP
from pipeline.cli.picture_zones import add_zone_arguments, site_of, zones_of
from pipeline.cli.recordings import recordings
from pipeline.domain.crowding import TIER_LABELS, TIERS
from pipeline.domain.label import Label, Language
from pipeline.errors import PictureError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.crowding import Tier
    from pipeline.domain.evaluation import CountScore, DensityBucket, Evaluation, EventScore

HELP = "hold a detector's boxes, counts and alarms against labelled pictures or recordings"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline evaluate``."""
    parser.add_argument(
        "material", metavar="PATH", help="a picture, a recording, or a folder of either"
    )
    parser.add_argument(
        "--truth",
        metavar="FILE",
        type=Path,
        action="append",
        required=True,
        help="labels: COCO (.json), MOT (.txt), or a table (.csv) of counts t_s,count or of"
        " episodes start_s,end_s; may be given again",
    )
    add_zone_arguments(parser)
    parser.add_argument("--model", metavar="M", help=MODEL_HELP)
    parser.add_argument("--threshold", metavar="T", type=float, help="least score of a person")
    parser.add_argument(
        "--calibrate", action="store_true", help="look for the threshold that counts best"
    )
    parser.add_argument(
        "--area", metavar="M2", type=float, help="ground of the zone, to tell errors by density"
    )
    parser.add_argument(
        "--sample-fps", metavar="F", type=float, default=5.0, help="frames a second (default: 5)"
    )
    parser.add_argument("--provider", metavar="P", help="of onnxruntime (default: the processor)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(args: argparse.Namespace) -> int:
    """Evaluate, and say how well it went."""
    zones, paths = zones_of(args, site_of(args)), _material(args.material)
    from pipeline.importers.truth_file import load_truths
    from pipeline.report.evaluation_json import evaluation_json
    from pipeline.workflows.evaluate import EvaluateOptions, evaluate

    options = EvaluateOptions(
        model=args.model,
        threshold=args.threshold,
        sample_fps=args.sample_fps,
        area_m2=args.area,
        calibrate=args.calibrate,
        notice=lambda label: print(label.told(args.lang), file=sys.stderr),
    )
    if args.provider:
        options = replace(options, providers=(args.provider,))
    with progress_bar(Label("评估", "evaluating").told(args.lang)) as progress:
        found = evaluate(paths, load_truths(args.truth), zones, options, progress)
    print(evaluation_json(found).rstrip() if args.json else _told(found, args.lang))
    return 0


def _material(name: str) -> tuple[Path, ...]:
    """Return the pictures that a path names or holds, else its recordings."""
    from pipeline.sources.picture import is_picture

    path = Path(name)
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder")
    if not path.is_dir():
        return (path,)
    try:
        pictures = sorted(p for p in path.rglob("*") if is_picture(p) and p.is_file())
    except OSError as error:
        raise PictureError(f"{path}: could not be read: {error.strerror or error}") from error
    shown = tuple(p for p in pictures if not p.name.startswith("."))
    return shown or recordings([name])


def _told(found: "Evaluation", language: Language) -> str:
    """Return what was found as a table for people."""
    return columns([(label.told(language), text) for label, text in _facts(found, language)])


def _facts(found: "Evaluation", language: Language) -> Iterator[tuple[Label, str]]:
    """Yield each fact's name, and what there is to say; what the truth is silent on is left out."""
    yield Label("模型", "model"), found.model
    yield Label("阈值", "threshold"), f"{found.threshold:g}"
    yield Label("画面数", "labelled pictures"), str(found.frames)
    if found.ap50 is not None:
        yield Label("平均精度 AP50", "average precision, AP50"), f"{found.ap50:.3f}"
    if found.counts:
        yield from _count_facts(found.counts)
    if found.events:
        yield from _event_facts(found.events, language)
    if found.availability is not None:
        yield Label("可计数时间", "time that could be counted"), f"{found.availability:.1%}"
    if found.calibration:
        best = found.calibration
        mae, bias = f"{best.score.mae:.2f}", f"{best.score.bias:+.2f}"
        yield Label("最佳阈值", "best threshold"), f"{best.threshold:g}"
        yield Label("届时人数误差 / 偏差", "counts there, off by / bias"), f"{mae} / {bias}"


def _count_facts(score: "CountScore") -> Iterator[tuple[Label, str]]:
    yield Label("人数平均误差", "counts, mean absolute error"), f"{score.mae:.2f}"
    yield Label("人数偏差", "counts, bias"), f"{score.bias:+.2f}"
    for bucket in score.by_density:
        span = _span(bucket)
        name = Label(f"　密度 {span} 人/m²", f"  at {span} people/m²")
        yield name, f"{bucket.mae:.2f} / {bucket.bias:+.2f} ({bucket.pairs})"


def _span(bucket: "DensityBucket") -> str:
    low = f"{bucket.from_p_m2:g}"
    return f"≥ {low}" if bucket.to_p_m2 is None else f"{low}–{bucket.to_p_m2:g}"


def _event_facts(score: "EventScore", language: Language) -> Iterator[tuple[Label, str]]:
    yield (
        Label("真实拥堵 / 报警 / 相符", "episodes / alarms / of these right"),
        f"{score.episodes} / {score.events} / {score.matched}",
    )
    named = (
        (Label("查准率", "precision"), score.precision),
        (Label("查全率", "recall"), score.recall),
        (Label("F1", "F1"), score.f1),
        (Label("每次拥堵报警数", "alarms an episode"), score.alarms_per_episode),
    )
    yield from ((label, f"{value:.2f}") for label, value in named if value is not None)
    if score.latency_p50_s is not None and score.latency_p95_s is not None:
        yield (
            Label("报警延迟 中位 / 95 %", "latency, median / 95 %"),
            f"{score.latency_p50_s:.1f} s / {score.latency_p95_s:.1f} s",
        )
    for true in TIERS:
        raised = [pair[1] for pair in score.tiers if pair[0] == true]
        if raised:
            yield _tier_name(true), _tiers_told(raised, language)


def _tier_name(tier: "Tier") -> Label:
    name = TIER_LABELS[tier]
    return Label(f"　实为{name.zh}，报为", f"  truly {name.en}, raised as")


def _tiers_told(raised: Sequence["Tier"], language: Language) -> str:
    told = [
        f"{TIER_LABELS[tier].told(language)} {raised.count(tier)}"
        for tier in TIERS
        if tier in raised
    ]
    return ", ".join(told)
