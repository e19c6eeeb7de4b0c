"""The plain value of a site file, with the revision by which it is told whether it was changed."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.config.site_file import load_site
from pipeline.config.yaml_gate import load_yaml
from pipeline.errors import InputError

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
    """Return the value of a sound site file; it is read anew only if its bytes are others.

    Raises SiteFileError as `load_site` does. Nobody may change the value.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    revision = hashlib.sha256(data).hexdigest()
    with _lock:
        known = _kept.get(path)
    if known is not None and known.revision == revision:
        return known
    load_site(path)
    value = load_yaml(path).data
    assert isinstance(value, dict)
    found = SiteValue(revision, data.decode("utf-8-sig"), value)
    with _lock:
        _kept[path] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found
