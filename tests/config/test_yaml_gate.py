"""The gate lets ordinary YAML through, and shows what PyYAML alone would have done."""

import os
from pathlib import Path

import pytest
import yaml

from pipeline.config.scalar import Unread
from pipeline.config.yaml_gate import MOST_NODES, YamlDocument, load_yaml
from pipeline.errors import SiteFileError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.yaml"


def read(path: Path, text: str) -> YamlDocument:
    path.write_text(text, encoding="utf-8", newline="")
    return load_yaml(path)


def refusal(path: Path) -> str:
    with pytest.raises(SiteFileError) as refused:
        load_yaml(path)
    return str(refused.value)


def test_ordinary_values_keep_their_types(path: Path) -> None:
    text = "a: 1\nb: -2.5\nc: true\nd: ~\ne: 校门\nf: '1'\ng: [.5, 1.0e+3]\nh: {i: x y}\n"
    assert read(path, text).data == {
        "a": 1,
        "b": -2.5,
        "c": True,
        "d": None,
        "e": "校门",
        "f": "1",
        "g": [0.5, 1000.0],
        "h": {"i": "x y"},
    }


@pytest.mark.parametrize(
    ("word", "pyyaml"),
    [("no", False), ("12:30:00", 45000), ("010", 8), ("1_0", 10), ("1e3", "1e3"), ("0x1F", 31)],
)
def test_a_word_that_readers_disagree_on_is_not_guessed_at(
    path: Path, word: str, pyyaml: object
) -> None:
    assert yaml.safe_load(f"a: {word}") == {"a": pyyaml}
    assert read(path, f"a: {word}").data == {"a": Unread(word, "unclear")}
    assert read(path, f"a: '{word}'").data == {"a": word}


@pytest.mark.fault("P1")
def test_a_doubled_field_is_refused_where_pyyaml_takes_the_last(path: Path) -> None:
    text = "cam-1: {x: 1}\ncam-1: {x: 2}\n"
    assert yaml.safe_load(text) == {"cam-1": {"x": 2}}
    path.write_text(text, encoding="utf-8")
    assert refusal(path).startswith(f"{path}:2: cam-1: is given twice, first on line 1")


def test_names_of_fields_are_always_text(path: Path) -> None:
    assert read(path, "1: a\nno: b\n1.5: c\n").data == {"1": "a", "no": "b", "1.5": "c"}


def test_forty_levels_pass_and_one_more_does_not(path: Path) -> None:
    assert read(path, "[" * 40 + "]" * 40).data
    path.write_text("[" * 41 + "]" * 41, encoding="utf-8")
    assert "more than 40 levels" in refusal(path)


def test_as_many_values_as_allowed_pass_and_one_more_does_not(path: Path) -> None:
    # The list itself is a value too.
    assert read(path, "[" + "1," * (MOST_NODES - 1) + "]").data
    path.write_text("[" + "1," * MOST_NODES + "]", encoding="utf-8")
    assert "more than 400000 values" in refusal(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_through_comments_and_either_line_end(path: Path, end: str) -> None:
    text = end.join(["# comment", "a:", "  - b: 1", "    # more", "    c: [1,", "        2]", ""])
    document = read(path, text)
    assert [document.line_of(loc) for loc in [("a",), ("a", 0, "b"), ("a", 0, "c", 1)]] == [2, 3, 6]


def test_what_is_missing_is_blamed_on_what_is_around_it(path: Path) -> None:
    document = read(path, "a:\n  b: 1\n")
    assert document.line_of(("a", "c", 3)) == 1
    assert document.line_of(("a", "b", "c")) == 2


def test_a_byte_order_mark_passes(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert load_yaml(path).data == {"a": 1}


def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "none.yaml") == f"{tmp_path}/none.yaml: no such file; check the path"
    assert "is a folder" in refusal(tmp_path)
    assert "is no regular file" in refusal(tmp_path / "pipe")
    assert "no such file" in refusal(tmp_path / "none" / "a.yaml")
    assert "no such file" in refusal(Path("a\0.yaml"))
    assert "cannot be read" in refusal(tmp_path / ("a" * 300))


def test_a_file_that_may_not_be_read_is_said_to_be_so(path: Path) -> None:
    path.write_text("a: 1", encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        assert load_yaml(path).data == {"a": 1}
    else:
        assert "check its permissions" in refusal(path)


def test_a_name_that_would_disturb_the_terminal_is_escaped(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a\x1b[2J\n.yaml").startswith(
        f"{tmp_path}/a\\x1b[2J\\n.yaml: no such"
    )


@pytest.mark.fault("P1")
def test_deep_brackets_are_refused_where_pyyaml_runs_out_of_stack(path: Path) -> None:
    with pytest.raises(RecursionError):
        yaml.safe_load("[" * 2000)
    path.write_text("[" * 2000, encoding="utf-8")
    assert "more than 40 levels" in refusal(path)


@pytest.mark.fault("P1")
def test_laughs_are_refused_where_pyyaml_multiplies_them(path: Path) -> None:
    text = "a: &a [ha, ha]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert str(yaml.safe_load(text)["c"]).count("ha") == 8
    path.write_text(text, encoding="utf-8")
    assert "aliases (*) are not allowed" in refusal(path)
