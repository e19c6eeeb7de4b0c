"""What holds long is told once, and what is over is told once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.health.dwell import Dwell, Spell

KNOWN = st.lists(st.sampled_from([True, False, None]), max_size=60)


def told(held: list[bool | None], enter_s: float = 5.0, exit_s: float = 3.0) -> list[Spell]:
    dwell = Dwell(enter_s, exit_s)
    steps = [dwell.step(float(t_s), holds) for t_s, holds in enumerate(held)]
    return [spell for spell in steps if spell]


def test_a_spell_begins_with_its_first_picture_and_ends_with_the_first_after_it() -> None:
    held = [False] * 2 + [True] * 6 + [False] * 4
    assert told(held) == [Spell(2.0, None), Spell(2.0, 8.0)]


@pytest.mark.parametrize(("length", "spells"), [(5, 0), (6, 1)])
def test_what_holds_for_less_is_not_told(length: int, spells: int) -> None:
    """Six pictures a second apart last 5 s."""
    assert len(told([True] * length)) == spells


def test_one_picture_in_ten_neither_makes_nor_breaks_a_spell() -> None:
    assert told(([False] * 9 + [True]) * 5) == []
    begun = told([True] * 9 + [False] + [True] * 9)
    assert begun == [Spell(0.0, None)]


def test_what_nobody_knows_moves_nothing() -> None:
    assert told([True, None, None, None, None, None, True])[0] == Spell(0.0, None)
    assert told([True, True, None, None, None, None, None, None]) == []


@given(KNOWN)
def test_spells_begin_and_end_in_turn_and_do_not_overlap(held: list[bool | None]) -> None:
    spells = told(held)
    assert [spell.end_s is None for spell in spells] == [n % 2 == 0 for n in range(len(spells))]
    ends = [spell.end_s for spell in spells if spell.end_s is not None]
    starts = [spell.start_s for spell in spells if spell.end_s is None]
    assert all(end_s <= start_s for end_s, start_s in zip(ends, starts[1:], strict=False))


def test_what_lasts_at_the_end_is_still_there_to_be_closed() -> None:
    dwell = Dwell(1.0, 1.0)
    for t_s in (0.0, 1.0, 2.0):
        dwell.step(t_s, True)
    assert (dwell.is_on, dwell.finish(), dwell.is_on) == (True, Spell(0.0, None), False)
