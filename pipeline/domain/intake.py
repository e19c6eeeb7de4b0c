"""What becomes of the pictures of a live stream: nobody may say that all was seen if it was not."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Intake:
    """So many coded pictures `came`; the others are what became of them.

    `decoded` were decoded, `passed` not, as nobody would have looked at them; `late` waited too
    long for us to decode them; `dropped` were due to be analysed, but the detector was still busy;
    `corrupt` had parts missing. What still waits to be decoded is in none of them. `spared` are
    those passed over into which nobody looked, so that parts of them may be missing, too.
    """

    came: int = 0
    decoded: int = 0
    passed: int = 0
    late: int = 0
    dropped: int = 0
    corrupt: int = 0
    spared: int = 0

    def __add__(self, other: Self) -> "Intake":
        """Return what became of the pictures of both.

        >>> Intake(came=2, decoded=1) + Intake(came=3, late=3)
        Intake(came=5, decoded=1, passed=0, late=3, dropped=0, corrupt=0, spared=0)
        """
        return Intake(*(a + b for a, b in zip(_numbers(self), _numbers(other), strict=True)))


def _numbers(intake: Intake) -> tuple[int, ...]:
    return (
        intake.came,
        intake.decoded,
        intake.passed,
        intake.late,
        intake.dropped,
        intake.corrupt,
        intake.spared,
    )
