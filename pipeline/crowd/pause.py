"""What lies between two recordings of a camera whose times are known."""

from dataclasses import dataclass

from pipeline.crowd.watch import FREEZE_S
from pipeline.domain.health import FaultKind
from pipeline.domain.label import Label
from pipeline.domain.wall_clock import WallClock


@dataclass(frozen=True)
class Pause:
    """No recording from `end_s` to `begin_s`; `fault` is what to tell of it, if anything.

    Where a recording reaches into the next one, both are the same: time never runs backwards.
    """

    end_s: float
    begin_s: float
    fault: tuple[FaultKind, Label] | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether it is so long that nobody knows what went on."""
        return self.begin_s - self.end_s > FREEZE_S


def pause(clock: WallClock, number: int, end_s: float, name: str) -> Pause | None:
    """Return what lies before the `number`-th recording, when the one before it ended at `end_s`.

    None where its time is not known, so that it follows at once.
    """
    begin_s = clock.begin_s(number)
    if begin_s is None:
        return None
    length_s = begin_s - end_s
    if length_s > FREEZE_S:
        detail = Label(
            f"{name}：此前有 {length_s:.1f} 秒没有录像",
            f"{name}: nothing was recorded for {length_s:.1f} s before it",
        )
        return Pause(end_s, begin_s, ("gap", detail))
    if length_s < -FREEZE_S:
        detail = Label(
            f"{name}：按其时间，它在上一段录像结束前 {-length_s:.1f} 秒就已开始；按紧接其后处理",
            f"{name}: by its time it began {-length_s:.1f} s before the recording before it had"
            " ended; it is taken to follow at once",
        )
        return Pause(end_s, end_s, ("clock_jump", detail))
    return Pause(end_s, max(begin_s, end_s))
