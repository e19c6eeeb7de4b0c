"""What a camera's worker keeps as evidence of an episode: its peak, its video, its counts.

The store says which episodes are to have evidence, because only the supervisor knows when one
began. Until then the worker holds the last minute or two in memory: packets as they came, and one
picture a second, its heads pixelated as soon as it was looked at. Nothing of it touches a disk but
as evidence of an episode.
"""

import csv
import io
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from pipeline.crowd.peak_picture import PeakPictures
from pipeline.domain.chain import body_of
from pipeline.domain.crowding import CrowdingEvent, PictureZone
from pipeline.domain.detections import Detections
from pipeline.domain.evidence import Absence, ClipRules, EvidenceKind, Piece, Span
from pipeline.domain.frame import Frame
from pipeline.errors import FootageError, StorageError
from pipeline.imaging.mosaic import pixelated
from pipeline.jobs.leaving import before_leaving, relieve
from pipeline.jobs.task import CameraTask
from pipeline.sources.remux import remuxed
from pipeline.sources.ring import PacketRing
from pipeline.sources.sei import signature_sei
from pipeline.store.database import Store, open_store
from pipeline.store.episode_evidence import Evidence, keep_evidence, owed_evidence
from pipeline.store.event_store import COLUMNS, known_until, stored_event, stored_occupancy
from pipeline.store.evidence_upkeep import take_up
from pipeline.store.room import free_bytes
from pipeline.version import VERSION
from pipeline.workflows.evidence_wish import EvidenceWish

TURN_S = 1.0
"""The store is asked so often which episodes are to have evidence."""
LOOK_BACK_S = 90.0
"""So long pictures are held for an episode that may be found to have begun: four dwells of 蓝."""
AROUND_S = 10.0
"""Counts are kept of so long before and after an episode, where no clip says for how long."""
SETTLE_S = 2.0
"""Packets and counts of a moment are there after so long …"""
PATIENCE_S = 15.0
"""… and are not waited for longer than so."""
RING_MARGIN_S = 45.0
"""A ring holds so much more than a clip: an episode is known a dwell after it began."""
RING_BYTES = 64 * 2**20
"""Of one camera, whatever its bitrate: two minutes of 4 Mbit/s."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A picture as a file, its heads pixelated, and what a manifest says of it."""

    data: bytes
    facts: dict[str, str | int | bool]


@dataclass(frozen=True, eq=False)
class Seen:
    """The fullest picture of a second, before it is known whether anybody needs it."""

    count: int
    frame: Frame
    found: Detections


class PeakHolder:
    """Holds for each zone the pictures that may turn out to be the peak of an episode."""

    def __init__(self, zones: Sequence[PictureZone], sure: float) -> None:
        self._sure = sure
        self._zones = zones
        self._best: dict[str, Seen] = {}
        self._peaks = {zone.id: PeakPictures[Snapshot]() for zone in zones}
        self._made: tuple[Frame, Snapshot] | None = None
        self._changing = threading.Lock()

    def saw(self, frame: Frame, found: Detections, counts: Sequence[int]) -> None:
        """Take a picture with all that was found in it, and how many stood in each zone."""
        with self._changing:
            for zone, count in zip(self._zones, counts, strict=True):
                best = self._best.get(zone.id)
                if best is not None and int(best.frame.t_s) != int(frame.t_s):
                    self._hold(zone.id, best)
                    best = None
                if best is None or count > best.count:
                    self._best[zone.id] = Seen(count, frame, found)

    def peak(self, zone_id: str, span: Span) -> tuple[float, int, Snapshot] | None:
        """Return when most people were seen in a time, how many, and the picture."""
        with self._changing:
            if (best := self._best.pop(zone_id, None)) is not None:
                self._hold(zone_id, best)
            found = self._peaks[zone_id].best(span.first_s, span.last_s)
        return None if found is None else (found.t_s, found.count, found.picture)

    def forget(self, zone_id: str, before_s: float) -> None:
        """Let the pictures of a zone from before a time go."""
        with self._changing:
            self._peaks[zone_id].forget(before_s)

    def _hold(self, zone_id: str, seen: Seen) -> None:
        t_s, peaks = seen.frame.t_s, self._peaks[zone_id]
        if not (seen.count and peaks.wants(seen.count)):
            return
        if self._made is None or self._made[0] is not seen.frame:
            self._made = seen.frame, _snapshot(seen, self._sure)
        peaks.put(t_s, seen.count, self._made[1])


