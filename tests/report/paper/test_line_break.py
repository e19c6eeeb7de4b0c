"""Where lines break: in Chinese between characters, in English between words, nowhere wrongly."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.paper.line_break import CLOSING, OPENING, broken

SAMPLE = st.text("校门走廊（）《》“”，。；：、cam-1 25px/m.\n", max_size=80)


def test_chinese_breaks_between_any_two_characters() -> None:
    assert broken("校门走廊操场", 4, len) == ["校门走廊", "操场"]


def test_no_line_begins_with_a_comma() -> None:
    """Four fit, but the comma would then begin the next line: so 廊 goes with it."""
    assert broken("校门走廊，操场", 4, len) == ["校门走", "廊，操场"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert broken("校门走（廊）", 4, len) == ["校门走", "（廊）"]


def test_words_and_ids_stay_whole() -> None:
    assert broken("walks to cam-gate now", 10, len) == ["walks to", "cam-gate", "now"]


def test_a_word_is_parted_at_its_joint_rather_than_much_of_a_line_left_empty() -> None:
    assert broken("see cam-gate now", 9, len) == ["see cam-", "gate now"]


def test_a_number_stays_with_its_unit() -> None:
    assert broken("area 12.5 m²", 9, len) == ["area", "12.5\u00a0m²"]


def test_a_long_id_is_parted_at_its_joints_before_its_letters() -> None:
    assert broken("cam-wall-southwest", 9, len) == ["cam-wall-", "southwest"]
    assert broken("abcdefgh", 3, len) == ["abc", "def", "gh"]


def test_the_first_line_may_be_shorter() -> None:
    assert broken("校门走廊", 3, len, first_less=2) == ["校", "门走廊"]


def test_line_ends_are_kept() -> None:
    assert broken("a\n\nb", 5, len) == ["a", "", "b"]


def test_nothing_is_one_empty_line() -> None:
    assert broken("", 5, len) == [""]


@given(SAMPLE, st.integers(1, 20))
def test_no_letter_is_lost_or_made_up(text: str, wide: int) -> None:
    told = re.sub(r"\s", "", "".join(broken(text, wide, len)))
    assert told == re.sub(r"\s", "", text)


@given(SAMPLE, st.integers(12, 30))
def test_lines_fit(text: str, wide: int) -> None:
    """A run of brackets without a letter is a piece too, and as long as somebody made it."""
    brackets = re.findall(f"[{OPENING}{CLOSING}]+", text)
    most = max([wide, *(len(run) + 2 for run in brackets)])
    assert all(len(line) <= most for line in broken(text, wide, len))
