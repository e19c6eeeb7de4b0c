"""What runs beside a watch for those who look after it: its metrics, its coverage, its pulse."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.jobs.attendant import Attendant
from pipeline.jobs.service import Service
from pipeline.workflows.serve_metrics import listening, metrics_at, metrics_served
from pipeline.workflows.tend_coverage import (
    CoverageDuty,
    Told,
    coverage_tended,
    tend_coverage,
    without_streams,
)
from pipeline.workflows.watch_pulse import WatchPulse, coverage_reading

if TYPE_CHECKING:
    from pipeline.domain.site import Site
    from pipeline.workflows.watch_gates import WatchOptions


@dataclass
class Beside:
    """What runs beside a watch, and follows the site that is watched."""

    pulse: WatchPulse
    options: "WatchOptions"
    tender: Attendant | None = None

    def follow(self, site: "Site", streams: int) -> None:
        """Tell of another state of the site from now on, of which so many streams are watched."""
        duty = _duty(site, self.options)
        if self.tender is not None and duty is not None:
            self.tender.change(partial(tend_coverage, duty))
        self.pulse.renewed(standing(streams))


def standing(streams: int) -> str:
    """Return what a service manager is told of a watch."""
    return f"watching {streams} streams"


@contextmanager
def listened(address: tuple[str, int] | None) -> Iterator[socket.socket | None]:
    """Give a socket at an address while the block runs, None where none is asked for."""
    if address is None:
        yield None
        return
    with closing(listening(*address)) as listener:
        yield listener


@contextmanager
def beside_watch(
    site: "Site", options: "WatchOptions", listener: socket.socket | None, service: Service
) -> Iterator[Beside]:
    """Serve the metrics of a watch and tend its coverage while the block runs; gives its pulse."""
    with ExitStack() as stack:
        publish = None
        if listener is not None:
            publish = stack.enter_context(metrics_served(listener, options.store)).tell
            options.notice(metrics_at(listener))
        pulse = WatchPulse(service, publish)

        def hear(told: Told) -> None:
            pulse.coverage = coverage_reading(told.today)
            options.hear(told)

        beside = Beside(pulse, options)
        if (duty := _duty(site, options)) is not None:
            beside.tender = stack.enter_context(coverage_tended(duty, hear))
        yield beside


def _duty(site: "Site", options: "WatchOptions") -> CoverageDuty | None:
    """Return what is to be told of a site's coverage, None where nothing is."""
    if options.profile is None:
        return None
    bare, streamed = without_streams(site)
    zone = site.calendar.zone if site.calendar else None
    return CoverageDuty(
        options.store,
        bare,
        streamed,
        options.profile,
        options.ledger,
        options.outage_s,
        zone,
    )
