"""The ledger as JSON: what `list` prints, and what one ledger gives to another."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pipeline.audit.hazard_effects import proofs_of
from pipeline.audit.hazard_life import NOBODYS, TRANSITIONS
from pipeline.domain.defect import NOWHERE
from pipeline.domain.hazard import Hazard, Recorded
from pipeline.domain.hazard_words import WORDED
from pipeline.domain.label import Language
from pipeline.report.audit_json import rings

FORMAT = 1
EXPORT_FORMAT = 3
"""Of what one ledger gives to another; in 2, elements may be words in both languages, in 3, outages
of cameras are among the hazards."""

WITHOUT = ("source", "evidence", "proof")


def hazards_document(hazards: Iterable[Hazard], now: str, language: Language) -> dict[str, Any]:
    """Return hazards as they stand at a time, format 1."""
    told = [hazard_document(hazard, now, language) for hazard in hazards]
    return {"format": FORMAT, "hazards": told}


def hazard_document(hazard: Hazard, now: str, language: Language) -> dict[str, Any]:
    """Return one hazard in the language asked for.

    `clause` and `area_m2` are null for what a person found.
    """
    source = hazard.source
    plain = {key: value for key, value in vars(hazard).items() if key not in WITHOUT}
    return {
        **plain,
        **{name: hazard.element(name, language) for name in WORDED},
        "clause": None if source is None else source.clause_id,
        "area_m2": None if source is None or source.region.is_empty else source.region.area,
        "missing": list(hazard.missing),
        "overdue": hazard.is_overdue(now),
        "evidence": list(hazard.evidence),
        "proof": None if hazard.proof is None else dict(hazard.proof),
    }


def card_document(hazard: Hazard, now: str, language: Language) -> dict[str, Any]:
    """Return one hazard as a board shows it: with its floor and place, and what people may do."""
    source = hazard.source
    return {
        **hazard_document(hazard, now, language),
        "floor": None if source is None else source.floor_id,
        "found_by": "person" if source is None else source.kind,
        "may": [action for action in TRANSITIONS[hazard.state] if action not in NOBODYS],
        "proofs": list(proofs_of(hazard)),
    }


def region_document(hazard: Hazard) -> list[list[list[float]]]:
    """Return the rings of the place where an audit found a hazard; none of what a person found."""
    region = NOWHERE if hazard.source is None else hazard.source.region
    return [ring for polygon in rings(region) for ring in polygon]


def history_document(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Return the changes of a hazard, each with its number and digest."""
    return [
        {**asdict(each.change), "number": each.number, "digest": each.digest} for each in history
    ]


def export_document(histories: Iterable[Iterable[Recorded]]) -> dict[str, Any]:
    """Return whole histories, from which another ledger makes the same hazards."""
    return {"format": EXPORT_FORMAT, "ledger": [history_document(history) for history in histories]}
