"""The machine that a measurement is of: its processor, memory, graphics, system and packages."""

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from pipeline.cores import usable_cores
from pipeline.domain.bench import Machine
from pipeline.runtime.session import available_providers, installed_wheels
from pipeline.version import VERSION

CPU_INFO = Path("/proc/cpuinfo")
NVIDIA_CARDS = Path("/proc/driver/nvidia/gpus")
PACKAGES = ("opencv-python-headless", "opencv-python", "av", "numpy", "numba")

GRAPHICS = ("CUDA", "Tensorrt", "NvTensorRTRTX")
"""Providers that run on the cards of which the NVIDIA driver tells. What others run on is not
known here, and left out rather than guessed at."""

ASKING_S = 10.0
"""A driver that does not answer by then will not."""


def this_machine() -> Machine:
    """Return what this machine says about itself."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        usable_cores=usable_cores(),
        memory_mib=_memory_mib(),
        gpus=graphics_cards() if _has_graphics() else (),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        versions=_versions(),
    )


def load() -> float | None:
    """Return how many programs wanted to run over the last minute, where the system tells."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None


def _processor() -> str:
    """Return the processor's name as its maker writes it, as far as the system knows it."""
    if sys.platform == "darwin":
        return _asked("sysctl", "-n", "machdep.cpu.brand_string") or platform.machine()
    return _name_in(CPU_INFO, "model name") or platform.processor() or platform.machine()


def _memory_mib() -> float | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**20
    except (AttributeError, OSError, ValueError):
        return None


def _has_graphics() -> bool:
    providers = {name.removesuffix("ExecutionProvider") for name in available_providers()}
    return not providers.isdisjoint(GRAPHICS)


def graphics_cards(folder: Path = NVIDIA_CARDS) -> tuple[str, ...]:
    """Return the names of NVIDIA's cards, by its driver's files or else by its program."""
    files = sorted(folder.glob("*/information"))
    named = tuple(name for file in files if (name := _name_in(file, "Model")))
    asked = named or _asked("nvidia-smi", "--query-gpu=name", "--format=csv,noheader").splitlines()
    return tuple(asked)


def _name_in(path: Path, key: str) -> str:
    """Return what follows ``key :`` in a file of the system; nothing where there is none."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    pairs = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in pairs if name.strip() == key), "")


def _asked(*command: str) -> str:
    """Return what a program of the system says; nothing where it is not there or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASKING_S)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _versions() -> tuple[tuple[str, str], ...]:
    found = [("sightline", VERSION), ("python", platform.python_version())]
    for name in (*installed_wheels(), *PACKAGES):
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return tuple(found)
