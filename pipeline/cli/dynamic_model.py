"""``sightline models dynamic``: a detector of one input size, made one of any."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.label import Label

if TYPE_CHECKING:
    from pipeline.workflows.make_dynamic import MadeDynamic

HELP = "write a model of one input size as one of any: wide pictures need no padding"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what may follow ``sightline models dynamic``."""
    parser.add_argument("name", metavar="MODEL", help="a manifest, an .onnx file, or a known name")
    parser.add_argument("out", metavar="OUT.onnx", type=Path, help="where the new one is written")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, model: str) -> int:
    """Write it, and tell what is gained."""
    from pipeline.workflows.make_dynamic import make_dynamic

    made = make_dynamic(model, args.out)
    print(json.dumps(_document(made)) if args.json else _told(made).told(args.lang))
    return 0


def _document(made: "MadeDynamic") -> dict[str, object]:
    written = {"path": str(made.path), "manifest": str(made.manifest_path), "sha256": made.sha256}
    sizes = {"own_size": list(made.own_size), "wide_size": list(made.wide_size)}
    gained = {"share": round(made.share, 3), "lost_calibration": made.lost_calibration}
    return {"format": 1, **written, **sizes, **gained}


def _told(made: "MadeDynamic") -> Label:
    own, wide = (f"{width}x{height}" for width, height in (made.own_size, made.wide_size))
    lost = Label("", "")
    if made.lost_calibration:
        lost = Label(
            "\n原清单中的标定（calibration）只对原文件有效，未写入；请重新测量",
            "\nthe old manifest's calibration is of the old file and is left out; measure anew",
        )
    return Label(
        f"已写出 {made.path}（sha256 {made.sha256[:12]}…）及清单 {made.manifest_path}\n"
        f"16:9 画面的输入由 {own} 变为 {wide}，像素为原来的 {made.share:.0%}；"
        f"{own} 时结果与原模型相同{lost.zh}",
        f"wrote {made.path} (sha256 {made.sha256[:12]}…) and its manifest {made.manifest_path}\n"
        f"a 16:9 picture has an input of {wide} instead of {own}: {made.share:.0%} of the pixels;"
        f" in {own} its numbers are the same as before{lost.en}",
    )
