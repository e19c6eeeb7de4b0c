"""Broken and hostile drawings end in one sentence, read in a process that can do nothing else."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pipeline.cli.main import main
from pipeline.errors import PictureError, PlanError
from pipeline.importers.plans.confined import HOME, Limits, read_confined
from pipeline.workflows.import_plan import read_plan
from tests.importers.plans.hostile import MUTATED, bombs, spoilt
from tests.importers.plans.samples import (
    SAMPLES,
    dxf_bytes,
    dxf_document,
    geojson_bytes,
    svg_bytes,
)

KINDS = [
    pytest.param(
        kind,
        marks=pytest.mark.skipif(
            kind == "ifc" and not find_spec("ifcopenshell"), reason="ifcopenshell is not installed"
        ),
    )
    for kind in SAMPLES
]
SUFFIX = {"camera-csv": "csv", "camera-xlsx": "xlsx", "imdf": "zip"}
MOST_DEATHS = 6


def outcomes(kind: str, root: Path) -> list[dict[str, Any]]:
    """Return what became of a sound file of a kind, and then of each spoilt one."""
    found: list[dict[str, Any]] = []
    deaths = 0
    while True:
        command = [sys.executable, "-m", "tests.importers.plans.batch", kind, str(len(found))]
        surroundings = {"PYTHONPATH": str(root), "HOME": str(HOME), "XDG_CACHE_HOME": str(HOME)}
        done = subprocess.run(command, cwd=root, env=surroundings, capture_output=True, timeout=120)
        found += [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode == 0:
            return found
        deaths += 1
        assert deaths <= MOST_DEATHS, done.stderr.decode()[-2000:]
        # `confined` makes one sentence of such a death.
        found.append(
            {"name": "died", "refused": "the process that read it broke down", "zh": "崩溃"}
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.fault("P3")
def test_spoilt_files_are_read_or_refused_in_one_sentence(kind: str, root: Path) -> None:
    control, *found = outcomes(kind, root)
    assert control["drawn"] > 0, control
    assert len(found) >= 40
    refused = [each for each in found if "refused" in each]
    assert len(refused) >= 8
    for each in refused:
        assert each["refused"] and "\n" not in each["refused"], each
        assert each["zh"] and "\n" not in each["zh"], each


BY_HAND = [
    ("dxf", "a block in itself", "contains itself"),
    ("dxf", "blocks that double", "more than 1000000 entities"),
    ("dxf", "an array of inserts", "more than 1000000 entities"),
    ("svg", "a billion laughs", "defines entities"),
    ("imdf", "a zip bomb", "unpacks to more than is read"),
    ("pdf", "pages in a ring", "PDF"),
    ("geojson", "a corner at NaN", "no number"),
]


@pytest.mark.parametrize(("kind", "name", "reason"), BY_HAND)
def test_a_bomb_ends_the_command_with_3_and_one_line(
    kind: str, name: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"bomb.{SUFFIX.get(kind, kind)}"
    path.write_bytes(dict(bombs(kind))[name])
    args = ["import", str(path), "-o", str(tmp_path / "site.yaml"), "--no-cache", "--lang", "en"]
    assert main(args) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith(f"sightline: {path}: ")
    assert reason in said
    assert not (tmp_path / "site.yaml").exists()


def test_what_takes_too_long_is_given_up() -> None:
    uses = "".join(
        f'<g id="u{n}"><use href="#u{n - 1}"/><use href="#u{n - 1}"/></g>' for n in range(1, 40)
    )
    first = '<g id="u0"><path d="M0 0h1"/></g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{first}{uses}<use href="#u39"/></svg>'
    with pytest.raises(PlanError, match="took more than 3 s"):
        read_confined("svg", svg.encode(), lambda share: None, Limits(time_s=3.0))


def test_what_takes_too_much_memory_is_given_up() -> None:
    limits = Limits(memory_mb=400)
    lists = b"[" + b"[]," * 4_000_000 + b"1]"
    with pytest.raises(PlanError, match="memory"):
        read_confined("geojson", b'{"features": [], "x": ' + lists + b"}", lambda _: None, limits)
    # The control: by itself the process has enough.
    assert read_confined("geojson", geojson_bytes(), lambda _: None, limits).stroke_count == 6


def test_a_file_beyond_the_limit_is_not_even_begun() -> None:
    with pytest.raises(PlanError, match="larger than 1 MB"):
        read_confined("svg", bytes(2**20 + 1), lambda share: None, Limits(file_mb=1))


FORBIDDEN = {
    "another file": "open('/etc/hostname').read()",
    "a file to write": "open('left', 'w').close()",
    "the network": "import socket; socket.socket(); socket.gethostbyname('localhost')",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a process": "import os; os.fork() or os._exit(0)",
    "a file to remove": "import os; os.remove('left')",
}
TRIED = """
import json, sys
said = {}
for name, deed in json.loads(sys.argv[1]).items():
    try:
        exec(deed)
        said[name] = "done"
    except Exception as error:
        said[name] = str(error)
