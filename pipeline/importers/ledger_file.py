"""Histories of hazards that another ledger has exported, format 1 to 3."""

from typing import Any

from pipeline.domain.hazard import Change, Recorded
from pipeline.errors import InputError

FORMATS = (1, 2, 3)


def histories_of(document: dict[str, Any]) -> tuple[tuple[Recorded, ...], ...]:
    """Return the history of each hazard in an export; raises InputError for anything else."""
    if document.get("format") not in FORMATS:
        known = ", ".join(map(str, FORMATS))
        raise InputError(f"not an export of format {known}, as `sightline ledger export` writes it")
    try:
        return tuple(_history(changes) for changes in document["ledger"] if changes)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"holds what no export of a ledger holds ({error})") from error


def _history(changes: list[dict[str, Any]]) -> tuple[Recorded, ...]:
    history = []
    for document in changes:
        number, digest = int(document["number"]), str(document["digest"])
        rest = {key: value for key, value in document.items() if key not in ("number", "digest")}
        if not isinstance(rest["hazard_id"], str):
            raise ValueError("a hazard without an id")
        history.append(Recorded(Change(**rest), number, digest))
    if [each.number for each in history] != list(range(1, len(history) + 1)):
        raise ValueError("a history that does not begin at its first change")
    if len({each.change.hazard_id for each in history}) != 1:
        raise ValueError("one history speaks of several hazards")
    return tuple(history)
