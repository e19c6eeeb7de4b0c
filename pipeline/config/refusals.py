"""Holds a document against its schema, and turns what pydantic refuses into our own problems."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from pipeline.config.entry import Entry
from pipeline.config.problem import MOST_LISTED, Problem, refused
from pipeline.config.scalar import Unread, read_scalar
from pipeline.config.shown import shown
from pipeline.config.wording import hint, nearest
from pipeline.config.yaml_gate import Loc, YamlDocument
from pipeline.domain.label import Label

E = TypeVar("E", bound=Entry)

PLAIN_KINDS = {
    "float_type": "number",
    "int_type": "whole",
    "int_from_float": "whole",
    "string_type": "text",
    "list_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "finite_number": "finite",
    "bool_type": "truth",
}
"""Pydantic's types of error, and what we call them."""

MISSPELT = "unknown_field_near"
BOUNDS = ("gt", "ge", "lt", "le")
UNITS = {
    "_deg": Label(" 度", " degrees"),
    "_px_per_m": Label(" 像素/米", " px/m"),
    "_m": Label(" 米", " metres"),
    "_s": Label(" 秒", " seconds"),
    "_mm": Label(" 毫米", " mm"),
    "_days": Label(" 天", " days"),
    "fps": Label(" 帧/秒", " frames a second"),
    "px": Label(" 像素", " pixels"),
    "plan": Label(" 米", " metres"),
    "picture": Label(" 像素", " pixels"),
    "input_size": Label(" 像素", " pixels"),
    "position": Label(" 米", " metres"),
    "outline": Label(" 米", " metres"),
    "ring": Label(" 米", " metres"),
    "line": Label(" 米", " metres"),
    "at": Label(" 米", " metres"),
    "voids": Label(" 米", " metres"),
    "lit": Label(" 米", " metres"),
}
"""The unit of a number, by the end of its field's name."""


def validated(document: YamlDocument, model: type[E]) -> tuple[E | None, list[Problem]]:
    """Return the document as an entry of its schema, or None and everything the schema refuses."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, _problems(document, model, error)


def read_entry(document: YamlDocument, model: type[E]) -> E:
    """Return the document as an entry of its schema; SiteFileError with every problem."""
    entry, problems = validated(document, model)
    if entry is None:
        raise refused(problems)
    return entry


def _problems(document: YamlDocument, model: type[Entry], error: ValidationError) -> list[Problem]:
    details = error.errors(include_url=False)
    if len(details) > MOST_LISTED:
        # Describing what will not be listed could take minutes in a large broken file.
        details.sort(key=lambda detail: document.line_of(detail["loc"]))
        del details[2 * MOST_LISTED :]
    found = [(detail, *_kind(model, detail)) for detail in details]
    # A field whose name was misspelt is also missing; saying so too would only confuse.
    misspelt = {(*d["loc"][:-1], v["near"]) for d, kind, v in found if kind == MISSPELT}
    return [
        _problem(document, detail, kind, values)
        for detail, kind, values in found
        if kind != "missing" or detail["loc"] not in misspelt
    ]


def _problem(document: YamlDocument, detail: Any, kind: str, values: dict[str, Any]) -> Problem:
    loc: Loc = (*detail["loc"], *values.pop("at", ()))
    values.setdefault("got", shown(detail["input"]))
    return document.problem(loc, kind, hint=hint(loc), **values)


def _kind(model: type[Entry], detail: Any) -> tuple[str, dict[str, Any]]:
    """Return the kind of a refusal, and the values of its sentence."""
    loc, given, limits = detail["loc"], detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "missing", {}
        case "extra_forbidden":
            return _unknown_field(model, loc)
        case _ if isinstance(given, Unread):
            return given.why, {}
        case "ours":
            return limits["kind"], {k: v for k, v in limits.items() if k != "kind"}
        case "too_short" | "too_long":
            # Lists of ours have a fixed length, or must only hold something.
            wanted = limits.get("max_length", limits.get("min_length"))
            kind = "no_entries" if not given else "entries"
            return kind, {"wanted": wanted, "count": len(given)}
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            return _out_of_bounds(model, loc, given)
        case named:
            return _type_kind(PLAIN_KINDS.get(named, "refused"), given), {}


def _type_kind(kind: str, given: object) -> str:
    if kind == "number" and isinstance(given, str) and type(read_scalar(given)) in {int, float}:
        return "quoted_number"
    if kind == "text" and not isinstance(given, bool | int | float):
        return "text_wanted"
    return kind


def _unknown_field(model: type[Entry], loc: Loc) -> tuple[str, dict[str, Any]]:
    entry = _entry_in(_annotation_at(model, loc[:-1])[0])
    known = list(_fields(entry)) if entry else []
    if near := nearest(str(loc[-1]), known):
        return MISSPELT, {"near": near}
    return "unknown_field", {"known": ", ".join(known)}


def _out_of_bounds(model: type[Entry], loc: Loc, given: float) -> tuple[str, dict[str, Any]]:
    metadata = _annotation_at(model, loc)[1]
    bounds = {b: getattr(m, b) for m in metadata for b in BOUNDS if getattr(m, b, None) is not None}
    low, high = bounds.get("gt", bounds.get("ge")), bounds.get("lt", bounds.get("le"))
    excluded = given in {bounds.get("gt"), bounds.get("lt")}
    field = _field(loc)
    unit = next((unit for end, unit in UNITS.items() if field.endswith(end)), Label(" ", ""))
    values = {"low": _tidy(low), "high": _tidy(high), "unit": unit}
    return ("strictly_between" if excluded else "between"), values


def _tidy(number: Any) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _field(loc: Loc) -> str:
    return next((key for key in reversed(loc) if isinstance(key, str)), "")


def _annotation_at(model: type[Entry], loc: Loc) -> tuple[Any, list[Any]]:
    """Return the type that a place of a file has in the schema, and what bounds it."""
    annotation: Any = model
    metadata: list[Any] = []
    for key in loc:
        if isinstance(key, int):
            annotation, metadata = _bare(get_args(annotation)[0])
        elif (entry := _entry_in(annotation)) and key in _fields(entry):
            field = _fields(entry)[key]
            annotation, inner = _bare(field.annotation)
            metadata = [*field.metadata, *inner]
    return annotation, metadata


def _bare(annotation: Any) -> tuple[Any, list[Any]]:
    """Return a type without its Annotated and its `| None`, and the bounds taken off with them."""
    metadata: list[Any] = []
    while True:
        parts = get_args(annotation)
        if hasattr(annotation, "__metadata__"):
            metadata += list(_flat(annotation.__metadata__))
            annotation = annotation.__origin__
        elif type(None) in parts:
            annotation = next(part for part in parts if part is not type(None))
        else:
            return annotation, metadata


def _flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    for part in metadata:
        yield from part.metadata if isinstance(part, FieldInfo) else (part,)


def _fields(entry: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of an entry by their names in the file; ``class`` is no name in Python."""
    return {field.alias or name: field for name, field in entry.model_fields.items()}


def _entry_in(annotation: Any) -> type[BaseModel] | None:
    is_entry = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_entry else None
