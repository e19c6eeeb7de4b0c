"""What must be seen where: clauses, gathered in a profile."""

from dataclasses import dataclass
from typing import Literal

from pipeline.domain.label import Label

Source = Literal["found", "recalled", "assumed", "user"]


@dataclass(frozen=True)
class Clause:
    """One requirement on all zones of some kinds.

    `plane_m` is the height of what must be seen, `density_px_per_m` the least pixels per metre
    on it, `min_cameras` how many cameras must see each point.
    """

    id: str
    wording: Label
    kinds: tuple[str, ...]
    plane_m: float
    density_px_per_m: float
    min_cameras: int
    source: Source


@dataclass(frozen=True)
class Profile:
    """A set of clauses that a site is audited by."""

    id: str
    label: Label
    clauses: tuple[Clause, ...]
