"""Train the embedded detector.

    python -m models.person.train --data DIR --out RUN --minutes 60
    python -m models.person.train --data DIR --out RUN --minutes 90 --resume

RUN/last.pt is written every few minutes, RUN/log.jsonl gets a line each time. Minutes are those
that were spent on training, over all parts of a run; time that the process was stopped, or slept,
does not count. The rate stays high until the last part of them (`--tail`), so that a run may be
given more minutes than it was begun with. With `--tutor` the network learns beside boxes what
another detector says of each cell; with `--times` each scene is used more than once.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from models.person.average import Average
from models.person.batches import Batches
from models.person.boxes import grid
from models.person.checkpoint import load_checkpoint, save_checkpoint
from models.person.command import run
from models.person.cutouts import cutouts_in
from models.person.export import export
from models.person.lessons import Sides
from models.person.loss import Loss, loss_of
from models.person.network import Network
from models.person.pasting import pieces_in
from models.person.pictures import Pictures, joined, labelled_pictures, people_free_pictures
from models.person.scenes import Studio
from models.person.schedule import rate
from models.person.score import found_on
from models.person.variation import again

LONGEST_STEP_S = 5.0
"""A step that took longer was interrupted; the rest of it is not counted."""

STEEPEST = 10.0
VALIDATION_SIZE = 416


@dataclass
class Progress:
    """How far a run is, and the sums for the next line of its log."""

    batches: int = 0
    pictures: int = 0
    minutes: float = 0.0
    sums: dict[str, Any] = field(default_factory=dict)
    """Numbers, or tensors of one: to read these would have a graphics card wait at each step."""

    def add(self, loss: Loss, lesson: torch.Tensor, pictures: int, seconds: float) -> None:
        """Count one step."""
        self.batches += 1
        self.pictures += pictures
        self.minutes += min(seconds, LONGEST_STEP_S) / 60
        for name, value in (
            ("loss", loss.total.detach()),
            ("score", loss.score),
            ("box", loss.box),
            ("lesson", lesson.detach()),
            ("positives", loss.positives / pictures),
            ("steps", 1.0),
            ("pictures", pictures),
            ("seconds", min(seconds, LONGEST_STEP_S)),
        ):
            self.sums[name] = self.sums.get(name, 0.0) + value

    def line(self) -> dict[str, float]:
        """Return the means since the last line, and begin anew."""
        sums, self.sums = {name: float(value) for name, value in self.sums.items()}, {}
        steps = max(1.0, sums.pop("steps", 1.0))
        speed = sums.pop("pictures", 0.0) / max(1e-9, sums.pop("seconds", 0.0))
        means = {name: round(value / steps, 4) for name, value in sums.items()}
        return means | {
            "pictures": self.pictures,
            "minutes": round(self.minutes, 2),
            "pictures_per_s": round(speed, 1),
        }


class Run:
    """A training run: its networks, its optimiser, and how far it is."""

    def __init__(self, wanted: argparse.Namespace) -> None:
        torch.manual_seed(wanted.seed)
        self.wanted = wanted
        self.network = Network().to(wanted.device)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = Average(self.network)
        self.tutor = _tutor(wanted)
        self.sides = _sides(self.tutor, wanted)
        self.optimiser = torch.optim.AdamW(_groups(self.network, self.sides), lr=wanted.rate)
        self.progress = Progress()
        self._begin()

    def go(self) -> None:
        """Train until the minutes are spent."""
        numbers = Batches(
            self._studio(),
            self.wanted.pixels,
            self.wanted.sizes,
            self.wanted.seed,
            self.progress.batches // self.wanted.times,
        )
        made = iter(
            DataLoader(
                numbers,
                batch_size=None,
                num_workers=self.wanted.workers,
                pin_memory=self.wanted.device != "cpu",
            )
        )
        batches = again(made, self.wanted.times, self.wanted.device, self.wanted.seed)
        validation = self._pictures("val")
        saved = self.progress.minutes
        self.network.train()
        self.network.hold_still(self.wanted.still)
        while self.progress.minutes < self.wanted.minutes:
            begun = time.monotonic()
            self.progress.add(*self._step(*next(batches)), time.monotonic() - begun)
            if self.progress.minutes - saved >= self.wanted.every:
                self._report(validation)
                saved = self.progress.minutes
        self._report(validation)
        difference = export(self.average.network, self.wanted.out / "person.onnx")
        print(f"exported; torch and onnxruntime differ by {difference:.1e} at most")

    def _step(self, images: torch.Tensor, boxes: torch.Tensor) -> tuple[Loss, torch.Tensor, int]:
        done = self.progress.minutes / self.wanted.minutes
        for group in self.optimiser.param_groups:
            group["lr"] = self.wanted.rate * rate(self.progress.batches, done, self.wanted.tail)
        images = images.contiguous(memory_format=torch.channels_last)
        with torch.autocast(torch.device(self.wanted.device).type, torch.bfloat16):
            levels = self.network.pyramid(images)
            rows = self.network.rows_of(levels)
            lesson = self.sides(levels, self.tutor(images)) if self.sides else rows.new_zeros(())
        cells = grid(images.shape[2], images.shape[3], self.wanted.device)
        loss = loss_of(rows, boxes[..., :4], boxes[..., 4], *cells)
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss.total + self.wanted.lesson * lesson)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), STEEPEST)
        self.optimiser.step()
        self.average.add(self.network)
        return loss, lesson, len(images)

    def _report(self, validation: Any) -> None:
        line: dict[str, Any] = self.progress.line()
        found = found_on(self.average.network, validation, VALIDATION_SIZE, self.wanted.device)
        scores = found.precision_by_source()
        line["ap50"] = {name: round(score or 0.0, 4) for name, score in scores.items()}
        save_checkpoint(self.wanted.out / "last.pt", self._state())
        with (self.wanted.out / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def _state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "mean": self.average.network.state_dict(),
            "sides": self.sides.state_dict() if self.sides else None,
            "optimiser": self.optimiser.state_dict(),
            "batches": self.progress.batches,
            "pictures": self.progress.pictures,
            "minutes": self.progress.minutes,
            "average_steps": self.average.steps,
        }

    def _begin(self) -> None:
        last = self.wanted.out / "last.pt"
        if self.wanted.resume and last.exists():
            state = load_checkpoint(last)
            self.network.load_state_dict(state["network"])
            self.average.load(state["mean"], state["average_steps"])
            if self.sides:
                self.sides.load_state_dict(state["sides"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.progress = Progress(state["batches"], state["pictures"], state["minutes"])
        elif self.wanted.begin:
            mean = load_checkpoint(self.wanted.begin)["mean"]
            self.network.load_state_dict(mean)
            self.average.load(mean, 0)

    def _pictures(self, split: str) -> Pictures:
        folders = self.wanted.data
        found = [labelled_pictures(folder, split, self.wanted.cache) for folder in folders]
        return joined([part for part in found if len(part)])

    def _studio(self) -> Studio:
        wanted = self.wanted
        pictures = self._pictures("train")
        free = people_free_pictures(wanted.free, wanted.cache) if wanted.free else pictures
        return Studio(pictures, free, cutouts_in(wanted.cutouts), pieces_in(wanted.things))


def _tutor(wanted: argparse.Namespace) -> nn.Module | None:
    if not wanted.tutor:
        return None
    from models.person.tutor import Tutor

    return Tutor(wanted.tutor).to(wanted.device).eval()


def _sides(tutor: nn.Module | None, wanted: argparse.Namespace) -> Sides | None:
    if tutor is None:
        return None
    lesson = tutor(torch.zeros(1, 3, 64, 64, device=wanted.device))[0]
    return Sides(lesson.scores.shape[1], lesson.features.shape[1]).to(wanted.device)


def _groups(*networks: nn.Module | None) -> list[dict[str, Any]]:
    """Return the weights, which decay, and the rest, which does not."""
    every = [p for network in networks if network is not None for p in network.parameters()]
    weights = [p for p in every if p.ndim > 1]
    rest = [p for p in every if p.ndim <= 1]
    return [{"params": weights, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}]


def wanted_by(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line, or these words, ask for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    nowhere = Path("none")
    parser.add_argument(
        "--data", type=Path, nargs="+", required=True, help="folders with labels.json and images/"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder of the run")
    parser.add_argument("--cache", type=Path, help="decoded pictures (default OUT/cache)")
    parser.add_argument("--free", type=Path, help="photographs without people")
    parser.add_argument("--cutouts", type=Path, default=nowhere, help="from models.person.cutouts")
    parser.add_argument("--things", type=Path, default=nowhere, help="transparent pictures")
    parser.add_argument("--begin", type=Path, help="a checkpoint whose weights to begin with")
    parser.add_argument(
        "--still", type=int, default=0, help="so many first parts of the network learn nothing"
    )
    parser.add_argument("--tutor", type=Path, help="a YOLOX, as ONNX, to learn more than boxes of")
    parser.add_argument("--lesson", type=float, default=1.0, help="how much that counts")
    parser.add_argument("--times", type=int, default=1, help="so often is each scene used")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--tail", type=float, default=0.3, help="share with a falling rate")
    parser.add_argument("--every", type=float, default=4.0, help="minutes between checkpoints")
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 288, 320, 352, 384])
    parser.add_argument("--pixels", type=int, default=16 * 320 * 320, help="of a batch")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--resume", action="store_true", help="go on from OUT/last.pt")
    wanted = parser.parse_args(words)
    wanted.out.mkdir(parents=True, exist_ok=True)
    wanted.cache = wanted.cache or wanted.out / "cache"
    return wanted


def main() -> None:
    """Train as the command line says."""
    wanted = wanted_by()
    torch.set_num_threads(wanted.threads)
    # There are few sizes of batches: the fastest way for each is worth looking for.
    torch.backends.cudnn.benchmark = True
    Run(wanted).go()


if __name__ == "__main__":
    run(main)
