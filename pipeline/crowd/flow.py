"""Who walks through a gate: tracks that cross a line with their feet, each counted once.

A person who stands on the line jitters over it all the time. So a track is on a side only once its
feet are clear of the line by a margin, and a crossing counts when a track has become clear on the
other side, with the time at which its feet met the line. Whoever turns back has not crossed, and
whoever walks around an end of the line has not either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.flow import WAYS, Crossing, GateFlow, GateLine
from pipeline.domain.tracks import Tracks
from pipeline.geometry.turn import turns

MARGIN = 0.25
"""In heights of a person: about 40 cm, several times the jitter of followed feet."""
MINUTE_S = 60.0
"""Flows are told a minute, as in the literature."""


@dataclass(frozen=True, eq=False)
class _Walkers:
    """Tracks as they were seen last, n of them in the order of their ids.

    `feet` (n, 2) in pixels and `seen_s` (n,) are where and when; `side` int8 (n,) is where each
    was clear of the line last, 1 inside, -1 outside, 0 nowhere yet; `over` int8 (n,) is how often
    each crossed since then, inwards less outwards, and `over_s` (n,) when last.
    """

    ids: NDArray[np.int64]
    feet: NDArray[np.float64]
    seen_s: NDArray[np.float64]
    side: NDArray[np.int8]
    over: NDArray[np.int8]
    over_s: NDArray[np.float64]

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "_Walkers":
        """Return some of them."""
        return _Walkers(*(each[which] for each in self._arrays()))

    def beside(self, other: "_Walkers") -> "_Walkers":
        """Return them together with others."""
        pairs = zip(self._arrays(), other._arrays(), strict=True)
        both = _Walkers(*(np.concatenate(pair) for pair in pairs))
        return both.chosen(both.ids.argsort())

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return self.ids, self.feet, self.seen_s, self.side, self.over, self.over_s


class FlowCount:
    """Counts who crosses one line; tracks go in by `step`, crossings come out.

    `source_size` (width, height) is that of the pictures in which the tracks' pixels are.
    """

    def __init__(self, line: GateLine, source_size: tuple[int, int]) -> None:
        self.line = line
        self._start = np.multiply(line.start, source_size)
        self._end = np.multiply(line.end, source_size)
        self._walkers = _beginning(np.empty(0, np.int64), np.empty((0, 2)), 0.0)

    def step(self, tracks: Tracks) -> tuple[Crossing, ...]:
        """Return who has crossed for good by now, in the order in which they met the line."""
        seen = np.flatnonzero((tracks.detection >= 0) & (tracks.ids >= 0))
        seen = seen[tracks.ids[seen].argsort()]
        feet = tracks.feet[seen].astype(np.float64)
        walkers = self._met(self._known(tracks, seen, feet), feet, tracks.t_s)
        side = self._clear_side(feet, tracks.boxes[seen])
        through = (side != walkers.side) & (side * walkers.over > 0)
        crossings = [
            Crossing(float(over_s), self.line.id, "in" if way > 0 else "out")
            for over_s, way in zip(walkers.over_s[through], side[through], strict=True)
        ]
        walkers.side[side != 0] = side[side != 0]
        walkers.over[side != 0] = 0
        missed = np.isin(self._walkers.ids, tracks.ids) & ~np.isin(self._walkers.ids, walkers.ids)
        self._walkers = walkers.beside(self._walkers.chosen(missed))
        return tuple(sorted(crossings, key=lambda crossing: (crossing.t_s, crossing.way)))

    def _known(self, tracks: Tracks, seen: NDArray[np.intp], feet: NDArray[np.float64]) -> _Walkers:
        """Return what is known of those who are seen now, who may be new."""
        ids = tracks.ids[seen]
        old = self._walkers.chosen(np.isin(self._walkers.ids, ids))
        new = ~np.isin(ids, old.ids)
        return old.beside(_beginning(ids[new], feet[new], tracks.t_s))

    def _met(self, walkers: _Walkers, feet: NDArray[np.float64], t_s: float) -> _Walkers:
        """Return walkers at their next place, with whether they met the line on the way there."""
        over = self._crossed(walkers.feet, feet)
        before, after = (np.abs(self._distance(each)) for each in (walkers.feet, feet))
        share = before / np.maximum(before + after, np.finfo(np.float64).tiny)
        met_s = walkers.seen_s + share * (t_s - walkers.seen_s)
        return replace(
            walkers,
            feet=feet,
            seen_s=np.full(len(feet), t_s),
            over=walkers.over + over,
            over_s=np.where(over != 0, met_s, walkers.over_s),
        )

    def _crossed(self, before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return 1 for who crossed the line inwards, -1 for outwards, 0 for who did not, exactly.

        A foot on the line is inside, and a way through an end of the line crosses one of two
        lines that meet there.
        """
        was_in, is_in = (turns(self._start, self._end, each) >= 0 for each in (before, after))
        ends = [turns(before, after, each) >= 0 for each in (self._start, self._end)]
        met = (was_in != is_in) & (ends[0] != ends[1])
        return np.where(met, np.where(is_in, 1, -1), 0).astype(np.int8)

    def _distance(self, feet: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far feet are from the line and what prolongs it, in pixels, inside above 0."""
        (x, y), (along_x, along_y) = (feet - self._start).T, self._end - self._start
        away: NDArray[np.float64] = (along_x * y - along_y * x) / np.hypot(along_x, along_y)
        return away

    def _clear_side(
        self, feet: NDArray[np.float64], boxes: NDArray[np.float32]
    ) -> NDArray[np.int8]:
        """Return 1 for who is clear of the line inside, -1 outside, 0 for who is too near."""
        away, heights = self._distance(feet), boxes[:, 3] - boxes[:, 1]
        return np.where(np.abs(away) > MARGIN * heights, np.sign(away), 0).astype(np.int8)


def _beginning(ids: NDArray[np.int64], feet: NDArray[np.float64], t_s: float) -> _Walkers:
    """Return those of whom nothing is known but where they are now."""
    times_s, nothing = np.full(len(ids), t_s), np.zeros(len(ids), np.int8)
    return _Walkers(ids, feet, times_s, nothing, nothing, times_s)


def gate_flow(line: GateLine, crossings: Sequence[Crossing], watched_s: float) -> GateFlow:
    """Return how many crossed a line, of crossings in any order, of any lines.

    >>> from pipeline.domain.label import Label
    >>> line = GateLine("gate", Label("校门", "gate"), (0, 0.5), (1, 0.5), width_m=4.0)
    >>> times = (10.0, 20.0, 69.0, 75.0, 200.0)
    >>> flow = gate_flow(line, [Crossing(t_s, "gate", "in") for t_s in times], 240.0)
    >>> flow.people, flow.busiest_minute, flow.peak_per_min_m
    ((5, 0), (3, 0), (0.75, 0.0))
    """
    ours = [crossing for crossing in crossings if crossing.line_id == line.id]
    times_s = [sorted(each.t_s for each in ours if each.way == way) for way in WAYS]
    into, out = times_s
    return GateFlow(line, watched_s, (len(into), len(out)), (_busiest(into), _busiest(out)))


def _busiest(times_s: Sequence[float]) -> int:
    """Return the most of rising times that lie within a minute."""
    ends = np.searchsorted(times_s, np.add(times_s, MINUTE_S)) if len(times_s) else np.empty(0)
    return int(np.max(ends - np.arange(len(ends)), initial=0))
