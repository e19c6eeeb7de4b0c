"""What a review says to machines of the recordings that are kept."""

from datetime import datetime
from typing import Any

from pipeline.domain.archive import Archive, ArchiveGap, ArchiveRule, ClockStep, Measure


def archive_document(archive: Archive) -> dict[str, Any]:
    """Return the ``archive`` of ``summary.json``; what nobody knows is null."""
    return {
        "profile": archive.profile,
        "recordings": archive.recordings,
        "first": _told(archive.first),
        "last": _told(archive.last),
        "as_of": _told(archive.as_of),
        "days_held": None if archive.days_held is None else round(archive.days_held, 3),
        "days_recorded": archive.days_recorded,
        "rules": [_rule(rule) for rule in archive.rules],
        "gaps": [_gap(gap) for gap in archive.gaps],
        "clock_steps": [_step(step) for step in archive.steps],
    }


def _rule(rule: ArchiveRule) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "asked_by": rule.asked_by,
        "source": rule.source,
        "wanted": _measure(rule.wanted),
        "found": _measure(rule.found),
        "verdict": rule.verdict,
        "because": rule.because,
        "failing": list(rule.failing),
        "unknown": rule.unknown,
    }


def _gap(gap: ArchiveGap) -> dict[str, Any]:
    return {
        "from": _told(gap.begin),
        "to": _told(gap.end),
        "length_s": round(gap.length_s, 3),
        "after": gap.after,
        "before": gap.before,
    }


def _step(step: ClockStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "recording": step.name,
        "step_s": round(step.step_s, 3),
        "at": _told(step.at),
        "at_s": round(step.at_s, 3),
    }


def _measure(value: Measure | None) -> float | list[int] | None:
    if value is None:
        return None
    return list(value) if isinstance(value, tuple) else round(value, 3)


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")
