"""What a review keeps of all samples of its zones, however many there were."""

from dataclasses import dataclass

from pipeline.domain.crowding import Tier


@dataclass(frozen=True)
class Column:
    """Samples that follow each other: from when, the most people if any count, the worst tier."""

    start_s: float
    most: int | None
    worst: Tier


@dataclass(frozen=True)
class ZoneTally:
    """The samples of one zone; `counted` of them have a count, which add up to `people`.

    `dense` of them have a density, which add up to `density_sum_p_m2`. `saturated_s` is for how
    long counts were least numbers, `tiers` are all that were ever said, and `columns` are the
    samples in the order of time, thinned to what a page can show.
    """

    zone_id: str
    counted: int = 0
    people: int = 0
    most: int | None = None
    dense: int = 0
    density_sum_p_m2: float = 0.0
    densest_p_m2: float | None = None
    saturated_s: float = 0
    tiers: frozenset[Tier] = frozenset()
    columns: tuple[Column, ...] = ()

    @property
    def mean(self) -> float | None:
        """The people on average, None where nobody was ever counted."""
        return self.people / self.counted if self.counted else None

    @property
    def mean_p_m2(self) -> float | None:
        """The density on average, None where none was ever known."""
        return self.density_sum_p_m2 / self.dense if self.dense else None


@dataclass(frozen=True)
class Tally:
    """What is kept of all zones, one for each, and of the times at which they were sampled.

    `last_s` is the last of these, None of none. `uncounted_s` is for how long nobody knows how
    many people stood in some zone, `unanswered_s` for how long nobody knows how crowded some zone
    was that is evaluated at other times.
    """

    zones: tuple[ZoneTally, ...]
    last_s: float | None = None
    uncounted_s: float = 0.0
    unanswered_s: float = 0.0
