"""Imports go downwards or stay inside one sub-package, and each danger has one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline"
FLOORS = (
    {"errors", "units", "registry", "version"},
    {"domain", "geometry", "imaging"},
    {"coverage", "audit", "placement", "detect", "crowd", "health"},
    {"config", "importers", "sources", "runtime", "store", "report", "sinks", "jobs"},
    {"workflows"},
    {"cli", "web"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ALLOWED_NEIGHBOURS = {("placement", "coverage"), ("crowd", "coverage")}
ONLY_IN = {
    "av": {"sources"},
    "cryptography": {"store"},
    "cv2": {"imaging", "sources", "report"},
    "fastapi": {"web"},
    "fontTools": {"report"},
    "jinja2": {"report"},
    "matplotlib": {"report"},
    "numba": {"geometry"},
    "onnxruntime": {"runtime"},
    "pydantic": {"config", "web"},
    "rich": {"cli"},
    "sqlite3": {"store"},
    "yaml": {"config"},
}
DOORS = {
    "yaml.load": "config/yaml_gate.py",
    "yaml.compose": "config/yaml_gate.py",
    "av.open": "sources/container.py",
    "cv2.imread": "nowhere",
    "cv2.VideoCapture": "nowhere",
    "cv2.imwrite": "nowhere",
    "cv2.imdecode": "sources/picture.py",
    "sqlite3.connect": "store/database.py",
}
WITHOUT_IO = FLOORS[1] | FLOORS[2]
CLOCKS = {"time.time", "time.monotonic", "datetime.now", "time.sleep", "time.perf_counter"}


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module == "pipeline":
        return [f"pipeline.{alias.name}" for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module or ""]
    return []


def import_breaches(room: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.level:
        yield "a relative import; write it from 'pipeline.'"
    for name in imported_names(node):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if top in ONLY_IN and room not in ONLY_IN[top]:
            yield f"{top} belongs in {sorted(ONLY_IN[top])}, not in {room}"
        if top != "pipeline" or target == room or (room, target) in ALLOWED_NEIGHBOURS:
            continue
        if target not in FLOOR_OF:
            yield f"{name} is on no floor"
        elif FLOOR_OF[target] >= FLOOR_OF[room] > 0 or FLOOR_OF[target] > FLOOR_OF[room]:
            yield f"{room} imports {target}, which is not below it"


def call_breaches(room: str, path: str, node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = ast.unparse(node.func)
    if called in DOORS and path != DOORS[called]:
        yield f"{called}() has one door: {DOORS[called]}"
    if room in WITHOUT_IO and (called in {"open", "print", "input"} or called in CLOCKS):
        yield f"{called}() in {room}, which takes and returns values only"


def breaches(path: str, source: str) -> list[str]:
    room = path.split("/")[0].removesuffix(".py")
    if room not in FLOOR_OF:
        return [] if path in {"__init__.py", "__main__.py"} else [f"{path} is on no floor"]
    return [
        f"{path}:{getattr(node, 'lineno', 0)}: {breach}"
        for node in ast.walk(ast.parse(source))
        for breach in (*import_breaches(room, node), *call_breaches(room, path, node))
    ]


def test_every_module_stands_on_its_floor() -> None:
    found = [
        breach
        for path in sorted(PACKAGE.rglob("*.py"))
        for breach in breaches(path.relative_to(PACKAGE).as_posix(), path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("domain/zone.py", "from pipeline.coverage.union import union"),
        ("coverage/union.py", "from pipeline.crowd.watch import Watch"),
        ("cli/audit.py", "from ..workflows import audit_site"),
        ("audit/rules.py", "from pipeline import cli"),
        ("audit/rules.py", "import yaml"),
        ("detect/detector.py", "print('hello')"),
        ("crowd/watch.py", "import time\ntime.time()"),
        ("sources/live.py", "import av\nav.open('rtsp://x')"),
        ("helpers/x.py", ""),
    ],
)
def test_a_planted_breach_is_seen(path: str, source: str) -> None:
    assert breaches(path, source) != []


def test_module_names_say_what_is_in_them() -> None:
    vague = {"utils", "util", "core", "base", "common", "helpers", "manager", "misc"}
    assert [p for p in PACKAGE.rglob("*.py") if p.stem in vague] == []
