"""The eye of a watch's worker: opens the detector once, and counts on a stream until it fails."""

from collections.abc import Iterator

from pipeline.domain.detector import DetectorManifest
from pipeline.domain.health import model_fault_detail
from pipeline.errors import ModelError
from pipeline.jobs.message import Failed, Sample, Usual
from pipeline.jobs.task import CameraTask, Look


def count_people(
    manifest: DetectorManifest, providers: tuple[str, ...], threads: int, task: CameraTask
) -> Look:
    """Open the detector, in a worker's process, and return a look that counts with it."""
    from pipeline.detect.detector import Detector
    from pipeline.runtime.session import Session
    from pipeline.sources.live import LiveStream
    from pipeline.workflows.live_health import LiveHealth
    from pipeline.workflows.picture_counts import UNSURE, PictureCounts

    detector = Detector(manifest, Session(manifest, providers, threads))
    follows = bool(task.lines)
    seeker = detector.at(UNSURE * manifest.threshold) if follows else detector
    counts = PictureCounts(seeker, manifest.threshold, task.zones, task.grounds, follows)
    health = LiveHealth(task.view, turns=task.turns)
    patience = task.patience

    def look() -> Iterator[Sample | Usual | Failed]:
        with LiveStream(
            task.stream.url,
            open_timeout_s=patience.open_timeout_s,
            read_timeout_s=patience.read_timeout_s,
            now_s=task.clock.now_s,
        ) as stream:
            for frame in stream.frames(task.sample_fps, detector.scaled_size):
                try:
                    shown = counts.shown(frame)
                except ModelError as error:
                    yield Failed(frame.t_s, "model_fault", model_fault_detail(str(error)))
                else:
                    yield Sample(frame.t_s, shown, health.look(frame), stream.pace)
                    yield from map(Usual, health.found())

    return look
