"""The main job on embedded defaults: the demo school audited, the demo clip reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.config.embedded import embedded
from pipeline.domain.finding import AuditResult
from pipeline.domain.label import Language
from pipeline.domain.review import Review
from pipeline.imaging.gate_scene import DURATION_S, GateScene
from pipeline.report.demo_page import demo_page
from pipeline.sources.clip import encoded_clip
from pipeline.store.atomic import atomic_write
from pipeline.workflows.audit_site import audit_site
from pipeline.workflows.review_footage import review_footage
from pipeline.workflows.review_options import ReviewOptions
from pipeline.workflows.review_work import Progress
from pipeline.workflows.watched_grounds import watched_grounds

CLIP_FPS = 2.0
"""Enough for every tier, which wants a count a second, and quickly drawn and counted."""
GATE_CAMERA = "cam-gate"


@dataclass(frozen=True)
class Demo:
    """What the demo found, and where its report lies."""

    audit: AuditResult
    review: Review
    report: Path


def run_demo(out: Path, language: Language, progress: Progress) -> Demo:
    """Return the demo's results, leaving the clip, the review's files and one report in `out`."""
    audit = audit_site(embedded("floorplans/demo-school/site.yaml"))
    clip = out / "gate.mp4"
    atomic_write(clip, encoded_clip(demo_frames(), CLIP_FPS))
    options = ReviewOptions(
        out=out / "review",
        sample_fps=CLIP_FPS,
        calendar=audit.site.calendar,
        language=language,
        grounds=watched_grounds(audit.site, GATE_CAMERA),
    )
    review = review_footage([clip], audit.site.watched_zones(GATE_CAMERA), options, progress)
    report = out / "report.html"
    atomic_write(report, demo_page(audit, review, language))
    return Demo(audit, review, report)


def demo_frames() -> Iterator[NDArray[np.uint8]]:
    """Yield the pictures of people who gather at a gate, (360, 640, 3) BGR, and go again."""
    scene = GateScene()
    for index in range(int(DURATION_S * CLIP_FPS)):
        yield scene.render(index / CLIP_FPS)
