"""What is said of an event or a fault that has changed, in both languages."""

from pipeline.domain.crowding import TIER_LABELS, TIERS, CrowdingEvent
from pipeline.domain.health import FAULT_LABELS, HealthFault
from pipeline.domain.label import Label

CHANGES = {
    "opened": Label("拥堵开始，{tier}，已有 {count} 人", "crowding began: {tier}, {count} people"),
    "raised": Label("升级为{tier}，已有 {count} 人", "crowding rose to {tier}, {count} people"),
    "lowered": Label("降级为{tier}", "crowding fell to {tier}"),
    "saturated": Label(
        "过于拥挤，人数至少 {count}", "too crowded to be counted: at least {count} people"
    ),
    "cleared": Label(
        "拥堵解除，最高{worst}，最多 {count} 人", "crowding cleared; worst {worst}, {count} people"
    ),
    "interrupted": Label(
        "拥堵监测中断，结果未知；最高{worst}，最多 {count} 人",
        "crowding interrupted, its end is unknown; worst {worst}, {count} people",
    ),
    "gathered": Label(
        "高峰时段之外意外聚集，已有 {count} 人", "unexpected gathering: {count} people"
    ),
    "dispersed": Label(
        "意外聚集结束，最多 {count} 人", "unexpected gathering is over; at most {count} people"
    ),
    "expected": Label(
        "高峰时段开始，聚集不再算意外，最多 {count} 人",
        "a peak window began, the gathering is no longer unexpected; at most {count} people",
    ),
    "lost": Label(
        "意外聚集监测中断，结果未知，最多 {count} 人",
        "unexpected gathering interrupted, its end is unknown; at most {count} people",
    ),
    "began": Label("故障：{fault}（{detail}）", "fault: {fault} ({detail})"),
    "ended": Label("故障结束：{fault}", "fault ended: {fault}"),
}

GATHERINGS = {
    "open": "gathered",
    "cleared": "dispersed",
    "expected": "expected",
    "interrupted": "lost",
}
"""What happened to an unexpected gathering, by its status; it has no tiers."""


def changed_s(event: CrowdingEvent) -> float:
    """Return when an event became what it is."""
    last_s = event.changes[-1].t_s if event.changes else event.peak_s
    return max(last_s, event.saturated_s or last_s) if event.end_s is None else event.end_s


def change_of(change: CrowdingEvent | HealthFault) -> str:
    """Return what happened to an event or fault, as one of the keys of `CHANGES`."""
    if isinstance(change, HealthFault):
        return "began" if change.end_s is None or change.is_momentary else "ended"
    if change.kind == "unexpected":
        return GATHERINGS[change.status]
    if change.status != "open":
        return change.status
    if change.saturated_s is not None and change.saturated_s > change.changes[-1].t_s:
        return "saturated"
    if len(change.changes) == 1:
        return "opened"
    before, now = (TIERS.index(each.tier) for each in change.changes[-2:])
    return "raised" if now > before else "lowered"


CROWDED = Label("，过于拥挤，密度未知", ", too crowded to be counted")
"""Stands behind an episode of which nobody knows how dense it is."""


def change_told(change: CrowdingEvent | HealthFault) -> Label:
    """Return what happened to an event or fault, in words, without its place."""
    kind = change_of(change)
    words = CHANGES[kind]
    if isinstance(change, HealthFault):
        fault, detail = FAULT_LABELS[change.kind], change.detail
        return Label(
            words.zh.format(fault=fault.zh, detail=detail.zh),
            words.en.format(fault=fault.en, detail=detail.en),
        )
    last = TIER_LABELS[change.changes[-1].tier if change.changes else "none"]
    worst, count = TIER_LABELS[change.peak_tier], change.peak_count
    behind = CROWDED if change.saturated and kind != "saturated" else Label("", "")
    return Label(
        words.zh.format(tier=last.zh, worst=worst.zh, count=count) + behind.zh,
        words.en.format(tier=last.en, worst=worst.en, count=count) + behind.en,
    )
