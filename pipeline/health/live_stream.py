"""What the packets of a live stream say of it: a camera's clock that was set, and lost parts."""

from collections.abc import Iterator

from pipeline.domain.health import HealthFault
from pipeline.domain.intake import Intake
from pipeline.domain.label import Label
from pipeline.domain.pace import Pace
from pipeline.health.dwell import Dwell, Spell

JUMP_S = 5.0
"""A step of the camera's clock that differs by more from ours: it was set, and did not run."""

WRAP_S = 2**32 / 90_000
"""After so long the 32 bits of RTP's stamps are full. Where pictures are coded out of order, FFmpeg
shows that as a step by as much, which is none (measured)."""

LOSSY = 0.1
"""Of the packets, with parts missing: an assumption. A line that loses one in a hundred RTP packets
damages so many pictures of 30 kB, and people are then counted in what is left of them."""

ENTER_S, EXIT_S = 10.0, 10.0
WINDOW_S = 1.0


class StreamWatch:
    """Takes how far a stream has come and what became of it, and tells of faults in between.

    Arrival tells the time of what is seen, so that a camera may set its clock at will: that is told
    as a fault of a moment, since its own recordings have a gap or a doubled time there.
    """

    def __init__(self, camera_id: str) -> None:
        self._camera_id = camera_id
        self._last: Pace | None = None
        self._begin: tuple[Pace, Intake] | None = None
        self._dwell = Dwell(ENTER_S, EXIT_S)
        self._detail = Label("", "")

    def step(self, pace: Pace, intake: Intake) -> Iterator[HealthFault]:
        """Yield the faults that begin or end by now."""
        last, self._last = self._last, pace
        if last is not None and last.began_s == pace.began_s:
            yield from self._jumped(last, pace)
        yield from self._lost(pace, intake)

    def finish(self, t_s: float) -> tuple[HealthFault, ...]:
        """Return the fault that lasts, as ended at a time."""
        spell = self._dwell.finish()
        return () if spell is None else (self._fault(Spell(spell.start_s, t_s)),)

    def _jumped(self, last: Pace, pace: Pace) -> Iterator[HealthFault]:
        if last.media_s is None or pace.media_s is None:
            return
        by_s = (pace.media_s - last.media_s) - (pace.t_s - last.t_s)
        if abs(by_s) > JUMP_S and abs(abs(by_s) - WRAP_S) > JUMP_S:
            detail = Label(
                f"探头的时钟变动了 {by_s:+.1f} 秒", f"the camera's clock was set by {by_s:+.1f} s"
            )
            yield HealthFault(self._camera_id, "clock_jump", pace.t_s, pace.t_s, detail)

    def _lost(self, pace: Pace, intake: Intake) -> Iterator[HealthFault]:
        begin = self._begin
        if begin is None or begin[0].began_s != pace.began_s:
            self._begin = (pace, intake)
            return
        looked_into = _looked_into(intake) - _looked_into(begin[1])
        damaged = intake.corrupt - begin[1].corrupt
        if pace.t_s - begin[0].t_s < WINDOW_S or looked_into <= 0:
            return
        self._begin = (pace, intake)
        spell = self._dwell.step(pace.t_s, damaged >= LOSSY * looked_into)
        if spell is None:
            return
        if spell.end_s is None:
            share = f"{damaged / looked_into:.0%}"
            self._detail = Label(
                f"{share} 的数据包有缺损；画面仍计数，但不用于判断探头状态",
                f"{share} of the packets have parts missing; people are counted, the camera's"
                " health is not judged by them",
            )
        yield self._fault(spell)

    def _fault(self, spell: Spell) -> HealthFault:
        return HealthFault(self._camera_id, "corrupt", spell.start_s, spell.end_s, self._detail)


def _looked_into(intake: Intake) -> int:
    """Return of how many pictures it is known, or soon will be, whether parts are missing."""
    return intake.came - intake.spared - intake.late
