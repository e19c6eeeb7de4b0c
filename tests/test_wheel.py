"""The built wheel works alone: no checkout, no path to it."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from pipeline.version import VERSION
from tests.test_floors import imported_names

SHIPPED = (
    "pipeline/embedded/models/person/person.onnx",
    "pipeline/embedded/models/person/manifest.yaml",
    "pipeline/embedded/models/yolox_nano.yaml",
    "pipeline/embedded/floorplans/demo-school/site.yaml",
    "pipeline/embedded/floorplans/demo-school/cameras.csv",
    "pipeline/config/profiles/full-coverage.yaml",
    "pipeline/importers/plans/home/ezdxf/font_manager_cache.json",
    "pipeline/report/fonts/NotoSansSC-Subset.ttf",
    "pipeline/report/fonts/OFL.txt",
    "pipeline/web/assets/planner.html",
    "pipeline/web/assets/console.html",
    "pipeline/web/assets/login.html",
    "pipeline/web/assets/login.js",
    "pipeline/web/assets/api.js",
    "pipeline/web/assets/style.css",
    "pipeline/web/assets/words/zh.js",
)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that this checkout builds."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of an environment into which the wheel was installed.

    The dependencies are lent from the running environment by a .pth file, since a test must not
    need a network; the checkout itself is not on the path.
    """
    home = tmp_path_factory.mktemp("home") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "-q"]
    subprocess.run([*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True)
    lent = [p for p in sys.path if p.endswith("site-packages")]
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    return home / "bin"


def run(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_wheel_holds_what_the_commands_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert [name for name in SHIPPED if name not in held] == []


def test_wheel_holds_the_detector_and_not_how_it_is_trained(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = [Path(name).name for name in archive.namelist() if "/models/person/" in name]
    assert sorted(held) == ["CARD.md", "manifest.yaml", "person-float.onnx", "person.onnx"]


def test_wheel_holds_every_manifest_of_the_checkout(root: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    here = {path.relative_to(root).as_posix() for path in (root / "models").rglob("*.yaml")}
    assert {f"pipeline/embedded/{path}" for path in here} <= held


def test_wheel_is_what_runs_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import pipeline; print(pipeline.__file__)"
    shown = run(installed / "python", "-c", code, cwd=tmp_path)
    assert Path(shown.stdout.strip()).is_relative_to(installed.parent)


def test_an_embedded_detector_that_is_gone_fails_the_check_of_all(
    installed: Path, tmp_path: Path
) -> None:
    """A check that passed by silence would let a watch begin that can see nobody."""
    check = "models", "check", "--folder", str(tmp_path / "none"), "--lang", "en"
    told = run(installed / "sightline", *check, cwd=tmp_path)
    assert (told.returncode, told.stdout.split()[:2]) == (0, ["runs", "sightline-person"])
    (weights,) = installed.parent.glob("lib/python*/site-packages/**/person/person.onnx")
    weights.rename(tmp_path / "taken.onnx")
    try:
        told = run(installed / "sightline", *check, cwd=tmp_path)
    finally:
        (tmp_path / "taken.onnx").rename(weights)
    assert told.returncode == 4
    assert "person.onnx: the model cannot be read (no such file" in told.stdout


def test_demo_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "sightline", "demo", "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = Path(done.stdout.strip().splitlines()[-1])
    assert report.read_text("utf-8").startswith("<!doctype html>")
    summary = json.loads((tmp_path / "out" / "review" / "summary.json").read_text("utf-8"))
    assert summary["events"] != []


def test_every_library_that_is_imported_is_declared(root: Path) -> None:
    imported = {
        name.partition(".")[0]
        for path in (root / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in imported_names(node)
    }
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked_for = ("cpu", "fast", "cluster", "docx", "dynamic", "cad", "ifc", "mqtt")
    named = [library for extra in asked_for for library in extras[extra]]
    wanted = [*project["dependencies"], *named]
    declared = {re.split(r"[<>=]", name)[0].replace("-", "_") for name in wanted}
    outside = imported - set(sys.stdlib_module_names) - {"pipeline", ""}
    known_as = {"cv2": "opencv_python_headless", "fontTools": "fonttools", "yaml": "pyyaml"}
    known_as |= {"docx": "python_docx", "paho": "paho_mqtt", "google": "protobuf"}
    assert {known_as.get(name, name) for name in outside} - declared == set()


def test_wheel_and_program_carry_the_same_version(wheel: Path) -> None:
    assert wheel.name.startswith(f"sightline-{VERSION}-")
