"""``sightline bench``: what this machine does with a frame, stage by stage."""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.console import columns, progress_bar
from pipeline.domain.detector import UNTESTED
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.workflows.measure import Measurement

HELP = "measure frame processing on this machine, stage by stage"

STAGE_LABELS: dict[str, Label] = {
    "decode": Label("解码", "decode"),
    "scale": Label("缩放", "scale"),
    "prepare": Label("预处理", "prepare"),
    "infer": Label("推理", "infer"),
    "read": Label("读取输出", "read outputs"),
    "suppress": Label("去重", "suppress doubles"),
    "count": Label("计数", "count"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline bench``."""
    parser.add_argument(
        "--model", metavar="M", help="manifest.yaml, file.onnx or a known name (default: ours)"
    )
    parser.add_argument("--provider", metavar="P", help="of onnxruntime, e.g. cuda (default: cpu)")
    parser.add_argument(
        "--threads", metavar="N", type=int, default=0, help="of the model (default: as it likes)"
    )
    parser.add_argument(
        "--frames", metavar="N", type=int, default=100, help="how many frames (default: 100)"
    )
    parser.add_argument(
        "--footage", metavar="FILE", type=Path, help="a recording (default: a generated clip)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    from pipeline.workflows.measure import MeasureOptions, measure

    options = MeasureOptions(
        model=args.model, threads=args.threads, frames=args.frames, footage=args.footage
    )
    if args.provider:
        options = replace(options, providers=(args.provider,))
    text = "测量中" if args.lang == "zh" else "measuring"
    with progress_bar(text) as report:
        found = measure(options, report)
    print(_document(found) if args.json else _table(found, args.lang))
    return 0


def _document(found: "Measurement") -> str:
    fields = {"format": 1, **asdict(found), "stages_ms": dict(found.stages_ms)}
    return json.dumps(fields, ensure_ascii=False, indent=2)


def _table(found: "Measurement", language: Language) -> str:
    stages = [(STAGE_LABELS[stage].told(language), f"{ms:.2f} ms") for stage, ms in found.stages_ms]
    facts = [(label.told(language), told.told(language)) for label, told in _facts(found)]
    return columns([*facts, ("", ""), *stages])


def _facts(found: "Measurement") -> list[tuple[Label, Label]]:
    """Return what stands above the stages: each fact's name, and what there is to say."""
    threads = _same(str(found.threads)) if found.threads else Label("自动", "automatic")
    memory = found.peak_memory_mib
    return [
        (Label("模型", "model"), _same(f"{found.model}, sha256 {found.sha256[:12]}…")),
        *([(Label("解码器", "decoder"), UNTESTED)] if found.untested else []),
        (Label("执行器", "provider"), _same(found.provider)),
        (Label("线程", "threads"), threads),
        (Label("处理器核数", "processor cores"), _same(str(found.cpus))),
        (Label("画面", "picture"), _same(_size(found.source_size))),
        (Label("模型输入", "model input"), _same(_size(found.input_size))),
        (Label("帧数", "frames"), _same(str(found.frames))),
        (Label("平均人数", "people, mean"), _same(f"{found.people_mean:.1f}")),
        (Label("每秒帧数", "frames a second"), _same(f"{found.frames_per_s:.1f}")),
        (Label("每帧处理器时间", "processor time a frame"), _same(f"{found.cpu_ms:.2f} ms")),
        (Label("内存峰值", "peak memory"), _same(f"{memory:.0f} MiB" if memory else "–")),
    ]


def _same(text: str) -> Label:
    return Label(text, text)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
