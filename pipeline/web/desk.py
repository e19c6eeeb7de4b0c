"""What a server has before it: files, words, and those who may see them."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from pipeline.domain.label import Language
from pipeline.store.access_log import AccessLog
from pipeline.web.access import Access, Tries
from pipeline.workflows.plan_numbers import PlanNumbers
from pipeline.workflows.site_desk import SiteDesk

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
    log: AccessLog | None = None
    """Where it is written down who changed what; without one no site, picture or hazard can be."""
    hosts: tuple[str, ...] = LOOPBACK_HOSTS
    is_secure: bool = False
    """Whether a browser reaches us over TLS, ours or a proxy's."""
    body_s: float = 30.0
    """A request's body must be here within so long."""
    tries: Tries = field(default_factory=Tries)
    numbers: PlanNumbers = field(default_factory=PlanNumbers)
    """The exact numbers of plans, with what stays of one for the next."""
    placing: Lock = field(default_factory=Lock)
    """Held by the one placement that is being worked on."""
    ending: Event = field(default_factory=Event)
    """Set when the server is to end: whoever waits for long gives up."""
    site_desk: SiteDesk | None = field(init=False, default=None)
    """What is known of the site file, and who saves it."""

    def __post_init__(self) -> None:
        """Lay the site file on the desk."""
        if self.site is not None:
            object.__setattr__(self, "site_desk", SiteDesk(self.site))
