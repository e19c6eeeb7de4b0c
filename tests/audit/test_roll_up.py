"""Ranks with ties, by hand."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.roll_up import ranks, school_standing, standing, tally
from pipeline.domain.city import SchoolRecord
from pipeline.domain.label import Label

NAME = Label("校", "school")


def school(verdict: str, covered_m2: float, id_: str = "s") -> SchoolRecord:
    return SchoolRecord(id_, id_, NAME, verdict, required_m2=100.0, covered_m2=covered_m2)  # type: ignore[arg-type]


def test_who_is_equal_shares_a_place_and_the_next_ones_wait() -> None:
    schools = [
        school("fail", 80.0),
        school("pass", 100.0),
        school("fail", 90.0),
        school("pass", 100.0),
        school("broken", 0.0),
        # 80.04 % reads 80.0, as 80.00 % does.
        school("fail", 80.04),
        school("fail", 10.0),
    ]
    assert ranks(schools, school_standing) == [4, 1, 3, 1, 7, 4, 6]


def test_counties_are_ranked_by_what_passed_then_by_coverage_then_by_hazards() -> None:
    half_a = tally(NAME, [school("pass", 100.0), school("fail", 50.0)])
    half_b = tally(NAME, [school("pass", 80.0), school("fail", 60.0)])
    # 1 of 3 reads 33.3 %, and is less than half however much is covered.
    third = tally(NAME, [school("pass", 100.0), school("fail", 99.0), school("fail", 99.0)])
    broken = tally(NAME, [school("pass", 100.0), school("fail", 50.0), school("broken", 0.0)])
    assert [t.covered_pct for t in (half_a, half_b)] == [75.0, 70.0]
    assert ranks([third, half_b, half_a, half_a], standing) == [4, 3, 1, 1]
    # One of three passed in both; less is covered of the second.
    assert ranks([third, broken], standing) == [1, 2]


def test_a_group_of_no_school_has_no_shares() -> None:
    nobody = tally(NAME, [])
    assert (nobody.passed_pct, nobody.covered_pct, nobody.cameras_per_school) == (0.0, 0.0, 0.0)
    assert (nobody.networked_pct, nobody.rectified_pct) == (None, None)


def test_networked_counts_the_schools_that_say_it() -> None:
    said = SchoolRecord("a", "a", NAME, "pass", cameras=8, networked=6)
    other = SchoolRecord("b", "b", NAME, "pass", cameras=2, networked=2)
    silent = SchoolRecord("c", "c", NAME, "pass", cameras=90)
    assert tally(NAME, [said, other, silent]).networked_pct == 80.0


@given(st.lists(st.integers(0, 5), min_size=1))
def test_a_rank_is_one_more_than_how_many_are_better(numbers: list[int]) -> None:
    places = ranks(numbers, lambda number: (number,))
    assert places == [1 + sum(other < number for other in numbers) for number in numbers]
