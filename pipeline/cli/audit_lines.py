"""What ``sightline audit`` prints: the verdict, the largest blind spots, and what else is wrong."""

import re
from typing import TYPE_CHECKING

from pipeline.cli.console import columns, width
from pipeline.domain.label import Label, Language

if TYPE_CHECKING:
    from pipeline.domain.comparison import Comparison
    from pipeline.domain.coverage import BlindSpot
    from pipeline.domain.finding import AuditResult

LINE_COLUMNS = 80
MOST_SPOTS = 6
"""More blind spots than this belong in the report, not on a screen."""

MOST_MESSAGES = 3
"""What no clause explains is told in whole sentences, of which a screen takes a few."""

ZONE_COLUMNS, CLAUSE_COLUMNS = 20, 12
GAP_COLUMNS = 2
UNBROKEN = "\xa0"
HEADINGS = (
    Label("编号", "no."),
    Label("部位", "zone"),
    Label("  面积 m²", "  area m²"),
    Label("  位置 x, y 米", " place x, y m"),
    Label("成因", "cause"),
    Label("条款", "clause"),
)
REMEDIES_AT = Label(
    "各处盲区的整改办法：用 --out 写入报告，用 --json 列出，用 --mend 一起试算",
    "what would mend each: --out reports, --json lists, --mend tries it together",
)

CAUSE_AT = 4
"""The column of the causes, which gives way to the others."""


def told(
    result: "AuditResult",
    language: Language,
    *,
    kept: bool = False,
    against: "Comparison | None" = None,
) -> str:
    """Return the outcome in a few lines of at most 80 columns, the largest blind spots first.

    Where no report is `kept`, it says how to get at the remedies.
    """
    parts = [_headline(result, language)]
    if any(floor.blind_spots for floor in result.floors):
        parts.append(_spot_table(result, language))
        if not kept and not _is_tried(result):
            parts.append(REMEDIES_AT.told(language))
    parts.append(_violations(result, language))
    parts.append(_mending(result, language))
    if against is not None:
        parts.append(_against(against, language))
    return "\n".join(part for part in parts if part)


def _headline(result: "AuditResult", language: Language) -> str:
    """Return who was audited by what, the verdict, and the figures behind it."""
    from pipeline.report.audit_json import summary
    from pipeline.report.numerals import percent, square_metres
    from pipeline.report.wording import VERDICTS

    figures = summary(result)
    verdict = VERDICTS[result.verdict].told(language)
    covered, required = square_metres(figures["covered_m2"]), square_metres(figures["required_m2"])
    sure, drawn = percent(figures["covered_pct"]), percent(figures["nominal_pct"])
    counted = Label(
        f"盲区 {figures['blind_spots']} 处，不符合 {figures['violations']} 项，"
        f"一旦失效即出现新盲区的探头 {figures['n_minus_1']} 台",
        f"blind spots: {figures['blind_spots']}; violations: {figures['violations']};"
        f" cameras whose failure opens a new one: {figures['n_minus_1']}",
    )
    share = Label(
        f"覆盖率 {sure} %（{covered} / {required} m²），标称 {drawn} %",
        f"{sure} % covered ({covered} of {required} m²), nominally {drawn} %",
    )
    subject = f"{result.site.label.told(language)} · {result.profile.label.told(language)}"
    if all(clause.at_night for clause in result.profile.clauses):
        subject += Label("（含夜间）", " (at night as well)").told(language)
    answer = f"{verdict} · {share.told(language)}"
    lines = (fitted(subject, LINE_COLUMNS), answer, _clauses(result, language))
    return "\n".join((*(line for line in lines if line), counted.told(language)))


