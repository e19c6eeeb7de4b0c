"""What a watch is to keep as evidence of its episodes; it travels to each camera's worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.evidence import ClipRules
from pipeline.store.room import Ladder


@dataclass(frozen=True)
class EvidenceWish:
    """What is to be kept as evidence, where, and what each manifest says of the watch."""

    store: Path
    site_id: str
    snapshots: bool = False
    clips: ClipRules | None = None
    jurisdiction: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    ladder: Ladder = field(default_factory=Ladder)
