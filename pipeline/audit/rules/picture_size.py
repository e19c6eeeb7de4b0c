"""How many pixels the pictures of cameras have."""

import math
from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found
from pipeline.domain.camera import Camera
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import Resolution, RuleClause
from pipeline.domain.step import Edit, Step


def picture_size(clause: RuleClause, demand: Resolution, held: Held) -> Iterator[Finding]:
    """Yield a violation for each camera whose picture is too small."""
    for camera in held.cameras(clause.kinds):
        if camera.width_px < demand.width_px or camera.height_px < demand.height_px:
            width, height = enlarged(camera, demand)
            step = Step(
                "replace",
                Label(
                    f"将{camera.id}换成同镜头、{width}×{height}像素的探头",
                    f"replace {camera.id} by a camera of {width} × {height} pixels, same lens",
                ),
                (Edit(camera.id, "picture", [width, height]),),
            )
            yield found(clause, camera.id, camera.id, _told(camera, demand), step)


def enlarged(camera: Camera, demand: Resolution) -> tuple[int, int]:
    """Return the least picture of the same proportions that is large enough.

    The proportions are kept, since another picture sees other ground.
    """
    times = max(demand.width_px / camera.width_px, demand.height_px / camera.height_px)
    return math.ceil(camera.width_px * times), math.ceil(camera.height_px * times)


def _told(camera: Camera, demand: Resolution) -> Label:
    size = f"{camera.width_px}×{camera.height_px}"
    asked = f"{demand.width_px}×{demand.height_px}"
    return Label(
        f"探头“{camera.label.zh}”的画面为{size}像素，要求{asked}",
        f'camera "{camera.label.en}" has {size} pixels, and {asked} are asked for',
    )
