"""A hazard in the ledger (隐患): what it is, where it stands, and every change that made it so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.domain.coverage import Region
from pipeline.domain.defect import NOWHERE, DefectKind
from pipeline.domain.label import Label

State = Literal["registered", "rectifying", "review", "supervised", "waived", "closed"]
STATES: dict[State, Label] = {
    "registered": Label("登记", "registered"),
    "rectifying": Label("整改", "rectifying"),
    "review": Label("复核", "review"),
    "supervised": Label("挂牌督办", "supervised"),
    "waived": Label("豁免", "waived"),
    "closed": Label("销账", "closed"),
}

Action = Literal[
    "register",
    "seen",
    "amend",
    "attach",
    "assign",
    "rectify",
    "reject",
    "escalate",
    "waive",
    "expire",
    "close",
    "reopen",
]
ACTIONS: dict[Action, Label] = {
    "register": Label("登记", "register"),
    "seen": Label("再次发现", "found again"),
    "amend": Label("更正", "amend"),
    "attach": Label("附照片", "add a photograph"),
    "assign": Label("下达整改", "assign"),
    "rectify": Label("报告整改完成", "report as rectified"),
    "reject": Label("复核不通过", "send back"),
    "escalate": Label("挂牌督办", "supervise"),
    "waive": Label("豁免", "waive"),
    "expire": Label("豁免到期", "end the waiver of"),
    "close": Label("销账", "close"),
    "reopen": Label("重新登记", "reopen"),
}

HazardClass = Literal["security", "fire", "premises", "traffic", "food"]
CLASSES: dict[HazardClass, Label] = {
    "security": Label("安全防范", "security"),
    "fire": Label("消防安全", "fire"),
    "premises": Label("校舍设施", "premises"),
    "traffic": Label("交通周边", "traffic"),
    "food": Label("食品卫生", "food"),
}
"""Five classes of our own (assumption): cities count in five, and name them each in its way."""

ElementName = Literal["content", "standard", "measure", "due", "person"]
ELEMENTS: dict[ElementName, Label] = {
    "content": Label("整改内容", "content"),
    "standard": Label("整改标准", "standard"),
    "measure": Label("整改措施", "measure"),
    "due": Label("时限", "due"),
    "person": Label("责任人", "person"),
}
"""What must be settled before a hazard is assigned (五落实)."""


@dataclass(frozen=True)
class Terms:
    """How strictly the clause of a blind spot was held when it was found."""

    plane_m: float
    density_px_per_m: float
    min_cameras: int
    at_night: bool


@dataclass(frozen=True)
class Source:
    """Where an audit found a hazard: enough to know it again, and to see that it is gone."""

    kind: DefectKind
    profile_id: str
    clause_id: str
    floor_id: str
    zone_id: str
    subject: str = ""
    region: Region = NOWHERE
    terms: Terms | None = None


@dataclass(frozen=True)
class Hazard:
    """One entry of the ledger, as it stands after `revision` changes.

    Times are ISO 8601 in UTC, days `YYYY-MM-DD`; what is not known is empty. `source` is None for
    what a person found. `defect_id` is its id in audits, `id` that in all ledgers. `evidence` are
    the SHA-256 of files beside the ledger, `proof` is what it was closed by.
    """

    id: str
    site_id: str
    defect_id: str
    hazard_class: HazardClass
    found_at: str
    seen_at: str
    changed_at: str
    state: State = "registered"
    major: bool = False
    place: str = ""
    content: str = ""
    standard: str = ""
    measure: str = ""
    due: str = ""
    person: str = ""
    source: Source | None = None
    rectified_at: str = ""
    waived_until: str = ""
    split_from: str = ""
    merged_into: str = ""
    evidence: tuple[str, ...] = ()
    proof: Mapping[str, Any] | None = None
    revision: int = 1

    @property
    def missing(self) -> tuple[ElementName, ...]:
        """Which of the five elements are not settled yet."""
        return tuple(name for name in ELEMENTS if not getattr(self, name))

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done, now or when a waiver ends."""
        return self.state != "closed"

    def is_overdue(self, today: str) -> bool:
        """Tell whether it should have been rectified before a day."""
        waits = self.state in ("registered", "rectifying", "supervised")
        return waits and bool(self.due) and self.due < today


@dataclass(frozen=True)
class Change:
    """What somebody did to a hazard, when and why; `data` says with what, as plain JSON."""

    hazard_id: str
    at: str
    who: str
    action: Action
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    """A change in its place of a hazard's history; its digest covers all changes before it."""

    change: Change
    number: int
    digest: str
