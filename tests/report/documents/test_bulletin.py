"""The bulletin: who stands where, and what each county comes to."""

from dataclasses import replace

from pipeline.domain.city import FailedClause
from pipeline.domain.label import Label
from pipeline.domain.standing import Standing, ranked
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
    # Of 30 cameras in the two schools that say how many they have; of 20, 15 are networked.
    assert "There are 30 cameras, 15.0 a school. 75.0 % of the cameras" in paper.texts()[1]
    # 12 and 3 hazards, 5 and 3 of them closed: 8 of 15 are 53.3 %.
    assert (
        "Of 15 hazards in the ledgers 8 are rectified and closed (53.3 %), 2 overdue and 1"
        in (paper.texts()[1])
    )
    assert {"First: West.", "Last: East."} <= set(paper.texts())
    assert "Schools with supervised hazards (1): School 2." in paper.texts()
    counties, _ = (block for block in paper.blocks if isinstance(block, Table))
    assert counties.rows == (
        ("West", "2", "1", "50.0", "99.9", "1", "1", "3", "3", "100.0", "0", "0"),
        ("East", "2", "1", "50.0", "93.9", "10", "10", "12", "5", "41.6", "2", "1"),
    )


def test_clauses_that_failed_are_told_in_their_own_words() -> None:
    failed = FailedClause("F-01", Label("能看到人", "people are seen"), 3, 7, 12.0)
    _, told, _ = (b for b in bulletin(STANDINGS, "zh", "", [failed]).blocks if isinstance(b, Table))
    assert told.rows == (("F-01", "能看到人", "3", "7", "12.0"),)


def test_a_school_that_could_not_be_audited_stands_last_and_is_named() -> None:
    broken = Standing(Label("x.yaml", "x.yaml"), "broken", 0.0, 0, 1)
    paper = bulletin([broken, *STANDINGS], "en")
    assert "Files that could not be audited (1), to be mended: x.yaml." in paper.texts()
    *_, ranking = (b for b in paper.blocks if isinstance(b, Table))
    assert ranking.rows[-1][:6] == ("5", "x.yaml", "not stated", "not audited", "—", "—")


def test_without_ledgers_nobody_knows_what_was_rectified() -> None:
    plain = [replace(each, hazards=None) for each in STANDINGS]
    assert "rectified, overdue or supervised is not known" in bulletin(plain, "en").texts()[1]


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
