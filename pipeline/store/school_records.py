"""What the audit of a school came to, as a JSON value that is kept, and back."""

from dataclasses import asdict
from typing import Any

from pipeline.domain.city import CityFinding, SchoolRecord
from pipeline.domain.label import Label
from pipeline.domain.school import School


def record_document(record: SchoolRecord) -> dict[str, Any]:
    """Return a record as plain values, but for its path, which is not its content's."""
    document = asdict(record)
    del document["path"]
    return document


def record_of(document: dict[str, Any], path: str) -> SchoolRecord:
    """Return the record that a document was made of, of the file at a path."""
    given = {**document, "path": path, "label": Label(**document["label"])}
    given["school"] = _school(document["school"])
    given["findings"] = tuple(
        CityFinding(**{**finding, "label": Label(**finding["label"])})
        for finding in document["findings"]
    )
    given["problems"] = tuple(Label(**words) for words in document["problems"])
    return SchoolRecord(**given)


def _school(document: dict[str, Any]) -> School:
    county = document["county"]
    return School(**{**document, "county": None if county is None else Label(**county)})
