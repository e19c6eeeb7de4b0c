"""The key with which a store signs the head of its chain, and what is signed with it.

The key lies beside the store, for its owner alone. Who holds a signed head from another day can
tell whether the chain up to it was changed or cut since; that is why heads are sent away.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.domain.seal import canonical
from pipeline.errors import InputError, StorageError
from pipeline.store.atomic import atomic_write
from pipeline.store.chain import Head

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MOST_BYTES = 65536
"""No head is longer; what is longer is something else."""
FIELDS = ("site", "number", "digest", "public_key", "signature")


@dataclass(frozen=True)
class SignedHead:
    """A head with the key that signed it, in base64 as the signature is."""

    site: str
    number: int
    digest: str
    public_key: str
    signature: str

    def document(self) -> dict[str, Any]:
        """Return it as it is written and sent."""
        return {"format": 1, **asdict(self)}


class SealKey:
    """The private key of a store, read or made; raises StorageError."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(f"{store.name}.key")
        self._key = _made(self.path) if not self.path.exists() else _read(self.path)

    @property
    def public(self) -> str:
        """The public key, in base64."""
        return b64encode(self._key.public_key().public_bytes_raw()).decode("ascii")

    def signed(self, site: str, head: Head) -> SignedHead:
        """Return a head with its signature."""
        signature = self.sealed(_signed_text(site, head))
        return SignedHead(site, head.number, head.digest, self.public, signature)

    def sealed(self, text: str) -> str:
        """Return the signature of a text, in base64."""
        return b64encode(self._key.sign(text.encode("utf-8"))).decode("ascii")


def write_head(path: Path, head: SignedHead) -> None:
    """Leave a signed head at a path; raises StorageError."""
    atomic_write(path, json.dumps(head.document(), indent=2) + "\n")


def read_head(path: Path) -> SignedHead:
    """Return the head of a file, a delivery that carries one included; raises InputError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    try:
        document = json.loads(data) if len(data) <= MOST_BYTES else None
        return signed_head(document)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: no signed head of a chain; {error}") from error


def signed_head(document: Any) -> SignedHead:
    """Return the head that a document is, or carries as its `head`; raises ValueError."""
    if isinstance(document, dict) and isinstance(document.get("head"), dict):
        document = document["head"]
    if not isinstance(document, dict) or not set(FIELDS) <= set(document):
        raise ValueError(f"an object with {', '.join(FIELDS)} was wanted")
    head = SignedHead(**{name: document[name] for name in FIELDS})
    texts = (head.site, head.digest, head.public_key, head.signature)
    if not all(isinstance(text, str) for text in texts) or type(head.number) is not int:
        raise ValueError("number must be a whole number, and the other fields texts")
    return head


def is_signed(head: SignedHead) -> bool:
    """Tell whether a head was signed with the key that it names."""
    text = _signed_text(head.site, Head(head.number, head.digest))
    return is_sealed(head.public_key, text, head.signature)


def is_sealed(public_key: str, text: str, signature: str) -> bool:
    """Tell whether a text was signed with the private half of a key; both in base64."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
        key.verify(b64decode(signature, validate=True), text.encode("utf-8"))
    except (ValueError, InvalidSignature):
        return False
    return True


def _signed_text(site: str, head: Head) -> str:
    return canonical({"site": site, "number": head.number, "digest": head.digest})


def _made(path: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    atomic_write(path, b64encode(key.private_bytes_raw()) + b"\n", private=True)
    return key


def _read(path: Path) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(path.read_bytes(), validate=False))
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise StorageError(
            f"{path}: is no key of a store; put the right one back, or move it away for a new one"
        ) from error
