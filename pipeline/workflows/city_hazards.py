"""What a ledger says of each school of a city: found, rectified, overdue, supervised."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pipeline.domain.city import Hazards
from pipeline.domain.hazard import Hazard
from pipeline.store.ledger import hazards_of, open_ledger


def ledger_hazards(path: Path, today: str) -> dict[str, Hazards]:
    """Return the hazards of each site in a ledger as they stand on a day, by its id.

    Rectified is what was closed by proof: a word that something is done closes nothing. Raises
    StorageError where there is no ledger.
    """
    with closing(open_ledger(path, new=False)) as ledger:
        return counted(hazards_of(ledger), today)


def counted(hazards: Iterable[Hazard], today: str) -> dict[str, Hazards]:
    """Return how many hazards of each site there are, by where they stand on a day."""
    found: dict[str, Hazards] = {}
    for hazard in hazards:
        one = Hazards(
            found=1,
            rectified=int(hazard.state == "closed"),
            overdue=int(hazard.is_overdue(today)),
            supervised=int(hazard.state == "supervised"),
        )
        found[hazard.site_id] = found.get(hazard.site_id, Hazards()) + one
    return found
