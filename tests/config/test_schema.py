"""The JSON Schema agrees with what is read, as far as a schema can say it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.schema import site_schema
from pipeline.config.site_file import load_site
from pipeline.config.yaml_gate import load_yaml, value_of
from pipeline.domain.site import OCCLUDER_KINDS
from tests.config.malformed import GOOD
from tests.config.malformed_space import RICH

DEMO = embedded("floorplans/demo-school/site.yaml")
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}
NAMES = {"properties", "definitions", "dependencies"}
DRAFT_7 = {
    *("$schema", "$ref", "title", "description", "default", "definitions", "type", "enum", "const"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems", "pattern"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength"),
    *("anyOf", "oneOf", "dependencies"),
}


def fits(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Tell whether a value fits a schema: the few words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(value, root["definitions"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema and not any(fits(value, s, root) for s in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(fits(value, s, root) for s in schema["oneOf"]) != 1:
        return False
    wanted = TYPES.get(schema.get("type", ""), (object,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted != (object,)):
        return False
    return fits_values(value, schema) and fits_inside(value, schema, root)


def fits_values(value: Any, schema: dict[str, Any]) -> bool:
    checks = {
        "const": lambda wanted: value == wanted,
        "enum": lambda known: value in known,
        "pattern": lambda pattern: re.search(pattern, value) is not None,
        "minLength": lambda least: len(value) >= least,
        "minItems": lambda least: len(value) >= least,
        "maxItems": lambda most: len(value) <= most,
        "minimum": lambda least: value >= least,
        "maximum": lambda most: value <= most,
        "exclusiveMinimum": lambda least: value > least,
        "exclusiveMaximum": lambda most: value < most,
    }
    return all(check(schema[word]) for word, check in checks.items() if word in schema)


def fits_inside(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    if isinstance(value, list) and "items" in schema:
        return all(fits(item, schema["items"], root) for item in value)
    if not isinstance(value, dict):
        return True
    known = schema.get("properties", {})
    closed = schema.get("additionalProperties") is False
    needed = [n for name, n in schema.get("dependencies", {}).items() if name in value]
    if set().union(*needed) - set(value):
        return False
    if set(schema.get("required", ())) - set(value) or (closed and set(value) - set(known)):
        return False
    return all(fits(item, known[name], root) for name, item in value.items() if name in known)


def words(schema: Any, names: bool = False) -> set[str]:
    """Return the words of JSON Schema that a schema uses; below `names` stand names of fields."""
    if isinstance(schema, list):
        return {word for part in schema for word in words(part)}
    if not isinstance(schema, dict):
        return set()
    found: set[str] = set() if names else set(schema)
    for word, part in schema.items():
        found |= words(part, names=not names and word in NAMES)
    return found


Field = tuple[str, str]
"""The name of a field, and of the field around it."""


def known(schema: Any, around: str, root: dict[str, Any]) -> set[Field]:
    """Return every field that a schema knows, in whatever it refers to as well."""
    if isinstance(schema, list):
        return {field for part in schema for field in known(part, around, root)}
    if "$ref" in schema:
        return known(root["definitions"][schema["$ref"].rpartition("/")[2]], around, root)
    inside = [schema[word] for word in ("items", "anyOf") if word in schema]
    fields = schema.get("properties", {})
    deeper = [known(part, name, root) for name, part in fields.items()]
    return {(around, name) for name in fields}.union(known(inside, around, root), *deeper)


def used(value: Any, around: str = "") -> set[Field]:
    """Return every field that a document fills in."""
    if isinstance(value, list):
        return {field for item in value for field in used(item, around)}
    if not isinstance(value, dict):
        return set()
    deeper = [used(item, name) for name, item in value.items()]
    return {(around, name) for name in value}.union(*deeper)


@pytest.fixture
def good(tmp_path: Path) -> Any:
    path = tmp_path / "site.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return load_yaml(path).data


@pytest.fixture
def rich(tmp_path: Path) -> Any:
    path = tmp_path / "rich.yaml"
    path.write_text(RICH, encoding="utf-8")
    assert load_site(path).cameras()
    return load_yaml(path).data


def test_it_uses_only_words_of_draft_7() -> None:
    assert words(site_schema()) - DRAFT_7 == set()


def test_good_files_fit(good: Any, rich: Any) -> None:
    assert fits(good, site_schema(), site_schema())
    assert fits(rich, site_schema(), site_schema())
    assert fits(load_yaml(DEMO).data, site_schema(), site_schema())


def test_the_demo_school_shows_every_field() -> None:
    """Two are only told of in a comment: an address may hold a password, and no scan is shipped."""
    fields = known(site_schema(), "", site_schema())
    assert len(fields) > 60
    addresses = {(stream, field) for stream in ("stream", "sub") for field in ("url", "url_file")}
    (told,) = re.findall("`underlay: ({.*})`", DEMO.read_text("utf-8"))
    underlay = used({"floors": {"underlay": value_of(told)}})
    assert fields - used(load_yaml(DEMO).data) == addresses | (underlay - {("", "floors")})
    assert "`stream: {url: " in DEMO.read_text("utf-8")


def test_the_demo_school_shows_every_kind_of_occluder() -> None:
    (floor,) = load_site(DEMO).floors
    assert {occluder.kind for occluder in floor.occluders} == set(OCCLUDER_KINDS)


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("format",), 2),
        (("name",), {"zh": "一"}),
        (("floors",), []),
        (("floors", 0, "colour"), "red"),
        (("floors", 0, "outline"), [[0, 0], [1, 1]]),
        (("floors", 0, "cameras", 0, "hfov_deg"), 180),
        (("floors", 0, "cameras", 0, "height_m"), "3.5"),
        (("floors", 0, "cameras", 0, "id"), "../x"),
        (("floors", 0, "cameras", 0, "stream"), {}),
        (("floors", 0, "cameras", 0, "stream", "url"), "ftp://127.0.0.1"),
        (("floors", 0, "zones", 0, "kind"), "yrad"),
        (("floors", 0, "occluders", 0, "ring"), [[0, 0], [1, 0], [1, 1]]),
        (("floors", 0, "gates", 0, "counts"), [1, 2, 3]),
    ],
)
def test_bad_files_do_not_fit(good: Any, way: tuple[str | int, ...], value: object) -> None:
    around = good
    for key in way[:-1]:
        around = around[key]
    around[way[-1]] = value
    assert not fits(good, site_schema(), site_schema())


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("floors", 0, "occluders", 0, "top_m"), "high"),
        (("floors", 0, "voids", 0), [[0, 0], [1, 1]]),
        (("floors", 0, "zones", 0, "ground_m"), 21),
        (("floors", 0, "cameras", 0, "hfov_deg"), 84),
        (("floors", 0, "cameras", 0, "lens", "projection"), "fish"),
        (("floors", 0, "cameras", 0, "lens", "focal_mm"), 4),
        (("floors", 0, "cameras", 0, "lens"), {"focal_mm": 4}),
        (("floors", 0, "cameras", 0, "lens", "sensor_width_mm"), 4),
        (("floors", 0, "cameras", 0, "tolerance", "position_m"), 1),
        (("floors", 0, "cameras", 0, "ptz", "pan_deg"), [180]),
        (("floors", 0, "cameras", 0, "masks", 0, 0), [0, 2]),
        (("floors", 0, "cameras", 1, "heads"), []),
        (("floors", 0, "cameras", 1, "heads", 0, "roll_deg"), 1),
    ],
)
def test_what_is_wrong_in_space_does_not_fit(
    rich: Any, way: tuple[str | int, ...], value: object
) -> None:
    test_bad_files_do_not_fit(rich, way, value)


def test_it_explains_every_field_in_the_language_asked_for() -> None:
    assert "datasheet" in json.dumps(site_schema("en"))
    assert "产品说明书" in json.dumps(site_schema("zh"), ensure_ascii=False)
