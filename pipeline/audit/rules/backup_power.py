"""For how long cameras and recorders go on without mains."""

from collections.abc import Iterator

from pipeline.audit.rules.held import Held, found, named, unknown
from pipeline.domain.camera import Camera
from pipeline.domain.equipment import Recorder
from pipeline.domain.finding import Finding
from pipeline.domain.label import Label
from pipeline.domain.rule import BackupPower, RuleClause
from pipeline.domain.step import Edit, Step


def backup_power(clause: RuleClause, demand: BackupPower, held: Held) -> Iterator[Finding]:
    """Yield a violation for each thing that fails too early, and which ones state nothing."""
    things: list[Camera | Recorder] = [*held.site.cameras(), *held.site.recorders]
    silent = [thing.id for thing in things if thing.backup_min is None]
    if silent or not things:
        yield unknown(clause, held.site, _unstated(silent))
    for thing in things:
        if thing.backup_min is not None and thing.backup_min < demand.minutes:
            step = Step(
                "power",
                Label(
                    f"为{thing.id}配备能供电{demand.minutes:g}分钟的备用电源",
                    f"give {thing.id} backup power for {demand.minutes:g} minutes",
                ),
                (Edit(thing.id, "backup_min", demand.minutes),),
            )
            told = Label(
                f"“{thing.label.zh}”停电后只能工作{thing.backup_min:g}分钟，要求{demand.minutes:g}分钟",
                f'"{thing.label.en}" goes on for {thing.backup_min:g} minutes without mains, and'
                f" {demand.minutes:g} are asked for",
            )
            yield found(clause, thing.id, thing.id, told, step)


def _unstated(silent: list[str]) -> Label:
    if not silent:
        return Label("图上没有探头和录像机", "the site has neither camera nor recorder")
    ids = named(silent)
    return Label(
        f"{ids.zh}未写明备用电源；请填写 backup_min",
        f"{ids.en} say nothing of backup power; add backup_min",
    )
