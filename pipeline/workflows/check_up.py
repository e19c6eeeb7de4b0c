"""Everything that a watch needs → whether it is there, line by line, each with what mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.config.site_file import load_site
from pipeline.domain.checkup import Check, failing, well
from pipeline.domain.label import Label
from pipeline.errors import InputError, SiteFileError, UsageError
from pipeline.workflows.check_files import (
    check_receivers,
    check_secret_files,
    check_site_file,
    check_store,
)
from pipeline.workflows.check_machine import (
    check_clock,
    check_detector,
    check_disk,
    check_python,
    check_wheels,
)
from pipeline.workflows.check_streams import check_streams


@dataclass(frozen=True)
class CheckUpOptions:
    """What is looked at besides the machine: a site, its store, a model on its provider.

    Each stream is given `timeout_s` to be opened, and as long between its packets.
    """

    site: Path | None = None
    store: Path | None = None
    model: str | None = None
    providers: tuple[str, ...] = ("CPUExecutionProvider",)
    timeout_s: float = 5.0

    def __post_init__(self) -> None:
        """Refuse a time that is no time."""
        if not 0.0 < self.timeout_s <= 600.0:
            raise UsageError(f"--timeout must be above 0 and at most 600, got {self.timeout_s:g}")


def check_up(options: CheckUpOptions) -> Iterator[Check]:
    """Yield each check as soon as it is made; nothing is changed, and nobody is told anything."""
    site = None
    yield from check_python()
    yield from check_wheels()
    if options.site is not None:
        try:
            site = load_site(options.site)
        except InputError as error:
            remedy = Label("sightline check 逐项列出", "`sightline check` tells each problem")
            found = Label(str(error), str(error))
            if isinstance(error, SiteFileError):
                found = Label(error.told("zh"), error.told("en"))
            yield failing("site", found, remedy, str(options.site))
        else:
            count = len(site.cameras())
            found = Label(f"{options.site}：探头 {count} 台", f"{options.site}: {count} cameras")
            yield well("site", found, str(options.site))
    zone = site.calendar.zone if site is not None and site.calendar else None
    yield from check_clock(options.store, zone)
    if options.store is not None:
        yield from check_disk(options.store)
        yield from check_store(options.store, site)
    yield from check_detector(options.model, options.providers)
    if site is not None and options.site is not None:
        yield from check_site_file(options.site, site)
        yield from check_secret_files(site)
        yield from check_receivers(site)
        yield from check_streams(site, options.timeout_s)
