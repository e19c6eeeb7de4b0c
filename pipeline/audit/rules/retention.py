"""How long recordings are kept: what cameras write against what disks hold."""

import math
from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, named, unknown
from pipeline.audit.wording import counted
from pipeline.domain.camera import Camera
from pipeline.domain.equipment import Recorder
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import Retention, RuleClause
from pipeline.domain.step import Edit, Step

S_PER_DAY = 86_400.0
BITS_PER_TB = 8e12
"""Of a decimal terabyte, as disks are sold."""


def kept_days(disk_tb: float, mbps: float) -> float:
    """Return for how many days a disk holds what is written at a rate, without a pause.

    >>> round(kept_days(8.0, 4.0 * 16), 2)
    11.57
    """
    return disk_tb * BITS_PER_TB / (mbps * 1e6 * S_PER_DAY)


def needed_tb(days: float, mbps: float) -> float:
    """Return the disk that is needed, in tenths of a terabyte, rounded up.

    >>> needed_tb(30.0, 64.0)
    20.8
    """
    # Less a millionth, so that what fits exactly is not rounded up.
    return math.ceil(days * mbps * 1e6 * S_PER_DAY / BITS_PER_TB * 10.0 - 1e-6) / 10.0


def retention(clause: RuleClause, demand: Retention, held: Held) -> Iterator[Finding]:
    """Yield a violation for each recorder that overwrites too early, and what nobody has stated."""
    asked = held.cameras(clause.kinds)
    silent = [camera.id for camera in asked if camera.recorder_id is None]
    if not asked or silent:
        yield unknown(clause, held.site, _unrecorded(silent))
    recorders = {recorder.id: recorder for recorder in held.site.recorders}
    for id_ in dict.fromkeys(camera.recorder_id for camera in asked):
        if id_ is not None:
            yield from _recorder(clause, demand, held, recorders[id_])


def _recorder(
    clause: RuleClause, demand: Retention, held: Held, recorder: Recorder
) -> Iterator[Finding]:
    recorded = recorded_by(recorder, held.site.cameras())
    silent = [camera.id for camera in recorded if camera.bitrate_mbps is None]
    if silent or recorder.disk_tb is None:
        yield unknown(clause, held.site, unstated(recorder, silent, "disk_tb"), recorder.id)
        return
    mbps = sum(camera.bitrate_mbps or 0.0 for camera in recorded)
    days = kept_days(recorder.disk_tb, mbps)
    if days < demand.days:
        needed = needed_tb(demand.days, mbps)
        step = Step(
            "disk",
            Label(
                f"将录像机{recorder.id}的硬盘增至{needed:g} TB",
                f"give the recorder {recorder.id} {needed:g} TB of disk",
            ),
            (Edit(recorder.id, "disk_tb", needed),),
        )
        told = _too_short(recorder, len(recorded), mbps, days, demand.days)
        yield found(clause, recorder.id, held.site.id, told, step)


def recorded_by(recorder: Recorder, cameras: tuple[Camera, ...]) -> list[Camera]:
    """Return the cameras that write to a recorder."""
    return [camera for camera in cameras if camera.recorder_id == recorder.id]


def unstated(recorder: Recorder, silent: list[str], field: str) -> Label:
    """Return what is not known of a recorder: a field of its own, or bitrates of its cameras."""
    if silent:
        ids = named(silent)
        return Label(
            f"探头{ids.zh}未写明码流；请填写 bitrate_mbps",
            f"the cameras {ids.en} state no bitrate; add bitrate_mbps",
        )
    return Label(
        f"录像机{recorder.id}未写明 {field}；请填写",
        f"the recorder {recorder.id} states no {field}; add it",
    )


def _unrecorded(silent: list[str]) -> Label:
    if not silent:
        return Label("图上没有探头", "the plan has no camera")
    ids = named(silent)
    return Label(
        f"探头{ids.zh}未写明录像机；请填写 recorder",
        f"the cameras {ids.en} name no recorder; add recorder",
    )


def _too_short(recorder: Recorder, number: int, mbps: float, days: float, asked: float) -> Label:
    # Rounded down, so that too little never reads as enough.
    kept = math.floor(days * 10.0) / 10.0
    return Label(
        f"录像机“{recorder.label.zh}”：{number}台探头共{mbps:g} Mbps，{recorder.disk_tb:g} TB"
        f"只够{kept:g}天，要求{asked:g}天",
        f'recorder "{recorder.label.en}": {counted(number, "camera")}, {mbps:g} Mbit/s, so that'
        f" {recorder.disk_tb:g} TB hold {kept:g} days of the {asked:g} asked for",
    )
