"""How hazards are shown on a terminal of 80 columns, in Chinese and English."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from pipeline.domain.hazard import Hazard, Recorded
from pipeline.domain.hazard_words import ACTIONS, CLASSES, ELEMENTS, STATES, State
from pipeline.domain.label import Label, Language

COLUMNS_WIDE = 80
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


def table(hazards: Sequence[Hazard], today: str, language: Language) -> str:
    """Return hazards as a table, the most urgent first, with a line that counts them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not hazards:
        return EMPTY.told(language)
    sites = {hazard.site_id for hazard in hazards}
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), width=COLUMNS_WIDE)
    for label, ratio in zip(HEADINGS, (None, None, None, None, 1), strict=True):
        grid.add_column(label.told(language), ratio=ratio, overflow="fold")
    grid.columns[0].max_width, grid.columns[1].max_width = 22, 10
    grid.columns[3].max_width = 10
    grid.columns[2].no_wrap = True
    for hazard in sorted(hazards, key=_urgency(today)):
        name = hazard.defect_id if len(sites) == 1 else hazard.id
        cells = (name, state_told(hazard, today, language), hazard.due or "–", hazard.person or "–")
        grid.add_row(*(Text(cell) for cell in (*cells, hazard.content)))
    shown = io.StringIO()
    Console(file=shown, width=COLUMNS_WIDE, color_system=None).print(grid)
    lines = [line.rstrip() for line in shown.getvalue().splitlines()]
    return "\n".join([counted(hazards, today, language), *lines])


def _urgency(today: str) -> Callable[[Hazard], tuple[int, bool, str, str]]:
    return lambda h: (URGENT_FIRST.index(h.state), not h.is_overdue(today), h.due or "9999", h.id)


def state_told(hazard: Hazard, today: str, language: Language) -> str:
    """Return where a hazard stands, and whether it is major or overdue."""
    marks = [MAJOR] * hazard.major + [OVERDUE] * hazard.is_overdue(today)
    words = [STATES[hazard.state].told(language), *(mark.told(language) for mark in marks)]
    return " ".join(words)


def counted(hazards: Sequence[Hazard], today: str, language: Language) -> str:
    """Return how many hazards there are, in which states, and how many are overdue."""
    per_state = Counter(hazard.state for hazard in hazards)
    sites = sorted({hazard.site_id for hazard in hazards})
    states = [
        f"{STATES[state].told(language)} {per_state[state]}"
        for state in URGENT_FIRST
        if per_state[state]
    ]
    late = sum(hazard.is_overdue(today) for hazard in hazards)
    several = Label(f"{len(sites)} 所学校", f"{len(sites)} sites")
    where = sites[0] if len(sites) == 1 else several.told(language)
    return Label(
        f"{where}：隐患 {len(hazards)} 项（{'，'.join(states)}），逾期 {late} 项",
        f"{where}: hazards {len(hazards)} ({', '.join(states)}), overdue {late}",
    ).told(language)


def card(hazard: Hazard, history: Iterable[Recorded], today: str, language: Language) -> str:
    """Return all about one hazard: what it is, the five elements, and its whole history."""
    facts = [
        (Label("编号", "id"), hazard.id),
        (Label("状态", "state"), state_told(hazard, today, language)),
        (Label("类别", "class"), CLASSES[hazard.hazard_class].told(language)),
        (Label("部位", "place"), hazard.place or "–"),
        *((label, getattr(hazard, name) or "–") for name, label in ELEMENTS.items()),
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
