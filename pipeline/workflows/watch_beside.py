"""What runs beside a watch for those who look after it: its metrics, its coverage, its pulse."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING

from pipeline.jobs.service import Service
from pipeline.workflows.serve_metrics import listening, metrics_at, metrics_served
from pipeline.workflows.tend_coverage import CoverageDuty, Told, coverage_tended, without_streams
from pipeline.workflows.watch_pulse import WatchPulse, coverage_reading

if TYPE_CHECKING:
    from pipeline.domain.site import Site
    from pipeline.workflows.watch_gates import WatchOptions


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
) -> Iterator[WatchPulse]:
    """Give the pulse of a watch, while its metrics are served and its coverage is tended."""
    with ExitStack() as stack:
        publish = None
        if listener is not None:
            publish = stack.enter_context(metrics_served(listener, options.store)).tell
            options.notice(metrics_at(listener))
        pulse = WatchPulse(service, publish)

        def hear(told: Told) -> None:
            pulse.coverage = coverage_reading(told.today)
            options.hear(told)

        if (duty := _duty(site, options)) is not None:
            stack.enter_context(coverage_tended(duty, hear))
        yield pulse


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
