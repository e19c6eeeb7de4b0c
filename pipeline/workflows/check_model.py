"""A detector → whether it runs: loaded as pinned, shown one picture, its answer held sound."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.frame import Frame
from pipeline.imaging.gate_scene import GateScene
from pipeline.workflows.open_detector import open_detector


@dataclass(frozen=True)
class CheckedModel:
    """A detector that runs; `people` is how many it finds in the picture, which is no test of it.

    `input_size` is (width, height) in pixels.
    """

    name: str
    path: Path
    sha256: str
    licence: str
    family: str
    untested: bool
    provider: str
    input_size: tuple[int, int]
    people: int


def check_model(
    model: str | None, providers: tuple[str, ...] = ("CPUExecutionProvider",)
) -> CheckedModel:
    """Return what a detector is that was loaded as pinned and gave a sound answer to one picture.

    `model` is as for a review. Sound means of the shapes and ranges of its family and finite in
    every number. Raises ModelError where it is not, and what opening it raises.
    """
    detector = open_detector(model, providers=providers)
    picture = _picture()
    people = detector.detect(Frame(picture, 0, 0.0, (picture.shape[1], picture.shape[0])))
    manifest = detector.manifest
    return CheckedModel(
        name=manifest.name,
        path=manifest.path,
        sha256=manifest.sha256 or "",
        licence=manifest.licence,
        family=detector.family,
        untested=manifest.untested,
        provider=detector.provider,
        input_size=detector.input_size,
        people=len(people),
    )


@cache
def _picture() -> NDArray[np.uint8]:
    """Return a drawn gate with people, when it is fullest."""
    scene = GateScene()
    return scene.render(scene.duration_s / 2)
