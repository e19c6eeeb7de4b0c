"""A worker's job one recording of which hangs; it is imported by name in the worker's process."""

from pipeline.workflows.review_at_scale import SegmentDone, SegmentTask, analysed
from tests.faults.leases import hanging


def stuck(task: SegmentTask) -> SegmentDone:
    """Analyse a recording, which does not answer if it is the one that hangs."""
    if task.path.stem != "stuck":
        return analysed(task)
    with hanging(task.path):
        return analysed(task)
