"""Imports go downwards or stay inside one sub-package, and each danger has one door."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline"
FLOORS = (
    {"errors", "units", "registry", "version", "compiler", "cores"},
    {"domain", "geometry", "imaging"},
    {"coverage", "audit", "placement", "detect", "crowd", "health"},
    {"config", "importers", "sources", "runtime", "store", "report", "sinks", "jobs"},
    {"workflows"},
    {"cli", "web"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ALLOWED_NEIGHBOURS = {("placement", "coverage"), ("crowd", "coverage"), ("cli", "web")}
ONLY_IN = {
    "av": {"sources"},
    "concurrent": {"geometry", "jobs", "workflows"},
    "cryptography": {"store"},
    "paho": {"sinks"},
    "prometheus_client": {"report"},
    "smtplib": {"sinks"},
    "cv2": {"imaging", "sources", "report"},
    "docx": {"report"},
    "ezdxf": {"importers", "report"},
    "fastapi": {"web"},
    "fontTools": {"report"},
    "jinja2": {"report"},
    "matplotlib": {"report"},
    "numba": {"compiler"},
    "onnxruntime": {"runtime"},
    "pydantic": {"config", "web"},
    "reportlab": {"report"},
    "rich": {"cli"},
    "scipy": {"placement"},
    "sqlite3": {"store"},
    "yaml": {"config"},
}
DOORS = {
    r"yaml\.\w*(load|compose|parse|scan)\w*": {"config/yaml_gate.py"},
    r"av\.open": {"sources/container.py"},
    r"cv2\.(imread|VideoCapture|imwrite)": set(),
    r"cv2\.imdecode": {"sources/picture.py"},
    r"sqlite3\.connect": {"store/database.py"},
    r"open|os\.fdopen|.*\.(write_text|write_bytes)": set(),
    r".*\.(now|utcnow|today)": set(),
}
"""What may be called in these modules only."""

MAY_WRITE = {"store/atomic.py", "store/journal.py", "sinks/jsonl.py"}
WITHOUT_IO = FLOORS[1] | FLOORS[2]
PURE = frozenset(
    {
        "bisect",
        "collections",
        "concurrent",
        "csv",
        "cv2",
        "dataclasses",
        "functools",
        "heapq",
        "importlib",
    }
    | {
        "datetime",
        "fractions",
        "hashlib",
        "io",
        "itertools",
        "json",
        "math",
        "numpy",
        "pathlib",
        "pipeline",
        "scipy",
        "shapely",
        "statistics",
        "typing",
    }
)
"""The libraries of the floors without files, networks and clocks."""


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
        if room in WITHOUT_IO and top not in PURE:
            yield f"{top} in {room}, which needs neither files, networks nor clocks"
        if top in ONLY_IN and room not in ONLY_IN[top]:
            yield f"{top} belongs in {sorted(ONLY_IN[top])}, not in {room}"
        if top != "pipeline" or target == room or (room, target) in ALLOWED_NEIGHBOURS:
            continue
        if target not in FLOOR_OF:
            yield f"{name} is on no floor"
        elif FLOOR_OF[target] >= FLOOR_OF[room] > 0 or FLOOR_OF[target] > FLOOR_OF[room]:
            yield f"{room} imports {target}, which is not below it"


def origins(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for, so that no alias hides a call."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return found


def call_breaches(room: str, path: str, node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    first, dot, rest = ast.unparse(node.func).partition(".")
    called = known.get(first, first) + dot + rest
    for door, modules in DOORS.items():
        if re.fullmatch(door, called) and path not in modules:
            yield f"{called}() belongs in {sorted(modules) or 'no module at all'}"
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    modes = [str(value.value) for value in given if isinstance(value, ast.Constant)]
    writes = any(re.fullmatch("[rwxab+]+", mode) and set(mode) & set("wxa+") for mode in modes)
    if called.endswith(".open") and called != "av.open" and writes and path not in MAY_WRITE:
        yield f"{called}() writes past atomic_write()"
    if room in WITHOUT_IO and re.fullmatch(
        r"print|input|.*\.(open|read_text|read_bytes|stat)", called
    ):
        yield f"{called}() in {room}, which takes and returns values only"


def breaches(path: str, source: str) -> list[str]:
    room = path.split("/")[0].removesuffix(".py")
    if room not in FLOOR_OF:
        return [] if path in {"__init__.py", "__main__.py"} else [f"{path} is on no floor"]
    tree = ast.parse(source)
    known = origins(tree)
    return [
        f"{path}:{getattr(node, 'lineno', 0)}: {breach}"
        for node in ast.walk(tree)
        for breach in (*import_breaches(room, node), *call_breaches(room, path, node, known))
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
        ("report/page.py", "path.write_text('x')"),
        ("config/site_file.py", "import yaml\nyaml.safe_load(text)"),
        ("sources/live.py", "from av import open as begin\nbegin('rtsp://x')"),
        ("crowd/watch.py", "from time import time"),
        ("domain/wall_clock.py", "from datetime import datetime\ndatetime.now()"),
        ("coverage/union.py", "path.read_text()"),
        ("imaging/nms.py", "import numba"),
        ("detect/detector.py", "import urllib.request"),
        ("coverage/sight.py", "from concurrent.futures import ThreadPoolExecutor"),
        ("store/event_store.py", "open('x', 'w')"),
        ("report/page.py", "path.open('wb')"),
        ("report/page.py", "path.open(mode='a')"),
        ("workflows/write_documents.py", "import docx"),
    ],
)
def test_a_planted_breach_is_seen(path: str, source: str) -> None:
    assert breaches(path, source) != []


def test_module_names_say_what_is_in_them() -> None:
    vague = {"utils", "util", "core", "base", "common", "helpers", "manager", "misc"}
    assert [p for p in PACKAGE.rglob("*.py") if p.stem in vague] == []
