"""A store with a few chained records, and a way to spoil it behind its own back."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import cast

from pipeline.domain.crowding import (
    CrowdingEvent,
    Occupancy,
    PictureZone,
    Quality,
    TierChange,
)
from pipeline.domain.evidence import Absence, EvidenceKind, Piece, Span
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.zone_moment import ZoneMoment
from pipeline.store.database import open_store
from pipeline.store.episode_evidence import Evidence
from pipeline.store.event_store import record_batch, record_zones

GATE = PictureZone("gate", Label("校门", "gate"), ((0, 0), (1, 0), (1, 1)))
CAMERAS = {"cam-1": Label("一号", "one")}


def event(start_s: float = 100.0) -> CrowdingEvent:
    """Return a crowd that has just begun."""
    changes = (TierChange(start_s + 20.0, "yellow"),)
    name = f"gate-{start_s:011.3f}"
    return CrowdingEvent(name, "gate", start_s, None, "open", "yellow", 9, start_s + 4.0, changes)


def cleared(start_s: float = 100.0) -> CrowdingEvent:
    """Return the same crowd a minute and a half later, gone."""
    return replace(event(start_s), end_s=start_s + 90.0, status="cleared")


def counted(
    t_s: float,
    zone_id: str,
    count: int | None,
    quality: Quality = "ok",
    *,
    saturated: bool = False,
) -> ZoneMoment:
    """Return what was counted in a zone at a time."""
    return ZoneMoment(Occupancy(t_s, zone_id, count, quality, saturated=saturated), "none")


FAULT = HealthFault("cam-1", "offline", 130.0, None, Label("无法到达主机", "no route"))


def piece(kind: EvidenceKind, data: bytes, first_s: float = 110.0, **facts: str | int) -> Piece:
    """Return a file of evidence of a kind."""
    return Piece(kind, data, Span(first_s, first_s + 10.0), dict(facts))


def evidence(*pieces: Piece, thing: str = "gate-0000100.000", **absent: Absence) -> Evidence:
    """Return evidence of a crowd at the gate."""
    why = cast("dict[EvidenceKind, Absence]", absent)
    return Evidence(thing, "gate", Span(90.0, 200.0), pieces, why, {"site": "school"})


def small_store(path: Path) -> sqlite3.Connection:
    """Return a store of four records: a crowd comes and goes, a camera fails and is mended."""
    store = open_store(path)
    record_zones(store, "school", CAMERAS, {"cam-1": (GATE,)})
    record_batch(store, changes=[event(), FAULT])
    record_batch(store, changes=[cleared(), replace(FAULT, end_s=150.0)])
    return store


def spoil(store: sqlite3.Connection, *statements: str) -> None:
    """Change the chain as one can who has the file, its triggers removed."""
    for trigger in ("chain_stays", "chain_is_kept"):
        store.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in ("PRAGMA foreign_keys = OFF", *statements):
        store.execute(statement)
