"""Which sessions of the pages were ended before their time, so that no restart undoes it."""

import json
import threading
from pathlib import Path
from typing import Any

from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write

FORMAT = 1
MOST_BYTES = 16 * 2**20


class EndedSessions:
    """Numbers of sessions, each until it would not hold any longer in any case (Unix seconds).

    They lie in a file for its owner alone; without one they are forgotten with the process. Raises
    StorageError for a file that cannot be read or is no such file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._until = _read(path) if path is not None and path.exists() else {}

    def __contains__(self, number: str) -> bool:
        """Tell whether a session was ended."""
        return number in self._until

    def add(self, number: str, until_s: float, now_s: float) -> None:
        """End a session; raises StorageError where that could not be written down.

        It is ended in that case too, for as long as the process lives.
        """
        with self._lock:
            kept = {each: until for each, until in self._until.items() if until > now_s}
            self._until = kept | {number: until_s}
            if self._path is not None:
                document = {"format": FORMAT, "ended": self._until}
                atomic_write(self._path, json.dumps(document) + "\n", private=True)


def _read(path: Path) -> dict[str, float]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    try:
        return _ended(json.loads(data) if len(data) <= MOST_BYTES else None)
    except (ValueError, RecursionError) as error:
        raise StorageError(
            f"{path}: {error}; take it and the tokens beside it away, so that no session goes on"
        ) from error


def _ended(document: Any) -> dict[str, float]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError("no file of ended sessions of format 1")
    ended = document.get("ended")
    if not isinstance(ended, dict) or not all(type(s) in (int, float) for s in ended.values()):
        raise ValueError("ended must give each session a time")
    return {number: float(until) for number, until in ended.items()}