def _snapshot(seen: Seen, sure: float) -> Snapshot:
    covered = pixelated(seen.frame.image, seen.found, seen.frame.source_size, sure)
    height, width = covered.image.shape[:2]
    facts: dict[str, str | int | bool] = {
        "pixelated": True,
        "heads": covered.heads,
        "whole_boxes": covered.bodies,
        "whole_picture": covered.is_whole,
        "width": width,
        "height": height,
    }
    return Snapshot(covered.jpeg(), facts)


class EvidenceKeeper:
    """Keeps evidence of the episodes of one camera, in a thread that never holds up the camera.

    `now_s` is the watch's clock. After `begin` it works until `finish`, which is called at the
    latest when the process is told to leave.
    """

    def __init__(
        self, wish: EvidenceWish, task: CameraTask, sure: float, now_s: Callable[[], float]
    ) -> None:
        self.wish = wish
        self.ring = None if wish.clips is None else _ring(wish.clips)
        self.peaks = PeakHolder(task.zones, sure) if wish.snapshots else None
        self._camera_id = task.camera_id
        self._zone_ids = {zone.id for zone in task.zones}
        self._clock_ms = round(task.clock.unix_minus_monotonic_s * 1000)
        self._now_s = now_s
        self._clips: dict[str, Piece | Absence] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def begin(self) -> None:
        """Begin to work."""
        self._thread.start()
        before_leaving(self.finish)

    def finish(self) -> None:
        """Keep what is there of episodes that still last, and end."""
        relieve(self.finish)
        self._stop.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._stop.is_set():
            # The disk may be full or the store busy; the next turn tries again.
            with suppress(StorageError), closing(open_store(self.wish.store)) as store:
                take_up(store, self._zone_ids)
                while not self._stop.wait(TURN_S):
                    self.turn(store)
                self.turn(store, last=True)
            self._stop.wait(TURN_S)

    def turn(self, store: Store, *, last: bool = False) -> None:
        """Write the evidence of all episodes that are over; the `last` time, of all."""
        owed = [(t, z) for t, z in owed_evidence(store) if z in self._zone_ids]
        events = [event for thing, _ in owed if (event := stored_event(store, thing))]
        for event in events:
            span = self._span(event, last)
            self._cut(event, span, last)
            if last or self._is_over(store, event, span):
                # What cannot be committed now is tried again, and keeps no other waiting.
                with suppress(StorageError):
                    keep_evidence(store, self._evidence(store, event, span))
                    self._clips.pop(event.id, None)
        for zone_id in self._zone_ids:
            lasting = [event.start_s for event in events if event.zone_id == zone_id]
            if self.peaks is not None:
                self.peaks.forget(zone_id, min([self._now_s() - LOOK_BACK_S, *lasting]))

    def _span(self, event: CrowdingEvent, last: bool) -> Span:
        """Return the time around an episode, up to now while it lasts."""
        clips = self.wish.clips
        before_s, after_s = (clips.before_s, clips.after_s) if clips else (AROUND_S, AROUND_S)
        end_s = self._now_s() if event.end_s is None else event.end_s + after_s
        return Span(event.start_s - before_s, min(end_s, self._now_s()) if last else end_s)

    def _cut(self, event: CrowdingEvent, span: Span, last: bool) -> None:
        """Make the clip of an episode, as soon as all of it is there."""
        clips, now_s = self.wish.clips, self._now_s()
        if clips is None or self.ring is None or event.id in self._clips:
            return
        longest = Span(span.first_s, min(span.last_s, span.first_s + clips.most_s))
        is_open = event.end_s is None and longest.last_s == span.last_s
        if last or (not is_open and now_s >= longest.last_s + SETTLE_S):
            whole = Span(longest.first_s, span.last_s)
            self._clips[event.id] = _clip(self.ring, longest, whole, clips)

    def _is_over(self, store: Store, event: CrowdingEvent, span: Span) -> bool:
        """Tell whether nothing more is to come of an episode."""
        if event.end_s is None or self._now_s() < span.last_s + SETTLE_S:
            return False
        is_counted = known_until(store, event.zone_id) >= span.last_s
        return is_counted or self._now_s() >= span.last_s + PATIENCE_S

    def _evidence(self, store: Store, event: CrowdingEvent, span: Span) -> Evidence:
        found: dict[EvidenceKind, Piece | Absence] = {
            "series": _series(store, event, span),
            "snapshot": self._peak(event),
            "clip": self._clips.get(event.id, "off" if self.wish.clips is None else "not_held"),
        }
        pieces = tuple(one for one in found.values() if isinstance(one, Piece))
        absent = {kind: one for kind, one in found.items() if not isinstance(one, Piece)}
        if pieces and self._has_no_room(sum(len(piece.data) for piece in pieces)):
            absent |= {piece.kind: "no_room" for piece in pieces}
            pieces = ()
        return Evidence(event.id, event.zone_id, span, pieces, absent, self._about(event))

    def _peak(self, event: CrowdingEvent) -> Piece | Absence:
        if self.peaks is None:
            return "off"
        end_s = self._now_s() if event.end_s is None else event.end_s
        found = self.peaks.peak(event.zone_id, Span(event.start_s, end_s))
        if found is None:
            return "not_held"
        t_s, count, picture = found
        facts = picture.facts | {"people": count}
        return Piece("snapshot", picture.data, Span(t_s, t_s), facts)

    def _has_no_room(self, size: int) -> bool:
        return self.wish.ladder.rung(free_bytes(self.wish.store) - size) == "stop"

    def _about(self, event: CrowdingEvent) -> dict[str, Any]:
        told = json.loads(body_of(event))
        del told["record"]
        return {
            "site": self.wish.site_id,
            "camera": self._camera_id,
            "event": told,
            "watch": dict(self.wish.facts),
            "sightline": VERSION,
            "jurisdiction": self.wish.jurisdiction or None,
            "clock": {"unix_minus_monotonic_ms": self._clock_ms, "ntp": "unchecked"},
        }


