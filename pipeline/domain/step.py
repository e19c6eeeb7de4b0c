"""What is to be done so that a site passes: steps, each with the change that it is on the plan."""

from dataclasses import dataclass
from typing import Literal, get_args

from pipeline.domain.label import Label

StepKind = Literal[
    "state",
    "list",
    "hang_truer",
    "unmask",
    "turn",
    "mask",
    "connect",
    "device",
    "clear",
    "light",
    "lens",
    "setting",
    "power",
    "disk",
    "move",
    "replace",
    "add",
    "build",
]
"""In the order of what they usually cost, by our assumption: words first, then a fitter's hour,
then things to buy, then cables and walls."""

COST = {kind: rank for rank, kind in enumerate(get_args(StepKind))}


@dataclass(frozen=True)
class Edit:
    """One change of a site file: a field of the thing `of` this id, or an entry of its list.

    `value` is plain: a number, a text, or a list or mapping of those, as it stands in the file.

    >>> Edit("cam-1", "pan_deg", 25.0).adds
    False
    """

    of: str
    field: str
    value: object
    adds: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do, in words and as changes of the site file; some are no change of it."""

    kind: StepKind
    told: Label
    edits: tuple[Edit, ...] = ()

    @property
    def cost(self) -> int:
        """Its place in the order of cost."""
        return COST[self.kind]
