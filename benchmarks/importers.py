"""How long a drawing takes to become a site file, and where the time goes.

``python benchmarks/importers.py [--data DIR] [--lines N]``

Runs `sightline import` on each drawing of the test data (`SIGHTLINE_TEST_DATA`) and on a generated
DXF of N lines (100,000), cold and from what was kept, as a user would: a new process each time.
Beside it stands the same file read by its library alone, in one process, without limits and
without walls, rooms or a site: what nobody who uses that library can be faster than.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

PLANS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dxf/architect_plan.dxf", ()),
    ("msu/floor1.svg", ("--measure", "41,0,480,0=190")),
    ("msu/floor2.svg", ("--measure", "41,0,480,0=190")),
    ("ifc/large_building.ifc", ()),
)
FLOORS = {
    ".dxf": "import ezdxf; from ezdxf.disassemble import recursive_decompose;"
    "d = ezdxf.readfile({path!r});"
    "print(sum(1 for _ in recursive_decompose(d.modelspace())))",
    ".svg": "from svgelements import SVG; print(sum(1 for _ in SVG.parse({path!r}).elements()))",
    ".ifc": "import ifcopenshell, ifcopenshell.geom as g; m = ifcopenshell.open({path!r});"
    "i = g.iterator(g.settings(), m, 1); print(i.initialize());"
    "print(sum(1 for _ in iter(i.next, False)))",
}
"""The library alone, by the kind of file."""

DETAIL = 4
"""Of the generated lines, one in so many is a wall; the others are furniture, as in real plans."""

ROOM_M = 6.0


def drawn(path: Path, lines: int) -> None:
    """Leave a DXF of rooms in double walls with doorways, and furniture on layers of its own."""
    import ezdxf

    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = 6
    for layer in ("A-WALL", "A-FURN"):
        document.layers.add(layer)
    space = document.modelspace()
    walls = lines // DETAIL
    side = max(int((walls / 12) ** 0.5), 2)
    made = 0
    for column in range(side):
        for row in range(side):
            for start, end in room(column * ROOM_M, row * ROOM_M):
                space.add_line(start, end, dxfattribs={"layer": "A-WALL"})
                made += 1
    for number in range(lines - made):
        x = number % 997 * side * ROOM_M / 997
        y = number // 997 % 991 * side * ROOM_M / 991
        space.add_line((x, y), (x + 0.4, y + 0.2), dxfattribs={"layer": "A-FURN"})
    document.saveas(path)


def room(x: float, y: float) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the inner faces of a room's walls, with a doorway to the right, 20 cm from the next."""
    low, high, gap = 0.1, ROOM_M - 0.1, 2.0
    corners = [(low, low), (high, low), (high, high), (low, high)]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if x0 == x1:
            first, last = sorted((y0, y1))
            yield (x + x0, y + first), (x + x0, y + gap)
            yield (x + x0, y + gap + 1.0), (x + x0, y + last)
        else:
            yield (x + x0, y + y0), (x + x1, y + y1)
    for height in (gap, gap + 1.0):
        yield (x + high, y + height), (x + high + 0.2, y + height)


def clocked(command: list[str], cache: Path) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Return how long a command took, and what it said."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, check=False)
    return time.perf_counter() - begin, done


def measured(path: Path, options: tuple[str, ...], folder: Path) -> str:
    """Return a row: the file, cold, from what was kept, the library alone, and what came of it."""
    site = folder / f"{path.stem}.yaml"
    wanted = [
        sys.executable,
        "-m",
        "pipeline",
        "import",
        str(path),
        "-o",
        str(site),
        "--force",
        *options,
    ]
    cold_s, done = clocked([*wanted, "--lang", "en"], folder)
    if done.returncode != 0:
        return f"{path.name:24} {cold_s:7.2f} s   exit {done.returncode}: {done.stderr.strip()}"
    again_s, _ = clocked(wanted, folder)
    alone_s, _ = clocked([sys.executable, "-c", FLOORS[path.suffix].format(path=str(path))], folder)
    _, checked = clocked([sys.executable, "-m", "pipeline", "check", str(site)], folder)
    made = done.stdout.strip().splitlines()[-1].partition(" →")[0]
    return (
        f"{path.name:24} {cold_s:7.2f} s {again_s:9.2f} s {alone_s:9.2f} s {cold_s / alone_s:6.1f}×"
        f"   {made}; check {checked.returncode}"
    )


def main() -> int:
    """Print a row for each drawing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("SIGHTLINE_TEST_DATA"))
    parser.add_argument("--lines", type=int, default=100_000)
    args = parser.parse_args()
    print(f"{'drawing':24} {'import':>9} {'kept':>11} {'library':>11} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, options in PLANS if args.data else ():
            path = Path(args.data) / "plans" / name
            if path.exists():
                print(measured(path, options, folder), flush=True)
        if args.lines:
            path = folder / f"{args.lines}-lines.dxf"
            drawn(path, args.lines)
            print(measured(path, (), folder), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
