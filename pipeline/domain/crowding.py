"""How many people stand in a zone, and the episodes in which they are too many."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from pipeline.domain.label import Label
from pipeline.errors import InputError

Tier = Literal["none", "blue", "yellow", "orange", "red", "unknown", "not_evaluated"]
TIERS: tuple[Tier, ...] = ("blue", "yellow", "orange", "red")
"""The alarm tiers, from the mildest to the worst."""
WORST_FIRST: tuple[Tier, ...] = (*TIERS[::-1], "unknown", "not_evaluated", "none")
"""All tiers; what nobody knows may be anything, and so stands above what is known to be calm."""

DENSITIES_P_M2 = (1.0, 2.0, 3.0, 4.0)
"""People per m² at which 蓝 黄 橙 红 begin: where walking slows, the least that a moving crowd was
ever planned for, one that flows no faster when denser, and the most at which one may still move
(Fruin; Still; 刘茂; as collected in studies of crowds, secondary sources)."""

SATURATED_TIER: Tier = "yellow"
"""At least this holds in a zone of known ground that is too crowded to be counted."""

TIER_LABELS: dict[Tier, Label] = {
    "none": Label("正常", "normal"),
    "blue": Label("蓝色关注", "blue"),
    "yellow": Label("黄色预警", "yellow"),
    "orange": Label("橙色告警", "orange"),
    "red": Label("红色紧急", "red"),
    "unknown": Label("未知", "unknown"),
    "not_evaluated": Label("未评估", "not evaluated"),
}


@dataclass(frozen=True)
class PictureZone:
    """An area of the picture in which people are counted.

    `ring` is in fractions of the picture, (0, 0) its upper left and (1, 1) its lower right
    corner. `counts` are the four numbers of people at which the tiers begin; `densities`, of a
    zone whose ground is known, the four densities, which then are judged instead. Without either
    nobody can say what is crowded.
    """

    id: str
    label: Label
    ring: tuple[tuple[float, float], ...]
    counts: tuple[int, int, int, int] | None = None
    densities_p_m2: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse a ring that encloses nothing of the picture, and tiers that do not rise."""
        if outside := [p for p in self.ring if not (0 <= p[0] <= 1 and 0 <= p[1] <= 1)]:
            raise InputError(
                f"zone {self.id}: points must lie in the picture, from 0,0 to 1,1,"
                f" got {outside[0][0]:g},{outside[0][1]:g}"
            )
        if not _encloses(self.ring):
            raise InputError(
                f"zone {self.id}: three points that do not lie on one line are needed,"
                f" got {len(self.ring)}: {' '.join(f'{x:g},{y:g}' for x, y in self.ring)}"
            )
        if self.counts and not all(a < b for a, b in pairwise((0, *self.counts))):
            raise InputError(
                f"zone {self.id}: counts must rise from tier to tier, got {list(self.counts)}"
            )
        densities = self.densities_p_m2
        if densities and not all(a < b for a, b in pairwise((0.0, *densities))):
            raise InputError(
                f"zone {self.id}: densities must rise from tier to tier, got {list(densities)}"
            )

    @property
    def bars(self) -> tuple[float, float, float, float] | None:
        """Where the tiers begin, in what is judged: people per m², or people."""
        return self.densities_p_m2 or self.counts

    @property
    def gate_id(self) -> str:
        """The gate's own id; where two cameras watch one gate, a zone is ``GATE@CAMERA``."""
        return self.id.partition("@")[0]

    @property
    def judged_counts(self) -> tuple[int, ...]:
        """The counts at which tiers begin; none of a zone that is judged by its density."""
        return self.counts if self.counts and not self.densities_p_m2 else ()


def _encloses(ring: tuple[tuple[float, float], ...]) -> bool:
    """Tell whether some three points of a ring do not lie on one line."""
    (x0, y0), *others = ring or ((0.0, 0.0),)
    away = [(x - x0, y - y0) for x, y in others if (x, y) != (x0, y0)]
    return any(away[0][0] * dy != away[0][1] * dx for dx, dy in away)


def crosses_itself(ring: tuple[tuple[float, float], ...]) -> bool:
    """Tell whether two sides of a ring cross; who is inside such a ring is anybody's guess."""
    sides = pairwise((*ring, ring[0]))
    return any(
        _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0
        for (a, b), (c, d) in combinations(sides, 2)
    )


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Return a number above 0 where the way from a by b to c turns one way, below 0 the other."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def whole_picture(
    counts: tuple[int, int, int, int] | None = None,
    zone_id: str = "picture",
    label: Label | None = None,
) -> PictureZone:
    """Return the zone in which everybody stands whom the picture shows."""
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    return PictureZone(zone_id, label or Label("全画面", "whole picture"), ring, counts)


Quality = Literal["ok", "fault"]
"""Whether a count may be believed: `fault` means that camera or model was unwell."""


@dataclass(frozen=True)
class Occupancy:
    """How many people stood in one zone at one time; `count` is None when nobody can know.

    `saturated` means that there were at least so many: nobody could have told of more. Where the
    ground is known, `density_p_m2` is how densely they stood, corrected by the recall of the
    camera, and None while the zone is saturated; `least_p_m2` is how densely at least, and
    `peak_p_m2` how densely they were found, uncorrected, where they stood most densely.
    """

    t_s: float
    zone_id: str
    count: int | None
    quality: Quality = "ok"
    saturated: bool = False
    density_p_m2: float | None = None
    least_p_m2: float | None = None
    peak_p_m2: float | None = None

    @property
    def told_quality(self) -> Literal["ok", "saturated", "fault"]:
        """The quality in one word, as files tell it."""
        return "saturated" if self.quality == "ok" and self.saturated else self.quality


@dataclass(frozen=True)
class TierChange:
    """The moment at which a zone's tier became another."""

    t_s: float
    tier: Tier


EventKind = Literal["crowding", "unexpected"]
"""Too many people for a gate, or more than anybody expects outside the peak windows."""

KIND_LABELS: dict[EventKind, Label] = {
    "crowding": Label("拥堵", "crowding"),
    "unexpected": Label("意外聚集", "unexpected gathering"),
}

EventStatus = Literal["open", "cleared", "interrupted", "expected"]

STATUS_LABELS: dict[EventStatus, Label] = {
    "open": Label("未结束", "still open"),
    "cleared": Label("已解除", "cleared"),
    "interrupted": Label("画面中断，后续未知", "pictures ended; the rest is unknown"),
    "expected": Label("高峰时段开始，不再算意外", "a peak window began; no longer unexpected"),
}


@dataclass(frozen=True)
class CrowdingEvent:
    """One episode of crowding in one zone, from onset to clearing, through all its tiers.

    `start_s` is when the zone filled, `changes` when each tier was raised or lowered: the first
    of them comes a dwell after the onset. `end_s` is None while the event is open.
    `interrupted` means that the pictures ended or failed before it cleared: nobody knows how it
    went on. `saturated` means that at some time the zone was too crowded to be counted, first at
    `saturated_s`. An unexpected gathering is an episode of its own `kind`, which has no tiers: its
    peak tier is ``none``, and it ends as `expected` when a peak window begins.
    """

    id: str
    zone_id: str
    start_s: float
    end_s: float | None
    status: EventStatus
    peak_tier: Tier
    peak_count: int
    peak_s: float
    changes: tuple[TierChange, ...]
    saturated: bool = False
    kind: EventKind = "crowding"
    saturated_s: float | None = None
