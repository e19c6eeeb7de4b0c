"""A city on a page, in a workbook, as JSON and as a database: the same figures in each."""

import base64
import hashlib
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.audit.roll_up import standings_of
from pipeline.domain.city import Hazards
from pipeline.domain.label import LANGUAGES, Language
from pipeline.report import city_wording
from pipeline.report.bulletin_wording import NOTE
from pipeline.report.city_json import city_document
from pipeline.report.city_page import city_page, curve, multiples
from pipeline.report.city_tables import city_tables
from pipeline.report.city_workbook import workbook
from pipeline.report.documents.bulletin import bulletin
from pipeline.report.paper.blocks import Paragraph
from pipeline.store.database import table_file
from tests.report.city_samples import EAST, PEOPLE_SEEN, RECORDS, sample_city
from tests.report.markup import Markup


def page(language: Language = "en", hazards: dict[str, Hazards] | None = None) -> Markup:
    return Markup(city_page(sample_city(hazards), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_loads_nothing_from_outside(language: Language) -> None:
    shown = page(language)
    assert shown.faults == []
    assert [link for key in ("src", "href", "data") for link in shown.values(key)] == []
    assert shown.values("http-equiv") == ["Content-Security-Policy"]


def test_only_its_own_script_may_run() -> None:
    text = city_page(sample_city(), "en")
    (script,) = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "default-src 'none'" in text


def test_a_name_is_text_whatever_is_in_it() -> None:
    assert "=东<b>小学" in page("zh").text
    assert "<b>" not in city_page(sample_city(), "zh")


def test_what_no_ledger_says_is_not_known() -> None:
    without, known = page().text, page(hazards={"b": Hazards(8, 6, 1, 1)}).text
    assert "overdue or supervised is not known: there is no ledger" in without
    assert "Of 8 hazards in the ledgers 6 are rectified and closed (75.0 %), 1 overdue" in known


def test_the_bulletin_says_how_many_passed_and_who_is_first() -> None:
    told = page().text
    # One of three; 14 cameras in two schools that could be audited; 9 of 12 say they are networked.
    assert "33.3 % passed: 1 of 3 schools" in told
    assert "3 schools were audited; 1 passed (33.3 %)." in told
    assert "There are 14 cameras, 7.0 a school." in told
    assert "75.0 % of the cameras are networked, counted in 1 schools that say so." in told
    assert "First: East. Last: West." in told
    assert "Files that could not be audited (1), to be mended: west/c.yaml." in told
    assert "Since run 1: passed 0.0 % → 33.3 %, hazards 5 → 2." in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_that_failed_are_told_in_their_words_everywhere(language: Language) -> None:
    city, words = sample_city(), PEOPLE_SEEN.told(language)
    assert words in page(language).text
    assert words in [row["wording"] for row in city_document(city, language)["clauses"]]
    book = load_workbook(io.BytesIO(workbook(city_tables(city, language), language)))
    rows = list(book[city_wording.CLAUSES.told(language)].iter_rows(values_only=True))
    assert rows[1] == ("F-01", words, 1, 1, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_bulletin_says(language: Language) -> None:
    city = sample_city({"b": Hazards(8, 6, 1, 1)})
    told = Markup(city_page(city, language)).text
    paper = bulletin(standings_of(city.records, city.hazards), language)
    words = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert [text for text in words if text not in told and text != NOTE.told(language)] == []


def test_small_multiples_put_schools_where_their_coverage_is() -> None:
    pictures = {each.tally.label: each.bars for each in multiples(sample_city())}
    # 100 % is in the last of ten bars, wholly of schools that passed.
    assert [bar.height for bar in pictures[EAST]] == [0.0] * 9 + [56.0]
    assert [bar.passed_height for bar in pictures[EAST]] == [0.0] * 9 + [56.0]
    # 40 of 70 m² are 57 %: the sixth bar.
    west = next(bars for label, bars in pictures.items() if label.en == "West")
    assert [bool(bar.height) for bar in west] == [n == 5 for n in range(10)]
    assert curve(sample_city()) == ("0.0,56.0 240.0,37.3", "0.0,28.0 240.0,12.0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_text_as_text_and_is_always_the_same(language: Language) -> None:
    made = workbook(city_tables(sample_city(), language), language)
    assert made == workbook(city_tables(sample_city(), language), language)
    book = load_workbook(io.BytesIO(made))
    schools = book[city_wording.ALL_SCHOOLS.told(language)]
    names = [row[2] for row in schools.iter_rows(min_row=2)]
    assert [cell.value for cell in names] == [r.label.told(language) for r in RECORDS]
    assert {cell.data_type for cell in names} == {"s"}
    assert schools.auto_filter.ref == "A1:V4"
    # Nobody knows how many cameras of the second school are networked.
    assert schools.cell(3, 11).value == city_wording.NOT_KNOWN.told(language)


@pytest.mark.parametrize(("language", "told"), [("zh", "全市"), ("en", "Whole city")])
def test_a_roll_up_is_told_in_words_in_the_workbook(language: Language, told: str) -> None:
    """The database keeps the code, by which analysts ask."""
    tables = city_tables(sample_city(), language)
    book = load_workbook(io.BytesIO(workbook(tables, language)))
    codes = [row[0] for row in tables[0].rows]
    shown = [row[0].value for row in book[tables[0].title.told(language)].iter_rows(min_row=2)]
    assert (codes[:2], shown[0]) == (["all", "county"], told)
    assert shown[1:] == [city_wording.DIMENSIONS[str(code)].told(language) for code in codes[1:]]


def test_the_database_answers_what_an_analyst_asks(tmp_path: Path) -> None:
    tables = [
        (t.name, [name for name, _ in t.columns], t.rows)
        for t in city_tables(sample_city({"b": Hazards(8, 6, 1, 1)}), "en")
    ]
    path = tmp_path / "city.sqlite"
    path.write_bytes(table_file(tables))
    asked = sqlite3.connect(path)
    try:
        by_county = "SELECT county, sum(cameras) FROM schools GROUP BY county ORDER BY county"
        assert asked.execute(by_county).fetchall() == [(None, 0), ("East", 12), ("West", 2)]
        worst = "SELECT site, area_m2 FROM findings ORDER BY area_m2 DESC LIMIT 1"
        assert asked.execute(worst).fetchall() == [("b", 30.0)]
        whole = "SELECT schools, passed, hazards_rectified FROM groups WHERE roll_up = 'all'"
        assert asked.execute(whole).fetchall() == [(3, 1, 6)]
        assert asked.execute("SELECT * FROM broken").fetchall() == [
            ("west/c.yaml", "line 3: missing")
        ]
    finally:
        asked.close()


def test_the_document_ranks_and_says_null_where_nobody_knows() -> None:
    document = json.loads(json.dumps(city_document(sample_city(), "en")))
    assert document["format"] == 1
    assert [school["rank"] for school in document["schools"]] == [1, 2, 3]
    assert [school["hazards"] for school in document["schools"]] == [None, None, None]
    assert document["summary"]["networked_pct"] == 75.0
    counties = [(g["rank"], g["name"]) for g in document["groups"]["county"]]
    assert counties == [(1, "East"), (2, "West"), (3, "not said")]
