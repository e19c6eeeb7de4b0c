"""The plain value of a site file, with the revision by which it is told whether it was changed."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.config.site_file import site_of_document
from pipeline.config.yaml_gate import bytes_of, document_of, text_of

MOST_KEPT = 4
_kept: "OrderedDict[Path, SiteValue]" = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, eq=False)
class SiteValue:
    """What a site file says: its text, its value, and the SHA-256 of its bytes."""

    revision: str
    text: str
    data: dict[str, Any] = field(repr=False)


def site_value(path: Path) -> SiteValue:
    """Return the value of a sound site file; it is taken anew only if its bytes are others.

    The file is read once: whoever writes it meanwhile, revision, text and value are of one moment.
    Raises SiteFileError as `load_site` does. Nobody may change the value.
    """
    return value_of_bytes(path, bytes_of(path))


def value_of_bytes(path: Path, data: bytes) -> SiteValue:
    """Return the value of what a site file holds, or held a moment ago; raises as it does."""
    revision = hashlib.sha256(data).hexdigest()
    with _lock:
        known = _kept.get(path)
    if known is not None and known.revision == revision:
        return known
    text = text_of(path, data)
    document = document_of(path, text)
    site_of_document(document)
    assert isinstance(document.data, dict)
    found = SiteValue(revision, text, document.data)
    with _lock:
        _kept[path] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
