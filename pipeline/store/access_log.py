"""Who did what to a server, when and why: a chain, of which no link can be changed unseen."""

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pipeline.domain.access import Who
from pipeline.domain.chain import GENESIS, link
from pipeline.domain.seal import canonical
from pipeline.errors import StorageError
from pipeline.store.chain import append, chain_records
from pipeline.store.database import Schema, open_store, rows, transaction

LOG = Schema(
    "log",
    0x534C474C,
    (
        """
        CREATE TABLE chain (
            number INTEGER PRIMARY KEY,
            thing TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT,
            body_sha256 TEXT NOT NULL,
            digest TEXT NOT NULL
        );
        CREATE INDEX chain_by_thing ON chain (thing, revision)
        """,
    ),
)
MOST_WHY = 500


@dataclass(frozen=True)
class Act:
    """One thing that somebody did; `what` is a word such as ``site:save``, `of` to which thing."""

    number: int
    at_s: float
    who: str
    role: str
    what: str
    of: str
    why: str
    digest: str


class AccessLog:
    """The log of a server, in a database of its own; `clock` gives Unix seconds."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self._clock = clock
        self._lock = Lock()
        with closing(open_store(path, LOG)):
            path.chmod(0o600)

    def note(self, who: Who, what: str, of: str = "", why: str = "") -> int:
        """Write down what somebody did, before it is answered; returns its number."""
        at_ms = round(self._clock() * 1000)
        body = {
            "who": who.name,
            "role": who.role,
            "of": of[:MOST_WHY],
            "why": why[:MOST_WHY],
        }
        with self._lock, closing(open_store(self.path, LOG)) as store:
            while True:
                with transaction(store):
                    number = append(store, what, canonical(body | {"at_ms": at_ms}))
                if number is not None:
                    return number
                # The same within a millisecond is another act all the same.
                at_ms += 1

    def acts(self, before: int = 0, most: int = 200) -> tuple[Act, ...]:
        """Return what was done, the last first; of those before a number where one is given."""
        query = (
            "SELECT number, thing, body, digest FROM chain WHERE number < ?"
            " ORDER BY number DESC LIMIT ?"
        )
        with closing(open_store(self.path, LOG)) as store:
            found = rows(store, query, (before or 2**62, most))
        return tuple(_act(*row) for row in found)

    def verify(self) -> int:
        """Return how many acts there are; StorageError names the first that was changed."""
        with closing(open_store(self.path, LOG)) as store:
            number, digest = 0, GENESIS
            for record in chain_records(store):
                number += 1
                digest = link(digest, record.id, record.body or "")
                if record.number != number or record.digest != digest:
                    raise StorageError(f"{self.path}: act {number} was changed")
        return number


def _act(number: int, thing: str, body: str, digest: str) -> Act:
    told = json.loads(body)
    return Act(
        number,
        told["at_ms"] / 1000.0,
        told["who"],
        told["role"],
        thing,
        told["of"],
        told["why"],
        digest,
    )
