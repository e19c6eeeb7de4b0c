"""How wide the gates are against the pupils who go through."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, named, unknown
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import GateWidth, RuleClause
from pipeline.domain.step import Edit, Step

GATE = "gate"


def gate_width(clause: RuleClause, demand: GateWidth, held: Held) -> Iterator[Finding]:
    """Yield a violation where the gates together, or one of them, are too narrow."""
    gates = [zone for _, zone in held.zones((GATE,))]
    silent = [gate.id for gate in gates if gate.clear_width_m is None]
    if not gates or silent:
        yield unknown(clause, held.site, _unstated(silent))
        return
    if held.site.pupils is None:
        yield unknown(clause, held.site, NO_PUPILS)
        return
    widths = {gate.id: gate.clear_width_m or 0.0 for gate in gates}
    needed = round(held.site.pupils / 100.0 * demand.m_per_100_pupils, 2)
    total = sum(widths.values())
    widest = max(gates, key=lambda gate: widths[gate.id])
    for gate in gates:
        least = demand.least_m
        if gate is widest:
            least = max(least, round(widths[gate.id] + needed - total, 2))
        if widths[gate.id] < least:
            told = Label(
                f"“{gate.label.zh}”净宽{widths[gate.id]:g} m；"
                f"{held.site.pupils}名学生共需{needed:g} m，每处不小于{demand.least_m:g} m",
                f'"{gate.label.en}" is {widths[gate.id]:g} m wide; {held.site.pupils} pupils need'
                f" {needed:g} m in all, and {demand.least_m:g} m at each gate",
            )
            step = Step(
                "build",
                Label(f"将{gate.id}拓宽至{least:g} m", f"widen {gate.id} to {least:g} m"),
                (Edit(gate.id, "clear_width_m", least),),
            )
            yield found(clause, gate.id, gate.id, told, step)


NO_PUPILS = Label("没有写明学生人数；请填写 pupils", "the site states no pupils; add pupils")


def _unstated(silent: list[str]) -> Label:
    if not silent:
        return Label("图上没有画出校门", "the plan draws no gate")
    ids = named(silent)
    return Label(
        f"校门{ids.zh}未写明净宽；请填写 clear_width_m",
        f"the gates {ids.en} state no width; add clear_width_m",
    )
