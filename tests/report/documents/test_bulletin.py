"""The bulletin: who stands where, and what each county comes to."""

from pipeline.domain.standing import ranked
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.paper.blocks import Table
from tests.report.standings import STANDINGS


def test_who_passed_stands_first_and_equals_share_a_rank() -> None:
    order = [(rank, each.school.en) for rank, each in ranked(STANDINGS)]
    assert order == [(1, "School 1"), (1, "School 3"), (3, "=1+1"), (4, "School 2")]


def test_rates_are_told_over_all_and_by_county() -> None:
    paper = bulletin(STANDINGS, "en")
    assert any(
        text.startswith("4 schools were audited; 2 passed (50.0 %)") for text in paper.texts()
    )
    counties, _ = (block for block in paper.blocks if isinstance(block, Table))
    assert counties.rows == (
        ("East", "2", "1", "50.0", "10", "10"),
        ("West", "2", "1", "50.0", "1", "1"),
    )


def test_shares_are_rounded_down_so_that_a_gap_never_vanishes() -> None:
    *_, ranking = (b for b in bulletin(STANDINGS, "en").blocks if isinstance(b, Table))
    share = [column.heading for column in ranking.columns].index("Covered (%)")
    assert [row[share] for row in ranking.rows] == ["99.9", "99.9", "99.9", "87.8"]


def test_columns_that_nobody_filled_are_left_out() -> None:
    plain = [s.__class__(s.school, s.verdict, s.covered_pct, 0, 0) for s in STANDINGS]
    (ranking,) = (b for b in bulletin(plain, "en").blocks if isinstance(b, Table))
    assert len(ranking.columns) == 6


def test_no_school_is_a_sentence() -> None:
    assert "No school was audited." in bulletin([], "en").texts()
