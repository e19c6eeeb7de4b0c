"""A small school with a stream for each camera below, and a store as its watch would have left it.

All is written by the product's own writer: two gates, a crowd that rises to orange and goes, one
that still stands, a camera that fails, and evidence of the first crowd.
"""

import math
import shutil
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pipeline.config.site_file import load_site
from pipeline.domain.crowding import CrowdingEvent, Occupancy, Tier, TierChange
from pipeline.domain.evidence import Piece, Span
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.store.database import Store, open_store
from pipeline.store.episode_evidence import Evidence, keep_evidence
from pipeline.store.event_store import record_batch, record_zones
from pipeline.workflows.camera_tasks import watched_zones

FAILING = "cam-corridor-west"
PEAK = 26
ZONES = {"cam-gate": "gate", "cam-canteen": "canteen"}
"""What a store calls what each camera watches; of others it is their whole picture."""

SITE = Path(__file__).with_name("school.yaml")


def school_watched(folder: Path) -> Path:
    """Return the site file of a copy of the school below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(SITE, folder / "site.yaml"))


def stocked(site_file: Path, store_file: Path, now_s: float | None = None) -> Store:
    """Return a store of ten minutes up to a time; it is left open, to be written on."""
    site, now = load_site(site_file), math.floor(now_s or time.time())
    ids = tuple(camera.id for camera in site.cameras() if camera.stream is not None)
    store = open_store(store_file)
    labels = {camera.id: camera.label for camera in site.cameras()}
    record_zones(store, site.id, labels, watched_zones(site, ids))
    for start in range(now - 600, now + 1, 120):
        record_batch(store, second_by_second(ids, range(start, min(start + 120, now + 1)), now))
    begun, crowd = now - 420.0, gone_by(now)
    record_batch(store, changes=[fault(now - 95.0), replace(fault(begun), end_s=begun + 20)])
    for each in (rising(crowd), crowd, standing(now)):
        record_batch(store, changes=[each])
    keep_evidence(store, evidence_of(crowd))
    return store


def people(second: int, now: int) -> int:
    """Return how many stand at the main gate: two humps, the second one still growing."""
    before = now - second
    first = PEAK * math.exp(-(((before - 330) / 60) ** 2))
    last = 15 * math.exp(-((before / 70) ** 2))
    return round(3 + first + last + math.sin(second))


def tier_of(count: int) -> Tier:
    """Return the tier by the demo gate's counts, without any dwell."""
    bars: tuple[tuple[int, Tier], ...] = ((30, "red"), (20, "orange"), (12, "yellow"), (8, "blue"))
    return next((tier for bar, tier in bars if count >= bar), "none")


def second_by_second(
    camera_ids: Iterable[str], seconds: Iterable[int], now: int
) -> list[ZoneMoment]:
    """Return what each camera counted; the failing one counts no more since it fails."""
    found = []
    for camera_id in camera_ids:
        zone = ZONES.get(camera_id, camera_id)
        for second in seconds:
            if camera_id == FAILING and second > now - 97:
                one = Occupancy(second + 0.5, zone, None, "fault")
                found.append(ZoneMoment(one, "unknown"))
                continue
            count = people(second, now) if zone == "gate" else 12 + second % 3
            density = count / 9.5 if zone == "gate" else None
            one = Occupancy(second + 0.5, zone, count, density_p_m2=density)
            found.append(ZoneMoment(one, tier_of(count) if zone == "gate" else "none"))
    return found


def fault(start_s: float) -> HealthFault:
    """Return that the west corridor's camera cannot be reached."""
    detail = Label("连接被拒绝", "connection refused")
    return HealthFault(FAILING, "offline", start_s, None, detail)


def gone_by(now: int) -> CrowdingEvent:
    """Return the first crowd, which came to orange and has gone."""
    start_s = now - 410.0
    changes: tuple[tuple[float, Tier], ...] = ((20, "blue"), (45, "yellow"), (70, "orange"))
    made = tuple(TierChange(start_s + after_s, tier) for after_s, tier in changes)
    return CrowdingEvent(
        f"gate-{start_s:011.3f}", "gate", start_s, start_s + 190, "cleared", "orange", PEAK + 4,
        start_s + 80, made,
    )  # fmt: skip


def rising(crowd: CrowdingEvent) -> CrowdingEvent:
    """Return a crowd as it was when it had just begun."""
    first = crowd.changes[:1]
    return replace(crowd, end_s=None, status="open", peak_tier=first[0].tier, changes=first)


def standing(now: int) -> CrowdingEvent:
    """Return the second crowd, which still stands."""
    start_s = now - 60.0
    made = (TierChange(start_s + 20, "blue"), TierChange(start_s + 45, "yellow"))
    return CrowdingEvent(
        f"gate-{start_s:011.3f}", "gate", start_s, None, "open", "yellow", 18, now - 5.0, made
    )


def evidence_of(crowd: CrowdingEvent) -> Evidence:
    """Return a picture, a series and a clip of a crowd, as a watch keeps them."""
    end_s = crowd.end_s or crowd.start_s
    around = Span(crowd.start_s - 10, end_s + 10)
    at = Span(crowd.peak_s, crowd.peak_s)
    pieces = (
        Piece("series", b"second,people\n", around, {}),
        Piece("snapshot", snapshot(), at, {}),
        Piece("clip", b"\x00\x00\x00\x18ftypmp42", around, {"blurred": False}),
    )
    return Evidence(crowd.id, crowd.zone_id, around, pieces, {}, {"site": "demo-school"})


def snapshot() -> bytes:
    """Return a small picture: heads as blocks before a wall."""
    picture = np.full((180, 320, 3), (150, 160, 165), np.uint8)
    picture[110:] = (120, 130, 128)
    for n in range(14):
        x, y = 14 + 22 * n, 92 + 7 * (n * 5 % 7)
        picture[y : y + 40, x : x + 14] = (60 + 9 * n, 80, 120 - 5 * n)
        picture[y - 10 : y, x + 2 : x + 12] = (140, 150, 170)
    return cv2.imencode(".jpg", picture)[1].tobytes()
