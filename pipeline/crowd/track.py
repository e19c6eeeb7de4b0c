"""Who in this picture was who in the last one: boxes joined over time into tracks.

After ByteTrack: sure detections are joined first, and who is then still missing is looked for
among the unsure ones, for a person half hidden scores less but has not gone. Both times the sum of
overlaps (intersection over union) with where everybody should be by now is made as great as it can
be. Nothing but boxes and times is known of anybody, and an id is forgotten with its track.
Tracks tell how people move; how many there are is told by the detections alone.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd import motion
from pipeline.domain.detections import Detections
from pipeline.domain.tracks import PROVISIONAL, Tracks
from pipeline.errors import InputError
from pipeline.geometry.matching import Indices, best_matching
from pipeline.imaging.overlap import Ratios, Table, ratios_between, table

LEAST_OVERLAP = 0.1
"""Boxes that overlap less (intersection over union) are not the same person's."""
LOST_S = 1.0
"""Who was not seen for longer is not looked for any more."""

Followed: TypeAlias = NDArray[np.float64]
"""Everybody who is followed, n of them, as a table (14, n): what is believed of their motion, and
below it …"""
SINCE, SEEN, ID = motion.ROWS, motion.ROWS + 1, motion.ROWS + 2
"""… when each was seen first and last, and the id."""
NOBODY: Followed = np.empty((motion.ROWS + 3, 0))


class Tracker:
    """Follows the people of one camera; frames go in by `step`, in the order of time.

    `sure` is the score from which a detection is looked at first; from `begin` on it may begin a
    track. Time is that of the frames alone, as irregular as they come: after a gap of more than
    LOST_S, or where time runs backwards, everybody is somebody new. `compiled` is as in
    `imaging.nms.kept`.
    """

    def __init__(
        self, sure: float = 0.5, begin: float = 0.5, *, compiled: bool | None = None
    ) -> None:
        self.sure = sure
        self.begin = max(begin, sure)
        self._compiled = compiled
        self._followed = NOBODY
        self._t_s = 0.0
        self._next_id = 1

    def step(self, detections: Detections, t_s: float) -> Tracks:
        """Return who is followed now; raises InputError for a time that is no number."""
        if not math.isfinite(t_s):
            raise InputError(f"the time of a frame must be a number, got {t_s:g}")
        found, sure = table(detections.boxes), detections.scores >= self.sure
        followed = _awaited(self._followed, t_s, t_s - self._t_s)
        partner = self._partners(followed, found, sure)
        hit = partner >= 0
        _find(followed, found, partner, hit)
        followed[SEEN][hit] = t_s
        sure[partner[hit]] = False
        sure &= detections.scores >= self.begin
        followed, partner = self._named(followed, partner, hit)
        new = sure.nonzero()[0]
        if len(new):
            followed = np.concatenate((followed, _new(found, new, t_s)), 1)
            partner = np.concatenate((partner, new))
        self._followed, self._t_s = followed, t_s
        return _told(followed, partner, t_s)

    def _partners(self, followed: Followed, found: Table, sure: NDArray[np.bool_]) -> Indices:
        """Return which of the boxes found is whose, -1 for who is missed."""
        sizes = followed.shape[1], found.shape[1]
        before = table(followed[:4].T)
        pairs = ratios_between(before, found, LEAST_OVERLAP, compiled=self._compiled)
        first = sure.take(pairs.second)
        if np.logical_and.reduce(first):
            return best_matching(*pairs, sizes, compiled=self._compiled)
        partner = best_matching(*_some(pairs, first), sizes, compiled=self._compiled)
        second = ~first & (partner.take(pairs.first) < 0)
        if not np.logical_or.reduce(second):
            return partner
        other = best_matching(*_some(pairs, second), sizes, compiled=self._compiled)
        return np.maximum(partner, other)

    def _named(
        self, followed: Followed, partner: Indices, hit: NDArray[np.bool_]
    ) -> tuple[Followed, Indices]:
        """Return them with ids for those who have just been seen again."""
        unnamed = followed[ID] < 0
        if not np.logical_or.reduce(unnamed):
            return followed, partner
        again = (unnamed & hit).nonzero()[0]
        followed[ID][again] = np.arange(self._next_id, self._next_id + len(again))
        self._next_id += len(again)
        # Who was seen once and not again was perhaps never there.
        stay = (~unnamed | hit).nonzero()[0]
        return followed.take(stay, 1), partner.take(stay)


def _new(found: Table, which: Indices, t_s: float) -> Followed:
    """Return tracks that begin with some of the boxes found."""
    followed = np.empty((len(NOBODY), len(which)))
    followed[: motion.ROWS] = motion.standing(found[:4].take(which, 1))
    followed[SINCE], followed[SEEN], followed[ID] = t_s, t_s, PROVISIONAL
    return followed


def _awaited(followed: Followed, t_s: float, passed_s: float) -> Followed:
    """Return who is still looked for, where everybody should be by now."""
    if not followed.shape[1] or passed_s < 0.0:
        return NOBODY
    waited_for = followed[SEEN] >= t_s - LOST_S
    followed = followed.compress(waited_for, 1)
    motion.move(followed, passed_s)
    return followed


def _find(followed: Followed, found: Table, partner: Indices, hit: NDArray[np.bool_]) -> None:
    """Correct what is believed of everybody who was found."""
    if found.shape[1]:
        # Who was missed is shown some other box, in which there is no trust.
        motion.correct(followed, found[:4].take(partner, 1), hit)


def _some(pairs: Ratios, which: NDArray[np.bool_]) -> Ratios:
    return Ratios(*(each.compress(which) for each in pairs))


def _told(followed: Followed, partner: Indices, t_s: float) -> Tracks:
    """Return what the world is told of everybody."""
    return Tracks(
        t_s=t_s,
        ids=followed[ID].astype(np.int64),
        boxes=followed[:4].T.astype(np.float32, order="C"),
        detection=partner,
        since_s=followed[SINCE].copy(),
        seen_s=followed[SEEN].copy(),
    )
