"""The words on what is kept of a camera, and how its recordings stand: for pages and screens."""

import math

from pipeline.domain.archive import (
    OBSTACLE_LABELS,
    Archive,
    ArchiveRule,
    Measure,
    Rule,
    RuleVerdict,
    StepKind,
)
from pipeline.domain.label import Label

ARCHIVE = Label("录像存档", "The recordings that are kept")
SPAN = Label(
    "共 {recordings} 段录像，最早一段始于 {first}，最晚一段止于 {last}；"
    "截至 {as_of} 已保存 {days} 天，其中 {recorded} 天有录像。",
    "Recordings: {recordings}, from {first} to {last}. By {as_of} the oldest had been kept for"
    " {days} days; days of the calendar with a recording: {recorded}.",
)
SPAN_OF_FIRST = Label(
    "共 {recordings} 段录像，只知道第一段始于 {first}。",
    "Recordings: {recordings}; only of the first is it known when it began, at {first}.",
)
SPAN_UNKNOWN = Label(
    "共 {recordings} 段录像，录制时间未知，因此保存天数和间断均未评估。",
    "Recordings: {recordings}. The time of day is not known, so neither how long they were kept nor"
    " what is missing was evaluated.",
)

RULE = Label("项目", "What is asked")
ASKED_BY = Label("依据", "By")
WANTED = Label("要求", "Wanted")
FOUND = Label("实测", "Found")
VERDICT = Label("结论", "Verdict")
FAILING = Label("不符合的录像", "Recordings that fail")
MORE = Label(" 等 {count} 段", ", {count} in all")

RULE_LABELS: dict[Rule, Label] = {
    "retention": Label("保存天数", "days kept"),
    "gaps": Label("最长间断", "longest gap"),
    "picture": Label("画面尺寸", "size of the picture"),
    "fps": Label("实际帧率", "frame rate, measured"),
    "sharpness": Label("边缘清晰度", "sharpness of edges"),
    "clock": Label("时间连续", "steps of the clock"),
}
VERDICT_LABELS: dict[RuleVerdict, Label] = {
    "pass": Label("符合", "met"),
    "fail": Label("不符合", "failed"),
    "not_evaluated": Label("未评估", "not evaluated"),
}
MARKS: dict[RuleVerdict, str] = {"pass": "✓", "fail": "×", "not_evaluated": "!"}
CLASSES: dict[RuleVerdict, str] = {"pass": "good", "fail": "bad", "not_evaluated": "warn"}
BY_SITE = Label("校园文件", "the site file")
BY_ALL = Label("所有录像", "any archive")
BY_NONE = Label("—", "—")
SOURCE_LABELS = {
    "found": Label("已核对出处", "source: found"),
    "recalled": Label("凭记忆，待核对", "source: recalled"),
    "assumed": Label("经验假设", "source: assumed"),
    "user": Label("用户自定", "source: user"),
}
NO_STEPS = Label("没有跳变", "none")
NO_GAP = Label("没有间断", "none")

GAPS = Label("没有录像的时段", "Times without a recording")
GAPS_NONE = Label("没有。", "None.")
GAPS_NOT_EVALUATED = Label("未评估：{why}。", "Not evaluated: {why}.")
GAPS_LONGEST = Label(
    "共 {count} 处，下面是最长的 {shown} 处；全部见 summary.json。",
    "There are {count}; these are the longest {shown}, and summary.json has all.",
)
FROM = Label("从", "From")
TO = Label("到", "To")
LENGTH = Label("时长", "Length")
BETWEEN = Label("前后录像", "Between")
TO_THE_DAY = Label("{after} 之后再无录像", "nothing after {after}")

STEPS = Label("时间跳变", "Steps of the clock")
STEPS_SHOWN = Label(
    "共 {count} 处，下面是前 {shown} 处；全部见 summary.json。",
    "There are {count}; these are the first {shown}, and summary.json has all.",
)
STEP_KIND = Label("类别", "Kind")
RECORDING = Label("录像", "Recording")
AT = Label("时间", "When")
BY = Label("跳变（秒）", "By, s")
STEP_LABELS: dict[StepKind, Label] = {
    "back": Label("开始时间早于前一段的开始时间", "began before the one before it began"),
    "overlap": Label("开始时间早于前一段的结束时间", "began before the one before it ended"),
    "inside": Label("录像内部的时间戳跳变", "timestamps jump inside the recording"),
}
IN_FOOTAGE = Label("录像第 {seconds} 秒", "{seconds} s into it")

METHOD = Label(
    "帧率是每段录像实际解码的帧数除以时长，可低于要求 2 %。边缘清晰度在 320×180 的缩略画面上测量"
    "（未平滑与平滑后坡度之比减 1），取每段录像各秒的中位数，因此看不出比这更细的细节。"
    "短于 3 秒的间断不计。两段录像之间时钟拨快，与间断无法区分，按间断列出。",
    "The frame rate is how many frames were decoded of a recording over how long it lasts, and may"
    " lack 2 %. Sharpness is told at a glance of 320 x 180 pixels, by how much steeper edges are"
    " before they are smoothed than after it, less 1, as the median over a recording's seconds; it"
    " knows of no finer detail. Gaps of less than 3 s do not count. A clock put on between two"
    " recordings looks like a gap, and is told as one.",
)

