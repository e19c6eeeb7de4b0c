"""How a floor's cameras are to hang so that it is covered, and how good that is known to be."""

from dataclasses import dataclass

from pipeline.domain.change import Change
from pipeline.domain.coverage import CoverageMap
from pipeline.domain.finding import AuditResult
from pipeline.domain.site import Floor, Site


@dataclass(frozen=True)
class Stage:
    """One change with what it costs, and what all is worth up to it.

    `cost` and `spent` are in units of the plainest camera; `covered_pct` is what is covered once
    this change and all before it are made.
    """

    change: Change
    cost: float
    spent: float
    covered_pct: float
    phase: int = 1
    class_id: str = ""


@dataclass(frozen=True)
class Proof:
    """What is known of an answer: its cost, and the least that any could have.

    Both hold for covering all `witnesses`, points that stand for what must be seen, by `options`
    (of so many `tried`), in units of the plainest camera. `greedy` and `searched` are the costs of
    the two simpler answers to the first such problem, `first` that of its best.
    """

    cost: float
    bound: float
    greedy: float
    searched: float
    first: float
    witnesses: int
    options: int
    tried: int
    rounds: int
    hopeless: int
    seconds: float

    @property
    def is_optimal(self) -> bool:
        """Whether nothing cheaper covers the witnesses."""
        return self.bound >= self.cost - 1e-9

    @property
    def gap_pct(self) -> float:
        """How much dearer than the cheapest it may be, in percent of it."""
        return 100.0 * max(0.0, self.cost - self.bound) / self.cost if self.cost else 0.0


@dataclass(frozen=True, eq=False)
class FloorPlacement:
    """A floor before and after, stage by stage in the order of what they gain for their cost."""

    before: Floor
    after: Floor
    stages: tuple[Stage, ...]
    proof: Proof
    coverage_before: CoverageMap
    coverage_after: CoverageMap
    begins_pct: float


@dataclass(frozen=True, eq=False)
class Placement:
    """A site as it was and as it is to be, with the audit of the latter."""

    before: Site
    after: Site
    floors: tuple[FloorPlacement, ...]
    audit: AuditResult
    target_pct: float = 100.0

    @property
    def covered_pct(self) -> float:
        """The share of all required ground that is covered afterwards."""
        required_m2 = sum(floor.coverage_after.required.area for floor in self.floors)
        covered_m2 = sum(floor.coverage_after.covered.area for floor in self.floors)
        return 100.0 * covered_m2 / required_m2 if required_m2 else 100.0

    @property
    def blind_spots(self) -> int:
        """How many blind spots are left."""
        return sum(len(floor.coverage_after.blind_spots) for floor in self.floors)

    @property
    def is_met(self) -> bool:
        """Whether the goal is met: no blind spot, or the share that was asked for."""
        if self.target_pct < 100.0:
            return self.covered_pct >= self.target_pct
        return self.blind_spots == 0
