"""Pictures that nobody will look at, and on which no other one rests: they are not decoded.

Which pictures are sampled follows from times alone, and packets state the times of pictures before
these are decoded. A picture is passed over only where it surely is not the first of its slot of
time, since an earlier one of the same slot is known. What is not decoded takes its place among the
others by its time, so that all of them keep the numbers and times that they have when each is
decoded. Wherever something is not as usual (no timestamps, steps back, fields in packets of their
own, packets without a picture) everything is decoded until it has been usual for a while.
"""

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from pipeline.sources.clock import FootageClock, Sampler
from pipeline.sources.referenced import Rests, rests_of

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

USUAL = 16
"""Pictures in their due order, after which it is believed: as many as a decoder ever holds back,
and from as many it learns how far out of order they are coded."""


class Passing:
    """Decides packet by packet, in the order of decoding, whose pictures are passed over.

    `clock` and `sampler` are those that the pictures go through, in the order of their times.
    """

    def __init__(self, stream: "VideoStream", clock: FootageClock, sampler: Sampler) -> None:
        self._context = stream.codec_context
        self._clock, self._sampler = clock, sampler
        self._rests: Rests | None = None
        if sampler.sample_fps is not None:
            self._rests = rests_of(self._context.name, self._context.extradata)
        self._coming: list[float] = []
        self._passed: list[float] = []
        self._last_s: float | None = None
        self._usual = 0
        self._reordered = False

    @property
    def is_reordered(self) -> bool:
        """Whether pictures are coded in another order than that in which they are shown."""
        return bool(self._context.has_b_frames)

    def passes(self, packet: "Packet[VideoStream]", stamp_s: float | None) -> bool:
        """Tell whether the picture of a packet, to be shown at `stamp_s`, need not be decoded."""
        if self._rests is None or not packet.size or packet.is_discard:
            return False
        rested_on = self._rests(memoryview(packet))
        if stamp_s is None or not self._is_due(stamp_s):
            self._usual = 0
            return False
        if rested_on or self._usual < USUAL or not self._is_second(stamp_s):
            insort(self._coming, stamp_s)
            return False
        insort(self._passed, stamp_s)
        return True

    def _is_due(self, stamp_s: float) -> bool:
        """Tell whether a picture comes in an order that the decoder allows for."""
        coming, passed = bisect_left(self._coming, stamp_s), bisect_left(self._passed, stamp_s)
        depth = len(self._coming) - coming + len(self._passed) - passed
        self._reordered = self._reordered or depth > 0
        is_double = stamp_s in self._coming[coming : coming + 1] + self._passed[passed : passed + 1]
        is_late = self._last_s is not None and stamp_s <= self._last_s
        return depth <= self._context.reorder_depth and not is_double and not is_late

    def _is_second(self, stamp_s: float) -> bool:
        """Tell whether an earlier picture of the same slot is known, so that this is not sampled.

        Times state the order of pictures only if they differ from that of decoding as the decoder
        says; some are mere copies of it.
        """
        if self._last_s is None or self._reordered != self.is_reordered:
            return False
        coming, passed = bisect_left(self._coming, stamp_s), bisect_left(self._passed, stamp_s)
        before_s = max(self._coming[:coming][-1:] + self._passed[:passed][-1:] + [self._last_s])
        one, other = self._clock.foreseen(before_s), self._clock.foreseen(stamp_s)
        if one is None or other is None:
            return False
        return self._sampler.slot(one) == self._sampler.slot(other)

    def before(self, stamp_s: float | None) -> list[float]:
        """Return when those are to be shown that were passed over before a decoded picture."""
        if self._rests is None:
            return []
        if stamp_s is None or (self._last_s is not None and stamp_s <= self._last_s):
            self._usual, self._last_s = 0, stamp_s
            self._coming.clear()
            return self.rest()
        place = bisect_left(self._coming, stamp_s)
        # One that does not come is lost, or was the second field of another.
        self._usual = 0 if place else self._usual + 1
        del self._coming[: place + (stamp_s in self._coming[place : place + 1])]
        self._last_s = stamp_s
        place = bisect_left(self._passed, stamp_s)
        passed, self._passed = self._passed[:place], self._passed[place:]
        return passed

    def rest(self) -> list[float]:
        """Return when those are to be shown that were passed over and not yet told of."""
        passed, self._passed = self._passed, []
        return passed
