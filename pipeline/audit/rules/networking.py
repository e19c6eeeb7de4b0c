"""What share of the cameras the police can see (联网率)."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, named, unknown
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import Networking, RuleClause
from pipeline.domain.step import Edit, Step
from pipeline.units import floored_pct


def networking(clause: RuleClause, demand: Networking, held: Held) -> Iterator[Finding]:
    """Yield a violation where too few cameras are connected, whatever the silent ones are.

    Not evaluated is what they would decide.
    """
    cameras = held.cameras(clause.kinds)
    apart = [camera.id for camera in cameras if camera.is_networked is False]
    silent = [camera.id for camera in cameras if camera.is_networked is None]
    joined = len(cameras) - len(apart) - len(silent)
    if not cameras:
        yield unknown(clause, held.site, Label("图上没有探头", "the plan has no camera"))
    elif share_pct(len(cameras) - len(apart), len(cameras)) < demand.least_pct:
        yield found(
            clause,
            held.site.id,
            held.site.id,
            _too_few(joined, len(cameras), apart, demand),
            _joined(apart),
        )
    elif share_pct(joined, len(cameras)) < demand.least_pct:
        ids = named(silent)
        lacking = Label(
            f"探头{ids.zh}未写明是否联网；请填写 networked",
            f"the cameras {ids.en} do not say whether they are connected; add networked",
        )
        yield unknown(clause, held.site, lacking)


def share_pct(part: int, whole: int) -> float:
    """Return a share in percent.

    >>> share_pct(3, 4)
    75.0
    """
    return 100.0 * part / whole


def _joined(apart: list[str]) -> Step:
    ids = named(apart)
    return Step(
        "connect",
        Label(f"将{ids.zh}接入公安联网", f"connect {ids.en} to the police's network"),
        tuple(Edit(id_, "networked", True) for id_ in apart),
    )


def _too_few(joined: int, number: int, apart: list[str], demand: Networking) -> Label:
    share, ids = floored_pct(share_pct(joined, number)), named(apart)
    return Label(
        f"联网率{share:.1f} %（{number}台中{joined}台），要求{demand.least_pct:g} %；"
        f"未联网：{ids.zh}",
        f"{share:.1f} % of the cameras are connected ({joined} of {number}), and"
        f" {demand.least_pct:g} % are asked for; not connected: {ids.en}",
    )
