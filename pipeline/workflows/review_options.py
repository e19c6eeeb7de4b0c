"""How recordings are to be reviewed, and where the results go."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.crowd.ground.measure import WatchedGround
from pipeline.crowd.replay import Hear, unheard
from pipeline.domain.calendar import SchoolCalendar
from pipeline.domain.flow import GateLine
from pipeline.domain.label import Label, Language
from pipeline.domain.wall_clock import WallClock
from pipeline.errors import UsageError
from pipeline.workflows.archive_tally import NOTHING_ASKED, ArchiveAsk
from pipeline.workflows.gate_reach import TilePolicy


def silent(*_: object) -> None:
    """Hear nothing."""


@dataclass(frozen=True)
class ReviewOptions:
    """How recordings are reviewed, and where the results go.

    `model` is a manifest, a bare model, or None for the embedded detector; `threshold` replaces the
    manifest's. `grounds` are of the zones whose ground is known, which then have densities.
    `keyframes` decodes only pictures that stand alone: many times as fast, and as a rule one every
    few seconds, too few to tell how long a crowd stays. At `lines` people are followed and counted
    in and out; the journal then keeps their boxes. With `tiles` (columns, rows) the part of the
    picture where the zones are is looked at closely, too; without any the `tile_policy` chooses for
    the `grounds`, if it is known whom the detector finds. With `health` pictures are looked at for
    faults of the camera, during which nobody is counted; one that `turns` has no place that it is
    meant to show. With `motion_gate` a picture in which nothing has stirred where people are
    counted is not looked at: what the last one showed is carried on, for a moment. A recording of
    which nothing comes for `patience_s` is given up. `camera_id` is whose faults are reported,
    `clock` when it recorded, `calendar` when its gates may be full, `archive` what all recordings
    together are held against. `notice` is told in a sentence whether an earlier run is taken up,
    `hear` each occupancy with its tier, in the order of time.
    """

    out: Path
    model: str | None = None
    threshold: float | None = None
    sample_fps: float = 5.0
    keyframes: bool = False
    lines: tuple[GateLine, ...] = ()
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    camera_id: str | None = None
    clock: WallClock | None = None
    calendar: SchoolCalendar | None = None
    archive: ArchiveAsk = NOTHING_ASKED
    language: Language = "en"
    grounds: tuple[WatchedGround, ...] = ()
    tiles: tuple[int, int] | None = None
    tile_policy: TilePolicy = "needed"
    health: bool = True
    turns: bool = False
    motion_gate: bool = False
    patience_s: float = 60.0
    notice: Callable[[Label], None] = silent
    hear: Hear = unheard

    def __post_init__(self) -> None:
        """Refuse a rate at which no frame would ever be taken."""
        if not (math.isfinite(self.sample_fps) and self.sample_fps > 0):
            raise UsageError(f"frames a second must be more than 0, got {self.sample_fps:g}")
        if not self.patience_s > 0:
            raise UsageError(f"patience must be more than 0 s, got {self.patience_s:g}")

    @property
    def journal_path(self) -> Path:
        """Where the counts are kept, frame by frame, from which a stopped review goes on."""
        return self.out / "review.journal"

    @property
    def segments_path(self) -> Path:
        """Where the counts of each whole recording are kept, for this review and later ones."""
        return self.out / "segments"
