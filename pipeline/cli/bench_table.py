"""A bench, and two held against each other, as tables for people."""

from collections.abc import Iterator

from pipeline.cli.console import columns
from pipeline.domain.bench import Bench, Clip, Machine, Measurement, StageTime
from pipeline.domain.detector import UNTESTED
from pipeline.domain.label import Label, Language
from pipeline.workflows.compare_benches import ComparedFigure, Comparison

FIGURES: dict[str, Label] = {
    "decode": Label("解码", "decode"),
    "scale": Label("缩放", "scale"),
    "prepare": Label("预处理", "prepare"),
    "infer": Label("推理", "infer"),
    "read": Label("读取输出", "read outputs"),
    "suppress": Label("去重", "suppress doubles"),
    "count": Label("计数", "count"),
    "frames_per_s": Label("每秒帧数", "frames a second"),
    "cpu_ms": Label("每帧处理器时间", "processor time a frame"),
    "peak_memory_mib": Label("内存峰值", "peak memory"),
}
UNITS = {"frames_per_s": "", "peak_memory_mib": " MiB"}
CLIPS = {
    "generated": Label("生成的校门", "a generated gate"),
    "recording": Label("录像", "a recording"),
}
NONE = "–"

MEANING = Label(
    "每段为每帧中位 / 95 % 的毫秒数（解码为平均值）；对下限的比：各段之和除以解码与推理之和",
    "a stage: milliseconds a frame, median / 95 % (decoding: mean);"
    " over the floor: all stages over decoding and inference alone",
)
DIRECTION = Label(
    "B÷A 为 B 的值除以 A 的值：每秒帧数大于 1 为 B 更好，其余小于 1 为 B 更好",
    "B÷A: of frames a second, more than 1 is better for B; of all others, less than 1",
)


def bench_table(found: Bench, language: Language) -> str:
    """Return the machine, and a column for each model on each provider."""
    threads = str(found.threads) if found.threads else Label("自动", "automatic").told(language)
    about = [
        *_machine_rows((found.machine,)),
        (Label("测量前负载", "load before"), (_load(found),)),
        (Label("画面", "picture"), (_clip(found.clip, language),)),
        (Label("帧数", "frames"), (str(found.frames),)),
        (Label("线程", "threads"), (threads,)),
    ]
    rows = [*_facts(found.results, language), *_stage_rows(found.results)]
    told = (
        columns([(label.told(language), *cells) for label, cells in part]) for part in (about, rows)
    )
    return "\n\n".join((*told, MEANING.told(language)))


def comparison_table(found: Comparison, language: Language) -> str:
    """Return both machines, and a row for each model, provider and stage."""
    machines = [
        (label.told(language), *cells)
        for label, cells in _machine_rows((found.a.machine, found.b.machine))
    ]
    clip, frames = _clip(found.a.clip, language), str(found.a.frames)
    shown = [
        ("", "A", "B"),
        *machines,
        (_told(language, "测量前负载", "load before"), _load(found.a), _load(found.b)),
        (_told(language, "画面", "picture"), clip, clip),
        (_told(language, "帧数", "frames"), frames, frames),
    ]
    heading = (
        *(_told(language, *pair) for pair in (("模型", "model"), ("执行器", "provider"))),
        _told(language, "项目", "stage"),
        "A",
        "B",
        "B÷A",
        "A 95 % ms",
        "B 95 % ms",
    )
    figures = [heading, *(_figure_row(one, language) for one in found.figures)]
    notes = [note.told(language) for note in found.notes]
    parts = (columns(shown), columns(figures), "\n".join((*notes, DIRECTION.told(language))))
    return "\n\n".join(parts)


def _machine_rows(machines: tuple[Machine, ...]) -> Iterator[tuple[Label, tuple[str, ...]]]:
    """Yield what is to be said of machines that stand beside each other."""
    yield Label("处理器", "processor"), tuple(one.processor for one in machines)
    yield (
        Label("核数（可用）", "cores (usable)"),
        tuple(f"{one.cores} ({one.usable_cores})" for one in machines),
    )
    yield Label("内存", "memory"), tuple(_mib(one.memory_mib) for one in machines)
    if any(one.gpus for one in machines):
        yield Label("显卡", "graphics"), tuple(", ".join(one.gpus) or NONE for one in machines)
    yield Label("系统", "system"), tuple(one.system for one in machines)
    for name in dict.fromkeys(name for one in machines for name, _ in one.versions):
        versions = (dict(one.versions).get(name, NONE) for one in machines)
        yield Label(name, name), tuple(versions)


def _facts(
    results: tuple[Measurement, ...], language: Language
) -> Iterator[tuple[Label, tuple[str, ...]]]:
    """Yield what stands above the stages."""
    yield Label("模型", "model"), tuple(one.model for one in results)
    yield Label("SHA-256", "sha256"), tuple(f"{one.sha256[:12]}…" for one in results)
    if any(one.untested for one in results):
        doubts = (UNTESTED.told(language) if one.untested else "" for one in results)
        yield Label("解码器", "decoder"), tuple(doubts)
    yield Label("执行器", "provider"), tuple(_provider(one) for one in results)
    yield Label("模型输入", "model input"), tuple(_size(one.input_size) for one in results)
    people = tuple(f"{one.people_mean:.1f}" for one in results)
    yield Label("平均人数", "people, mean"), people
    yield FIGURES["frames_per_s"], tuple(f"{one.frames_per_s:.1f}" for one in results)
    yield FIGURES["cpu_ms"], tuple(f"{one.cpu_ms:.2f} ms" for one in results)
    yield FIGURES["peak_memory_mib"], tuple(_mib(one.peak_memory_mib) for one in results)


def _stage_rows(results: tuple[Measurement, ...]) -> Iterator[tuple[Label, tuple[str, ...]]]:
    for row in zip(*(one.stages for one in results), strict=True):
        yield FIGURES[row[0][0]], tuple(_time(time) for _, time in row)
    ratios = tuple(f"{one.floor_ratio:.2f}" for one in results)
    yield Label("对下限的比", "over the floor"), ratios


def _load(found: Bench) -> str:
    return NONE if found.load is None else f"{found.load:.1f}"


def _time(time: StageTime) -> str:
    return f"{time.ms:.2f} / {NONE if time.p95_ms is None else f'{time.p95_ms:.2f}'}"


def _provider(found: Measurement) -> str:
    """Name the provider, and what else does some of its work."""
    nodes = dict(found.nodes)
    if set(nodes) <= {found.provider}:
        return found.provider
    return ", ".join(f"{name} {count}/{sum(nodes.values())}" for name, count in nodes.items())


def _figure_row(found: ComparedFigure, language: Language) -> tuple[str, ...]:
    unit = UNITS.get(found.name, " ms")
    ratio = NONE if found.ratio is None else f"{found.ratio:.2f}"
    tails = (NONE if ms is None else f"{ms:.2f}" for ms in (found.a_p95, found.b_p95))
    values = (f"{value:.2f}{unit}" for value in (found.a, found.b))
    name = FIGURES[found.name].told(language)
    return (found.model, found.provider, name, *values, ratio, *tails)


def _clip(clip: Clip, language: Language) -> str:
    return f"{CLIPS[clip.kind].told(language)}, {clip.width}x{clip.height}, {clip.codec}"


def _told(language: Language, zh: str, en: str) -> str:
    return Label(zh, en).told(language)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _mib(memory: float | None) -> str:
    return NONE if memory is None else f"{memory:.0f} MiB"
