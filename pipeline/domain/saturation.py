"""What tells that a zone is too crowded to be counted, independently of the count."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PackedEvidence:
    """What one picture says of a zone beside the count itself.

    `found_p_m2` are people found per m² of visible ground, uncorrected, and None without a ground
    plane; `overlapping` is the share of boxes that cover another in good part; `free` the share of
    the visible ground that is seen to be free, None where nobody looked; `at_limit` says that the
    detector's list was full. `suspected_p_m2` counts all places where somebody may stand, down to
    half of what a person must score, None where nobody looked for them.
    """

    found_p_m2: float | None
    overlapping: float
    free: float | None = None
    at_limit: bool = False
    suspected_p_m2: float | None = None


@dataclass(frozen=True)
class PackedSample:
    """What one picture came to: whether it speaks for a packed zone, or for a clear one."""

    t_s: float
    packed: bool
    clear: bool


@dataclass(frozen=True)
class Saturation:
    """Whether a zone is too crowded to be counted, and the pictures by which that may change."""

    saturated: bool = False
    samples: tuple[PackedSample, ...] = ()