def _ring(clips: ClipRules) -> PacketRing:
    return PacketRing(clips.most_s + RING_MARGIN_S, RING_BYTES)


def _clip(ring: PacketRing, wanted: Span, whole: Span, clips: ClipRules) -> Piece | Absence:
    """Return the clip of a time, unblurred; `whole` is what would be shown if clips had no end."""
    packets = ring.cut(wanted)
    if not packets:
        return "not_held"
    try:
        made = remuxed(packets)
    except FootageError:
        return "not_playable"
    facts: dict[str, str | int | bool] = {
        "unblurred": True,
        "reason_zh": clips.reason.zh,
        "reason_en": clips.reason.en,
        "kept_hours": round(clips.days * 24),
        "codec": made.codec,
        "timing": made.timing,
        "packets": made.packets,
        "signature_sei": signature_sei(made.codec, (packet.data for packet in packets)),
        "begins_late": packets[0].t_s > wanted.first_s,
        "ends_early": packets[-1].t_s < whole.last_s - SETTLE_S,
    }
    return Piece("clip", made.data, Span(packets[0].t_s, packets[-1].t_s), facts)


def _series(store: Store, event: CrowdingEvent, span: Span) -> Piece:
    """Return what is known of each second of a time, as CSV; empty cells are what nobody knows."""
    told = io.StringIO()
    table = csv.writer(told, lineterminator="\n")
    names = COLUMNS[1:]
    table.writerow(names)
    for row in stored_occupancy(store, event.zone_id, span.first_s):
        if row.second <= span.last_s:
            table.writerow(getattr(row, name) for name in names)
    return Piece("series", told.getvalue().encode("utf-8"), span, {})
