"""Who in this picture was who in the last one: boxes joined over time into tracks.

Everybody is awaited where `motion` says, and `association` tells which box is whose. Nothing but
boxes and times is known of anybody, and an id is forgotten with its track. Tracks tell how people
move; how many there are is told by the detections alone.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pipeline.compiler import Function, Payback
from pipeline.crowd import association, motion
from pipeline.domain.detections import Detections
from pipeline.domain.tracks import PROVISIONAL, Tracks
from pipeline.errors import InputError
from pipeline.geometry.matching import Indices
from pipeline.imaging.overlap import Table, table

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
        self._payback = Payback(200_000)
        self._followed = NOBODY
        self._t_s = 0.0
        self._next_id = 1

    def step(self, detections: Detections, t_s: float) -> Tracks:
        """Return who is followed now; raises InputError for a time or box that is no number."""
        if not math.isfinite(t_s):
            raise InputError(f"the time of a frame must be a number, got {t_s:g}")
        if not np.logical_and.reduce(np.isfinite(detections.boxes), None):
            raise InputError(f"boxes must be numbers, got {_worst(detections.boxes)} at {t_s:g} s")
        found, sure = table(detections.boxes), detections.scores >= self.sure
        partners, move, correct = self._ways(self._followed.shape[1])
        passed_s = t_s - self._t_s
        followed = _awaited(self._followed if passed_s >= 0.0 else NOBODY, t_s)
        move(followed, passed_s)
        partner = partners(followed[:4], found, sure)
        hit = partner >= 0
        if len(sure):
            # Who was missed is shown some other box, in which there is no trust.
            correct(followed, found[:4].take(partner, 1), hit)
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

    def _ways(self, work: int) -> tuple[Function, Function, Function]:
        """Return how to find partners, move and correct: by numpy, or the same as machine code."""
        if self._compiled is None and self._payback.is_due(work):
            self._compiled = True
        if self._compiled:
            return association.compiled(), *motion.compiled()
        return association.partners, motion.move, motion.correct

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


def _awaited(followed: Followed, t_s: float) -> Followed:
    """Return, as a copy, who is still looked for."""
    return followed.compress(followed[SEEN] >= t_s - LOST_S, 1)


def _worst(boxes: NDArray[np.float32]) -> list[float]:
    """Return the first box that is not all numbers."""
    wrong: list[float] = boxes[~np.isfinite(boxes).all(axis=1)][0].tolist()
    return wrong


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