UNITS: tuple[tuple[float, Label], ...] = (
    (86_400.0, Label("天", "d")),
    (3_600.0, Label("小时", "h")),
    (60.0, Label("分", "min")),
    (1.0, Label("秒", "s")),
)
PRECISE_S = 120.0
"""Below it, seconds have a decimal, so that 60.4 s are seen to be more than a minute."""


def lasting(length_s: float) -> Label:
    """Return how long something lasts, in its two largest units.

    >>> lasting(420.0).en, lasting(60.44).en, lasting(183_660.0).zh
    ('7 min', '60.4 s', '2 天 3 小时')
    """
    if length_s < PRECISE_S:
        return Label(f"{length_s:.1f} 秒", f"{length_s:.1f} s")
    left, parts = float(round(length_s)), list[tuple[int, Label]]()
    for unit_s, label in UNITS:
        count, left = divmod(left, unit_s)
        if count or parts:
            parts.append((int(count), label))
    shown = [(count, label) for count, label in parts[:2] if count]
    return Label(
        " ".join(f"{count} {label.zh}" for count, label in shown),
        " ".join(f"{count} {label.en}" for count, label in shown),
    )


def measure_told(rule: Rule, value: Measure | None) -> Label:
    """Return what is wanted or found; shares of a day or a frame are rounded down.

    >>> measure_told("retention", 29.999).en, measure_told("picture", (1280, 720)).en
    ('29.9 days', '1280 × 720')
    >>> measure_told("fps", 24.99).zh, measure_told("sharpness", 0.399).zh
    ('24.9 帧/秒', '0.39')
    """
    if value is None:
        return Label("—", "—")
    if isinstance(value, tuple):
        return Label(*[f"{value[0]} × {value[1]}"] * 2)
    if rule == "gaps":
        return lasting(value) if value else NO_GAP
    if rule == "clock":
        return Label(f"{value:.0f} 处", f"{value:.0f}") if value else NO_STEPS
    if rule == "sharpness":
        return Label(*[f"{math.floor(value * 100 + 1e-6) / 100:.2f}"] * 2)
    tenths = f"{math.floor(value * 10 + 1e-6) / 10:.1f}".removesuffix(".0")
    return Label(f"{tenths} 天", f"{tenths} days") if rule == "retention" else _per_second(tenths)


def _per_second(number: str) -> Label:
    return Label(f"{number} 帧/秒", f"{number} frames/s")


def asked_by_told(rule: ArchiveRule) -> Label:
    """Return who asks: a clause with its source, the site file, or nobody."""
    if rule.source is not None:
        source = SOURCE_LABELS[rule.source]
        return Label(f"{rule.asked_by}（{source.zh}）", f"{rule.asked_by} ({source.en})")
    known = {None: BY_NONE, "site": BY_SITE, "always": BY_ALL}
    return known.get(rule.asked_by) or Label(str(rule.asked_by), str(rule.asked_by))


def verdict_told(rule: ArchiveRule) -> Label:
    """Return how a rule stands, and why it could not be decided where it was not."""
    said = VERDICT_LABELS[rule.verdict]
    if rule.because is None:
        return said
    why = OBSTACLE_LABELS[rule.because]
    return Label(f"{said.zh}：{why.zh}", f"{said.en}: {why.en}")


def rule_told(rule: ArchiveRule) -> Label:
    """Return a rule in a line for a screen."""
    name, verdict, who = RULE_LABELS[rule.rule], verdict_told(rule), asked_by_told(rule)
    found = measure_told(rule.rule, rule.found)
    wanted = measure_told(rule.rule, rule.wanted)
    zh = "" if rule.wanted is None else f"（要求 {wanted.zh}）"
    en = "" if rule.wanted is None else f" ({wanted.en} wanted)"
    most = "、".join(rule.failing[:1]), ", ".join(rule.failing[:1])
    if len(rule.failing) > 1:
        count = len(rule.failing)
        most = f"{most[0]} 等 {count} 段", f"{most[1]} and {count - 1} more"
    which = (f"，{most[0]}", f", {most[1]}") if rule.failing else ("", "")
    return Label(
        f"存档 {name.zh}：{found.zh}{zh}，{verdict.zh}{which[0]}  [{who.zh}]",
        f"archive, {name.en}: {found.en}{en}, {verdict.en}{which[1]}  [{who.en}]",
    )


def archive_told(archive: Archive) -> tuple[Label, ...]:
    """Return a line for each rule that somebody asks for; of the clock only where it jumps."""
    return tuple(
        rule_told(rule)
        for rule in archive.rules
        if rule.asked_by and (rule.asked_by != "always" or rule.verdict == "fail")
    )
