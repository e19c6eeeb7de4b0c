"""What a site file says of its school; nothing of it is required, and no word is guessed at."""

from pathlib import Path

import pytest

from pipeline.config.site_file import load_site
from pipeline.domain.label import Label
from pipeline.domain.school import School
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD


def written(folder: Path, school: str) -> Path:
    file = folder / "site.yaml"
    file.write_text(f"{GOOD}school: {school}\n", encoding="utf-8")
    return file


def test_a_school_says_where_it_belongs_and_what_it_is(tmp_path: Path) -> None:
    given = "{county: {zh: 东区, en: East}, level: nine_year, type: boarding, licensed: false}"
    site = load_site(written(tmp_path, given))
    assert site.school == School(Label("东区", "East"), "nine_year", "boarding", False, None)


def test_a_site_that_says_nothing_of_it_has_no_school(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert load_site(file).school is None


@pytest.mark.parametrize(
    ("school", "said"),
    [
        ("{level: primry}", "school.level"),
        ("{type: night}", "school.type"),
        ("{ownership: state}", "school.ownership"),
        ("{licensed: 1}", "school.licensed"),
        ("{county: ''}", "school.county"),
        ("{district: x}", "school.district: unknown field"),
    ],
)
def test_a_word_that_nobody_knows_is_refused_where_it_stands(
    school: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(SiteFileError) as refused:
        load_site(written(tmp_path, school))
    told = str(refused.value)
    assert said in told
    assert f":{GOOD.count(chr(10)) + 1}:" in told
