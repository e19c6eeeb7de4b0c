"""The counts and tiers of one zone over time, thinned to what a picture can show."""

import math
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from pipeline.domain.crowding import WORST_FIRST, PictureZone, Tier
from pipeline.domain.review import Review

MOST_COLUMNS = 1500
"""More points than this cannot be told apart on a page."""

LONG_S = 3.0
"""What lies between recordings is drawn as it was: no sample beside it hides it."""

Sample: TypeAlias = tuple[float, int | None, Tier]


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a zone kept one tier."""

    start_s: float
    end_s: float
    tier: Tier


@dataclass(frozen=True)
class Curve:
    """Counts over time, NaN where nobody knows, and the tiers beside them."""

    times_s: tuple[float, ...]
    counts: tuple[float, ...]
    tiers: tuple[Tier, ...]
    end_s: float

    @property
    def spans(self) -> tuple[Span, ...]:
        """The stretches of equal tier, which together fill the time."""
        runs = [list(run) for _, run in groupby(range(len(self.tiers)), key=self.tiers.__getitem__)]
        starts = [self.times_s[run[0]] for run in runs]
        ends = [*starts, self.end_s][1:]
        return tuple(
            Span(start, end, self.tiers[run[0]])
            for run, start, end in zip(runs, starts, ends, strict=True)
        )

    @property
    def most(self) -> float:
        """The highest count, 0 where none is known."""
        return max((count for count in self.counts if not math.isnan(count)), default=0.0)


def curve_of(review: Review, zone: PictureZone) -> Curve:
    """Return one zone's curve; of many samples in one column the most people and worst tier."""
    samples = [
        (entry.t_s, entry.count, tier)
        for entry, tier in zip(review.occupancy, review.tiers, strict=True)
        if entry.zone_id == zone.id
    ]
    step = max(1, math.ceil(len(samples) / MOST_COLUMNS))
    columns = _columns(samples, step)
    return Curve(
        times_s=tuple(column[0][0] for column in columns),
        counts=tuple(_most([count for _, count, _ in column]) for column in columns),
        tiers=tuple(min((t for *_, t in column), key=WORST_FIRST.index) for column in columns),
        end_s=_end_s(samples[-1][0], review) if samples else 0.0,
    )


def _columns(samples: list[Sample], step: int) -> list[list[Sample]]:
    """Part samples into columns; one that stands for a long time unknown has its own."""
    columns: list[list[Sample]] = []
    for number, sample in enumerate(samples):
        after_s = samples[number + 1][0] if number + 1 < len(samples) else sample[0]
        alone = sample[1] is None and after_s - sample[0] > LONG_S
        if not columns or alone or len(columns[-1]) == step:
            columns.append([])
        columns[-1] += [sample]
        if alone:
            columns.append([])
    return [column for column in columns if column]


def _most(counts: list[int | None]) -> float:
    return float(max((count for count in counts if count is not None), default=math.nan))


def _end_s(last_s: float, review: Review) -> float:
    """Return how long the last sample stands for: until the next was due, or the recording ends."""
    due_s = last_s + 1.0 / review.sample_fps
    return min(due_s, review.end_s) if review.end_s > last_s else due_s
