"""How events of crowding meet the episodes that there truly were."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.evaluation import EventScore
from pipeline.domain.truth import TrueEpisode

LEAST_OVERLAP = 0.3
"""From this intersection over union of their times on, an event is the episode's …"""

ONSET_S = 15.0
"""… or where both begin within these seconds of each other (both are usual in the field)."""


def event_score(
    events: Sequence[CrowdingEvent], episodes: Sequence[TrueEpisode], footage_s: float
) -> EventScore:
    """Return how events meet episodes, each event at most one of them; open ones last to the end.

    >>> from pipeline.domain.crowding import TierChange
    >>> told = (TierChange(120, "blue"),)
    >>> event = CrowdingEvent("e", "gate", 100, 200, "cleared", "blue", 9, 150, told)
    >>> score = event_score([event], [TrueEpisode(95, 190), TrueEpisode(400, 500)], 600.0)
    >>> score.precision, score.recall, score.latency_p50_s, score.alarms_per_episode
    (1.0, 0.5, 25.0, 0.5)
    """
    matches = _matches(events, episodes, footage_s)
    latencies_s = [_alarm_s(event) - episode.start_s for event, episode in matches]
    found = len(matches)
    precision, recall = _share(found, len(events)), _share(found, len(episodes))
    p50_s, p95_s = np.percentile(latencies_s, [50, 95]).tolist() if found else (None, None)
    return EventScore(
        episodes=len(episodes),
        events=len(events),
        matched=found,
        precision=precision,
        recall=recall,
        f1=_share(2 * found, len(events) + len(episodes)),
        latency_p50_s=p50_s,
        latency_p95_s=p95_s,
        alarms_per_episode=_share(len(events), len(episodes)),
        tiers=tuple((ep.tier, event.peak_tier) for event, ep in matches if ep.tier),
    )


def _matches(
    events: Sequence[CrowdingEvent], episodes: Sequence[TrueEpisode], footage_s: float
) -> list[tuple[CrowdingEvent, TrueEpisode]]:
    """Return who belongs together: what overlaps most first, then what begins most nearly alike."""
    ranked = sorted(
        (
            (_overlap(event, episode, footage_s), -abs(event.start_s - episode.start_s), m, n)
            for (m, event), (n, episode) in product(enumerate(events), enumerate(episodes))
            if episode.zone_id in (None, event.zone_id)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for overlap, apart_s, m, n in ranked:
        meets = overlap >= LEAST_OVERLAP or -apart_s <= ONSET_S
        if meets and m not in found and n not in found.values():
            found[m] = n
    return [(events[m], episodes[n]) for m, n in sorted(found.items())]


def _overlap(event: CrowdingEvent, episode: TrueEpisode, footage_s: float) -> float:
    """Return intersection over union of two times."""
    end_s = footage_s if event.end_s is None else event.end_s
    shared_s = min(end_s, episode.end_s) - max(event.start_s, episode.start_s)
    whole_s = max(end_s, episode.end_s) - min(event.start_s, episode.start_s)
    return max(shared_s, 0.0) / whole_s


def _alarm_s(event: CrowdingEvent) -> float:
    """Return when an event was first told; it began before that, by its dwell."""
    return event.changes[0].t_s if event.changes else event.start_s


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
