"""A site as a plain value is refused in the words of a site file, each at the same place."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.site_file import load_site, site_of_value
from pipeline.config.value_gate import value_document
from pipeline.config.yaml_gate import load_yaml
from pipeline.errors import SiteFileError
from tests.config.test_malformed import ALL

DEMO = Path(__file__).parents[2] / "floorplans" / "demo-school" / "site.yaml"
PLACE = re.compile(r"line \d+|floors\.[\w.]+")
"""What stands for the place of another thing, in a file and in a value."""


def told(error: SiteFileError) -> list[tuple[str, str]]:
    return sorted((each.field, PLACE.sub("…", each.wording.en)) for each in error.problems)


def as_json(path: Path) -> Any:
    """Return the value of a file, as a page sends it; None where JSON cannot say it."""
    try:
        return json.loads(json.dumps(load_yaml(path).data))
    except (SiteFileError, TypeError):
        return None


def test_a_sound_file_and_its_value_are_the_same_site() -> None:
    assert site_of_value(as_json(DEMO), DEMO) == load_site(DEMO)


def test_every_refusal_of_a_file_is_that_of_its_value(tmp_path: Path) -> None:
    site, compared = tmp_path / "site.yaml", 0
    for case in ALL[::3]:
        site.write_bytes(case.data)
        value = as_json(site)
        if value is None:
            continue
        with pytest.raises(SiteFileError) as of_file:
            load_site(site)
        with pytest.raises(SiteFileError) as of_value:
            site_of_value(value, site)
        assert told(of_value.value) == told(of_file.value), case.name
        assert all(problem.line is None for problem in of_value.value.problems)
        compared += 1
    assert compared > 60


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[" * 60 + "]" * 60, "is nested more than 40 levels deep"),
        (f"[{'0,' * 400_000}0]", "more than 400000"),
        (r'{"id": "a\u0007"}', r"'a\x07' is no id"),
        (r'{"name": "\ud800"}', "U+D800"),
        (r'{"a\u0000": 1}', r"a\x00: unknown field"),
        ("[]", "must be a mapping"),
        ("null", "must be a mapping"),
        ('"x"', "must be a mapping"),
        ('{"format": 1e400}', "write format: 1"),
        ('{"format": ' + "9" * 400 + "}", "too large"),
    ],
)
def test_what_no_file_may_hold_no_value_may(value: str, said: str) -> None:
    with pytest.raises(SiteFileError) as refused:
        site_of_value(json.loads(value), Path("site.yaml"))
    assert said in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_value_is_copied_so_that_nobody_changes_it_meanwhile() -> None:
    given = {"a": [1, {"b": 2}]}
    document = value_document(given, Path("site.yaml"))
    given["a"][1]["b"] = 3  # type: ignore[index]
    assert document.data == {"a": [1, {"b": 2}]}
