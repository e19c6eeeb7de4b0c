"""``sightline bench``: what this machine does with a frame, and how two machines compare."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import progress_bar
from pipeline.cli.options import MODEL_HELP
from pipeline.domain.label import Label
from pipeline.errors import UnavailableError, UsageError

if TYPE_CHECKING:
    from pipeline.domain.bench import Bench
    from pipeline.workflows.compare_benches import Comparison

HELP = "measure frame processing on this machine, stage by stage, and compare machines"
FRAMES = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline bench``."""
    again = "; may be given again"
    parser.add_argument("--model", metavar="M", action="append", help=MODEL_HELP + again)
    parser.add_argument(
        "--provider",
        metavar="P",
        action="append",
        help=f"of onnxruntime, e.g. cuda (default: cpu){again}",
    )
    parser.add_argument(
        "--threads", metavar="N", type=int, help="of the model (default: as it likes)"
    )
    parser.add_argument(
        "--frames", metavar="N", type=int, help=f"how many frames (default: {FRAMES})"
    )
    parser.add_argument(
        "--footage", metavar="FILE", type=Path, help="a recording (default: a generated clip)"
    )
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="keep the result as JSON, to be compared"
    )
    parser.add_argument(
        "--compare",
        metavar=("A", "B"),
        nargs=2,
        type=Path,
        help="measure nothing; hold one kept result against another, B over A",
    )
    parser.add_argument(
        "--best",
        action="store_true",
        help="with --compare: each model on the fastest provider of either file",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Measure, or compare, and print; 4 where some model could be measured on no provider."""
    return _compare(args) if args.compare else _measure(args)


def _measure(args: argparse.Namespace) -> int:
    if args.best:
        raise UsageError("--best belongs to --compare")
    if args.out is not None and args.out.is_dir():
        raise UsageError(f"--out must name a file, {args.out} is a folder")
    from pipeline.cli.bench_table import bench_table
    from pipeline.store.bench_file import bench_json, keep_bench
    from pipeline.workflows.bench_machine import BenchOptions, bench

    options = BenchOptions(
        models=tuple(args.model or ()),
        providers=tuple(args.provider or ()),
        threads=args.threads or 0,
        frames=FRAMES if args.frames is None else args.frames,
        footage=args.footage,
    )
    with progress_bar(Label("测量中", "measuring").told(args.lang)) as report:
        found = bench(options, report)
    if args.out is not None:
        keep_bench(found, args.out)
    print(bench_json(found) if args.json else bench_table(found, args.lang))
    _say_the_rest(found, args)
    nowhere = {one.model for one in found.not_measured} - {one.model for one in found.results}
    return UnavailableError.exit_code if nowhere else 0


def _say_the_rest(found: "Bench", args: argparse.Namespace) -> None:
    """Say on stderr what a reader of the figures must know."""
    from pipeline.workflows.compare_benches import busy_words

    if found.was_busy:
        print(busy_words(found).told(args.lang), file=sys.stderr)
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in found.not_measured:
        reasons.setdefault((one.provider, one.reason), []).append(one.model)
    for (provider, reason), models in reasons.items():
        label = Label(
            f"未在 {provider} 上测量 {'、'.join(models)}：{reason}",
            f"not measured on {provider}: {', '.join(models)} ({reason})",
        )
        print(label.told(args.lang), file=sys.stderr)
    if args.out is not None:
        kept = Label(f"已保存：{args.out}", f"kept in {args.out}")
        print(kept.told(args.lang), file=sys.stderr)


def _compare(args: argparse.Namespace) -> int:
    asked = ("model", "provider", "threads", "frames", "footage", "out")
    if given := [f"--{name}" for name in asked if getattr(args, name) is not None]:
        raise UsageError(f"--compare measures nothing, so it takes no {', '.join(given)}")
    from pipeline.cli.bench_table import comparison_table
    from pipeline.workflows.compare_benches import compare_benches

    found = compare_benches(*args.compare, best=args.best)
    print(_document(found) if args.json else comparison_table(found, args.lang))
    return 0


def _document(found: "Comparison") -> str:
    from pipeline.store.bench_file import machine_document

    document = {
        "format": 1,
        "a": machine_document(found.a.machine),
        "b": machine_document(found.b.machine),
        "frames": found.a.frames,
        "figures": [{**asdict(one), "ratio": one.ratio} for one in found.figures],
        "notes": [note.en for note in found.notes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
