"""Which picture of a live stream is looked at in each slot of time, and which need no decoding.

A slot's first picture, as of a recording; but where one that begins anew comes later in the same
slot, that one: of all that came since the last one looked at, none is then decoded. It is waited
for where the camera sends such pictures evenly; slots are shifted for them (`key_slots`). At one or
two samples a second both lie in one second of the clock, so that none is without a picture by that.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.sources.clock import Sampler
from pipeline.sources.key_rhythm import KeyRhythm
from pipeline.sources.key_slots import LONGEST_STEP_S, KeySlots
from pipeline.sources.receiving import Arrival

if TYPE_CHECKING:
    from av.video.stream import VideoStream

MOST_WAITING = 32
"""Packets of which none is due: at a sample in many seconds, decoding is spread all the same."""

LONGEST_WAIT_S = 10.0
"""For one that begins anew: what waits needs memory, and a stream of which nothing is decoded for
long is taken for blind (`live`)."""

LONGEST_S = 1.0
"""From the last picture looked at to one that is better than another: for so long a count speaks
(`crowd.watch`). At less than a sample a second no tier is told, and it may be longer; at more than
two people are followed, and it is `LONGEST_STEP_S`."""

NONE = frozenset[int]()


class Choosing:
    """Tells of packets what is due, and of those taken together which are spared.

    `is_due` and `next_s` are asked by one thread, and `spared` by that which decodes. Where
    pictures are shown in another order than they are sent, each has to be decoded.
    """

    def __init__(self, video: "VideoStream", sampler: Sampler) -> None:
        self._context = video.codec_context
        self._sampler = sampler
        self._rhythm = KeyRhythm()
        self._slots = KeySlots(sampler, self._rhythm)
        self._next_slot = self._taken_slot = 0
        self._due_s = self._handed_out_s = -math.inf

    def is_due(self, arrival: Arrival, waiting: int) -> bool:
        """Tell whether a packet, the last of so many, is to be decoded now, with those before."""
        if arrival.pace is None:
            return True
        t_s = arrival.pace.t_s
        if arrival.packet.size:
            self._rhythm.step(t_s, is_key=arrival.begins_anew)
        if arrival.begins_anew and not self._context.has_b_frames:
            self._slots.follow(t_s)
        slot = self._sampler.slot(t_s)
        if slot is not None and slot < self._open_slot:
            is_due = waiting >= MOST_WAITING and not self._is_spare_until_next(t_s)
        elif is_due := arrival.begins_anew or not self._is_better_near(t_s):
            self._next_slot = 0 if slot is None else slot + 1
            self._due_s = t_s
        self._handed_out_s = t_s if is_due else self._handed_out_s
        return is_due

    def next_s(self, t_s: float) -> float | None:
        """Return when the next one should be due or begin anew, if the last one came at `t_s`.

        None where that may be any: one that begins anew is large, and is not left to wait.
        """
        slot, anew_s = self._sampler.slot(t_s), self._next_anew_s(t_s)
        if slot is None or anew_s is None:
            return None
        if slot >= self._open_slot:
            return anew_s if self._is_better_near(t_s) else None
        return min(self._sampler.end_s(t_s), anew_s)

    @property
    def _open_slot(self) -> int:
        """The first slot of which nothing is due yet; who decodes may still be at what is."""
        return max(self._next_slot, self._sampler.next_slot)

    @property
    def _is_dense(self) -> bool:
        """Whether no second is without a picture by the longest step alone."""
        return (self._sampler.sample_fps or math.inf) > 1.0 / LONGEST_STEP_S

    def decoded(self) -> None:
        """Hear that all is decoded that was taken: what is not looked at by now is due again."""
        if self._next_slot == self._taken_slot:
            self._next_slot, self._due_s = self._sampler.next_slot, self._sampler.last_s

    def _is_better_near(self, t_s: float) -> bool:
        """Tell whether a picture that begins anew should come that may be looked at instead."""
        next_s = self._next_anew_s(t_s)
        return next_s is not None and self._is_as_good(next_s, t_s, self._due_s)

    def _is_spare_until_next(self, t_s: float) -> bool:
        """Tell whether a picture that begins anew should come before the next one is due."""
        if t_s - self._handed_out_s > LONGEST_WAIT_S:
            return False
        next_s = self._next_anew_s(t_s)
        slot = None if next_s is None else self._sampler.slot(next_s)
        return slot is not None and slot <= self._next_slot

    def _next_anew_s(self, t_s: float) -> float | None:
        return None if self._context.has_b_frames else self._rhythm.next_s(t_s)

    def _is_as_good(self, other_s: float, t_s: float, last_s: float) -> bool:
        """Tell whether a picture may be looked at instead of another, after one at `last_s`."""
        slot, fps = self._sampler.slot(t_s), self._sampler.sample_fps
        if slot is None or fps is None or slot != self._sampler.slot(other_s):
            return False
        if fps < 1.0:
            return other_s - t_s <= LONGEST_WAIT_S
        longest_s = LONGEST_STEP_S if self._is_dense else LONGEST_S
        if last_s != -math.inf and other_s - last_s > longest_s:
            return False
        return self._is_dense or math.floor(other_s) == math.floor(t_s)

    def spared(self, arrivals: Sequence[Arrival]) -> frozenset[int]:
        """Return the places of those that are not decoded, for they lead to none looked at."""
        self._taken_slot = self._next_slot
        anew = [place for place, arrival in enumerate(arrivals) if arrival.begins_anew]
        if not anew or self._context.has_b_frames:
            return NONE
        looked_at, spared = self._looked_at(arrivals, anew), set[int]()
        for place in anew:
            last = max((before for before in looked_at if before < place), default=-1)
            spared.update(range(last + 1, place))
        return frozenset(spared)

    def _looked_at(self, arrivals: Sequence[Arrival], anew: Sequence[int]) -> set[int]:
        """Return the places of those that are looked at."""
        found, next_slot, last_s = set[int](), self._sampler.next_slot, self._sampler.last_s
        for place, arrival in enumerate(arrivals):
            slot = self._sampler.slot(_came_s(arrival))
            if slot is None:
                found.add(place)
            elif slot >= next_slot:
                chosen = self._chosen(arrivals, place, anew, last_s)
                found.add(chosen)
                next_slot, last_s = slot + 1, _came_s(arrivals[chosen])
        return found

    def _chosen(
        self, arrivals: Sequence[Arrival], place: int, anew: Sequence[int], last_s: float
    ) -> int:
        """Return the place of the picture that is looked at where that at a place is due."""
        t_s = _came_s(arrivals[place])
        for other in anew:
            if other >= place and self._is_as_good(_came_s(arrivals[other]), t_s, last_s):
                return other
        return place


def _came_s(arrival: Arrival) -> float:
    """Return when a packet came; before all else where no picture has come yet."""
    return 0.0 if arrival.pace is None else arrival.pace.t_s
