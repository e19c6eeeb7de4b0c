"""A worker's job that dies of one recording; it is imported by name in the worker's process."""

import os
import signal

from pipeline.workflows.review_at_scale import SegmentDone, SegmentTask, analysed


def deadly(task: SegmentTask) -> SegmentDone:
    """Analyse a recording, unless it is the one that kills, as a broken decoder may."""
    if task.path.stem == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return analysed(task)
