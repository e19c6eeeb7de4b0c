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
from pipeline.sources.referenced import rests_of
from pipeline.sources.showing import Showing

if TYPE_CHECKING:
    from av import VideoFrame
    from av.packet import Packet
    from av.video.stream import VideoStream

USUAL = 16
"""Pictures in their due order, after which it is believed: as many as a decoder ever holds back,
and from as many it learns how far out of order they are coded."""


class Passing:
    """Decides packet by packet, in the order of decoding, whose pictures are passed over.

    `clock` and `sampler` are those that the pictures go through, in the order of their times, which
    `showing` tells.
    """

    def __init__(
        self, stream: "VideoStream", clock: FootageClock, sampler: Sampler, showing: Showing
    ) -> None:
        self._context = stream.codec_context
        self._clock, self._sampler, self._showing = clock, sampler, showing
        self._rests = rests_of(self._context.name, self._context.extradata)
        self._coming: list[float] = []
        self._passed: list[float] = []
        self._last: float | None = None
        self._usual = 0
        self._is_reordered = False
        self._is_worth_it = False

    def passes(self, packet: "Packet[VideoStream]") -> bool:
        """Tell whether the picture of a packet need not be decoded.

        Until the first on which no other rests there is nothing to gain, and little is kept.
        """
        if self._rests is None or not packet.size:
            return False
        key, rested_on = self._showing.arrives(packet), self._rests(memoryview(packet))
        self._is_worth_it = self._is_worth_it or not rested_on
        if not self._is_worth_it or packet.is_discard:
            return False
        if key is None or packet.is_corrupt or not self._is_due(key):
            self._usual = 0
            return False
        passes = not rested_on and self._usual >= USUAL and self._is_second(key)
        insort(self._passed if passes else self._coming, key)
        return passes

    def _is_due(self, key: float) -> bool:
        """Tell whether a picture comes in an order that the decoder allows for."""
        coming, passed = bisect_left(self._coming, key), bisect_left(self._passed, key)
        depth = len(self._coming) - coming + len(self._passed) - passed
        self._is_reordered = self._is_reordered or depth > 0
        is_double = key in (*self._coming[coming : coming + 1], *self._passed[passed : passed + 1])
        is_late = self._last is not None and key <= self._last
        return depth <= self._context.reorder_depth and not is_double and not is_late

    def _is_second(self, key: float) -> bool:
        """Tell whether an earlier picture of the same slot is known, so that this is not sampled.

        Times state the order of pictures only if they differ from that of decoding as the decoder
        says; some are mere copies of it.
        """
        if self._last is None or self._is_reordered != self._context.has_b_frames:
            return False
        coming, passed = bisect_left(self._coming, key), bisect_left(self._passed, key)
        before = max(self._coming[:coming][-1:] + self._passed[:passed][-1:] + [self._last])
        slot = self._slot(key)
        return slot is not None and slot == self._slot(before)

    def _slot(self, key: float) -> int | None:
        stamp_s = self._showing.stamp_s(key)
        t_s = None if stamp_s is None else self._clock.foreseen(stamp_s)
        return None if t_s is None else self._sampler.slot(t_s)

    def before(self, picture: "VideoFrame") -> tuple[list[float | None], float | None]:
        """Return when the next decoded picture is shown, and before it those passed over."""
        if not self._is_worth_it:
            return [], self._showing.own_s(picture)
        key = self._showing.comes(picture, self._usual >= USUAL)
        if key is None or (self._last is not None and key <= self._last):
            self._usual, self._last = 0, key
            self._coming.clear()
            return self.rest(), self._showing.own_s(picture)
        place = bisect_left(self._coming, key)
        # One that does not come is lost, or was the second field of another.
        self._usual = 0 if place else self._usual + 1
        del self._coming[: place + (key in self._coming[place : place + 1])]
        self._last = key
        place = bisect_left(self._passed, key)
        passed, self._passed = self._passed[:place], self._passed[place:]
        return self._stamps_s(passed), self._showing.stamp_s(key)

    def rest(self) -> list[float | None]:
        """Return when those are shown that were passed over and not yet told of."""
        passed, self._passed = self._passed, []
        return self._stamps_s(passed)

    def _stamps_s(self, keys: list[float]) -> list[float | None]:
        return [self._showing.stamp_s(key) for key in keys]
