"""Workers' jobs that die of one recording, or one model; imported by name in their processes."""

import os
import signal

from pipeline.domain.bench import Measurement
from pipeline.workflows.measure import MeasureTask, measure
from pipeline.workflows.review_at_scale import SegmentDone, SegmentTask, analysed


def deadly(task: SegmentTask) -> SegmentDone:
    """Analyse a recording, unless it is the one that kills, as a broken decoder may."""
    if task.path.stem == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return analysed(task)


def deadly_measure(task: MeasureTask) -> Measurement:
    """Measure a model, unless it is the one that kills, as a broken driver may."""
    if task.manifest.name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return measure(task)