def _clauses(result: "AuditResult", language: Language) -> str:
    """Return what stands beside the verdict: how the clauses fare, and that nobody read them."""
    from collections import Counter

    from pipeline.report.wording import UNVERIFIED

    number, unread = len(result.profile.every), len(result.profile.unverified)
    verdicts = Counter(each.verdict for each in result.judged)
    passed, failed, open_ = verdicts["pass"], verdicts["fail"], verdicts["not_evaluated"]
    fares = Label(
        f"条款：符合 {passed}，不符合 {failed}，未评估 {open_}",
        f"clauses: {passed} passed, {failed} failed, {open_} not evaluated",
    )
    parts = [fares.told(language)] if result.profile.rules else []
    if unread:
        parts.append(f"{UNVERIFIED.told(language)} ({unread}/{number})")
    one_line = " · ".join(parts)
    return one_line if width(one_line) <= LINE_COLUMNS else "\n".join(parts)


def _is_tried(result: "AuditResult") -> bool:
    return result.mending is not None and result.mending.passes is not None


def _mending(result: "AuditResult", language: Language) -> str:
    """Return how many steps it takes to pass, and which ones cost most."""
    mending = result.mending
    if mending is None or mending.passes is None or result.verdict == "pass":
        return ""
    steps, left = len(mending.steps), len(mending.left)
    added = sum(step.kind == "add" for step in mending.steps)
    remain = f"{left} finding{' remains' if left == 1 else 's remain'}"
    if not steps:
        return Label(
            f"没有可以算出的整改步骤，仍有 {left} 项",
            f"no step that can be computed helps: {remain}",
        ).told(language)
    then = Label("后达标", "to pass")
    if not mending.passes:
        then = Label(f"后仍剩 {left} 项", f"after which {remain}")
    return Label(
        f"整改 {steps} 步{then.zh}（增设探头 {added} 台）：用 --out 或 --json 列出",
        f"{steps} steps {then.en} (cameras to add: {added}): --out or --json lists them",
    ).told(language)


def _against(against: "Comparison", language: Language) -> str:
    """Return how many findings came and went since an earlier audit, and which."""
    counted = Label(
        f"与上次相比：新增 {len(against.new)}，消除 {len(against.gone)}，仍在 {len(against.still)}",
        f"since the earlier audit: {len(against.new)} new, {len(against.gone)} gone,"
        f" {len(against.still)} still there",
    )
    signs = [("+", finding.id) for finding in against.new]
    signs += [("-", finding.id) for finding in against.gone]
    lines = [fitted(f"{sign} {id_}", LINE_COLUMNS) for sign, id_ in signs[:MOST_SPOTS]]
    return "\n".join((counted.told(language), *lines))


def _spot_table(result: "AuditResult", language: Language) -> str:
    """Return the largest blind spots, numbered as in the report, and how many are left out."""
    from pipeline.report.places import name_of, names_of, numbered_spots

    names = names_of(result)
    several = len(result.site.floors) > 1
    storey = {f.id: f"{f.label.told(language)} " if several else "" for f in result.site.floors}
    spots = sorted(numbered_spots(result).items(), key=lambda item: -item[1].area_m2)
    rows = [
        [
            str(number),
            fitted(
                storey[spot.floor_id] + name_of(spot.zone_id, names).told(language), ZONE_COLUMNS
            ),
            f"{spot.area_m2:9,.1f}",
            f"{spot.centre.x:7.1f},{spot.centre.y:6.1f}",
            _cause(spot, language),
            fitted(spot.clause_id, CLAUSE_COLUMNS),
        ]
        for number, spot in spots[:MOST_SPOTS]
    ]
    headings = [label.told(language) for label in HEADINGS]
    hiders = ["", *(spot.cause.occluder_id or "" for _, spot in spots[:MOST_SPOTS])]
    table = columns(_narrowed([headings, *rows], hiders))
    left_out = len(spots) - len(rows)
    more = Label(
        f"另有 {left_out} 处较小的盲区：用 --out 或 --json 列出全部",
        f"and {left_out} smaller ones: --out or --json lists all",
    )
    return "\n".join(("", table, more.told(language)) if left_out else ("", table))


