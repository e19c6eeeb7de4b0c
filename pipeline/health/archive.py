"""Whether what is kept of a camera is enough: 高清晰、可追溯、保存时间长, rule by rule.

Facts of recordings come in, findings go out. What cannot be decided is `not evaluated`, with the
reason, and never passed: a rule passes only where every recording is known to keep it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pipeline.domain.archive import (
    RULES,
    Archive,
    Measure,
    Obstacle,
    RecordingFacts,
    Rule,
    StatedCamera,
)
from pipeline.domain.requirement import Profile, RecordingClause
from pipeline.errors import InputError
from pipeline.health.archive_rules import Asked, Kept, clock_rule, decided
from pipeline.health.archive_time import check_today, recorded_days

SITE = "site"
"""Who asks for what the site file states of a camera."""

UNASKED = tuple(rule for rule in RULES if rule != "clock")
"""The rules that hold only where somebody asks for them."""


def archived(
    recordings: Sequence[RecordingFacts],
    profile: Profile | None = None,
    stated: StatedCamera | None = None,
    today: datetime | None = None,
    obstacles: Mapping[Rule, Obstacle] | None = None,
) -> Archive:
    """Return a camera's recordings, in the order in which they play, held against what is asked.

    `stated` is what the site file says of the camera; `today` when all of them were still kept,
    without which it is when the newest ended. `obstacles` say why nothing is known of some rule.
    Raises InputError where there is no recording, or one began after `today`.
    """
    if not recordings:
        raise InputError("an archive holds at least one recording, got none")
    check_today([one.start for one in recordings if one.start], today)
    kept = Kept(tuple(recordings), today, obstacles or {})
    silence: Obstacle = "no_profile" if profile is None else "not_asked"
    rules = [decided(one, kept, silence) for one in _asked(profile, stated or StatedCamera())]
    return Archive(
        recordings=len(kept.recordings),
        profile=profile.id if profile else None,
        first=kept.first,
        last=kept.last,
        as_of=kept.as_of,
        days_held=kept.days_held,
        days_recorded=recorded_days(kept.timed) if kept.timed else None,
        gaps=kept.gaps,
        steps=kept.steps,
        rules=(*rules, clock_rule(kept)),
    )


def _asked(profile: Profile | None, stated: StatedCamera) -> Iterator[Asked]:
    """Yield all that is asked for, rule by rule, and each rule that nobody asks for once."""
    clauses = profile.recordings if profile else ()
    for rule in UNASKED:
        wanted = [
            Asked(rule, clause.id, clause, bar)
            for clause in clauses
            if (bar := _bar(clause, rule)) is not None
        ]
        own = _stated(stated, rule)
        wanted += [Asked(rule, SITE, None, own)] if own is not None else []
        yield from wanted or [Asked(rule)]


def _bar(clause: RecordingClause, rule: Rule) -> Measure | None:
    bars: dict[Rule, Measure | None] = {
        "retention": clause.retention_days,
        "gaps": clause.longest_gap_s,
        "picture": clause.picture,
        "fps": clause.fps,
        "sharpness": clause.sharpness,
    }
    return bars[rule]


def _stated(stated: StatedCamera, rule: Rule) -> Measure | None:
    bars: dict[Rule, Measure | None] = {
        "retention": stated.retention_days,
        "picture": stated.size,
        "fps": stated.fps,
    }
    return bars.get(rule)
