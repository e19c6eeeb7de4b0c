"""Two kept benches are compared figure by figure, or refused in one sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.bench_table import comparison_table
from pipeline.domain.bench import STAGES
from pipeline.errors import InputError
from pipeline.store.bench_file import bench_json, load_bench
from pipeline.workflows.compare_benches import compare_benches

CPU = "CPUExecutionProvider"


def measurement(model: str = "ours", provider: str = CPU, infer_ms: float = 30.0) -> dict[str, Any]:
    """One millisecond for each stage, two for its tail, but for the model itself."""
    stages = {stage: {"ms": 1.0, "p95_ms": 2.0} for stage in STAGES}
    stages |= {"decode": {"ms": 2.0, "p95_ms": None}, "infer": {"ms": infer_ms, "p95_ms": 40.0}}
    return {
        "model": model,
        "sha256": "ab" * 32,
        "untested": False,
        "provider": provider,
        "nodes": {provider: 5},
        "frames": 10,
        "source_size": [640, 360],
        "input_size": [640, 384],
        "people_mean": 9.5,
        "stages": stages,
        "frames_per_s": 25.0,
        "cpu_ms": 50.0,
        "peak_memory_mib": 100.0,
    }


def document(*results: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": 2,
        "machine": {
            "processor": "A processor",
            "cores": 8,
            "usable_cores": 4,
            "memory_mib": 16384.0,
            "gpus": [],
            "system": "Linux",
            "versions": {"onnxruntime": "1.31.1"},
        },
        "load": 0.5,
        "clip": {
            "kind": "generated",
            "width": 640,
            "height": 360,
            "codec": "h264",
            "digest": None,
        },
        "frames": 10,
        "threads": 0,
        "results": list(results or (measurement(),)),
        "not_measured": [],
    }


def kept(path: Path, told: object) -> Path:
    path.write_text(json.dumps(told), "utf-8")
    return path


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return kept(tmp_path / "a.json", document())


def test_each_stage_has_both_figures_and_their_ratio(tmp_path: Path, a: Path) -> None:
    b = kept(tmp_path / "b.json", document(measurement(infer_ms=7.5)))
    found = compare_benches(a, b)
    infer = next(one for one in found.figures if one.name == "infer")
    assert (infer.model, infer.provider) == ("ours", CPU)
    # 30 ms became 7.5 ms: a quarter.
    assert (infer.a, infer.b, infer.ratio) == (30.0, 7.5, 0.25)
    assert (infer.a_p95, infer.b_p95) == (40.0, 40.0)
    assert found.notes == ()


def test_a_row_for_each_stage_and_three_for_the_whole(tmp_path: Path, a: Path) -> None:
    fast = measurement() | {"frames_per_s": 100.0, "cpu_ms": 10.0, "peak_memory_mib": 300.0}
    found = compare_benches(a, kept(tmp_path / "b.json", document(fast)))
    ratios = {one.name: one.ratio for one in found.figures}
    assert list(ratios) == [*STAGES, "frames_per_s", "cpu_ms", "peak_memory_mib"]
    # 100 / 25 frames a second, 10 / 50 ms, 300 / 100 MiB; every stage as it was.
    assert ratios == dict.fromkeys(STAGES, 1.0) | {
        "frames_per_s": 4.0,
        "cpu_ms": 0.2,
        "peak_memory_mib": 3.0,
    }


def test_only_what_both_have_is_compared_and_the_rest_is_told(tmp_path: Path) -> None:
    a = kept(tmp_path / "a.json", document(measurement(), measurement("theirs")))
    b = kept(tmp_path / "b.json", document(measurement(), measurement(provider="CUDA")))
    found = compare_benches(a, b)
    assert {(one.model, one.provider) for one in found.figures} == {("ours", CPU)}
    assert [note.en for note in found.notes] == [
        f"not compared, of A: theirs {CPU}",
        "not compared, of B: ours CUDA",
    ]


def test_the_fastest_providers_of_two_machines_are_compared_when_asked(tmp_path: Path) -> None:
    fast = measurement(provider="CUDA", infer_ms=3.0) | {"frames_per_s": 100.0}
    a = kept(tmp_path / "a.json", document())
    b = kept(tmp_path / "b.json", document(measurement(), fast))
    found = compare_benches(a, b, best=True)
    assert {one.provider for one in found.figures} == {f"{CPU} → CUDA"}
    infer = next(one for one in found.figures if one.name == "infer")
    assert (infer.a, infer.b, infer.ratio) == (30.0, 3.0, 0.1)
    # Control: by the same provider nothing has changed.
    assert {one.ratio for one in compare_benches(a, b).figures} == {1.0}


def test_another_file_under_the_same_model_name_is_told(tmp_path: Path, a: Path) -> None:
    b = kept(tmp_path / "b.json", document(measurement() | {"sha256": "cd" * 32}))
    (note,) = compare_benches(a, b).notes
    assert (
        note.en
        == "ours is not the same model in both files: sha256 abababababab… and cdcdcdcdcdcd…"
    )
    assert note.zh.startswith("ours 在两个文件中不是同一个模型")


def test_a_machine_that_was_busy_is_told(tmp_path: Path, a: Path) -> None:
    # Half of the 4 usable cores are 2.
    for load, notes in ((1.9, 0), (2.0, 1), (None, 0)):
        b = kept(tmp_path / "b.json", document() | {"load": load})
        assert len(compare_benches(a, b).notes) == notes
    (note,) = compare_benches(a, kept(b, document() | {"load": 6.0})).notes
    assert note.en.startswith("B was busy before: load 6.0 on 4 cores")


def test_other_threads_and_versions_are_told(tmp_path: Path, a: Path) -> None:
    other = document() | {"threads": 2}
    other["machine"]["versions"] = {"onnxruntime": "1.20.0"}
    notes = compare_benches(a, kept(tmp_path / "b.json", other)).notes
    assert [note.en for note in notes] == [
        "threads differ: A automatic, B 2",
        "onnxruntime differs: A 1.31.1, B 1.20.0",
    ]


def test_the_table_stands_in_columns(tmp_path: Path, a: Path) -> None:
    b = kept(tmp_path / "b.json", document(measurement(infer_ms=7.5)))
    found = compare_benches(a, b)
    row = next(line for line in comparison_table(found, "en").splitlines() if "infer" in line)
    assert row.split() == [
        "ours",
        CPU,
        "infer",
        "30.00",
        "ms",
        "7.50",
        "ms",
        "0.25",
        "40.00",
        "40.00",
    ]
    assert "推理" in comparison_table(found, "zh")


def changed(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told | fields


def in_result(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told | {"results": [told["results"][0] | fields]}


def in_clip(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda told: told | {"clip": told["clip"] | fields}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (changed(format=1), "b.json: format must be 2, got 1; measure again with the same version"),
        (lambda told: {}, "b.json: format is missing; is this a file of bench --out?"),
        (lambda told: [1], r"b.json: the file must be an object, got \[1\]"),
        (changed(frames=20), "a.json measured 10 frames, .*b.json 20; measure both with the same"),
        (in_clip(width=1280), "640x360 in h264, .*b.json on a generated clip of 1280x360 in h264"),
        (
            in_clip(kind="recording", digest="0" * 64),
            "a recording clip of .*, sha256 000000000000…",
        ),
        (in_clip(kind="film"), 'clip.kind must be generated or recording, got "film"'),
        (in_result(provider="CUDA"), f"no model on the same provider in common: ours on {CPU}"),
        (in_result(provider="CUDA"), "--best compares the fastest providers"),
        (changed(results=[]), "in common: .* against nothing"),
        (changed(results=[measurement()] * 2), "results must be measurements of which each model"),
        (in_result(frames_per_s=0), r"results\[0\].frames_per_s must be a number above 0, got 0"),
        (
            in_result(cpu_ms="fast"),
            r'results\[0\].cpu_ms must be a number of 0 or more, got "fast"',
        ),
        (in_result(cpu_ms=float("nan")), "cpu_ms must be a number of 0 or more, got NaN"),
        (in_result(untested=0), "untested must be true or false, got 0"),
        (in_result(stages={}), r"results\[0\].stages.decode is missing"),
        (in_result(input_size=[1]), r"input_size must be a width and a height, got \[1\]"),
        (in_result(frames=True), "frames must be a whole number of 1 or more, got true"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, a: Path, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    b = kept(tmp_path / "b.json", change(document()))
    with pytest.raises(InputError, match=sentence) as refusal:
        compare_benches(a, b)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "b.json:1: not JSON"),
        (b'{"format": 2,\n  oops}', "b.json:2: not JSON"),
        (b"\xff\xfe\x00", "not a text in UTF-8"),
        (b"[" * 100_000, "not JSON"),
        (b'{"format": ' + b"9" * 5000 + b"}", "not JSON of a bench"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, a: Path, data: bytes, sentence: str) -> None:
    b = tmp_path / "b.json"
    b.write_bytes(data)
    with pytest.raises(InputError, match=sentence):
        compare_benches(a, b)


def test_what_is_written_is_what_is_read(tmp_path: Path, a: Path) -> None:
    bench = load_bench(a)
    again = tmp_path / "again.json"
    again.write_text(bench_json(bench), "utf-8")
    assert load_bench(again) == bench
    # Decoding 2 ms and the model 30 ms are the floor; five more stages of 1 ms stand on it.
    told = json.loads(again.read_text("utf-8"))["results"][0]
    assert (told["floor_ms"], told["floor_ratio"]) == (32.0, 37.0 / 32.0)


@given(
    place=st.sampled_from(("format", "machine", "clip", "frames", "results", "not_measured")),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    ),
)
def test_no_file_ends_otherwise_than_in_a_bench_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, place: str, value: object
) -> None:
    path = kept(tmp_path_factory.getbasetemp() / "odd.json", document() | {place: value})
    try:
        load_bench(path)
    except InputError as refusal:
        assert str(refusal).startswith(f"{path}: ")
