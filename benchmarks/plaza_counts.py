"""How many people a detector counts on ten frames of a plaza, beside a count by eye.

``python benchmarks/plaza_counts.py CLIP [--model M …]`` prints, for the whole picture and for
tiles, the count on each frame at each threshold, the mean absolute error, its share of all people,
and the mean error. CLIP is `plaza_1280x720_50fps.avi`. The count by eye takes in everybody of whom
anything is seen, people cut off by the edge too; it may be wrong by two. Boxes are counted,
right or wrong: that counts agree does not say that boxes do.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path[0] = str(Path(__file__).parents[1])

from pipeline.detect.tiled import TiledDetector, Tiling  # noqa: E402
from pipeline.sources.footage import FootageReader  # noqa: E402
from pipeline.workflows.open_detector import named_manifest, opened  # noqa: E402

BY_EYE = {
    20: 46,
    50: 49,
    90: 48,
    120: 47,
    160: 40,
    190: 40,
    230: 40,
    260: 43,
    300: 43,
    330: 41,
}
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5)
TILES = (None, (2, 1), (2, 2), (3, 2), (4, 2))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--model", action="append", default=[])
    wanted = parser.parse_args()
    frames = [frame for frame in FootageReader(wanted.clip) if frame.index in BY_EYE]
    there = np.array(list(BY_EYE.values()))
    for model in (None, *wanted.model):
        manifest = named_manifest(model)
        detector = opened(replace(manifest, threshold=min(THRESHOLDS)), threads=1)
        for tiles in TILES:
            tiling = Tiling(*tiles) if tiles else None
            sees = TiledDetector(detector, tiling, manifest.iou) if tiling else detector
            scores = [sees.detect(frame).scores for frame in frames]
            for threshold in THRESHOLDS:
                counts = np.array([int((each >= threshold).sum()) for each in scores])
                off = counts - there
                name = "x".join(map(str, tiles)) if tiles else "whole"
                print(
                    f"{manifest.name:20} {name:6} {threshold:4.2f}  {counts.tolist()}  off by"
                    f" {np.abs(off).mean():.1f} = {np.abs(off).sum() / there.sum():.1%},"
                    f" mean {off.mean():+.1f}, frame by frame {(off / there).min():+.1%} to"
                    f" {(off / there).max():+.1%}"
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
