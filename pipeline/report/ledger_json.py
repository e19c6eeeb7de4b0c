"""The ledger as JSON: what `list` prints, and what one ledger gives to another."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pipeline.domain.hazard import Hazard, Recorded

FORMAT = 1
WITHOUT = ("source", "evidence", "proof")


def hazards_document(hazards: Iterable[Hazard], today: str) -> dict[str, Any]:
    """Return hazards as they stand on a day, format 1."""
    return {"format": FORMAT, "hazards": [hazard_document(hazard, today) for hazard in hazards]}


def hazard_document(hazard: Hazard, today: str) -> dict[str, Any]:
    """Return one hazard; `clause` and `area_m2` are null for what a person found."""
    source = hazard.source
    plain = {key: value for key, value in vars(hazard).items() if key not in WITHOUT}
    return {
        **plain,
        "clause": None if source is None else source.clause_id,
        "area_m2": None if source is None or source.region.is_empty else source.region.area,
        "missing": list(hazard.missing),
        "overdue": hazard.is_overdue(today),
        "evidence": list(hazard.evidence),
        "proof": None if hazard.proof is None else dict(hazard.proof),
    }


def history_document(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Return the changes of a hazard, each with its number and digest."""
    return [
        {**asdict(each.change), "number": each.number, "digest": each.digest} for each in history
    ]


def export_document(histories: Iterable[Iterable[Recorded]]) -> dict[str, Any]:
    """Return whole histories, from which another ledger makes the same hazards."""
    return {"format": FORMAT, "ledger": [history_document(history) for history in histories]}
