"""What is known of one zone at one time, as a watch tells and keeps it."""

from dataclasses import dataclass

from pipeline.domain.crowding import Occupancy, Tier


@dataclass(frozen=True)
class ZoneMoment:
    """How many people stood in a zone, which tier held, and who had just walked through.

    `people_in` and `people_out` walked over the zone's line for good by then, and are None where
    nobody could be followed, or the zone has no line.
    """

    occupancy: Occupancy
    tier: Tier
    people_in: int | None = None
    people_out: int | None = None
