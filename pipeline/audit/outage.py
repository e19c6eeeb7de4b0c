"""What failing cameras change in the ledger: an outage that opens required area is a hazard.

A hazard stands for one camera, since that is what is repaired, and for all that its absence opens.
It is registered once the failure has lasted for some time, is due a fixed time after its beginning,
and is closed by pictures of the camera: a watch that saw it well for as long is such footage. A
camera that fails again opens the same hazard again. An audit of the plan neither finds nor closes
one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from pipeline.audit.hazard_form import source_document, words_document
from pipeline.audit.outage_wording import content_told, measure_told, standard_told
from pipeline.audit.registration import hazard_id, told_time
from pipeline.domain.hazard import Change, Hazard, Source
from pipeline.domain.hazard_words import Action
from pipeline.domain.today import CameraToday, CoverageToday, OpenSpot
from pipeline.domain.wall_clock import later, moment
from pipeline.geometry.overlay import united

OUTAGE = "camera-outage"
"""What stands in place of a clause: no clause of a plan asks for it."""

REPAIR_S = 24 * 3600.0
"""A fault is to be repaired within 24 hours, as tables of the sector say that GB/T 29315-2012 asks;
its own text was not at hand, so that this is an assumption."""

REGISTERED_AFTER_S = 60.0
"""A failure that is over sooner is none for a ledger (assumption): a camera that is restarted takes
as long. As long it must be well again to be taken for recovered."""

GOOD_SHARE = 0.8
"""Of the seconds since its recovery in which a camera must have been seen well (assumption)."""

CHANGED_M2 = 0.1
"""What is open is told anew when it has changed by more."""

WATCH = "sightline watch"
"""Who does it, as the ledger tells."""


@dataclass(frozen=True)
class Recovery:
    """The pictures by which a camera is known to be well: from when to when, and how much of it.

    `link` is the digest by which the chain of the watch's store holds the end of the last fault.
    """

    camera_id: str
    start_s: float
    end_s: float
    good_s: int
    link: str | None

    def is_proof(self, after_s: float) -> bool:
        """Tell whether they show the camera well for long enough, and nearly all of the time."""
        passed_s = self.end_s - self.start_s
        return passed_s >= after_s and self.good_s >= GOOD_SHARE * passed_s


def outage_changes(
    today: CoverageToday,
    hazards: Sequence[Hazard],
    recovered: Callable[[str], Recovery | None],
    after_s: float = REGISTERED_AFTER_S,
    zone: tzinfo | None = None,
) -> Iterator[Change]:
    """Yield what coverage today changes in a ledger that holds some hazards of the site.

    `recovered` is asked for the pictures of a camera by its id, where that matters; times are told
    as clocks of a zone show them.
    """
    known = {h.source.subject: h for h in hazards if h.source and h.source.kind == "outage"}
    for camera in today.cameras:
        hazard, writer = known.get(camera.camera_id), _Writer(today, camera, zone)
        spots = [spot for spot in today.spots if camera.camera_id in spot.camera_ids]
        if camera.word == "failing" and not camera.counts and spots:
            if _has_lasted(camera, today.at_s, after_s):
                yield from writer.failing(spots, hazard)
        elif hazard is not None and hazard.is_open and camera.counts:
            recovery = recovered(camera.camera_id)
            if recovery is not None and recovery.is_proof(after_s):
                yield writer.recovered(hazard, recovery)


def _has_lasted(camera: CameraToday, at_s: float, after_s: float) -> bool:
    return camera.since_s is not None and at_s - camera.since_s >= after_s


class _Writer:
    """Writes the changes of one camera's hazard."""

    def __init__(self, today: CoverageToday, camera: CameraToday, zone: tzinfo | None) -> None:
        self._today, self._camera, self._zone = today, camera, zone
        self._since = moment(camera.since_s or today.at_s).astimezone(zone)

    def failing(self, spots: Sequence[OpenSpot], hazard: Hazard | None) -> Iterator[Change]:
        """Yield what a lasting failure changes: it is new, back, or opens something else."""
        about = self._about(spots)
        if hazard is None:
            floor_id = spots[0].floor_id
            defect_id = f"outage.{floor_id}.{self._camera.camera_id}"
            data = {
                **about,
                **self._clock(),
                "site_id": self._today.site_id,
                "defect_id": defect_id,
                "hazard_class": "security",
                "major": False,
                "found_at": told_time(self._since),
            }
            yield self._change(hazard_id(self._today.site_id, defect_id), "register", "", data)
        elif not hazard.is_open:
            yield self._change(hazard.id, "reopen", "再次故障 failed again", self._seen(about))
            yield self._change(hazard.id, "amend", "重新计时 the clock starts anew", self._clock())
        elif _is_other(hazard, spots):
            yield self._change(hazard.id, "seen", "", self._seen(about))

    def recovered(self, hazard: Hazard, recovery: Recovery) -> Change:
        """Return the end of a hazard, with the pictures that prove it."""
        start, end = (
            moment(at).astimezone(self._zone) for at in (recovery.start_s, recovery.end_s)
        )
        proof = {
            "kind": "footage",
            "start": told_time(start),
            "end": told_time(end),
            "camera": recovery.camera_id,
            "good_s": str(recovery.good_s),
            "by": WATCH,
            **({"link": recovery.link} if recovery.link else {}),
        }
        why = f"探头恢复图像 the camera is seen again: {told_time(start)}"
        return self._change(hazard.id, "recover", why, {"proof": proof})

    def _clock(self) -> dict[str, str]:
        due: datetime = later(self._since, REPAIR_S)
        return {"due": due.date().isoformat(), "due_at": told_time(due)}

    def _seen(self, about: dict[str, Any]) -> dict[str, Any]:
        return {**about, "seen_at": self._at}

    def _about(self, spots: Sequence[OpenSpot]) -> dict[str, Any]:
        worst = max(spots, key=lambda spot: spot.area_m2)
        words = {
            "content": content_told(self._camera, self._since, spots, self._today.places),
            "standard": standard_told(),
            "measure": measure_told(self._camera.kinds),
        }
        region = united(spot.region for spot in spots)
        source = Source(
            "outage",
            self._today.profile_id,
            OUTAGE,
            worst.floor_id,
            worst.zone_id,
            self._camera.camera_id,
            region,
        )
        place = f"{worst.floor_id}/{worst.zone_id}"
        told = {name: words_document(label) for name, label in words.items()}
        return {"place": place, "source": source_document(source), **told}

    @property
    def _at(self) -> str:
        return told_time(moment(self._today.at_s).astimezone(self._zone))

    def _change(self, id_: str, action: Action, why: str, data: dict[str, Any]) -> Change:
        return Change(id_, self._at, WATCH, action, why, data)


def _is_other(hazard: Hazard, spots: Sequence[OpenSpot]) -> bool:
    """Tell whether something else is open than the ledger says."""
    told = hazard.source.region if hazard.source else united([])
    now = united(spot.region for spot in spots)
    return float(now.symmetric_difference(told).area) > CHANGED_M2
