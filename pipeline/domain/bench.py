"""What was measured of frame processing, and on what: one machine, one clip, models, providers."""

from dataclasses import dataclass
from typing import Literal, get_args

BENCH_FORMAT = 2
"""Of the file that a bench is kept as. 1 held one model on one provider, and no machine."""

Stage = Literal["decode", "scale", "prepare", "infer", "read", "suppress", "count"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order of a frame's way: from packets to a picture, to the model's size in BGR, to its
tensor, through the model, to candidate boxes, to one box a person, to people in zones."""

FLOOR: tuple[Stage, ...] = ("decode", "infer")
"""What no way round is known for: a picture must be decoded, and the model must see it."""

ClipKind = Literal["generated", "recording"]
CLIP_KINDS: tuple[ClipKind, ...] = get_args(ClipKind)


@dataclass(frozen=True)
class Machine:
    """What was measured on; None is what the system does not tell.

    `cores` are those of the machine, `usable_cores` those that this program may use. `gpus` are
    told where a provider of the installed onnxruntime could use one. `versions` names packages.
    """

    processor: str
    cores: int
    usable_cores: int
    memory_mib: float | None
    gpus: tuple[str, ...]
    system: str
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Clip:
    """What was shown; two clips are the same if all this is.

    A generated clip is known by its kind, for encoders do not write the same bytes everywhere; a
    recording by its `digest`.
    """

    kind: ClipKind
    width: int
    height: int
    codec: str
    digest: str | None


@dataclass(frozen=True)
class StageTime:
    """Wall time of a stage for a frame, its median and the 95th of a hundred, in milliseconds.

    Decoders work ahead, so of decoding there is a mean only, and no 95th.
    """

    ms: float
    p95_ms: float | None


@dataclass(frozen=True)
class Measurement:
    """One model on one provider; sizes are (width, height) in pixels.

    `nodes` says how many of the model's nodes run on which provider, where onnxruntime tells.
    `frames_per_s` is the whole way from packet to count, where decoding overlaps with the rest
    as far as cores are free; `cpu_ms` is the processor time of all threads for a frame.
    """

    model: str
    sha256: str
    untested: bool
    provider: str
    nodes: tuple[tuple[str, int], ...]
    frames: int
    source_size: tuple[int, int]
    input_size: tuple[int, int]
    people_mean: float
    stages: tuple[tuple[Stage, StageTime], ...]
    frames_per_s: float
    cpu_ms: float
    peak_memory_mib: float | None

    @property
    def floor_ms(self) -> float:
        """Decoding and the model alone."""
        return sum(time.ms for stage, time in self.stages if stage in FLOOR)

    @property
    def floor_ratio(self) -> float:
        """All stages, one after the other, over the floor: 1 would be nothing beside it."""
        return sum(time.ms for _, time in self.stages) / self.floor_ms


@dataclass(frozen=True)
class NotMeasured:
    """A model that could not be measured on a provider, and why, in one sentence."""

    model: str
    provider: str
    reason: str


@dataclass(frozen=True)
class Bench:
    """All that one call has measured. `threads` 0 leaves their number to onnxruntime.

    `load` is how many programs wanted to run before it began, over the last minute, where the
    system tells.
    """

    machine: Machine
    load: float | None
    clip: Clip
    frames: int
    threads: int
    results: tuple[Measurement, ...]
    not_measured: tuple[NotMeasured, ...]

    @property
    def was_busy(self) -> bool:
        """Whether others wanted half of the cores or more, so that times are too long."""
        return self.load is not None and self.load >= self.machine.usable_cores / 2
