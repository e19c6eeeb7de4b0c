"""What is no run over a city is refused in a sentence, whatever it looks like."""

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.workflows.read_city import NAME, city_shown, school_shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "must hold one JSON object"),
        ("[" * 100_000, "not JSON"),
        ('{"format": 1, "schools": {}}', "is no run over a city"),
        ('{"format": 1, "schools": [7]}', "schools.0: is no school with its file"),
        ('{"format": 1, "schools": [{"file": "a"}, {"id": "b"}]}', "schools.1: is no school"),
        ('{"format": 1, "schools": [{"file": []}]}', "schools.0: is no school"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / NAME).write_text(text, "utf-8")
    for look in (lambda: city_shown(tmp_path), lambda: school_shown(tmp_path, "a")):
        with pytest.raises(InputError, match=told):
            look()


def test_a_school_is_told_by_its_file(tmp_path: Path) -> None:
    """The control: a run of one school, without its findings in the list."""
    school = '{"file": "a.yaml", "findings": []}'
    (tmp_path / NAME).write_text(f'{{"format": 1, "schools": [{school}]}}', "utf-8")
    assert city_shown(tmp_path)["schools"] == [{"file": "a.yaml"}]
    assert school_shown(tmp_path, "a.yaml") == {"file": "a.yaml", "findings": []}
