"""The samples of one zone thinned as they come, to so many columns as a page can show."""

from dataclasses import dataclass

from pipeline.domain.crowding import WORST_FIRST, Tier
from pipeline.domain.tally import Column

MOST_COLUMNS = 1500
"""More points than this cannot be told apart on a page."""

LONG_S = 3.0
"""What lies between recordings is drawn as it was: no sample beside it hides it."""


@dataclass
class _Run:
    """A column in the making: of how many samples, and how long one stands unknown and alone."""

    start_s: float
    most: int | None
    worst: Tier
    alone_s: float = 0.0
    samples: int = 1

    def join(self, other: "_Run") -> None:
        """Take in the run that follows."""
        if other.most is not None:
            self.most = other.most if self.most is None else max(self.most, other.most)
        if other.worst != self.worst:
            self.worst = min(self.worst, other.worst, key=WORST_FIRST.index)
        self.samples += other.samples


class Thinning:
    """Takes sample after sample, and keeps the most people and the worst tier of each column.

    A column holds as many samples as any other, twice as many whenever there would be too many
    columns: up to `MOST_COLUMNS` samples are kept one by one. One that stands for a long time
    unknown has a column of its own, for as long as that can be seen on a page, which never holds
    for more than `MOST_COLUMNS` of them.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._waiting: _Run | None = None
        self._step = 1
        self._limit = MOST_COLUMNS

    def take(self, t_s: float, count: int | None, tier: Tier) -> None:
        """Take the next sample, in the order of time."""
        if self._waiting is not None:
            lasts_s = t_s - self._waiting.start_s
            if self._waiting.most is None and lasts_s > LONG_S:
                self._waiting.alone_s = lasts_s
            self._put(self._waiting)
        self._waiting = _Run(t_s, count, tier)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of all samples until now."""
        if self._waiting is not None:
            self._put(self._waiting)
            self._waiting = None
        return tuple(Column(run.start_s, run.most, run.worst) for run in self._runs)

    def _put(self, run: _Run) -> None:
        _append(self._runs, run, self._step)
        if len(self._runs) > self._limit:
            self._thin()

    def _thin(self) -> None:
        """Widen the columns until there are few enough beside those that stand alone."""
        self._runs = self._joined()
        alone = sum(run.alone_s > 0.0 for run in self._runs)
        while len(self._runs) > MOST_COLUMNS + 2 * alone:
            self._step *= 2
            self._runs = self._joined()
        self._limit = len(self._runs) + MOST_COLUMNS // 2 if alone else MOST_COLUMNS

    def _joined(self) -> list[_Run]:
        seen_s = (self._runs[-1].start_s - self._runs[0].start_s) / MOST_COLUMNS
        runs: list[_Run] = []
        for run in self._runs:
            if run.alone_s <= seen_s:
                run.alone_s = 0.0
            _append(runs, run, self._step)
        return runs


def _append(runs: list[_Run], run: _Run, step: int) -> None:
    """Add a run to the last one where both together are no more than a column, else behind it."""
    last = runs[-1] if runs else None
    if last is None or last.alone_s or run.alone_s or last.samples + run.samples > step:
        runs.append(run)
    else:
        last.join(run)
