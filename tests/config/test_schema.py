"""The JSON Schema agrees with what is read, as far as a schema can say it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.schema import site_schema
from pipeline.config.yaml_gate import load_yaml
from tests.config.malformed import GOOD

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}
DRAFT_7 = {
    *("$schema", "$ref", "title", "description", "default", "definitions", "type", "enum", "const"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems", "pattern"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "anyOf", "oneOf"),
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
        found |= words(part, names=not names and word in {"properties", "definitions"})
    return found


@pytest.fixture
def good(tmp_path: Path) -> Any:
    path = tmp_path / "site.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return load_yaml(path).data


def test_it_uses_only_words_of_draft_7() -> None:
    assert words(site_schema()) - DRAFT_7 == set()


def test_good_files_fit(good: Any) -> None:
    demo = load_yaml(embedded("floorplans/demo-school/site.yaml")).data
    assert fits(good, site_schema(), site_schema())
    assert fits(demo, site_schema(), site_schema())


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
        (("floors", 0, "cameras", 0, "stream", "url"), "http://127.0.0.1"),
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


def test_it_explains_every_field_in_the_language_asked_for() -> None:
    assert "datasheet" in json.dumps(site_schema("en"))
    assert "产品说明书" in json.dumps(site_schema("zh"), ensure_ascii=False)
