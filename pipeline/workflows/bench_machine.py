"""Models on providers on this machine, one after the other on the same clip."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.bench import Bench, Clip, Measurement, NotMeasured
from pipeline.domain.crowding import PictureZone, whole_picture
from pipeline.domain.detector import DetectorManifest
from pipeline.domain.label import Label
from pipeline.errors import ModelError, UsageError
from pipeline.imaging.gate_scene import ZONE, GateScene
from pipeline.jobs.crew import shared_out
from pipeline.jobs.lanes import processes
from pipeline.runtime.machine import load, this_machine
from pipeline.runtime.session import available_providers, provider_name
from pipeline.sources.clip import encoded_clip
from pipeline.sources.footage import probe_footage
from pipeline.store.atomic import atomic_write
from pipeline.store.journal import file_digest
from pipeline.workflows.measure import MeasureTask, measure
from pipeline.workflows.open_detector import named_manifest

CLIP_FPS = 25.0
MOST_FRAMES = 100_000
MOST_THREADS = 256
"""More threads than any processor has cores keep onnxruntime busy starting them."""

Progress = Callable[[float, float | None], None]


@dataclass(frozen=True)
class BenchOptions:
    """What to measure: every model on every provider.

    No model is ours, no provider the processor, no `footage` a generated clip of a school gate.
    """

    models: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    threads: int = 0
    frames: int = 100
    footage: Path | None = None

    def __post_init__(self) -> None:
        """Refuse numbers with which nothing can be measured."""
        if not 1 <= self.frames <= MOST_FRAMES:
            raise UsageError(f"frames must lie between 1 and {MOST_FRAMES}, got {self.frames}")
        if not 0 <= self.threads <= MOST_THREADS:
            raise UsageError(f"threads must lie between 0 and {MOST_THREADS}, got {self.threads}")


def bench(options: BenchOptions, progress: Progress | None = None) -> Bench:
    """Return what every model costs on every provider that is here.

    What a provider cannot run is told in `not_measured`, and the others go on. Raises what naming
    the models or opening the footage raises, and ModelError where nothing could be measured.
    """
    manifests, providers = _manifests(options.models), _providers(options.providers)
    tell, before = progress or (lambda done, total: None), load()
    with _footage(options) as (path, clip, zones):
        tasks = [
            MeasureTask(manifest, provider, options.threads, path, zones, options.frames)
            for manifest in manifests
            for provider in providers
        ]
        told = []
        for number, task in enumerate(tasks):
            tell(number, len(tasks))
            told.append(_told(task))
    results = tuple(one for one in told if isinstance(one, Measurement))
    missing = tuple(one for one in told if isinstance(one, NotMeasured))
    if not results:
        raise ModelError("; ".join(dict.fromkeys(one.reason for one in missing)))
    frames = results[0].frames
    return Bench(this_machine(), before, clip, frames, options.threads, results, missing)


def _manifests(models: tuple[str, ...]) -> list[DetectorManifest]:
    """Return the manifest of each model; two of one name could not be told apart later."""
    manifests = [named_manifest(model) for model in dict.fromkeys(models)] or [named_manifest(None)]
    name, times = Counter(manifest.name for manifest in manifests).most_common(1)[0]
    if times > 1:
        raise UsageError(f"{times} models are called {name}; give each a name of its own")
    return manifests


def _providers(asked: tuple[str, ...]) -> list[str]:
    """Return onnxruntime's names of the providers, each once, whichever way it was written."""
    return list(dict.fromkeys(provider_name(name) for name in asked or ("cpu",)))


def _told(task: MeasureTask) -> Measurement | NotMeasured:
    """Measure in a process of its own: its peak of memory is then of this one task.

    A provider that takes its process with it, as graphics drivers do, does not end the bench.
    """
    available, name = available_providers(), task.manifest.name
    if task.provider not in available:
        reason = (
            f"provider {task.provider} is not available;"
            f" this onnxruntime has {', '.join(available)}"
        )
        return NotMeasured(name, task.provider, reason)
    with processes(1) as crew:
        _, found = next(shared_out(crew, _measured, (task,)))
    if found is None:
        return NotMeasured(name, task.provider, f"{name} ended its process on {task.provider}")
    return found


def _measured(task: MeasureTask) -> Measurement | NotMeasured:
    try:
        return measure(task)
    except ModelError as error:
        return NotMeasured(task.manifest.name, task.provider, str(error))


@contextmanager
def _footage(options: BenchOptions) -> Iterator[tuple[Path, Clip, tuple[PictureZone, ...]]]:
    """Give the recording to measure on, what it is, and the zones to count in."""
    if options.footage is not None:
        yield options.footage, _recording(options.footage), (whole_picture(),)
        return
    with TemporaryDirectory(prefix="sightline-") as folder:
        path = Path(folder) / "gate.mp4"
        # Drawn in a process of its own, whose memory is then free for what is measured.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            apart.submit(_draw_clip, path, options.frames).result()
        facts = probe_footage(path)
        clip = Clip("generated", facts.width, facts.height, facts.codec, None)
        yield path, clip, (PictureZone("gate", Label("校门", "gate"), ZONE),)


def _recording(path: Path) -> Clip:
    facts = probe_footage(path)
    return Clip("recording", facts.width, facts.height, facts.codec, file_digest(path))


def _draw_clip(path: Path, frames: int) -> None:
    atomic_write(path, encoded_clip(_gate(frames), CLIP_FPS))


def _gate(frames: int) -> Iterator[NDArray[np.uint8]]:
    """Yield pictures from the middle of the story, when the gate is full."""
    scene = GateScene()
    for number in range(frames):
        yield scene.render((scene.duration_s / 2 + number / CLIP_FPS) % scene.duration_s)
