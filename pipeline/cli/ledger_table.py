"""How hazards are shown on a terminal of 80 columns, in Chinese and English."""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pipeline.cli.audit_lines import fitted, wrapped
from pipeline.cli.console import columns, width
from pipeline.domain.hazard import Hazard, Recorded
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, STATES, State
from pipeline.domain.label import Label, Language

COLUMNS_WIDE = 80
ID_COLUMNS, GAP_COLUMNS = 34, 2
INDENT = "    "
CONTENT_COLUMNS = COLUMNS_WIDE - len(INDENT)
URGENT_FIRST: tuple[State, ...] = (
    *("supervised", "registered", "rectifying", "review", "waived", "closed"),
)
OVERDUE = Label("逾期", "overdue")
MAJOR = Label("重大", "major")
HEADINGS = (
    Label("编号", "id"),
    Label("状态", "state"),
    Label("时限", "due"),
    Label("责任人", "person"),
    Label("整改内容", "content"),
)
EMPTY = Label("台账中没有这样的隐患。", "There is no such hazard in the ledger.")


def table(hazards: Sequence[Hazard], now: str, language: Language) -> str:
    """Return hazards as a table, the most urgent first, with a line that counts them.

    Below each hazard is what it is. Its id is never cut, since it is there to be typed: where it is
    longer than its column, it has a line for itself.
    """
    if not hazards:
        return EMPTY.told(language)
    sites = {hazard.site_id for hazard in hazards}
    rows = [[label.told(language) for label in HEADINGS[:-1]]]
    ordered = sorted(hazards, key=_urgency(now))
    for hazard in ordered:
        name = hazard.defect_id if len(sites) == 1 else hazard.id
        state = state_told(hazard, now, language)
        rows.append([name, state, hazard.due or "–", hazard.person or "–"])
    long = {n: row[0] for n, row in enumerate(rows) if width(row[0]) > ID_COLUMNS}
    short = [["" if n in long else row[0], *row[1:]] for n, row in enumerate(rows)]
    heading, *lines = columns(_narrowed(short)).split("\n")
    told = [heading]
    for n, (hazard, line) in enumerate(zip(ordered, lines, strict=True), start=1):
        told += [*_whole(long.get(n, "")), line]
        told += [INDENT + part for part in wrapped(hazard.content.told(language), CONTENT_COLUMNS)]
    return "\n".join([counted(hazards, now, language), *told])


def _narrowed(rows: list[list[str]]) -> list[list[str]]:
    """Return rows whose last cells, the names of people, are cut to what the others leave."""
    others = [max(map(width, column)) + GAP_COLUMNS for column in zip(*rows, strict=True)][:-1]
    return [[*row[:-1], fitted(row[-1], COLUMNS_WIDE - sum(others))] for row in rows]


def _whole(name: str) -> list[str]:
    """Return a long id as a line, or as several, broken before a point, if it fills more."""
    lines: list[str] = []
    for part in re.findall(r"[./]?[^./]+", name):
        if lines and width(lines[-1] + part) <= COLUMNS_WIDE:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def _urgency(now: str) -> Callable[[Hazard], tuple[int, bool, str, str]]:
    return lambda h: (URGENT_FIRST.index(h.state), not h.is_overdue(now), h.due or "9999", h.id)


def state_told(hazard: Hazard, now: str, language: Language) -> str:
    """Return where a hazard stands, and whether it is major or overdue."""
    marks = [MAJOR] * hazard.major + [OVERDUE] * hazard.is_overdue(now)
    words = [STATES[hazard.state].told(language), *(mark.told(language) for mark in marks)]
    return " ".join(words)


def counted(hazards: Sequence[Hazard], now: str, language: Language) -> str:
    """Return how many hazards there are, in which states, and how many are overdue."""
    per_state = Counter(hazard.state for hazard in hazards)
    sites = sorted({hazard.site_id for hazard in hazards})
    states = [
        f"{STATES[state].told(language)} {per_state[state]}"
        for state in URGENT_FIRST
        if per_state[state]
    ]
    late = sum(hazard.is_overdue(now) for hazard in hazards)
    several = Label(f"{len(sites)} 所学校", f"{len(sites)} sites")
    where = sites[0] if len(sites) == 1 else several.told(language)
    return Label(
        f"{where}：隐患 {len(hazards)} 项（{'，'.join(states)}），逾期 {late} 项",
        f"{where}: hazards {len(hazards)} ({', '.join(states)}), overdue {late}",
    ).told(language)


def card(hazard: Hazard, history: Iterable[Recorded], now: str, language: Language) -> str:
    """Return all about one hazard: what it is, the five elements, and its whole history."""
    facts = [
        (Label("编号", "id"), hazard.id),
        (Label("状态", "state"), state_told(hazard, now, language)),
        (Label("类别", "class"), CLASSES[hazard.hazard_class].told(language)),
        (Label("部位", "place"), hazard.place or "–"),
        *((label, hazard.element(name, language) or "–") for name, label in ELEMENTS.items()),
        (Label("时限至", "due at"), hazard.due_at),
        (Label("发现", "found"), hazard.found_at),
        (Label("最近发现", "last seen"), hazard.seen_at),
        (Label("豁免至", "waived until"), hazard.waived_until),
        (Label("拆分自", "split from"), hazard.split_from),
        (Label("并入", "merged into"), hazard.merged_into),
        (Label("照片", "photographs"), ", ".join(d[:12] for d in hazard.evidence)),
        (Label("销账依据", "closed by"), _proof_told(hazard)),
    ]
    rows = [(label.told(language), text) for label, text in facts if text]
    told = [_line(each, language) for each in history]
    heading = Label("历史（只增不减）", "history (nothing is ever taken from it)").told(language)
    return "\n".join([_fields(rows), "", heading, *told])


def _proof_told(hazard: Hazard) -> str:
    proof = hazard.proof or {}
    at = proof.get("audited_at") or proof.get("start") or ""
    parts = (proof.get("kind"), at, proof.get("file", "")[:12])
    return " ".join(str(part) for part in parts if part)


def _fields(rows: Sequence[tuple[str, str]]) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2, 0, 0))
    for label, text in rows:
        grid.add_row(Text(label), Text(text))
    shown = io.StringIO()
    Console(file=shown, width=COLUMNS_WIDE, color_system=None).print(grid)
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines())


def _line(each: Recorded, language: Language) -> str:
    change = each.change
    why = f"  {change.why}" if change.why else ""
    what = ACTIONS[change.action].told(language)
    return f"{each.number:>3}  {change.at}  {what}  {change.who}{why}"
