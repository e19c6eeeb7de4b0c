"""Whether the evidence of a chain is what was recorded: in a store's folder, or in an export."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.store.chain import TOMBSTONE, Record
from pipeline.store.episode_evidence import RECORD

EvidenceFault = Literal["altered", "gone", "unproven"]
"""A file is not what its record says, is not there though nobody erased it, or is in no record."""

Digest = Callable[[str], str | None]
"""Gives the SHA-256 of a file of evidence by its name, None where it is not there."""


@dataclass(frozen=True)
class BrokenEvidence:
    """The first file that is wrong, how, and by which record."""

    fault: EvidenceFault
    number: int
    name: str


def evidence_fault(
    records: Iterable[Record], digest: Digest, names: Iterable[str], excused: Iterable[str] = ()
) -> BrokenEvidence | None:
    """Return the first fault of evidence, or None.

    `names` are the files that are there, `excused` those that need not be. What a tombstone names
    need not be there either.
    """
    bodies = [(one.number, json.loads(one.body)) for one in records if one.body is not None]
    buried = set(excused).union(*(_erased(body) for _, body in bodies))
    proven: set[str] = set()
    for number, body in bodies:
        for file in _files(body).values():
            name = file["name"]
            proven.add(name)
            found = digest(name)
            if found is None and name not in buried:
                return BrokenEvidence("gone", number, name)
            if found is not None and found != file["sha256"]:
                return BrokenEvidence("altered", number, name)
    strange = sorted(set(names) - proven)
    return BrokenEvidence("unproven", 0, strange[0]) if strange else None


def _erased(body: Mapping[str, Any]) -> set[str]:
    return set(body["names"]) if body.get("record") == TOMBSTONE else set()


def _files(body: Mapping[str, Any]) -> Mapping[str, Any]:
    files: Mapping[str, Any] = body["files"] if body.get("record") == RECORD else {}
    return files
