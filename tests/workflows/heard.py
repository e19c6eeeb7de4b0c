"""A review with all that it told of its zones, which it does not keep itself."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.domain.crowding import Occupancy, PictureZone, Tier
from pipeline.domain.review import Review
from pipeline.jobs.crew import Crew
from pipeline.workflows import review_at_scale as at_scale
from pipeline.workflows import review_footage as one_by_one
from pipeline.workflows.review_options import ReviewOptions
from pipeline.workflows.review_work import Progress


class Heard:
    """A review, with the occupancies in the order of time and the tiers beside them."""

    review: Review

    def __init__(self) -> None:
        self.occupancy: tuple[Occupancy, ...] = ()
        self.tiers: tuple[Tier, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.review, name)

    def hear(self, entry: Occupancy, tier: Tier) -> None:
        self.occupancy += (entry,)
        self.tiers += (tier,)

    def counts(self, zone_id: str) -> tuple[int, ...]:
        """Return the counts of one zone in the order of time, without those nobody knows."""
        ours = (entry.count for entry in self.occupancy if entry.zone_id == zone_id)
        return tuple(count for count in ours if count is not None)


def review_footage(
    footage: Sequence[Path],
    zones: Sequence[PictureZone],
    options: ReviewOptions,
    progress: Progress | None = None,
) -> Heard:
    heard = Heard()
    asked = replace(options, hear=heard.hear)
    heard.review = one_by_one.review_footage(footage, zones, asked, progress)
    return heard


def review_at_scale(
    footage: Sequence[Path],
    zones: Sequence[PictureZone],
    options: ReviewOptions,
    crew: Crew,
    progress: Progress | None = None,
) -> Heard:
    heard = Heard()
    asked = replace(options, hear=heard.hear)
    heard.review = at_scale.review_at_scale(footage, zones, asked, crew, progress)
    return heard
