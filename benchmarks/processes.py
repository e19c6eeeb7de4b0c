"""What processes take, as Linux tells: their time, their memory, and those that they started."""

import os
from collections.abc import Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """Return a process and all that it has started, directly or not."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(_stat(int(entry.name))[1])
        except OSError:
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def spent_s(pids: Sequence[int]) -> float:
    """Return the processor time of processes, and of those of theirs that are over."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / TICKS


def memory_mb(pids: Sequence[int]) -> float:
    """Return the memory of processes, what they share counted once in all.

    Libraries count less while others on the machine have them open as well.
    """
    return sum(_rolled_up_kb(pid, "Pss") for pid in pids) / 1024


def own_mb(pids: Sequence[int]) -> float:
    """Return what processes have written and nobody shares, whatever others on the machine do."""
    return sum(_rolled_up_kb(pid, "Private_Dirty") for pid in pids) / 1024


def _rolled_up_kb(pid: int, kind: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))
