"""The last run over a city, as `sightline city` left it; read again when it has left another."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, StorageError, UnknownNameError
from pipeline.importers.audit_file import load_json

FORMAT = 1
NAME = "city.json"
LEFT_OUT = ("findings", "problems", "problem_words", "nominal_m2")
"""What of a school is told only when it is asked for by itself."""

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class CityRun:
    """What a run came to, and when it did."""

    document: Json
    at_s: float
    by_file: dict[str, Json]


def city_run(folder: Path) -> CityRun:
    """Return the last run below a folder; raises StorageError where there is none."""
    path = folder / NAME
    try:
        told = path.stat()
    except OSError as error:
        raise StorageError(f"{path}: there is no run yet; `sightline city` makes one") from error
    return _read(path, told.st_mtime_ns, told.st_size)


@lru_cache(2)
def _read(path: Path, changed_ns: int, size: int) -> CityRun:
    document = load_json(path)
    schools = document.get("schools")
    if document.get("format") != FORMAT or not isinstance(schools, list):
        raise InputError(f"{path}: is no run over a city, format {FORMAT}")
    for number, each in enumerate(schools):
        if not isinstance(each, dict) or not isinstance(each.get("file"), str):
            raise InputError(f"{path}: schools.{number}: is no school with its file")
    return CityRun(document, changed_ns / 1e9, {each["file"]: each for each in schools})


def city_shown(folder: Path) -> Json:
    """Return the last run, each school without its findings; `at_s` is when it was made."""
    run = city_run(folder)
    schools = [
        {key: value for key, value in school.items() if key not in LEFT_OUT}
        for school in run.document["schools"]
    ]
    return {**run.document, "schools": schools, "at_s": run.at_s}


def city_sites(folder: Path) -> frozenset[str]:
    """Return the ids of the sites of the last run; what could not be read as a site has none."""
    ids = (school.get("site") for school in city_run(folder).document["schools"])
    return frozenset(each for each in ids if isinstance(each, str))


def school_shown(folder: Path, file: str) -> Json:
    """Return all of one school, by the file that its record is of; raises UnknownNameError."""
    school = city_run(folder).by_file.get(file)
    if school is None:
        raise UnknownNameError(f"no school {file[:120]!r} in this city")
    return school
