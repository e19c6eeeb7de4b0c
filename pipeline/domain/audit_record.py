"""An audit as its file tells it, long after the site has changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.domain.coverage import BlindSpot, Region
from pipeline.domain.finding import Finding, Verdict
from pipeline.domain.label import Label


@dataclass(frozen=True)
class HeldZone:
    """One zone under one clause: how strictly it was held, and where something had to be seen."""

    floor_id: str
    zone_id: str
    clause_id: str
    plane_m: float
    density_px_per_m: float
    min_cameras: int
    at_night: bool
    required: Region


@dataclass(frozen=True)
class AuditRecord:
    """What an audit found, when, and the hash that its file carries.

    `clauses` are those of its profile that were evaluated, `prohibited` the prohibited zones as
    (floor, zone), `leaks` what cameras may see of them, by floor, zone and camera. `wordings` are
    the words of each clause. What older files hold in one language only reads so in both.
    """

    site_id: str
    profile_id: str
    verdict: Verdict
    audited_at: datetime
    sha256: str
    clauses: tuple[str, ...]
    prohibited: tuple[tuple[str, str], ...]
    held: tuple[HeldZone, ...]
    spots: tuple[BlindSpot, ...]
    findings: tuple[Finding, ...]
    leaks: Mapping[tuple[str, str, str], Region]
    wordings: Mapping[str, Label] = field(default_factory=dict)
