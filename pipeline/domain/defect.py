"""One thing that is wrong at one place, as it is told from audit to audit."""

from dataclasses import dataclass
from typing import Literal

from shapely import Polygon

from pipeline.domain.coverage import Region

NOWHERE: Region = Polygon()
DefectKind = Literal["blind_spot", "finding", "outage"]
"""What is wrong with the plan, or of a camera of it that fails; no audit finds the latter."""


@dataclass(frozen=True)
class Defect:
    """A blind spot, or a finding, by all that tells it from others.

    `subject` is what a finding is about besides its zone: a camera, say; a blind spot has none.
    `region` is where it is, and is empty where it has no place on the plan. `floor_id` and
    `zone_id` are empty for what is wrong of a whole site.
    """

    id: str
    kind: DefectKind
    clause_id: str
    floor_id: str
    zone_id: str
    subject: str = ""
    region: Region = NOWHERE


@dataclass(frozen=True)
class Lineage:
    """Where a defect of today comes from; a defect without any is new, or as it was.

    `was` is its id of the earlier audit, None for a new one. `split_from` is the id of the
    defect that it was a part of, `took_over` are the ids that went up in it.
    """

    id: str
    was: str | None = None
    split_from: str | None = None
    took_over: tuple[str, ...] = ()
