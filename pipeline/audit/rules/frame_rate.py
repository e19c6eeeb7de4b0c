"""How many frames a second cameras send."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, named, unknown
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import FrameRate, RuleClause
from pipeline.domain.step import Edit, Step


def frame_rate(clause: RuleClause, demand: FrameRate, held: Held) -> Iterator[Finding]:
    """Yield a violation for each camera that is too slow, and which ones state no rate."""
    cameras = held.cameras(clause.kinds)
    silent = [camera.id for camera in cameras if camera.fps is None]
    if silent or not cameras:
        yield unknown(clause, held.site, _unstated(silent))
    for camera in cameras:
        if camera.fps is not None and camera.fps < demand.fps:
            step = Step(
                "setting",
                Label(
                    f"将{camera.id}调至{demand.fps:g} 帧/秒",
                    f"set {camera.id} to {demand.fps:g} frames a second",
                ),
                (Edit(camera.id, "fps", demand.fps),),
            )
            told = Label(
                f"探头“{camera.label.zh}”为{camera.fps:g} 帧/秒，要求{demand.fps:g}",
                f'camera "{camera.label.en}" sends {camera.fps:g} frames a second, and'
                f" {demand.fps:g} are asked for",
            )
            yield found(clause, camera.id, camera.id, told, step)


def _unstated(silent: list[str]) -> Label:
    if not silent:
        return Label("图上没有探头", "the plan has no camera")
    ids = named(silent)
    return Label(
        f"探头{ids.zh}未写明帧率；请填写 fps", f"the cameras {ids.en} state no frame rate; add fps"
    )
