"""Recorded footage: what a recording is, and its frames one after the other."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.domain.frame import Frame
from pipeline.errors import FootageError
from pipeline.sources.clock import FootageClock, Sampler
from pipeline.sources.container import open_footage
from pipeline.sources.decoding import Converter, ScaledSize, displayed_size, video_stream
from pipeline.sources.passing import Passing
from pipeline.sources.showing import showing_of

if TYPE_CHECKING:
    from av import VideoFrame
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

UNKNOWN_FPS = 25.0
"""An assumption, for recordings that state no frame rate: what cameras are mostly set to."""

LARGEST_FPS = 240.0
"""Beyond it a stated rate is the tick of a variable frame rate's clock."""

LOOKED_AT_S = 60.0
"""Of a recording, to learn how often its pictures stand alone."""

MAX_DEMUX_ERRORS = 16
"""How often reading goes on behind a damaged place before the rest is given up."""


@dataclass(frozen=True)
class FootageFacts:
    """What a recording says about itself; sizes in pixels as displayed, upright.

    `fps` may be the tick of its clock, `average_fps` is the rate that it has on average, by its
    header or else by all its frames; 0 where nothing tells.
    """

    path: str
    width: int
    height: int
    fps: float
    duration_s: float | None
    codec: str
    average_fps: float = 0.0


@dataclass(frozen=True)
class ClockJump:
    """Two frames whose timestamps lie too far apart, or run backwards, to be believed.

    `t_s` is when the second of them is taken to be shown, one frame time after the first;
    `step_s` is how far apart the timestamps lie.
    """

    t_s: float
    step_s: float


def probe_footage(path: Path) -> FootageFacts:
    """Return what the recording says about itself, after decoding its first frame.

    Raises FootageError when it is no recording, or not one frame can be decoded.
    """
    with closing(open_footage(path)) as container:
        stream = video_stream(container)
        first = next(_pictures(container, stream, _Damage()), None)
        if first is None:
            raise FootageError(f"{path}: not one picture of it could be decoded")
        width, height = displayed_size(first)
        return FootageFacts(
            path=str(path),
            width=width,
            height=height,
            fps=_nominal_fps(stream),
            duration_s=_duration_s(container, stream),
            codec=stream.codec_context.name,
            average_fps=_average_fps(stream),
        )


def keyframe_fps(path: Path) -> float:
    """Return how many pictures a second stand alone, over the first minute, decoding none.

    Where fewer than two do, they are taken to be that minute apart.
    """
    with closing(open_footage(path)) as container:
        times_s = []
        for packet in _packets(container, video_stream(container), _Damage()):
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is None or packet.time_base is None:
                continue
            at_s = float(stamp * packet.time_base)
            times_s += [at_s] if packet.is_keyframe else []
            if times_s and at_s - times_s[0] > LOOKED_AT_S:
                break
    return _rate(times_s)


def _rate(times_s: list[float]) -> float:
    """Return how often a second something happens that happened at these times.

    >>> _rate([0.0, 2.0, 4.0]), _rate([7.0])
    (0.5, 0.016666666666666666)
    """
    span_s = times_s[-1] - times_s[0] if times_s else 0.0
    return (len(times_s) - 1) / span_s if span_s > 0.0 else 1.0 / LOOKED_AT_S


def decoded_pictures(path: Path) -> "Iterator[VideoFrame]":
    """Yield every picture of a recording as its decoder gives it: neither scaled nor converted."""
    with closing(open_footage(path)) as container:
        yield from _pictures(container, video_stream(container), _Damage())


