"""The eye of a watch's worker: counts on a stream until it fails, by a detector that is shared."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pipeline.domain.health import model_fault_detail
from pipeline.errors import ModelError
from pipeline.jobs.message import Failed, Sample, Usual
from pipeline.jobs.shared_model.client import Way
from pipeline.jobs.task import CameraTask, Look

if TYPE_CHECKING:
    from pipeline.detect.tiled import Seeker
    from pipeline.workflows.evidence_wish import EvidenceWish
    from pipeline.workflows.keep_evidence import EvidenceKeeper


def count_people(
    ways: Mapping[str, Way], task: CameraTask, wish: "EvidenceWish | None" = None
) -> Look:
    """Find the detector, in a worker's process, and return a look that counts with it.

    With a `wish` evidence of the camera's episodes is kept.
    """
    from pipeline.jobs.shared_model.client import ModelClient
    from pipeline.sources.live import LiveStream
    from pipeline.workflows.live_health import LiveHealth
    from pipeline.workflows.picture_counts import UNSURE, PictureCounts
    from pipeline.workflows.shared_detector import SharedDetector

    client = ModelClient(ways[task.camera_id])
    client.wait_until_open(task.patience.first_picture_s)
    detector = SharedDetector(client, task.sure)
    follows, keeper = bool(task.lines), _keeper(wish, task, task.sure)
    peaks = keeper.peaks if keeper is not None else None
    # Heads of those who are hardly seen must be covered too, and they tell of a packed gate.
    is_thorough = follows or peaks is not None or bool(task.grounds)
    seeker = closely(detector.at(UNSURE * task.sure) if is_thorough else detector, task)
    witness = peaks.saw if peaks is not None else None
    counts = PictureCounts(seeker, task.sure, task.zones, task.grounds, follows, witness)
    health = LiveHealth(task.view, turns=task.turns)
    patience = task.patience

    def look() -> Iterator[Sample | Usual | Failed]:
        with LiveStream(
            task.stream,
            open_timeout_s=patience.open_timeout_s,
            read_timeout_s=patience.read_timeout_s,
            now_s=task.clock.now_s,
            tap=keeper.ring if keeper is not None else None,
            least_size=seeker.scaled_size(task.picture) if task.picture else None,
            deblock=task.deblock,
            supervised=True,
        ) as stream:
            for frame in stream.frames(task.sample_fps, seeker.scaled_size, task.phase):
                try:
                    shown = counts.shown(frame)
                except ModelError as error:
                    yield Failed(frame.t_s, "model_fault", model_fault_detail(str(error)))
                else:
                    signs = health.look(frame)
                    yield Sample(frame.t_s, shown, signs, stream.pace, stream.intake)
                    yield from map(Usual, health.found())

    return look


def closely(detector: "Seeker", task: CameraTask) -> "Seeker":
    """Return what looks at the zones of a task with its tiles, too, if it has any."""
    if task.tiles is None:
        return detector
    from pipeline.detect.tiled import TiledDetector, Tiling, around

    tiling = Tiling(*task.tiles, around([zone.ring for zone in task.zones]))
    return TiledDetector(detector, tiling, task.iou)


def _keeper(
    wish: "EvidenceWish | None", task: CameraTask, threshold: float
) -> "EvidenceKeeper | None":
    """Return what keeps evidence, at work already, or None."""
    if wish is None:
        return None
    from pipeline.workflows.keep_evidence import EvidenceKeeper

    keeper = EvidenceKeeper(wish, task, threshold, task.clock.now_s)
    keeper.begin()
    return keeper
