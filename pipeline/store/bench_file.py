"""A bench as a file: kept whole, and read back or refused in one sentence."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn, cast

from pipeline.domain.bench import (
    BENCH_FORMAT,
    CLIP_KINDS,
    STAGES,
    Bench,
    Clip,
    Machine,
    Measurement,
    NotMeasured,
    Stage,
    StageTime,
)
from pipeline.errors import InputError
from pipeline.store.atomic import atomic_write

MAX_BYTES = 2**24
"""A thousand models on ten providers are less."""


def bench_json(bench: Bench) -> str:
    """Return a bench as one JSON object."""
    document = {"format": BENCH_FORMAT, **asdict(bench)}
    document["machine"] = machine_document(bench.machine)
    for told, result in zip(document["results"], bench.results, strict=True):
        told["nodes"] = dict(result.nodes)
        told["stages"] = {stage: asdict(time) for stage, time in result.stages}
        told |= {"floor_ms": result.floor_ms, "floor_ratio": result.floor_ratio}
    return json.dumps(document, ensure_ascii=False, indent=2)


def machine_document(machine: Machine) -> dict[str, Any]:
    """Return a machine as a document, its versions under the names of their packages."""
    return {**asdict(machine), "versions": dict(machine.versions)}


def keep_bench(bench: Bench, path: Path) -> None:
    """Leave a bench at `path`, whole or not at all. Raises StorageError."""
    atomic_write(path, bench_json(bench) + "\n")


def load_bench(path: Path) -> Bench:
    """Return the bench that a file holds.

    Raises InputError, with file and field, for one that is no JSON, of another format, or holds
    what no bench has measured.
    """
    document = _Value(path, "", _document(path))
    found = document["format"].raw
    if found != BENCH_FORMAT:
        raise InputError(
            f"{path}: format must be {BENCH_FORMAT}, got {_shown(found)};"
            " measure again with the same version of sightline on both machines"
        )
    results = tuple(_measurement(one) for one in document["results"].items())
    _check_each_once(document["results"], results)
    return Bench(
        machine=_machine(document["machine"]),
        load=document["load"].perhaps(),
        clip=_clip(document["clip"]),
        frames=document["frames"].whole(1),
        threads=document["threads"].whole(0),
        results=results,
        not_measured=tuple(_not_measured(one) for one in document["not_measured"].items()),
    )


def _document(path: Path) -> object:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(f"{path}: {size} bytes; at most {MAX_BYTES} are read")
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: not JSON ({error.msg.lower()})") from error
    except (RecursionError, ValueError) as error:
        raise InputError(f"{path}: not JSON of a bench (nested or long beyond reading)") from error


class _Value:
    """A value of the document, which knows where it stands and refuses by that name."""

    def __init__(self, path: Path, place: str, raw: object) -> None:
        self.path, self.place, self.raw = path, place, raw

    def __getitem__(self, key: str) -> "_Value":
        fields = self.fields()
        place = f"{self.place}.{key}" if self.place else key
        if key not in fields:
            raise InputError(f"{self.path}: {place} is missing; is this a file of bench --out?")
        return _Value(self.path, place, fields[key])

    def refuse(self, wanted: str) -> NoReturn:
        place = self.place or "the file"
        raise InputError(f"{self.path}: {place} must be {wanted}, got {_shown(self.raw)}")

    def fields(self) -> dict[str, Any]:
        return self.raw if isinstance(self.raw, dict) else self.refuse("an object")

    def items(self) -> list["_Value"]:
        if not isinstance(self.raw, list):
            self.refuse("a list")
        return [_Value(self.path, f"{self.place}[{n}]", one) for n, one in enumerate(self.raw)]

    def text(self) -> str:
        return self.raw if isinstance(self.raw, str) else self.refuse("a text")

    def flag(self) -> bool:
        return self.raw if isinstance(self.raw, bool) else self.refuse("true or false")

    def number(self) -> float:
        is_number = isinstance(self.raw, int | float) and not isinstance(self.raw, bool)
        if not is_number or not 0 <= cast("float", self.raw) < math.inf:
            self.refuse("a number of 0 or more")
        return float(cast("float", self.raw))

    def above_zero(self) -> float:
        return self.number() or self.refuse("a number above 0")

    def perhaps(self) -> float | None:
        return None if self.raw is None else self.number()

    def whole(self, least: int) -> int:
        if not isinstance(self.raw, int) or isinstance(self.raw, bool) or self.raw < least:
            self.refuse(f"a whole number of {least} or more")
        return self.raw

    def size(self) -> tuple[int, int]:
        sides = self.items()
        if len(sides) != 2:
            self.refuse("a width and a height")
        return sides[0].whole(1), sides[1].whole(1)


def _shown(raw: object) -> str:
    return json.dumps(raw, ensure_ascii=False)[:60]


def _machine(told: _Value) -> Machine:
    return Machine(
        processor=told["processor"].text(),
        cores=told["cores"].whole(1),
        usable_cores=told["usable_cores"].whole(1),
        memory_mib=told["memory_mib"].perhaps(),
        gpus=tuple(gpu.text() for gpu in told["gpus"].items()),
        system=told["system"].text(),
        versions=tuple((name, told["versions"][name].text()) for name in told["versions"].fields()),
    )


def _clip(told: _Value) -> Clip:
    kind, digest = told["kind"].text(), told["digest"]
    if kind not in CLIP_KINDS:
        told["kind"].refuse(" or ".join(CLIP_KINDS))
    return Clip(
        kind=kind,
        width=told["width"].whole(1),
        height=told["height"].whole(1),
        codec=told["codec"].text(),
        digest=None if digest.raw is None else digest.text(),
    )


def _measurement(told: _Value) -> Measurement:
    return Measurement(
        model=told["model"].text(),
        sha256=told["sha256"].text(),
        untested=told["untested"].flag(),
        provider=told["provider"].text(),
        nodes=tuple((name, told["nodes"][name].whole(0)) for name in told["nodes"].fields()),
        frames=told["frames"].whole(1),
        source_size=told["source_size"].size(),
        input_size=told["input_size"].size(),
        people_mean=told["people_mean"].number(),
        stages=tuple((stage, _time(told["stages"], stage)) for stage in STAGES),
        frames_per_s=told["frames_per_s"].above_zero(),
        cpu_ms=told["cpu_ms"].number(),
        peak_memory_mib=told["peak_memory_mib"].perhaps(),
    )


def _time(stages: _Value, stage: Stage) -> StageTime:
    return StageTime(stages[stage]["ms"].above_zero(), stages[stage]["p95_ms"].perhaps())


def _not_measured(told: _Value) -> NotMeasured:
    return NotMeasured(told["model"].text(), told["provider"].text(), told["reason"].text())


def _check_each_once(told: _Value, results: tuple[Measurement, ...]) -> None:
    seen = {(one.model, one.provider) for one in results}
    if len(seen) != len(results):
        told.refuse("measurements of which each model has one on each provider")
