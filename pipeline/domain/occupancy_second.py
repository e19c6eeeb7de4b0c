"""One second of a watched zone, as a store keeps it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipeline.domain.crowding import Tier

SecondQuality: TypeAlias = Literal["ok", "saturated", "fault"]


@dataclass(frozen=True)
class OccupancySecond:
    """One zone in one second: of how many samples, the most people and their mean.

    `second` is Unix time. In a second of quality ``fault`` nobody could count: it has no
    samples and no people; in one of quality ``saturated`` there were at least so many in some
    sample. A second without a row was not watched at all.

    `density_p_m2` is the mean, None in a saturated second and where no ground is known, and
    `peak_p_m2` the most that was found anywhere; `tier` is the worst. `people_in` and `people_out`
    are those of whom it was sure in this second that they had walked through, None where nobody
    could be followed. An older store knows none of these.
    """

    zone_id: str
    second: int
    samples: int
    people_max: int | None
    people_mean: float | None
    quality: SecondQuality
    density_p_m2: float | None = None
    peak_p_m2: float | None = None
    tier: Tier | None = None
    people_in: int | None = None
    people_out: int | None = None
