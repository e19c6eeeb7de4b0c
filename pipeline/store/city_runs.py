"""The runs over a city that came to something new, each a small file, for trends over them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from pipeline.domain.city import Past, RunFigures
from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write

FORMAT = 1


@dataclass(frozen=True)
class Run:
    """One run: by which profile, its figures, and what it knew of each school."""

    profile_id: str
    figures: RunFigures
    schools: tuple[Past, ...]


class CityRuns:
    """The runs in a folder, which need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def before(self, profile_id: str, schools: Sequence[Past]) -> tuple[int, list[Run]]:
        """Return the number of a run that came to this, and the earlier ones by its profile.

        One that came to the same as the last is that one again. Raises StorageError.
        """
        kept = sorted(self.folder.glob("[0-9]*.json"), key=lambda path: int(path.stem))
        runs = [_read(path) for path in kept]
        number = 1 + int(kept[-1].stem) if kept else 1
        if runs and (runs[-1].profile_id, runs[-1].schools) == (profile_id, tuple(schools)):
            number, runs = number - 1, runs[:-1]
        return number, [run for run in runs if run.profile_id == profile_id]

    def keep(self, run: Run) -> None:
        """Leave a run under its number."""
        document = {
            "format": FORMAT,
            "profile": run.profile_id,
            "figures": astuple(run.figures),
            "schools": [astuple(past) for past in run.schools],
        }
        text = json.dumps(document, ensure_ascii=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        atomic_write(self.folder / f"{run.figures.run:04d}.json", f"{text}\n{digest}\n")


def _read(path: Path) -> Run:
    try:
        text, _, digest = path.read_text("utf-8").rstrip("\n").rpartition("\n")
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            raise ValueError("it was changed")
        document = json.loads(text)
        figures, schools = document["figures"], document["schools"]
        return Run(
            document["profile"], RunFigures(*figures), tuple(Past(*each) for each in schools)
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(
            f"{path}: cannot be read as a run ({error}); move it away to go on without its trend"
        ) from error
