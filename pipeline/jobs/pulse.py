"""What a supervisor tells of itself as it goes on; whoever listens must not keep it waiting."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.domain.zone_moment import ZoneMoment
from pipeline.jobs.camera_record import Change
from pipeline.jobs.held_back import HeldBack

if TYPE_CHECKING:
    from pipeline.jobs.post import Post


class Pulse:
    """Hears of each turn, and of all that is handed over to be written; does nothing with it."""

    def took(self, moments: Sequence[ZoneMoment], changes: Sequence[Change]) -> None:
        """Hear what is about to be written, once."""

    def turned(self, posts: "Sequence[Post]", held: HeldBack) -> None:
        """Hear that a turn is over, some times a second."""

    def ends(self) -> None:
        """Hear that there will be no more turns."""
