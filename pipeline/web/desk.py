"""What a server has before it: files, words, and those who may see them."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.label import Language
from pipeline.web.access import Access, Tries

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Desk:
    """All that a route may ask for; `hosts` are the names, without a port, it is called by."""

    access: Access
    site: Path | None = None
    profile: str = "full-coverage"
    store: Path | None = None
    ledger: Path | None = None
    city: Path | None = None
    lang: Language = "en"
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    is_secure: bool = False
    """Whether a browser reaches us over TLS, ours or a proxy's."""
    body_s: float = 30.0
    """A request's body must be here within so long."""
    tries: Tries = field(default_factory=Tries)
