"""Shifts the slots of a sampler, of each of which one picture is looked at, to end at key pictures.

A key picture that is the last of its slot is looked at instead of the first, and nothing needs to
be decoded that came since the slot before: where key pictures come each so many slots, as most
cameras send them, that is so for ever. Cameras are then no longer looked at in turns that lie apart
(`jobs.phase`), but each when its key pictures come.
"""

import math

from pipeline.sources.clock import Sampler
from pipeline.sources.key_rhythm import Evenly, KeyRhythm

LONGEST_STEP_S = 0.5
"""From one picture looked at to the next at more than two samples a second, lest people who are
followed be lost (`crowd.passage`). From a slot's first picture to the next one's last it can be two
slots: where these are longer, key pictures are better off in the middle."""

LEAST_LEFT, BEST_LEFT, MOST_LEFT = 0.5, 0.75, 1.0
"""Of the time between two pictures, so much lies from a key picture to the end of its slot. With
more the next picture may be in the slot as well, and one less is spared; with less chance may move
the key picture out of it."""

MOST_JITTER = 0.25
"""Of the same, key pictures at the median come sooner or later by chance: what is left on both
sides. With more, as behind a wireless link, slots would be shifted for nothing."""

SELDOM_S, MOST_DRIFT = 10.0, 0.25
"""Slots are not shifted again for so long, and only where key pictures drift against them by no
more of that time until then. Whenever a slot is shortened there is one sample more."""

LOOK_S = 0.5
"""So often it is looked how key pictures come, where each picture may be one."""


class KeySlots:
    """Shifts the slots of a sampler by the rhythm of key pictures, where that spares something."""

    def __init__(self, sampler: Sampler, rhythm: KeyRhythm) -> None:
        self._sampler, self._rhythm = sampler, rhythm
        self._again_s = -math.inf

    def follow(self, key_s: float) -> None:
        """Hear that a key picture came, the last one of the rhythm, and shift slots if need be."""
        fps = self._sampler.sample_fps
        if fps is None or 2.0 / fps > LONGEST_STEP_S or key_s < self._again_s:
            return
        self._again_s = key_s + LOOK_S
        evenly = self._rhythm.evenly
        if evenly is None or not _spares(1.0 / fps, evenly):
            return
        step_s, left_s = evenly.step_s, self._sampler.end_s(evenly.at_s) - evenly.at_s
        if not LEAST_LEFT * step_s < left_s <= MOST_LEFT * step_s:
            self._sampler.shift(BEST_LEFT * step_s - left_s)
            self._again_s = key_s + SELDOM_S


def _spares(slot_s: float, evenly: Evenly) -> bool:
    """Tell whether key pictures come each so many slots, and other pictures in each slot."""
    period_s, step_s, jitter_s, _ = evenly
    slots = round(period_s / slot_s)
    drift_s = abs(period_s - slots * slot_s) * SELDOM_S / period_s if slots > 0 else math.inf
    is_whole = drift_s <= MOST_DRIFT * step_s and jitter_s <= MOST_JITTER * step_s
    return is_whole and 2.0 * step_s <= slot_s
