"""Options of ``sightline watch`` for those who look after it: evidence, coverage, metrics, logs."""

import argparse
import re
from pathlib import Path

from pipeline.domain.notice import LEVELS

LOOPBACK = "127.0.0.1"


def add_evidence_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what is kept of each episode, and for how long."""
    parser.add_argument(
        "--jurisdiction",
        metavar="J",
        help="cn, eu, or a YAML file: for how long what is kept (default: all of it, for ever)",
    )
    parser.add_argument(
        "--snapshots",
        action="store_true",
        help="keep a picture of each episode's peak, heads pixelated before it is written",
    )
    parser.add_argument(
        "--clips",
        action="store_true",
        help="keep the camera's own video around each episode, UNBLURRED, where the jurisdiction"
        " allows it with a reason",
    )


def add_coverage_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare by what coverage today is judged, and where outages are kept."""
    parser.add_argument(
        "--profile",
        metavar="P",
        default="full-coverage",
        help="what must be covered while cameras fail (default: full-coverage), as for `audit`",
    )
    parser.add_argument(
        "--ledger",
        metavar="DB",
        type=Path,
        help="register failing cameras that open required area, due within 24 hours; closed by"
        " their own pictures",
    )
    parser.add_argument(
        "--ledger-after",
        metavar="SECONDS",
        type=float,
        default=60.0,
        help="what is over sooner is not registered, and as long a camera must be well (default:"
        " 60)",
    )


def add_service_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how a service that nobody looks at tells how it is."""
    parser.add_argument(
        "--metrics",
        metavar="[HOST:]PORT",
        type=address,
        help="serve Prometheus metrics at /metrics (default host: this machine alone)",
    )
    parser.add_argument(
        "--log",
        choices=("text", "json"),
        default="text",
        help="what goes to stderr: words, or one JSON object a line, of changes too (default:"
        " text)",
    )
    parser.add_argument(
        "--log-level",
        choices=LEVELS,
        default="info",
        help="log what matters as much (default: info)",
    )


def address(text: str) -> tuple[str, int]:
    """Return a host and a port; without a host, this machine's own.

    >>> address("9108"), address("[::1]:9108"), address("10.0.0.5:80")
    (('127.0.0.1', 9108), ('::1', 9108), ('10.0.0.5', 80))
    """
    found = re.fullmatch(r"(?:(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]*):)?([0-9]{1,5})", text)
    if found is None or int(found[2]) > 65535:
        raise argparse.ArgumentTypeError(f"wanted HOST:PORT, as in 127.0.0.1:9108, got {text!r}")
    return (found[1] or LOOPBACK).strip("[]"), int(found[2])