class FootageReader:
    """Iterates over the sampled frames of a recording, in order.

    `sample_fps` None takes every frame. `scaled_size` gives the size each image is scaled to
    from the size of the source. `keyframes` decodes only those pictures that stand alone. Frames
    up to `after_index` are sampled, but neither converted nor yielded, so that a run that resumes
    sees exactly what it would have seen.

    `frames_decoded`, `corrupt_packets`, `clock_jumps` (those behind `after_index`) and `end_s`,
    the end of the last frame, hold during and after iteration. Of the frames that count as decoded
    `frames_passed` were not, since they are not sampled and no other rests on them.
    """

    def __init__(
        self,
        path: Path,
        sample_fps: float | None = None,
        scaled_size: ScaledSize | None = None,
        after_index: int = -1,
        keyframes: bool = False,
    ) -> None:
        self.path = path
        self.sample_fps = sample_fps
        self.scaled_size = scaled_size
        self.after_index = after_index
        self.keyframes = keyframes
        self.frames_decoded = 0
        self.frames_passed = 0
        self.end_s = 0.0
        self.clock_jumps: list[ClockJump] = []
        self._damage = _Damage()

    @property
    def corrupt_packets(self) -> int:
        """How many packets could not be decoded, or only in part."""
        return self._damage.packets

    def __iter__(self) -> Iterator[Frame]:
        self.frames_decoded, self.frames_passed, self.end_s = 0, 0, 0.0
        self._damage = _Damage()
        self.clock_jumps = []
        with closing(open_footage(self.path)) as container:
            stream = video_stream(container)
            if self.keyframes:
                stream.codec_context.skip_frame = "NONKEY"
            fps = keyframe_fps(self.path) if self.keyframes else _nominal_fps(stream)
            clock = _Clock(fps)
            sampler, converter = Sampler(self.sample_fps), Converter(self.scaled_size)
            passing = Passing(stream, clock, sampler, showing_of(container, stream))
            passes = passing.passes if self.sample_fps and not self.keyframes else None
            for picture in _pictures(container, stream, self._damage, passes):
                passed_s, stamp_s = passing.before(picture)
                self._pass(clock, passed_s)
                index, t_s = self._count(clock, stamp_s)
                if sampler.takes(t_s) and index > self.after_index:
                    image = converter.image(picture)
                    yield Frame(image, index, t_s, displayed_size(picture))
            self._pass(clock, passing.rest())
            if self.keyframes:
                self.end_s = _ending(self.end_s, 1.0 / fps, _duration_s(container, stream))
        if not self.frames_decoded:
            raise FootageError(f"{self.path}: not one picture of it could be decoded")

    def _count(self, clock: "_Clock", stamp_s: float | None) -> tuple[int, float]:
        """Return the index and the time of the next frame, be it decoded or passed over."""
        index = self.frames_decoded
        t_s, jump = clock.told(index, stamp_s)
        self.frames_decoded, self.end_s = index + 1, clock.end_s
        if jump is not None and index > self.after_index:
            self.clock_jumps.append(jump)
        return index, t_s

    def _pass(self, clock: "_Clock", stamps_s: Sequence[float | None]) -> None:
        """Count frames that were passed over."""
        for stamp_s in stamps_s:
            self._count(clock, stamp_s)
        self.frames_passed += len(stamps_s)


def _ending(end_s: float, step_s: float, duration_s: float | None) -> float:
    """Return when a recording ends whose last key frame was taken to last a whole step.

    >>> _ending(20.0, 2.0, 18.5), _ending(20.0, 2.0, None), _ending(20.0, 2.0, 3.0)
    (18.5, 20.0, 18.0)
    """
    return end_s if duration_s is None else min(end_s, max(duration_s, end_s - step_s))


class _Clock(FootageClock):
    """The recording's clock, which also tells each timestamp that it did not believe."""

    _last_stamp_s: float | None = None

    def told(self, index: int, stamp_s: float | None) -> tuple[float, ClockJump | None]:
        """Return the time of the next frame, and the jump before it, if there is one."""
        before, last_stamp_s = self.jumps, self._last_stamp_s
        t_s = self.time_of(index, stamp_s)
        if stamp_s is None:
            return t_s, None
        self._last_stamp_s = stamp_s
        if self.jumps == before or last_stamp_s is None:
            return t_s, None
        return t_s, ClockJump(t_s, stamp_s - last_stamp_s)


@dataclass
class _Damage:
    """How much of a recording could not be read."""

    packets: int = 0


def _pictures(
    container: "InputContainer",
    stream: "VideoStream",
    damage: _Damage,
    passes: "Callable[[Packet[VideoStream]], bool] | None" = None,
) -> "Iterator[VideoFrame]":
    """Yield every picture that can be decoded; damaged packets are counted and passed over."""
    import av

    for packet in _packets(container, stream, damage):
        if passes is not None and passes(packet):
            continue
        try:
            pictures = packet.decode()
        except av.error.FFmpegError:
            damage.packets += 1
            continue
        damage.packets += packet.is_corrupt or any(picture.is_corrupt for picture in pictures)
        yield from pictures


def _packets(
    container: "InputContainer", stream: "VideoStream", damage: _Damage
) -> "Iterator[Packet[VideoStream]]":
    import av

    errors = 0
    while errors <= MAX_DEMUX_ERRORS:
        try:
            yield from container.demux(stream)
            return
        except av.error.FFmpegError:
            # A new demuxer goes on behind the damaged place.
            errors += 1
            damage.packets += 1


def _nominal_fps(stream: "VideoStream") -> float:
    """Return FFmpeg's guess, which knows of field-coded AVI, unless it is only a clock's tick."""
    for rate in (stream.guessed_rate, stream.average_rate):
        if rate and 0 < rate <= LARGEST_FPS:
            return float(rate)
    return UNKNOWN_FPS


def _average_fps(stream: "VideoStream") -> float:
    rate = float(stream.average_rate or 0.0)
    return rate if 0.0 < rate <= LARGEST_FPS else 0.0


def _duration_s(container: "InputContainer", stream: "VideoStream") -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1e6 if container.duration else None