def _cause(spot: "BlindSpot", language: Language) -> str:
    """Return what fails at a blind spot in a few words, and whose failure it is."""
    from pipeline.report.wording import CAUSES_IN_BRIEF

    brief = CAUSES_IN_BRIEF[spot.cause.kind].told(language)
    return f"{brief} {spot.cause.camera_id}" if spot.cause.camera_id else brief


def _narrowed(rows: list[list[str]], hiders: list[str]) -> list[list[str]]:
    """Return the rows of the spot table with causes cut to what the other columns leave of a line.

    What hides, row by row, is named behind the cause where there is room for it.

    >>> row = ["1", "z" * 22, "a" * 9, "p" * 14, "c" * 12, "F-01"]
    >>> _narrowed([row], ["wall-1"])[0][CAUSE_AT], _narrowed([row], ["wall-10"])[0][CAUSE_AT]
    ('cccccccccccc: wall-1', 'cccccccccccc')
    >>> _narrowed([[*row[:CAUSE_AT], "c" * 40, "F-01"]], [""])[0][CAUSE_AT]
    'ccccccccccccccccccc…'
    """
    widths = [max(width(cell) for cell in column) for column in zip(*rows, strict=True)]
    left = LINE_COLUMNS - sum(widths) - GAP_COLUMNS * (len(widths) - 1) + widths[CAUSE_AT]
    causes = [
        _with_hider(row[CAUSE_AT], hider, left) for row, hider in zip(rows, hiders, strict=True)
    ]
    return [
        [*row[:CAUSE_AT], cause, *row[CAUSE_AT + 1 :]]
        for row, cause in zip(rows, causes, strict=True)
    ]


def _with_hider(cause: str, hider: str, most_columns: int) -> str:
    named = f"{cause}: {hider}"
    return named if hider and width(named) <= most_columns else fitted(cause, most_columns)


def _violations(result: "AuditResult", language: Language) -> str:
    """Return how many violations each clause has, and what no blind spot explains in full."""
    from collections import Counter

    from pipeline.domain.finding import FAILING
    from pipeline.report.wording import LIST_COMMA

    found = [finding for finding in result.findings if finding.severity == "violation"]
    per_clause = Counter(finding.clause_id for finding in found)
    counted = LIST_COMMA[language].join(
        f"{id_}{UNBROKEN}×{UNBROKEN}{n}" for id_, n in per_clause.items()
    )
    heading = Label("不符合：", "violations: ").told(language)
    lines = wrapped(heading + counted, LINE_COLUMNS) if found else []
    untold = (f for f in result.findings if f.severity in FAILING and not f.spot_ids)
    words = [finding.message.told(language) for finding in untold]
    lines += [line for message in words[:MOST_MESSAGES] for line in wrapped(message, LINE_COLUMNS)]
    if left_out := len(words[MOST_MESSAGES:]):
        more = Label(f"另有 {left_out} 项未列出", f"and {left_out} more like these")
        lines.append(more.told(language))
    return "\n".join(lines)


def wrapped(text: str, most_columns: int) -> list[str]:
    """Return a text as lines of at most so many columns, broken at spaces or between characters.

    A space that must not be broken at (U+00A0) becomes a plain one.

    >>> wrapped("looks into the toilet", 11), wrapped("宿舍出入口cam-1", 8)
    (['looks into', 'the toilet'], ['宿舍出入', '口cam-1'])
    """
    lines = [""]
    for piece in re.findall(r"[!-~×\xa0]+ ?|.", text):
        if width((lines[-1] + piece).rstrip()) > most_columns:
            lines.append("")
        lines[-1] += piece
    return [line.replace(UNBROKEN, " ").rstrip() for line in lines]


def fitted(text: str, most_columns: int) -> str:
    """Return a text cut to a width on the screen, with an ellipsis where it was cut.

    >>> fitted("gate", 10), fitted("宿舍出入口", 7)
    ('gate', '宿舍出…')
    """
    if width(text) <= most_columns:
        return text
    kept = text
    while width(kept) > most_columns - 1:
        kept = kept[:-1]
    return f"{kept}…"
