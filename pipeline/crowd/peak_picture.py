"""Which picture of a zone shows the most people of an episode that is only known afterwards."""

from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

MOST = 128
"""So many pictures of a zone are kept at once; what comes then and shows no more is not."""


@dataclass(frozen=True)
class Candidate(Generic[Kept]):
    """A picture that shows so many people at a time."""

    t_s: float
    count: int
    picture: Kept


class PeakPictures(Generic[Kept]):
    """Takes one picture after another and keeps each that may turn out to be a peak.

    That is one which no later picture exceeds: whenever since the last `forget` an episode is found
    to have begun, the fullest picture since then is there.
    """

    def __init__(self) -> None:
        self._kept: deque[Candidate[Kept]] = deque()

    def wants(self, count: int) -> bool:
        """Tell whether a picture would be kept, as it may cost something to make it."""
        return len(self._kept) < MOST or self._kept[-1].count < count

    def put(self, t_s: float, count: int, picture: Kept) -> None:
        """Keep a picture, and let those go that it exceeds."""
        while self._kept and self._kept[-1].count < count:
            self._kept.pop()
        if len(self._kept) < MOST:
            self._kept.append(Candidate(t_s, count, picture))

    def forget(self, before_s: float) -> None:
        """Let the pictures from before a time go."""
        while self._kept and self._kept[0].t_s < before_s:
            self._kept.popleft()

    def best(self, first_s: float, last_s: float) -> Candidate[Kept] | None:
        """Return the first of the fullest pictures of a time."""
        inside = [one for one in self._kept if first_s <= one.t_s <= last_s]
        return max(inside, key=lambda one: one.count, default=None)
