"""Who does the work of a command: this process, several of them, or a cluster."""

import argparse
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.jobs.crew import Crew

MOST_JOBS = 256


def add_crew_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--jobs`` and ``--scheduler``."""
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        help="analyse so many recordings at once, each in a process",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="have them analysed by a Dask cluster, such as tcp://10.0.0.5:8786, whose workers see"
        " the recordings under the same names",
    )


def crew_of(args: argparse.Namespace) -> "AbstractContextManager[Crew | None]":
    """Return who does the work while a block lasts; None stands for this process."""
    if args.jobs is not None and args.scheduler is not None:
        raise UsageError("work is shared out by --jobs or by --scheduler, not by both")
    if args.scheduler is not None:
        from pipeline.jobs.cluster import cluster

        return cluster(args.scheduler)
    if args.jobs is None:
        return nullcontext()
    if not 1 <= args.jobs <= MOST_JOBS:
        raise UsageError(f"--jobs must be from 1 to {MOST_JOBS}, got {args.jobs}")
    from pipeline.jobs.lanes import processes

    return processes(args.jobs)
