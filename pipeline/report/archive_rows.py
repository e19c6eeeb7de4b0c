"""What is kept of a camera, row by row, as a page shows it."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.archive import OBSTACLE_LABELS, Archive, ArchiveGap, ArchiveRule, ClockStep
from pipeline.domain.label import Label, Language
from pipeline.report import archive_wording as words
from pipeline.report.numerals import metres

MOST_NAMED = 3
"""So many failing recordings are named in a row."""

MOST_LISTED = 20
"""So many gaps, and so many steps, are listed on a page."""


@dataclass(frozen=True)
class RuleRow:
    """One rule, told."""

    name: Label
    wording: Label | None
    asked_by: Label
    wanted: Label
    found: Label
    verdict: Label
    mark: str
    css: str
    shape: str
    failing: tuple[str, ...]
    failing_count: int


@dataclass(frozen=True)
class GapRow:
    """A time without a recording, told."""

    begin: str
    end: str
    length: Label
    between: Label


@dataclass(frozen=True)
class StepRow:
    """A step of the clock, told."""

    kind: Label
    name: str
    at: Label
    by_s: str


@dataclass(frozen=True)
class ArchiveRows:
    """All of it; `gaps` and `steps` are the most telling of `gap_count` and `step_count`."""

    span: str
    rules: tuple[RuleRow, ...]
    gaps: tuple[GapRow, ...]
    gap_count: int
    gaps_unknown: Label | None
    steps: tuple[StepRow, ...]
    step_count: int


def archive_rows(archive: Archive, language: Language) -> ArchiveRows:
    """Return an archive as a page shows it: the longest gaps, in the order of time."""
    longest = sorted(archive.gaps, key=lambda gap: -gap.length_s)[:MOST_LISTED]
    return ArchiveRows(
        span=_span(archive).told(language).format(**_span_values(archive)),
        rules=tuple(_rule_row(rule) for rule in archive.rules),
        gaps=tuple(_gap_row(gap) for gap in archive.gaps if gap in longest),
        gap_count=len(archive.gaps),
        gaps_unknown=_untimed(archive),
        steps=tuple(_step_row(step) for step in archive.steps[:MOST_LISTED]),
        step_count=len(archive.steps),
    )


def _untimed(archive: Archive) -> Label | None:
    """Return why gaps were not looked for: not every recording's time is known."""
    if archive.last is not None:
        return None
    return OBSTACLE_LABELS["no_clock" if archive.first is None else "one_time"]


def _span(archive: Archive) -> Label:
    if archive.first is None:
        return words.SPAN_UNKNOWN
    return words.SPAN_OF_FIRST if archive.last is None else words.SPAN


def _span_values(archive: Archive) -> dict[str, object]:
    days = archive.days_held
    return {
        "recordings": f"{archive.recordings:,}",
        "first": _shown(archive.first),
        "last": _shown(archive.last),
        "as_of": _shown(archive.as_of),
        "days": "—" if days is None else words.measure_told("retention", days).zh.split()[0],
        "recorded": archive.days_recorded,
    }


def _rule_row(rule: ArchiveRule) -> RuleRow:
    return RuleRow(
        name=words.RULE_LABELS[rule.rule],
        wording=rule.wording,
        asked_by=words.asked_by_told(rule),
        wanted=words.measure_told(rule.rule, rule.wanted),
        found=words.measure_told(rule.rule, rule.found),
        verdict=words.verdict_told(rule),
        mark=words.MARKS[rule.verdict] if rule.asked_by else "–",
        css=words.CLASSES[rule.verdict] if rule.asked_by else "note",
        shape="words" if rule.because else "nowrap",
        failing=rule.failing[:MOST_NAMED],
        failing_count=len(rule.failing),
    )


def _gap_row(gap: ArchiveGap) -> GapRow:
    after, before = gap.after, gap.before
    told = words.TO_THE_DAY
    between = (
        Label(told.zh.replace("{after}", after), told.en.replace("{after}", after))
        if before is None
        else Label(f"{after} → {before}", f"{after} → {before}")
    )
    return GapRow(_shown(gap.begin), _shown(gap.end), words.lasting(gap.length_s), between)


def _step_row(step: ClockStep) -> StepRow:
    seconds = metres(step.at_s)
    into = words.IN_FOOTAGE
    at = (
        Label(into.zh.format(seconds=seconds), into.en.format(seconds=seconds))
        if step.at is None
        else Label(_shown(step.at), _shown(step.at))
    )
    return StepRow(words.STEP_LABELS[step.kind], step.name, at, f"{step.step_s:+,.1f}")


def _shown(moment: datetime | None) -> str:
    return "—" if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")
