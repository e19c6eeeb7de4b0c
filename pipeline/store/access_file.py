"""The file of those who may use the pages: a token for each, for its owner's eyes alone.

It is made at the first start with one token of 256 bits for each role. Whoever keeps it may add
people of his own, so that the log names them; taking it away takes every token and session back.
"""

import hashlib
import json
import os
import re
import secrets
import stat
from pathlib import Path
from typing import Any

from pipeline.domain.access import ROLES, AccessKeys, TokenHolder, Who
from pipeline.errors import StorageError
from pipeline.store.atomic import atomic_write

FORMAT = 1
TOKEN_BYTES = 32
LEAST_TOKEN = 32
"""Characters of a token at least: 128 bits where it is written in hexadecimal digits."""
MOST_BYTES = 65536
MOST_PEOPLE = 200
NAME = re.compile(r"\w[\w .@-]{0,59}")


def access_folder(of: Path) -> Path:
    """Return where the tokens and the log of the server of a file or folder are kept."""
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    digest = hashlib.sha256(str(of.resolve()).encode("utf-8")).hexdigest()[:12]
    name = re.sub(r"[^A-Za-z0-9-]", "-", of.resolve().parent.name)[:40]
    return Path(state) / "sightline" / "serve" / f"{name}-{digest}"


def access_keys(path: Path) -> tuple[AccessKeys, bool]:
    """Return those who are known, and whether their file was made just now.

    Raises StorageError for a file that others may read, or that is no such file.
    """
    if path.exists():
        return _read(path), False
    people = [
        {"name": role, "role": role, "token": secrets.token_urlsafe(TOKEN_BYTES)} for role in ROLES
    ]
    document = {"format": FORMAT, "key": secrets.token_hex(TOKEN_BYTES), "people": people}
    atomic_write(path, json.dumps(document, indent=2) + "\n", private=True)
    return _read(path), True


def _read(path: Path) -> AccessKeys:
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise StorageError(f"{path}: others may read the tokens in it; type chmod 600 {path}")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    try:
        return _keys(_plain(data))
    except ValueError as error:
        raise StorageError(f"{path}: {error}; mend it, or take it away for new tokens") from error


def _plain(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise ValueError(f"holds more than {MOST_BYTES} bytes")
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON (line {error.lineno}, column {error.colno})") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ValueError("is not JSON") from error


def _keys(document: Any) -> AccessKeys:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError("no file of tokens of format 1")
    people = document.get("people")
    if not isinstance(people, list) or not 1 <= len(people) <= MOST_PEOPLE:
        raise ValueError(f"people must be a list of 1 to {MOST_PEOPLE}")
    holders = tuple(_holder(each, number) for number, each in enumerate(people))
    if len({each.token for each in holders}) != len(holders):
        raise ValueError("two people have the same token")
    if len({each.who.name for each in holders}) != len(holders):
        raise ValueError("two people have the same name")
    key = document.get("key")
    if not isinstance(key, str) or not re.fullmatch(r"[0-9a-f]{64}", key):
        raise ValueError("key must be 64 hexadecimal digits")
    return AccessKeys(holders, bytes.fromhex(key))


def _holder(entry: Any, number: int) -> TokenHolder:
    where = f"people.{number}"
    if not isinstance(entry, dict) or set(entry) != {"name", "role", "token"}:
        raise ValueError(f"{where} must have name, role and token")
    name, role, token = entry["name"], entry["role"], entry["token"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError(f"{where}.name must be 1 to 60 letters, digits, spaces or . @ -")
    if role not in ROLES:
        raise ValueError(f"{where}.role must be one of {', '.join(ROLES)}")
    if not isinstance(token, str) or len(token) < LEAST_TOKEN or not token.isascii():
        raise ValueError(f"{where}.token must have at least {LEAST_TOKEN} characters")
    return TokenHolder(Who(name, role), token)
