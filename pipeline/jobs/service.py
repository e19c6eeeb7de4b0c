"""The words between a service and systemd: ready, alive, stopping (sd_notify, in a datagram each).

Where no service manager listens, nothing is said.
"""

import os
import socket
import time
from contextlib import suppress

SEND_S = 0.5
"""Longer nobody waits for a service manager that does not listen."""

BEATS = 3
"""So many signs of life within the time after which systemd takes us for dead; it asks for two."""


class Service:
    """What this process tells whoever started it as a service.

    The address is taken out of the environment, so that no process begun from here speaks for us.
    """

    def __init__(self) -> None:
        self._address = os.environ.pop("NOTIFY_SOCKET", "")
        self._beat_s = _beat_s()
        self._next = 0.0

    def ready(self, told: str) -> None:
        """Say that the service has begun, and in a line how it stands."""
        self._say(f"READY=1\nSTATUS={told}")

    def stands(self, told: str) -> None:
        """Say in a line how the service stands from now on."""
        self._say(f"STATUS={told}")

    def beat(self) -> None:
        """Say that we are alive, if it is time to."""
        now = time.monotonic()
        if self._beat_s is not None and now >= self._next:
            self._next = now + self._beat_s
            self._say("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service ends by its own will."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return
        # A name in the abstract name space is written with @, and begins with a zero.
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(SEND_S)
            line.sendto(words.encode("utf-8"), address)


def _beat_s() -> float | None:
    """Return how often a sign of life is wanted, None if it is not, or not of this process."""
    wanted_us = os.environ.pop("WATCHDOG_USEC", "")
    whose = os.environ.pop("WATCHDOG_PID", "")
    if not wanted_us.isdecimal() or int(wanted_us) == 0 or whose not in ("", str(os.getpid())):
        return None
    return int(wanted_us) / 1e6 / BEATS
