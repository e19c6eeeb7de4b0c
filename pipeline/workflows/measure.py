"""What each stage of frame processing costs on this machine, measured with this detector."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from pipeline.crowd.occupancy import zone_counts
from pipeline.detect.detector import Detector
from pipeline.domain.bench import STAGES, Measurement, Stage, StageTime
from pipeline.domain.crowding import PictureZone
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.frame import Frame
from pipeline.runtime.session import Session
from pipeline.sources.decoding import Converter, Picture, displayed_size
from pipeline.sources.footage import decoded_pictures

WARM_UP_FRAMES = 3
TAIL_PERCENT = 95

Progress = Callable[[float, float | None], None]


@dataclass(frozen=True)
class MeasureTask:
    """What to measure: a model on a provider, with the first `frames` of a recording."""

    manifest: DetectorManifest
    provider: str
    threads: int
    footage: Path
    zones: tuple[PictureZone, ...]
    frames: int


def measure(task: MeasureTask, progress: Progress | None = None) -> Measurement:
    """Return what each stage costs; raises what opening the detector or the footage raises."""
    session = Session(task.manifest, (task.provider,), task.threads)
    detector = Detector(replace(task.manifest, sha256=session.sha256), session)
    decode_ms = _decoding_ms(task.footage, task.frames)
    run = _Run(detector, task.zones)
    run.warm_up(task.footage)
    run.go(task.footage, task.frames, progress or (lambda done, total: None))
    return run.measurement(session, decode_ms)


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

    def measurement(self, session: Session, decode_ms: float) -> Measurement:
        """Return what this pass has shown."""
        manifest, frames = self.detector.manifest, len(self.people)
        laps = ((stage, _time(self.laps[stage])) for stage in STAGES[1:])
        return Measurement(
            model=manifest.name,
            sha256=session.sha256,
            untested=manifest.untested,
            provider=session.provider,
            nodes=session.nodes,
            frames=frames,
            source_size=self.source_size,
            input_size=self.input_size,
            people_mean=sum(self.people) / frames,
            stages=(("decode", StageTime(decode_ms, None)), *laps),
            frames_per_s=frames / self.wall_s,
            cpu_ms=1e3 * self.cpu_s / frames,
            peak_memory_mib=_peak_memory_mib(),
        )


def _time(laps: list[float]) -> StageTime:
    half, tail = np.percentile(laps, (50, TAIL_PERCENT))
    return StageTime(float(half), float(tail))


def _peak_memory_mib() -> float | None:
    """Return the most memory this process has held, where the system tells."""
    if sys.platform == "win32":
        return None
    if sys.platform == "linux":
        # What `getrusage` tells there begins with the peak of the process that started this one.
        return _high_water_mib(Path("/proc/self/status"))
    import resource

    # macOS counts in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _high_water_mib(status: Path) -> float | None:
    try:
        lines = status.read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 2**10 for line in lines if line.startswith("VmHWM")), None)
