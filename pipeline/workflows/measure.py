"""What each stage of frame processing costs on this machine, measured with this detector."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.crowd.occupancy import zone_counts
from pipeline.detect.detector import Detector
from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.frame import Frame
from pipeline.domain.label import Label
from pipeline.errors import UsageError
from pipeline.imaging.gate_scene import ZONE, GateScene
from pipeline.sources.clip import encoded_clip
from pipeline.sources.decoding import Converter, Picture, displayed_size
from pipeline.sources.footage import decoded_pictures
from pipeline.store.atomic import atomic_write
from pipeline.workflows.open_detector import open_detector

Stage = Literal["decode", "scale", "prepare", "infer", "read", "suppress", "count"]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""In the order of a frame's way: from packets to a picture, to the model's size in BGR, to its
tensor, through the model, to candidate boxes, to one box a person, to people in zones."""

CLIP_FPS = 25.0
WARM_UP_FRAMES = 3

Progress = Callable[[float, float | None], None]


MOST_FRAMES = 100_000
MOST_THREADS = 256
"""More threads than any processor has cores keep onnxruntime busy starting them."""


@dataclass(frozen=True)
class MeasureOptions:
    """What to measure with; `footage` None is a generated clip of a school gate."""

    model: str | None = None
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    threads: int = 0
    frames: int = 100
    footage: Path | None = None

    def __post_init__(self) -> None:
        """Refuse numbers with which nothing can be measured."""
        if not 1 <= self.frames <= MOST_FRAMES:
            raise UsageError(f"frames must lie between 1 and {MOST_FRAMES}, got {self.frames}")
        if not 0 <= self.threads <= MOST_THREADS:
            raise UsageError(f"threads must lie between 0 and {MOST_THREADS}, got {self.threads}")


@dataclass(frozen=True)
class Measurement:
    """What was measured; sizes are (width, height) in pixels.

    `stages_ms` are medians of wall time for a frame, `decode` a mean, for decoders work ahead.
    `frames_per_s` is the whole way from packet to count, where decoding overlaps with the rest
    as far as cores are free; `cpu_ms` is the processor time of all threads for a frame.
    """

    model: str
    sha256: str
    untested: bool
    provider: str
    threads: int
    frames: int
    source_size: tuple[int, int]
    input_size: tuple[int, int]
    people_mean: float
    stages_ms: tuple[tuple[Stage, float], ...]
    frames_per_s: float
    cpu_ms: float
    peak_memory_mib: float | None
    cpus: int


def measure(options: MeasureOptions, progress: Progress | None = None) -> Measurement:
    """Return what each stage costs; raises what opening the detector or the footage raises."""
    detector = open_detector(options.model, providers=options.providers, threads=options.threads)
    with _footage(options) as (path, zones):
        decode_ms = _decoding_ms(path, options.frames)
        run = _Run(detector, zones)
        run.warm_up(path)
        run.go(path, options.frames, progress or (lambda done, total: None))
    return run.measurement(detector, options, decode_ms)


@contextmanager
def _footage(options: MeasureOptions) -> Iterator[tuple[Path, tuple[PictureZone, ...]]]:
    """Give the recording to measure on, and the zones to count in."""
    if options.footage is not None:
        yield options.footage, (whole_picture(),)
        return
    with TemporaryDirectory(prefix="sightline-") as folder:
        path = Path(folder) / "gate.mp4"
        # Drawn in a process of its own, so that the peak of memory is that of the measured work.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(_draw_clip, path, options.frames).result()
        yield path, (PictureZone("gate", Label("校门", "gate"), ZONE),)


def _draw_clip(path: Path, frames: int) -> None:
    atomic_write(path, encoded_clip(_gate(frames), CLIP_FPS))


def _gate(frames: int) -> Iterator[NDArray[np.uint8]]:
    """Yield pictures from the middle of the story, when the gate is full."""
    scene = GateScene()
    for number in range(frames):
        yield scene.render((scene.duration_s / 2 + number / CLIP_FPS) % scene.duration_s)


def _decoding_ms(path: Path, frames: int) -> float:
    """Return the wall time of decoding alone, as a mean over the frames."""
    began, decoded = time.perf_counter(), 0
    for decoded, _ in enumerate(decoded_pictures(path), start=1):
        if decoded == frames:
            break
    return 1e3 * (time.perf_counter() - began) / max(decoded, 1)


@dataclass
class _Run:
    """One pass over the footage, with a stopwatch between the stages."""

    detector: Detector
    zones: tuple[PictureZone, ...]
    laps: dict[Stage, list[float]] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)
    source_size: tuple[int, int] = (0, 0)
    input_size: tuple[int, int] = (0, 0)
    wall_s: float = 0.0
    cpu_s: float = 0.0

    def warm_up(self, path: Path) -> None:
        """Let caches fill and memory be had before the clock runs."""
        self.go(path, WARM_UP_FRAMES, lambda done, total: None)
        self.laps.clear()
        self.people.clear()

    def go(self, path: Path, frames: int, progress: Progress) -> None:
        """Process the first `frames` pictures as a review would."""
        converter = Converter(self.detector.scaled_size)
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        for number, picture in enumerate(decoded_pictures(path), start=1):
            self.process(picture, converter)
            progress(number, frames)
            if number == frames:
                break
        self.wall_s = time.perf_counter() - wall_s
        self.cpu_s = time.process_time() - cpu_s

    def process(self, picture: Picture, converter: Converter) -> None:
        """Take one picture all the way, noting when each stage was done."""
        detector, at = self.detector, [time.perf_counter()]
        frame = Frame(converter.image(picture), 0, 0.0, displayed_size(picture))
        at.append(time.perf_counter())
        tensor = detector.prepare(frame)
        at.append(time.perf_counter())
        outputs = detector.run(tensor)
        at.append(time.perf_counter())
        candidates = detector.decode(outputs, frame)
        at.append(time.perf_counter())
        people = detector.suppress(candidates)
        at.append(time.perf_counter())
        counts = zone_counts(people.feet, frame.source_size, self.zones)
        at.append(time.perf_counter())
        for stage, before, after in zip(STAGES[1:], at, at[1:], strict=False):
            self.laps.setdefault(stage, []).append(1e3 * (after - before))
        self.people.append(sum(counts))
        self.source_size = frame.source_size
        fold = 2 if tensor.shape[1] == 12 else 1
        height, width = tensor.shape[1:3] if tensor.shape[3] == 3 else tensor.shape[2:]
        self.input_size = (width * fold, height * fold)

    def measurement(
        self, detector: Detector, options: MeasureOptions, decode_ms: float
    ) -> Measurement:
        """Return what this pass has shown."""
        frames = len(self.people)
        laps = ((stage, median(self.laps[stage])) for stage in STAGES[1:])
        return Measurement(
            model=detector.manifest.name,
            sha256=detector.manifest.sha256 or "",
            untested=detector.manifest.untested,
            provider=detector.provider,
            threads=options.threads,
            frames=frames,
            source_size=self.source_size,
            input_size=self.input_size,
            people_mean=sum(self.people) / frames,
            stages_ms=(("decode", decode_ms), *laps),
            frames_per_s=frames / self.wall_s,
            cpu_ms=1e3 * self.cpu_s / frames,
            peak_memory_mib=_peak_memory_mib(),
            cpus=os.cpu_count() or 1,
        )


def _peak_memory_mib() -> float | None:
    """Return the most memory this process has held, where the system tells."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in KiB, macOS in bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
