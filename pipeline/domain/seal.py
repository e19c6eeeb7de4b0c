"""A hash over a document, by which a later change of it is seen."""

import hashlib
import json
from collections.abc import Mapping


def seal(document: Mapping[str, object]) -> str:
    """Return the SHA-256 of a document as canonical JSON, without the seal that it may carry.

    >>> seal({"b": 1, "a": [2.0]}) == seal({"a": [2.0], "b": 1, "sha256": "x"})
    True
    """
    rest = {key: value for key, value in document.items() if key != "sha256"}
    return hashlib.sha256(canonical(rest).encode("utf-8")).hexdigest()


def canonical(document: object) -> str:
    """Return a document as JSON in the one form that is hashed.

    >>> canonical({"b": "门", "a": 1.5})
    '{"a":1.5,"b":"门"}'
    """
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
