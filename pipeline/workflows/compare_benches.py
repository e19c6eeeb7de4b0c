"""Two benches, of two machines or two versions, held against each other figure by figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.bench import Bench, Clip, Measurement
from pipeline.domain.label import Label
from pipeline.errors import InputError
from pipeline.store.bench_file import load_bench


@dataclass(frozen=True)
class ComparedFigure:
    """A figure of a model on a provider in both benches.

    `name` is a stage, of which milliseconds are told, or one of `frames_per_s`, `cpu_ms` and
    `peak_memory_mib`. Of frames a second more is better, of all others less.
    """

    model: str
    provider: str
    name: str
    a: float
    b: float
    a_p95: float | None = None
    b_p95: float | None = None

    @property
    def ratio(self) -> float | None:
        """The second over the first; None where the first is nothing."""
        return self.b / self.a if self.a else None


@dataclass(frozen=True)
class Comparison:
    """Two benches, their common figures, and what a reader must know about them."""

    a: Bench
    b: Bench
    figures: tuple[ComparedFigure, ...]
    notes: tuple[Label, ...]


def compare_benches(first: Path, second: Path, *, best: bool = False) -> Comparison:
    """Return how two files of ``bench --out`` compare; the second is held against the first.

    A model on a provider is held against itself; with `best` a model on the fastest provider of
    one file against the same model on the fastest of the other. Raises InputError for files that
    are broken, or that measured different things.
    """
    a, b = load_bench(first), load_bench(second)
    _check_same_work(first, a, second, b)
    pairs = _best_pairs(a, b) if best else _pairs(a, b)
    if not pairs:
        common = "no model" if best else "no model on the same provider"
        hint = "; --best compares the fastest providers" if not best and _best_pairs(a, b) else ""
        raise InputError(
            f"{first} and {second} have {common} in common:"
            f" {_measured(a)} against {_measured(b)}{hint}"
        )
    figures = tuple(figure for pair in pairs for figure in _figures(*pair))
    return Comparison(a, b, figures, tuple(_notes(a, b, pairs)))


def _check_same_work(first: Path, a: Bench, second: Path, b: Bench) -> None:
    if a.clip != b.clip:
        raise InputError(
            f"{first} was measured on {_told(a.clip)}, {second} on {_told(b.clip)};"
            " measure both on the same clip"
        )
    if a.frames != b.frames:
        raise InputError(
            f"{first} measured {a.frames} frames, {second} {b.frames};"
            " measure both with the same --frames"
        )


def _told(clip: Clip) -> str:
    digest = f", sha256 {clip.digest[:12]}…" if clip.digest else ""
    return f"a {clip.kind} clip of {clip.width}x{clip.height} in {clip.codec}{digest}"


def _measured(bench: Bench) -> str:
    return ", ".join(f"{one.model} on {one.provider}" for one in bench.results) or "nothing"


def _pairs(a: Bench, b: Bench) -> list[tuple[Measurement, Measurement]]:
    others = {(one.model, one.provider): one for one in b.results}
    keys = ((one, (one.model, one.provider)) for one in a.results)
    return [(one, others[key]) for one, key in keys if key in others]


def _best_pairs(a: Bench, b: Bench) -> list[tuple[Measurement, Measurement]]:
    one, other = _fastest(a), _fastest(b)
    return [(one[model], other[model]) for model in one if model in other]


def _fastest(bench: Bench) -> dict[str, Measurement]:
    """Return each model on the provider that takes most frames a second."""
    found: dict[str, Measurement] = {}
    for one in bench.results:
        if one.model not in found or one.frames_per_s > found[one.model].frames_per_s:
            found[one.model] = one
    return found


def _figures(a: Measurement, b: Measurement) -> Iterator[ComparedFigure]:
    times = dict(b.stages)
    same = a.provider == b.provider
    names = a.model, a.provider if same else f"{a.provider} → {b.provider}"
    for stage, time in a.stages:
        other = times[stage]
        yield ComparedFigure(*names, stage, time.ms, other.ms, time.p95_ms, other.p95_ms)
    yield ComparedFigure(*names, "frames_per_s", a.frames_per_s, b.frames_per_s)
    yield ComparedFigure(*names, "cpu_ms", a.cpu_ms, b.cpu_ms)
    if a.peak_memory_mib is not None and b.peak_memory_mib is not None:
        memory = a.peak_memory_mib, b.peak_memory_mib
        yield ComparedFigure(*names, "peak_memory_mib", *memory)


def _notes(a: Bench, b: Bench, pairs: list[tuple[Measurement, Measurement]]) -> Iterator[Label]:
    """Yield what may explain a difference other than the machine."""
    hashes = {one.model: (one.sha256[:12], two.sha256[:12]) for one, two in pairs
              if one.sha256 != two.sha256}  # fmt: skip
    for model, (one, two) in hashes.items():
        yield Label(
            f"{model} 在两个文件中不是同一个模型：sha256 {one}… 与 {two}…",
            f"{model} is not the same model in both files: sha256 {one}… and {two}…",
        )
    for which, bench in (("A", a), ("B", b)):
        if bench.was_busy:
            yield busy_words(bench, which)
    if a.threads != b.threads:
        yield Label(
            f"线程数不同：A {_threads(a).zh}，B {_threads(b).zh}",
            f"threads differ: A {_threads(a).en}, B {_threads(b).en}",
        )
    for name, one, two in _versions(a, b):
        yield Label(f"{name} 版本不同：A {one}，B {two}", f"{name} differs: A {one}, B {two}")
    paired = [one for pair in pairs for one in pair]
    for which, alone in (("A", _alone(a, paired)), ("B", _alone(b, paired))):
        if alone:
            yield Label(f"{which} 中未作比较：{alone}", f"not compared, of {which}: {alone}")


def busy_words(bench: Bench, which: str = "") -> Label:
    """Return what to say of a bench that shared its machine with others."""
    load, cores = f"{bench.load:.1f}", bench.machine.usable_cores
    return Label(
        f"{which or '这台机器'} 测量前正忙：{cores} 核上负载 {load}，时间可能偏长",
        f"{which or 'the machine'} was busy before: load {load} on {cores} cores,"
        " so that times may be too long",
    )


def _threads(bench: Bench) -> Label:
    number = str(bench.threads)
    return Label(number, number) if bench.threads else Label("自动", "automatic")


def _versions(a: Bench, b: Bench) -> Iterator[tuple[str, str, str]]:
    one, two = dict(a.machine.versions), dict(b.machine.versions)
    for name in dict.fromkeys((*one, *two)):
        if one.get(name) != two.get(name):
            yield name, one.get(name, "–"), two.get(name, "–")


def _alone(bench: Bench, paired: list[Measurement]) -> str:
    """Return what a bench has measured that was held against nothing."""
    alone = (found for found in bench.results if all(found is not one for one in paired))
    return ", ".join(f"{found.model} {found.provider}" for found in alone)
