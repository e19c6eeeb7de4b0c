"""How many processor cores this process may use: not all that the machine has."""

import math
import os
from pathlib import Path

CPU_MAX = Path("/sys/fs/cgroup/cpu.max")
"""What a container may use, as version 2 of Linux's control groups says it: a quota and a period
in microseconds, or "max"."""


def usable_cores(cpu_max: Path = CPU_MAX) -> int:
    """Return how many cores this process may use, at least one.

    A service may be held to some cores, and a container to a share of the time of all: who then
    starts a thread for each core of the machine waits for itself.
    """
    affinity = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, min(cores, _quota(cpu_max) or cores))


def _quota(cpu_max: Path) -> int | None:
    """Return how many whole cores a control group's quota comes to, rounded up; None without."""
    try:
        quota, period = cpu_max.read_text(encoding="ascii").split()
        return math.ceil(int(quota) / int(period))
    except (OSError, ValueError, ZeroDivisionError):
        return None
