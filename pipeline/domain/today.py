"""Coverage today: the plan's coverage without the cameras that nobody can rely on just now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shapely import Polygon

from pipeline.domain.health import FaultKind
from pipeline.domain.label import Label

CameraWord = Literal["well", "failing", "not_watched", "no_stream"]
CAMERA_LABELS: dict[CameraWord, Label] = {
    "well": Label("正常", "well"),
    "failing": Label("故障", "failing"),
    "not_watched": Label("未监测", "not watched"),
    "no_stream": Label("无码流，无法得知", "no stream, nobody knows"),
}

TodayWord = Literal["well", "failing", "not_watched"]
TODAY_LABELS: dict[TodayWord, Label] = {
    "well": Label("正常", "well"),
    "failing": Label("有故障", "failing"),
    "not_watched": Label("未在监测", "NOT WATCHED"),
}

BLINDING: frozenset[FaultKind] = frozenset(
    {"offline", "auth", "stalled", "frozen", "black", "overexposed", "blurred", "covered", "moved"}
)
"""Faults during which a camera does not show what the plan says that it sees. With too few frames
it still does, and a broken detector is none of the camera's."""


@dataclass(frozen=True)
class CameraState:
    """What a store knows of a camera; times are Unix seconds, None is never.

    `known_s` is the last second of which anything was recorded, `seen_s` the last one in which
    people could be counted, `kinds` the faults that last, the first one first, and `detail` what
    was said of it; `since_s` is when the camera last began to fail without having been seen since.
    `recovered_s` is when the last fault that blinds ended.
    """

    camera_id: str
    known_s: float | None = None
    seen_s: float | None = None
    kinds: tuple[FaultKind, ...] = ()
    since_s: float | None = None
    detail: Label | None = None
    recovered_s: float | None = None


@dataclass(frozen=True)
class CameraToday:
    """A camera as it is now, since when, and whether its view counts as covered today.

    Of one that is not watched, `since_s` is the last second of which anything is known, None if
    there is none, and `kinds` are the faults that it was left with.
    """

    camera_id: str
    label: Label
    word: CameraWord
    counts: bool
    since_s: float | None = None
    seen_s: float | None = None
    kinds: tuple[FaultKind, ...] = ()
    detail: Label | None = None


@dataclass(frozen=True, eq=False)
class OpenSpot:
    """A blind spot that is open now and is none of the plan's: for whose sake, and since when.

    `since_s` is None where one of those cameras was never watched.
    """

    floor_id: str
    zone_id: str
    clause_id: str
    region: Polygon
    camera_ids: tuple[str, ...]
    since_s: float | None

    @property
    def area_m2(self) -> float:
        """The area that nobody sees now, and somebody saw."""
        return float(self.region.area)


@dataclass(frozen=True, eq=False)
class CoverageToday:
    """A site at one moment.

    Of `required_m2`, `planned_m2` is covered as audited, `covered_m2` without the cameras that
    fail or are not watched any more, and `confirmed_m2` by those alone that are known to be well.
    `watched_s` is the last second of which the store knows anything, None if there is none.
    """

    at_s: float
    site_id: str
    profile_id: str
    watched_s: float | None
    cameras: tuple[CameraToday, ...]
    required_m2: float
    planned_m2: float
    covered_m2: float
    confirmed_m2: float
    spots: tuple[OpenSpot, ...]
    places: Mapping[str, Label]

    @property
    def word(self) -> TodayWord:
        """How the site is; it is well only where everything that can be watched is, and is well."""
        words = [camera.word for camera in self.cameras if camera.word != "no_stream"]
        if all(word == "not_watched" for word in words):
            return "not_watched"
        return "well" if all(word == "well" for word in words) else "failing"

    def of(self, word: CameraWord) -> tuple[CameraToday, ...]:
        """Return the cameras of which a word holds."""
        return tuple(camera for camera in self.cameras if camera.word == word)

    def share_pct(self, area_m2: float) -> float:
        """Return a share of what must be seen; of nothing all is."""
        return 100.0 * area_m2 / self.required_m2 if self.required_m2 else 100.0
