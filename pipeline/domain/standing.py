"""How a school stands among others."""

from dataclasses import dataclass

from pipeline.domain.city import Hazards, SchoolVerdict
from pipeline.domain.label import Label
from pipeline.units import floored_pct


@dataclass(frozen=True)
class Standing:
    """One school's row in a bulletin; what nobody counted is None.

    `covered_pct` is the share of `required_m2`, `networked` how many of its `cameras` are
    connected, `hazards` what its ledger says.
    """

    school: Label
    verdict: SchoolVerdict
    covered_pct: float
    blind_spots: int
    violations: int
    county: Label | None = None
    cameras: int | None = None
    networked: int | None = None
    hazards: Hazards | None = None
    required_m2: float = 1.0

    @property
    def passed(self) -> bool:
        """Whether its audit was passed."""
        return self.verdict == "pass"


def ranked(standings: tuple[Standing, ...]) -> tuple[tuple[int, Standing], ...]:
    """Return schools with their ranks, the best first; equals share a rank, and the next is left.

    Who passed stands before who failed, and that before who could not be audited; then counts the
    share that is covered, to the tenth of a percent that tables tell, then how few violations.
    """
    ordered = sorted(standings, key=lambda each: (_merit(each), each.school.zh))
    ranks: list[tuple[int, Standing]] = []
    for number, each in enumerate(ordered, start=1):
        equal = bool(ranks) and _merit(ranks[-1][1]) == _merit(each)
        ranks.append((ranks[-1][0] if equal else number, each))
    return tuple(ranks)


def _merit(each: Standing) -> tuple[int, float, int]:
    worth = {"pass": 0, "fail": 1, "broken": 2}
    return worth[each.verdict], -floored_pct(each.covered_pct), each.violations
