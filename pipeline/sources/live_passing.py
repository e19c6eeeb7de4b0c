"""Pictures of a live stream that are not decoded: nobody will look at them, or they are too old.

What is shown when is told by arrival here, so that, unlike in a recording (`passing`), no picture
has to be the very first of its slot of time.
"""

from typing import TYPE_CHECKING

from pipeline.domain.pace import Pace
from pipeline.sources.clock import Sampler
from pipeline.sources.referenced import rests_of

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

LATE_S, CAUGHT_UP_S = 2.0, 0.5
"""So far a stream may be behind before what is waiting is thrown away up to a key picture, and
so far, at most, it then still is. Assumptions: a network's hiccup is shorter."""

LONGEST_JUMP_S = 60.0
"""Who is behind by more has a clock that jumped."""

DRIFT = 0.01
"""Of a camera's stamps against our clock: some count frames at the rate that they were set to, and
keep to it by a hundredth (an assumption). Who decodes too slowly by less is not told apart."""

DRAINING_S, LEAST_GAIN_S = 2.0, 1.0
"""What waits in a connection is passed over much faster than it was sent. Where that gains less
than so much in so long, nothing waits: pictures come late by themselves, as behind a slow link."""


class LivePassing:
    """Decides packet by packet whether its picture is decoded.

    Where others rest on none, only pictures that are due are. Who cannot decode as fast as the
    camera sends would show ever older pictures: they wait here, or in the connection, as by the
    camera's own stamps is seen. Then all is passed over up to a key picture that is not old. `late`
    counts these, `passed` all others, and `spared` those of them into which nobody has looked.
    """

    def __init__(self, video: "VideoStream", sampler: Sampler) -> None:
        context = video.codec_context
        self.passed = self.late = self.spared = 0
        self._rests = rests_of(context.name, context.extradata)
        self._sampler = sampler
        self._least_s: float | None = None
        self._told_s = 0.0
        self._catching_up = False
        self._checked = (0.0, 0.0)

    def passes(
        self,
        packet: "Packet[VideoStream]",
        pace: Pace | None,
        late_s: float,
        *,
        is_spared: bool = False,
    ) -> bool:
        """Tell whether a packet, the last one of a pace, is passed over.

        By `late_s` it is decoded later than it could have been when it had come. It `is_spared`
        where it leads to no picture that is looked at.
        """
        if pace is None or not packet.size:
            return False
        if self._is_late(packet, pace, late_s):
            self.late += 1
            return True
        rested_on = self._rests is None or self._rests(memoryview(packet))
        is_needed = rested_on or packet.is_corrupt or self._sampler.is_due(pace.t_s)
        if is_needed and not is_spared:
            return False
        self.spared += is_spared
        self.passed += 1
        return True

    def _is_late(self, packet: "Packet[VideoStream]", pace: Pace, late_s: float) -> bool:
        behind_s = self._behind_s(pace)
        if not self._catching_up:
            self._catching_up = behind_s + late_s > LATE_S
            self._checked = (pace.t_s, behind_s)
        elif packet.is_keyframe and late_s <= CAUGHT_UP_S:
            self._catching_up = not self._is_caught_up(pace.t_s, behind_s)
        return self._catching_up

    def _is_caught_up(self, t_s: float, behind_s: float) -> bool:
        since_s, then_s = self._checked
        if t_s - since_s >= DRAINING_S:
            self._checked = (t_s, behind_s)
            if then_s - behind_s < LEAST_GAIN_S:
                self._least_s = (self._least_s or 0.0) + behind_s
                return True
        return behind_s <= CAUGHT_UP_S

    def _behind_s(self, pace: Pace) -> float:
        """Return by how much longer than the quickest one this picture took to come."""
        if pace.media_s is None:
            return 0.0
        took_s = pace.t_s - pace.media_s
        least_s = took_s if self._least_s is None else self._least_s
        least_s += DRIFT * (pace.t_s - self._told_s) if self._told_s else 0.0
        if took_s < least_s or took_s - least_s > LONGEST_JUMP_S:
            least_s = took_s
        self._least_s, self._told_s = least_s, pace.t_s
        return took_s - least_s
