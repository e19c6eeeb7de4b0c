"""How a school stands among others."""

from dataclasses import dataclass

from pipeline.domain.finding import Verdict
from pipeline.domain.label import Label


@dataclass(frozen=True)
class Standing:
    """One school's row in a bulletin; what nobody counted is None.

    `hazards` are those of its ledger, of which some are `rectified` and some are `overdue`.
    """

    school: Label
    verdict: Verdict
    covered_pct: float
    blind_spots: int
    violations: int
    county: Label | None = None
    hazards: int | None = None
    rectified: int | None = None
    overdue: int | None = None

    @property
    def passed(self) -> bool:
        """Whether its audit was passed."""
        return self.verdict == "pass"


def ranked(standings: tuple[Standing, ...]) -> tuple[tuple[int, Standing], ...]:
    """Return schools with their ranks, the best first; equals share a rank, and the next is left.

    Who passed stands before who failed, then counts the share that is covered, then how few
    violations there are.
    """
    ordered = sorted(standings, key=lambda each: (_merit(each), each.school.zh))
    ranks: list[tuple[int, Standing]] = []
    for number, each in enumerate(ordered, start=1):
        equal = bool(ranks) and _merit(ranks[-1][1]) == _merit(each)
        ranks.append((ranks[-1][0] if equal else number, each))
    return tuple(ranks)


def _merit(each: Standing) -> tuple[bool, float, int]:
    # To the hundredth of a percent that tables tell, so that equals are told as equals.
    return not each.passed, -round(each.covered_pct, 2), each.violations
