"""How long a watch waits for cameras and workers before it acts."""

import random
from dataclasses import dataclass

from pipeline.domain.health import FaultKind
from pipeline.errors import UsageError


@dataclass(frozen=True)
class Patience:
    """Seconds to wait; the defaults are those of common recorders (an assumption).

    A stream has `open_timeout_s` to answer and `read_timeout_s` between packets. `stall_s`
    without a sample is a stalled camera, as is `first_picture_s` without the first one;
    `silence_s` without a sign of life is a hung worker, which is killed. A new worker has
    `start_s` for its first sign, which comes when its detector is open. Retries wait twice as long
    each time, from `first_retry_s` to `longest_retry_s`; after a refused password never less
    than `auth_retry_s`, since many cameras lock a user out after a few wrong ones. A worker has
    `leave_s` to end by itself, and as long again for what it has promised to do before that; it is
    killed `grace_s` after it was told to. A model may look at one picture for `run_s`; then it
    hangs.
    """

    open_timeout_s: float = 5.0
    read_timeout_s: float = 5.0
    stall_s: float = 6.0
    first_picture_s: float = 30.0
    silence_s: float = 60.0
    start_s: float = 300.0
    first_retry_s: float = 1.0
    longest_retry_s: float = 60.0
    auth_retry_s: float = 60.0
    leave_s: float = 2.0
    grace_s: float = 5.0
    run_s: float = 10.0

    def __post_init__(self) -> None:
        """Refuse a time that is no time."""
        for name, seconds in vars(self).items():
            if not 0.0 < seconds < 1e6:
                raise UsageError(f"{name} must be a positive number of seconds, got {seconds:g}")

    def retry_s(self, failures: int, kind: FaultKind, chance: random.Random) -> float:
        """Return how long to wait after so many failures in a row, the last of this kind.

        The wait is drawn between half and the whole of its length, so that a hundred cameras
        behind one switch do not all come back at the same moment; a refused password adds the
        draw on top.

        >>> waits = [Patience().retry_s(n, "offline", random.Random(1)) for n in (1, 4, 100)]
        >>> [round(wait_s, 1) for wait_s in waits]
        [0.6, 4.5, 34.0]
        """
        if kind == "auth":
            return self.auth_retry_s * chance.uniform(1.0, 1.25)
        doubled_s = self.first_retry_s * 2.0 ** min(failures - 1, 30)
        return min(self.longest_retry_s, doubled_s) * chance.uniform(0.5, 1.0)