print(json.dumps(said))
"""


@pytest.mark.fault("P3")
def test_behind_shut_doors_nothing_else_can_be_done(tmp_path: Path, root: Path) -> None:
    shut = "from pipeline.importers.plans.confined_child import shut_doors; shut_doors(4096, 20)"

    def tried(code: str) -> dict[str, str]:
        (tmp_path / "left").write_text("x", encoding="utf-8")
        command = [sys.executable, "-c", code, json.dumps(FORBIDDEN)]
        surroundings = {"PYTHONPATH": str(root), "PATH": os.environ["PATH"]}
        done = subprocess.run(
            command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
        )
        said: dict[str, str] = json.loads(done.stdout)
        return said

    behind = tried(f"{shut}\n{TRIED}")
    assert all("which is refused" in said for said in behind.values()), behind
    # The control: with open doors each of them is nothing special.
    assert set(tried(TRIED).values()) == {"done"}


def test_spoilt_pictures_are_traced_or_refused_in_one_sentence(tmp_path: Path) -> None:
    paper = np.full((60, 90, 3), 255, dtype=np.uint8)
    paper[10:50, 10:14] = 0
    data = cv2.imencode(".png", paper)[1].tobytes()
    path = tmp_path / "plan.png"
    refused = 0
    for _, spoilt_data in spoilt(data, "picture"):
        path.write_bytes(spoilt_data)
        try:
            drawing = read_plan(path, lambda share: None)
        except PictureError as error:
            refused += 1
            assert "\n" not in str(error)
        else:
            assert drawing.facts["suggestions_only"]
    assert refused >= 10


def test_a_huge_hatch_is_passed_over() -> None:
    document = dxf_document()
    hatch = document.modelspace().add_hatch(dxfattribs={"layer": "A-WALL"})
    hatch.paths.add_polyline_path([(n % 100, n // 100) for n in range(20_000)])
    assert read_confined("dxf", dxf_bytes(document), lambda share: None).stroke_count == 9


@pytest.mark.fault("P3")
def test_an_outer_reference_is_named_and_not_read() -> None:
    document = dxf_document()
    document.add_xref_def("/etc/passwd", "site-plan")
    document.modelspace().add_blockref("site-plan", (0, 0))
    drawing = read_confined("dxf", dxf_bytes(document), lambda share: None)
    assert [note.en for note in drawing.notes] == [
        "external references are not read: site-plan; bind them in CAD first"
    ]


@pytest.mark.fault("P3")
def test_a_picture_inside_an_svg_is_not_read() -> None:
    outside = b'<image href="file:///etc/passwd" width="5" height="5"/></svg>'
    data = svg_bytes().replace(b"</svg>", outside)
    assert read_confined("svg", data, lambda share: None).stroke_count > 0


def test_enough_files_are_spoilt() -> None:
    assert MUTATED + 4 >= 40
