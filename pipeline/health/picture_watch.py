"""Watches the pictures of one camera for what makes them worthless: what holds long is a fault."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.health import FaultKind, HealthFault
from pipeline.domain.label import Label
from pipeline.health.dwell import Dwell, Spell
from pipeline.health.signs import Signs
from pipeline.health.still import Stillness
from pipeline.health.view import ELSEWHERE, Comparison

BLACK = 32.0
"""A level that not one pixel in a hundred exceeds where no light falls in; lamps at night do."""

WHITE_SHARE = 0.5
"""Of the pixels, as bright as can be. The sky alone is less of a camera's picture at a gate."""

HIDDEN = 0.5
"""Of what the reference shows, gone without a trace."""

FEATURELESS = 0.95
"""Of the cells, without any edge: what is told as covered where there is no reference."""

BLURRED = 0.5
"""Of the reference's sharpness: a blur of 2 px in a picture 416 px wide leaves 0.44 at most
(measured), dusk, rain, fog and a parked bus no less than 0.84."""

LOST = 0.35
"""Of the usual match: below it the camera looks elsewhere (a parked bus leaves 0.49, a turn by 5°
or a zoom by a fifth 0.28 at most)."""

DISPLACED, SURELY = 0.02, 0.15
"""Of the picture's width or height, and the height of the peak that says so; before a crowd a true
one is 0.2, and where nothing is displaced none is above 0.13 (measured)."""

STANDS_STILL = Label("有画面传来，但静止不动", "pictures come, but stand still")

EXIT_S = 5.0
"""How long a fault must be over."""

ENTER_S: dict[FaultKind, float] = {
    "black": 5.0,
    "overexposed": 10.0,
    "covered": 10.0,
    "moved": 10.0,
    "blurred": 20.0,
    "frozen": 10.0,
}
"""How long each must hold; a frozen picture is known for one only after `still.OLDER_S`."""


@dataclass(frozen=True)
class _Found:
    """Whether a fault holds in a picture, None where nobody can tell, and what to say of it."""

    kind: FaultKind
    holds: bool | None
    detail: Label


class PictureWatch:
    """Takes the signs of one camera's pictures, and tells of faults that begin and end.

    Without a reference it is not told whether a picture is blurred or shows another place. Time is
    that of the pictures alone; one a second is enough.
    """

    def __init__(self, camera_id: str) -> None:
        self._camera_id = camera_id
        self._still = Stillness()
        self._dwells = {kind: Dwell(enter_s, EXIT_S) for kind, enter_s in ENTER_S.items()}
        self._details: dict[FaultKind, Label] = {}

    @property
    def is_well(self) -> bool:
        """Whether no fault lasts."""
        return not any(dwell.is_on for dwell in self._dwells.values())

    def step(self, t_s: float, signs: Signs) -> tuple[HealthFault, ...]:
        """Return the faults that begin or end with the picture at a time in seconds."""
        told = []
        for found in self._found(t_s, signs):
            spell = self._dwells[found.kind].step(t_s, found.holds)
            if spell and spell.end_s is None:
                self._details[found.kind] = found.detail
            if spell:
                told.append(self._fault(found.kind, spell))
        return tuple(told)

    def finish(self, t_s: float) -> tuple[HealthFault, ...]:
        """Return the faults that last, as ended at a time: no more pictures come."""
        spells = {kind: dwell.finish() for kind, dwell in self._dwells.items()}
        return tuple(
            self._fault(kind, Spell(spell.start_s, t_s)) for kind, spell in spells.items() if spell
        )

    def _fault(self, kind: FaultKind, spell: Spell) -> HealthFault:
        detail = self._details[kind]
        return HealthFault(self._camera_id, kind, spell.start_s, spell.end_s, detail)

    def _found(self, t_s: float, signs: Signs) -> Iterator[_Found]:
        """Yield what holds. In the dark nothing else can be told, nor behind what covers a lens."""
        white = signs.white_share
        black, over = signs.brightest < BLACK, white >= WHITE_SHARE
        dark = Label(
            f"99 % 的画面亮度低于 {BLACK:g}（满值 255）",
            f"99 % of the picture is below level {BLACK:g} of 255",
        )
        yield _Found("black", black, dark)
        bright = Label(f"{white:.0%} 的画面为全白", f"{white:.0%} of the picture is white")
        yield _Found("overexposed", over, bright)
        still = self._still.step(t_s, signs)
        yield _Found("frozen", None if black or over else still, STANDS_STILL)
        if not (black or over):
            yield from _compared(signs.compared, signs.flat_share)


def _compared(now: Comparison | None, flat: float) -> Iterator[_Found]:
    """Yield what is told by the reference, or without one."""
    if now is None:
        nothing = Label(f"{flat:.0%} 的画面空无一物", f"{flat:.0%} of the picture shows nothing")
        yield _Found("covered", flat >= FEATURELESS, nothing)
        return
    covered, hidden = now.hidden >= HIDDEN, f"{now.hidden:.0%}"
    gone = Label(
        f"应看到的景物有 {hidden} 被挡住",
        f"{hidden} of what the camera is to show is hidden",
    )
    yield _Found("covered", covered, gone)
    displaced = max(abs(now.right), abs(now.down)) >= DISPLACED and now.peak >= SURELY
    moved = now.match < LOST or (displaced and now.match < ELSEWHERE)
    yield _Found("moved", None if covered else moved, _shift(now) if displaced else _loss(now))
    blurred = None if now.sharpness is None else now.sharpness < BLURRED
    yield _Found("blurred", None if covered or moved else blurred, _softness(now.sharpness or 0.0))


def _shift(now: Comparison) -> Label:
    right, down = (f"{abs(part):.0%}" for part in (now.right, now.down))
    return Label(
        f"画面横向偏移了宽度的 {right}，纵向偏移了高度的 {down}",
        f"the picture is displaced by {right} of its width and {down} of its height",
    )


def _loss(now: Comparison) -> Label:
    match = f"{now.match:.0%}"
    return Label(
        f"平时的景物只有 {match} 还在原处",
        f"only {match} of what the camera usually shows is where it was",
    )


def _softness(sharpness: float) -> Label:
    """Return how sharp edges are; asked for only where that is known."""
    return Label(
        f"边缘的清晰度只有平时的 {sharpness:.0%}", f"edges are {sharpness:.0%} as sharp as usual"
    )
