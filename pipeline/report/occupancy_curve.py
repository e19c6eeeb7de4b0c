"""The counts and tiers of one zone over time."""

import math
from dataclasses import dataclass
from itertools import groupby

from pipeline.domain.crowding import PictureZone, Tier
from pipeline.domain.review import Review


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
    """Return one zone's curve."""
    columns, last_s = review.tally_of(zone.id).columns, review.tally.last_s
    return Curve(
        times_s=tuple(column.start_s for column in columns),
        counts=tuple(math.nan if c.most is None else float(c.most) for c in columns),
        tiers=tuple(column.worst for column in columns),
        end_s=0.0 if last_s is None else _end_s(last_s, review),
    )


def _end_s(last_s: float, review: Review) -> float:
    """Return how long the last sample stands for: until the next was due, or the recording ends."""
    due_s = last_s + 1.0 / review.sample_fps
    return min(due_s, review.end_s) if review.end_s > last_s else due_s
