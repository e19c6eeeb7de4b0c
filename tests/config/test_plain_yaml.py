"""What is read the quick way is read alike the whole way, or not read the quick way at all."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.city_plans import city_of, site_text
from pipeline.config import yaml_gate
from pipeline.config.plain_yaml import NotPlainError, plainly_read
from pipeline.config.site_file import load_site
from pipeline.errors import SiteFileError

HERE = Path("site.yaml")


def quick(text: str) -> object:
    return plainly_read(text, partial(yaml_gate._inside_a_line, HERE))


def whole(text: str) -> object:
    return yaml_gate._read(HERE, text).lines().data


def same(text: str) -> bool:
    """Read a text both ways; tell whether the quick way had an answer."""
    try:
        found = quick(text)
    except NotPlainError:
        return False
    if found is None:
        # The whole reader is asked all the same.
        return False
    # 1 and 1.0 and true are equal, and not the same.
    assert repr(found) == repr(whole(text)), text
    return True


@pytest.mark.parametrize("text", [site_text(school) for school in city_of(6)[2:4]])
def test_plans_as_they_are_written_are_read_the_quick_way(text: str) -> None:
    assert same(text)


def test_the_demo_school_with_all_its_comments_is_too(root: Path) -> None:
    assert same((root / "floorplans/demo-school/site.yaml").read_text("utf-8"))


FOUR = ("{a: 1}", "{b: 2.5}", "{c: [x y]}", "{d: {e: off}}")
"""So many items of one line each are read at once."""


@pytest.mark.parametrize(
    "items",
    [
        FOUR,
        (*FOUR, "{a: 1e3}"),
        (*FOUR, "{a: 1, a: 2}"),
        (*FOUR, "{a: [1", "2]}", "{a: 1}, {b: 2}"),
        (*FOUR, "{a: 1}}{", "{b: [}]"),
        (*FOUR, "{a: 12345678901234567890}"),
        (*FOUR, "{a: 'b'}", "c: 1", "[5]"),
        ("{id: a, b: [1, 2]}", "{id: c, b: [1, 2]}", "{id: d, b: [1, 2.0]}", "{id: 东-1, b: x y}"),
        ("{id: a, b: 1}", "{id: no, b: 1}"),
        ("{id: a, b: 1}", "{id: No, b: 1}", "{no: a, b: 1}"),
        ("{id: a, b: 1}", "{b: a, b: 1}"),
        ("{id: a, b: 1}", "{id: c, b: 1, b: 1}"),
        ("{id: a, b: 1}", "{id: c, b: 1}}"),
        ("{id: a, }", "{id: a, b: true}", "{id: a, b: 1e3}", "{id: a b, c: 1}", "{id: 5, c: 1}"),
    ],
)
def test_many_items_are_read_at_once_to_what_each_is(items: tuple[str, ...]) -> None:
    text = "a:\n" + "".join(f"  - {item}\n" for item in items)
    try:
        quick(text)
    except (NotPlainError, SiteFileError):
        with pytest.raises(SiteFileError):
            whole(text)
        return
    assert same(text)


TRAPS = (
    *("a: 1e3", "a: [1e3]", "a: [1.5e3]", "a: [1.5e+3]", "a: 010", "a: [010]", "a: [-0, -0.0]"),
    *("a: yes", "a: [yes, No]", "a: [no entry, null, ~]", "a: [true, True, TRUE]", "a: [off2]"),
    *("a: https://b.example/c", "a: b:c d", "a: b:", "a: b: c", "- b:c", "a: b::c", "a: -:b"),
    *("a: {b: 1, b: 2}", "a: 1\na: 2", "a: {b:1}", "a: {b :1}", "a: [b:c]", "a: [a, ]", "a: []"),
    *("a: [1, 2", "a: ]", "a: b: c", "a: [- 1]", "a: - 1", "a: [a  b]", "a: [a b]", "a: [5 a]"),
    *('a: "b # c"', 'a: [x] # "c', "a: 'b''c' # d", 'a: ["b\\n"]', "a: [#b]", "a: b#c", "a: b #c"),
    *("a: [1234567890123456]", "a: [1.2345678901234567]", "a: [0.30000000000000004]"),
    *("a: 12:30:00", "a: [12:30]", "a: 2026-10-01", "a: [2026-10-01]", "a: 07:10-08:10"),
    *("a: &x 1", "a: *x", "a: !!str 1", "a: |\n  b", "a: >-\n  b", "a:\n  b\n  c", "a: b\n  c"),
    *("- - 1\n  - 2", "-\n  a: 1", "- a: 1\n  b: 2\n- c: 3", "a:\n- 1\n- 2", "a:\n  - 1\n b: 2"),
    *("a:\n", "a:\nb: 1", "- \n", "a: .inf", "a: [.5, 5., +5]", "a: [NaN, Infinity, -Infinity]"),
    *("---\na: 1", "a: 1\n---\nb: 2", "%YAML 1.1\n---\na: 1", "\ta: 1", "a:\t1", "a: 1\r\nb: 2"),
    *("[1, 2]", "{a: 1}", "a", "1", "# only", "a: [x]y", "a: {}", "{a: 1}\nb: 2", "a: \u00a0b"),
    *("a: [é, ß x, 东门（南）]", "a: x\u2028b: y", "? a\n: b", "a: [[[[[1]]]]]", "a: " + "[" * 50),
    *("on: 1", "a: {on: 1, yes: 2}", "a: {1: 2}", "1: 2", "a: {x y: 1}", "a : 1", "a:  1", "a: @b"),
)


@pytest.mark.parametrize("text", TRAPS)
def test_what_yaml_reads_otherwise_than_json_is_not_taken_for_it(text: str) -> None:
    try:
        same(text)
    except SiteFileError as error:
        pytest.fail(f"the quick way read what is refused: {error}")


def test_the_control_is_that_some_traps_are_read_and_some_are_left() -> None:
    answered = [same(text) for text in TRAPS if not _refused(text)]
    assert any(answered)
    assert not all(answered)


def _refused(text: str) -> bool:
    try:
        return whole(text) is None
    except SiteFileError:
        return True


PIECES = st.sampled_from(
    [
        *"abex019.-+_ ,:[]{}#'\"\n~\x0c\xa0",
        "  ",
        "- ",
        ": ",
        "id: ",
        "\n  - ",
        "[1, 2]",
        "{a: 1}",
        "true",
        "no",
        "1e5",
        "0x1",
        "12:30",
        "2026-01-01",
        "东",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_text_is_read_in_two_ways(text: str) -> None:
    try:
        found = quick(text)
    except NotPlainError:
        return
    assert found is None or repr(found) == repr(whole(text))


def test_where_something_is_wrong_the_line_is_told_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text("a: 1\nb:\n  - {c: 2}\n  - {c: 3}\n", encoding="utf-8")
    document = yaml_gate.load_yaml(file)
    assert document.line_of(("b", 1, "c")) == 4
    assert document.line_of(("b", 1, "missing")) == 4
    assert document.line_of(()) == 1


STOREYS = """format: 1
id: school
name: School
floors:
  - id: f1
    name: First
    outline: [[0, 0], [9, 0], [9, 6], [0, 6]]
    occluders:
      - {id: f1-a, kind: wall, line: [[1, 1], [5, 1]]}
      - {id: f1-b, kind: door, line: [[1, 3], [5, 3]], lintel_m: 2.1}
  - id: f2
    name: Second
    outline: [[0, 0], [9, 0], [9, 6], [0, 6]]
    occluders:
      - {id: f2-a, kind: wall, line: [[1, 1], [5, 1]]}
      - {id: f2-b, kind: door, line: [[1, 3], [5, 3]], lintel_m: 2.1}
"""


def test_what_is_drawn_alike_is_the_same_by_another_id(tmp_path: Path) -> None:
    """With the ends of lines that the quick reader leaves to the whole one, nothing is shared."""
    sites = []
    for name, text in (("quick", STOREYS), ("whole", STOREYS.replace("\n", "\r\n"))):
        path = tmp_path / name
        path.write_bytes(text.replace("f2-", f"{name}-").encode())
        sites.append(load_site(path))
    for quick_floor, whole_floor in zip(sites[0].floors, sites[1].floors, strict=True):
        for one, other in zip(quick_floor.occluders, whole_floor.occluders, strict=True):
            assert replace(one, id="") == replace(other, id="")
    ids = [occluder.id for floor in sites[0].floors for occluder in floor.occluders]
    assert ids == ["f1-a", "f1-b", "f1-b.lintel", "quick-a", "quick-b", "quick-b.lintel"]


def test_an_id_is_refused_however_well_its_wall_is_known(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(STOREYS.replace("f2-a", "f2-" + 64 * "a"), encoding="utf-8")
    with pytest.raises(SiteFileError, match="id"):
        load_site(path)
    path.write_text(STOREYS, encoding="utf-8")
    assert len(load_site(path).floors) == 2
