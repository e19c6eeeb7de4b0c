"""The learning curve of runs: their loss and their AP50 against the pictures seen.

python -m models.person.curve RUN … --out curve.png
"""

import argparse
import json
from pathlib import Path
from typing import Any

from models.person.command import run


def lines_of(run: Path) -> list[dict[str, Any]]:
    """Return what a run's log says, one object for each checkpoint."""
    text = (run / "log.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def main() -> None:
    """Draw them."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(7, 7))
    for folder in wanted.runs:
        lines = lines_of(folder)
        pictures = [line["pictures"] for line in lines]
        below.plot(pictures, [line["loss"] for line in lines], label=run.name)
        for source in lines[0]["ap50"]:
            scores = [line["ap50"][source] for line in lines]
            above.plot(pictures, scores, label=f"{run.name}, {source}")
    above.set_ylabel("AP50")
    below.set_ylabel("loss")
    below.set_xlabel("pictures")
    above.legend(fontsize="small")
    figure.savefig(wanted.out)


if __name__ == "__main__":
    run(main)
