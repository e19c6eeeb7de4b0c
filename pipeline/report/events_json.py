"""Events, faults and series as somebody looks them up, for machines; times are Unix seconds."""

from collections.abc import Iterable
from typing import Any

from pipeline.crowd.document import event_document
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.evidence import ABSENCES, KIND_LABELS
from pipeline.domain.health import HealthFault
from pipeline.domain.timeline import ChainPlace, EvidenceFile, Series, TimelineEntry
from pipeline.report.audit_json import words_document
from pipeline.report.change_wording import change_of, change_told
from pipeline.report.gates_json import SERIES, series_row

FORMAT = 1


def fault_document(fault: HealthFault) -> dict[str, Any]:
    """Return a fault; `end_s` is null while it lasts."""
    return {
        "camera": fault.camera_id,
        "kind": fault.kind,
        "start_s": round(fault.start_s, 3),
        "end_s": None if fault.end_s is None else round(fault.end_s, 3),
        "detail": fault.detail.en,
        "detail_zh": fault.detail.zh,
    }


def events_document(entries: Iterable[TimelineEntry], most: int) -> dict[str, Any]:
    """Return events and faults, format 1; `more` tells by what to ask for those before them."""
    told = [entry_document(entry) for entry in entries]
    more = None
    if len(told) == most:
        more = {"before_s": told[-1]["start_s"], "before": told[-1]["id"]}
    return {"format": FORMAT, "events": told, "more": more}


def entry_document(entry: TimelineEntry) -> dict[str, Any]:
    """Return an event or fault in its latest state; `change` is by what it came to that."""
    state = entry.state
    if isinstance(state, CrowdingEvent):
        document = {"type": "crowding", **event_document(state)}
    else:
        document = {"type": "fault", "id": entry.id, **fault_document(state)}
    return {
        **document,
        "change": change_of(state),
        "words": words_document(change_told(state)),
        "names": words_document(entry.label),
        "chain": [_place(place) for place in entry.places],
        "evidence": [evidence_document(file) for file in entry.evidence],
        "absent": {kind: words_document(ABSENCES[reason]) for kind, reason in entry.absent.items()},
        "owed": entry.is_owed,
    }


def _place(place: ChainPlace) -> dict[str, Any]:
    return {
        "number": place.number,
        "revision": place.revision,
        "digest": place.digest,
        "erased": place.is_erased,
    }


def evidence_document(file: EvidenceFile) -> dict[str, Any]:
    """Return what is known of a file of evidence; it is opened by its name."""
    return {
        "name": file.name,
        "kind": file.kind,
        "kinds": words_document(KIND_LABELS[file.kind]),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "first_s": round(file.first_s, 3),
        "last_s": round(file.last_s, 3),
        "erased_s": file.erased_s,
        "lost_s": file.lost_s,
        "rule": file.rule,
    }


def series_document(series: Series) -> dict[str, Any]:
    """Return a series, format 1; a step of which nothing is known has no row."""
    return {
        "format": FORMAT,
        "zone": series.zone_id,
        "step_s": series.step_s,
        "since_s": round(series.since_s, 3),
        "until_s": round(series.until_s, 3),
        "series": list(SERIES),
        "seconds": [series_row(each) for each in series.rows],
    }
