"""What cameras send against what their recorder takes in."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, unknown
from pipeline.audit.rules.retention import recorded_by, unstated
from pipeline.domain.equipment import Recorder
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import Bandwidth, RuleClause
from pipeline.domain.step import Edit, Step


def bandwidth(clause: RuleClause, demand: Bandwidth, held: Held) -> Iterator[Finding]:
    """Yield a violation for each recorder that is sent more than it takes in, less the headroom."""
    if not held.site.recorders:
        yield unknown(clause, held.site, NO_RECORDER)
    for recorder in held.site.recorders:
        yield from _recorder(clause, demand, held, recorder)


def _recorder(
    clause: RuleClause, demand: Bandwidth, held: Held, recorder: Recorder
) -> Iterator[Finding]:
    recorded = recorded_by(recorder, held.site.cameras())
    silent = [camera.id for camera in recorded if camera.bitrate_mbps is None]
    if silent or recorder.intake_mbps is None:
        yield unknown(clause, held.site, unstated(recorder, silent, "intake_mbps"), recorder.id)
        return
    sent = sum(camera.bitrate_mbps or 0.0 for camera in recorded)
    needed = round(sent * (1.0 + demand.headroom_pct / 100.0), 3)
    if needed > recorder.intake_mbps:
        step = Step(
            "replace",
            Label(
                f"将录像机{recorder.id}换成接入带宽不低于{needed:g} Mbps的",
                f"replace the recorder {recorder.id} by one that takes in {needed:g} Mbit/s",
            ),
            (Edit(recorder.id, "intake_mbps", needed),),
        )
        told = Label(
            f"录像机“{recorder.label.zh}”：探头共发送{sent:g} Mbps，加{demand.headroom_pct:g} %余量"
            f"需{needed:g} Mbps，而它只接入{recorder.intake_mbps:g} Mbps",
            f'recorder "{recorder.label.en}": its cameras send {sent:g} Mbit/s, with'
            f" {demand.headroom_pct:g} % to spare {needed:g}, and it takes in"
            f" {recorder.intake_mbps:g}",
        )
        yield found(clause, recorder.id, held.site.id, told, step)


NO_RECORDER = Label(
    "没有写明录像机；请填写 recorders", "the site states no recorder; add recorders"
)
