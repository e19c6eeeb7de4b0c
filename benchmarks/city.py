"""How long a city takes: every school of one drawn by rule, audited by processes and rolled up.

``python benchmarks/city.py [--schools N …] [--jobs N] [--profile P] [--limit SECONDS]``

The city is that of `benchmarks/city_plans.py`, as large as Kunming's (1,174 schools with 11,000
cameras). Its smaller parts are every so many-th school, and are audited first: the time by the
clock and by the processors, stage by stage, the most memory that a worker and the command took,
and in the last line how both times grow: 1 is in proportion. What is started from nothing each
time is all that the command does: reading, auditing, rolling up, and writing page, workbook,
document and database. Where a size would take longer than `--limit`, by how the last one went, it
is left out, and what it would take is told as such.

The rival is `sightline audit`'s own way, one school after another with causes and remedies, on
some schools of the same city in the same run. At last the smallest size is audited by the command
itself, killed in the middle and begun again: it comes to the same bytes, or says that it did not.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

# In place of this folder, whose modules would hide packages of their names.
sys.path[0] = str(Path(__file__).parents[1])

from benchmarks.city_plans import SCHOOLS, School, city_of, write_city  # noqa: E402
from pipeline.audit.roll_up import standings_of  # noqa: E402
from pipeline.cli.city import write_results  # noqa: E402
from pipeline.config.site_file import load_site  # noqa: E402
from pipeline.errors import SiteFileError  # noqa: E402
from pipeline.jobs.lanes import processes  # noqa: E402
from pipeline.report.city_json import city_document  # noqa: E402
from pipeline.report.city_page import city_page  # noqa: E402
from pipeline.report.city_tables import city_tables  # noqa: E402
from pipeline.report.city_workbook import workbook  # noqa: E402
from pipeline.report.documents.table import PAPER_FORMATS  # noqa: E402
from pipeline.store.database import table_file  # noqa: E402
from pipeline.workflows.audit_city import CityOptions, audit_city  # noqa: E402
from pipeline.workflows.audit_site import audit_site  # noqa: E402
from pipeline.workflows.write_documents import Wish, write_bulletin  # noqa: E402

PARTS = (150, 300, 600, SCHOOLS)
TARGET_S, TARGET_MB = 60.0, 2048.0
RIVALS = 4
MEGABYTE = 1024.0
STAGES = ("reading", "covering", "judging")
T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One size: seconds by the clock, and by the processors of all workers for each stage."""

    schools: int
    cameras: int
    wall_s: float
    written_s: float
    stages_s: tuple[float, ...]
    worker_mb: float
    own_mb: float

    @property
    def cpu_s(self) -> float:
        """Seconds of the workers' processors."""
        return sum(self.stages_s)

    def all_mb(self, jobs: int) -> float:
        """Return what so many workers and the command take at most, counted as if all at once."""
        return jobs * self.worker_mb + self.own_mb


def part_of(city: list[School], count: int) -> list[School]:
    """Return so many schools, evenly taken from the whole city."""
    return [city[number * len(city) // count] for number in range(count)]


def measured(folder: Path, schools: list[School], jobs: int, profile: str) -> Row:
    """Return what the audit of some schools takes, from their files to all that is written."""
    write_city(folder / "in", schools)
    costs: list[tuple[float, float, float]] = []
    options = CityOptions(folder / "out", profile, costs=costs.append)
    began_s = time.perf_counter()
    with processes(jobs) as crew:
        city = audit_city(folder / "in", options, crew, lambda done, of: None)
    audited_s = time.perf_counter()
    write_results(city, json.dumps(city_document(city)), options.out, "zh")
    ended_s = time.perf_counter()
    print_outcome(city)
    return Row(
        len(schools),
        city.whole.cameras,
        ended_s - began_s,
        ended_s - audited_s,
        tuple(sum(each) for each in zip(*costs, strict=True)),
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
    )


def print_outcome(city: object) -> None:
    """Say what the city came to, so that nobody mistakes an empty run for a fast one."""
    whole = city.whole  # type: ignore[attr-defined]
    print(
        f"  {whole.schools} schools, {whole.cameras} cameras: {whole.passed} passed,"
        f" {whole.broken} broken, {whole.covered_pct:.1f} % covered, {whole.blind_spots} blind"
        f" spots, {whole.critical_cameras} critical cameras, {whole.violations} hazards",
        flush=True,
    )


def print_row(row: Row) -> None:
    """Print what one size took."""
    stages = "".join(f"{s:>9.1f} " for s in row.stages_s)
    print(
        f"{row.schools:>7}{row.cameras:>8}{row.wall_s:>9.1f}{row.written_s:>11.1f}"
        f"{row.cpu_s:>9.1f}{stages}{1e3 * row.cpu_s / row.schools:>15.0f}"
        f"{row.worker_mb:>11.0f}{row.own_mb:>12.0f}",
        flush=True,
    )


def print_killed(folder: Path, jobs: int, profile: str) -> None:
    """Kill the command in the middle, begin it again, and hold what it leaves against a whole run.

    And once more, when every school is known already.
    """
    words = [sys.executable, "-m", "pipeline", "city", str(folder / "in"), "--profile", profile]

    def begun(out: Path) -> subprocess.Popen[bytes]:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*words, "--jobs", str(jobs), "--out", str(out)], **quiet)

    def ended_s(out: Path) -> float:
        began_s = time.perf_counter()
        begun(out).wait()
        return time.perf_counter() - began_s

    whole, cut = folder / "whole", folder / "cut"
    schools, whole_s = len(list((folder / "in").rglob("*.yaml"))), ended_s(whole)
    victim = begun(cut)
    while victim.poll() is None and finished(cut) < schools // 2:
        time.sleep(0.02)
    victim.kill()
    victim.wait()
    left, again_s, known_s = finished(cut), ended_s(cut), ended_s(cut)
    same = contents(whole) == contents(cut)
    print(
        f"\nthe command on {schools} schools: {whole_s:.1f} s; killed with {left} done, and again:"
        f" {again_s:.1f} s, {'the same bytes' if same else 'NOT THE SAME'};"
        f" all known: {known_s:.1f} s"
    )


def finished(out: Path) -> int:
    """Return of how many schools a run has left a record."""
    return len(list((out / "schools").glob("*.segment")))


def contents(out: Path) -> dict[str, bytes]:
    """Return all that a run left."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def print_sizes(folder: Path) -> None:
    """Say how large the schools are."""
    sites = []
    for path in sorted(folder.rglob("*.yaml"))[::8]:
        try:
            sites.append(load_site(path))
        except SiteFileError:
            continue
    walls = [sum(o.kind == "wall" for f in s.floors for o in f.occluders) for s in sites]
    solids = [sum(len(f.occluders) for f in s.floors) for s in sites]
    zones = [sum(len(f.zones) for f in s.floors) for s in sites]
    told = ", ".join(
        f"{name} {min(each)}, {statistics.median(each):g}, {max(each)}"
        for name, each in (("walls", walls), ("occluders", solids), ("zones", zones))
    )
    print(f"least, median, most a school: {told}")


def print_fixed(folder: Path, profile: str, jobs: int) -> None:
    """Print what is paid once, step by step, for the schools that were audited below a folder."""
    out, options = folder / "out", CityOptions(folder / "out", profile)
    starts = [float(line) for line in _started().split()]
    print(f"\npaid once, in seconds of the processor: a worker's imports {starts[0]:.2f},", end=" ")
    print(f"its compiled code {starts[1] - starts[0]:.2f};", end=" ")
    spent: dict[str, float] = {}

    def timed(name: str, step: Callable[[], T]) -> T:
        began_s = time.process_time()
        made = step()
        spent[name] = time.process_time() - began_s
        return made

    with processes(jobs) as crew:
        city = timed(
            "files, records and roll-up",
            lambda: audit_city(folder / "in", options, crew, lambda done, of: None),
        )
    timed("document", lambda: json.dumps(city_document(city), indent=1))
    tables = timed("tables", lambda: city_tables(city, "zh"))
    plain = [(t.name, [name for name, _ in t.columns], t.rows) for t in tables]
    timed("database", lambda: table_file(plain))
    timed("workbook", lambda: workbook(tables, "zh"))
    timed("page", lambda: city_page(city, "zh"))
    standings = standings_of(city.records, city.hazards)
    for kind in PAPER_FORMATS:
        wish = Wish(out, "zh", formats=(kind,))
        timed(f"bulletin.{kind}", partial(write_bulletin, standings, wish, "", city.failed))
    told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
    print(f"the command's {told}: {sum(spent.values()):.2f} in all")


def _started() -> str:
    """Return the processor's seconds at which a new process has its modules, and is compiled."""
    steps = (
        "import time, pipeline.workflows.audit_school as school",
        "print(time.process_time())",
        "school._make_ready()",
        "print(time.process_time())",
    )
    words = [sys.executable, "-c", "; ".join(steps)]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def growth(rows: list[Row], value: str) -> float:
    """Return the power of the number of schools with which something grows: a fitted slope."""
    x = [math.log(row.schools) for row in rows]
    y = [math.log(getattr(row, value)) for row in rows]
    return statistics.linear_regression(x, y).slope


def print_rival(folder: Path, profile: str, row: Row) -> None:
    """Audit some schools as `sightline audit` does, and print the ratio of processor time."""
    paths = sorted(folder.rglob("*.yaml"))
    spent_s, count = 0.0, 0
    for path in paths[:: max(1, len(paths) // (RIVALS + 1))][1 : RIVALS + 1]:
        began_s = time.process_time()
        try:
            audit_site(path, profile)
        except SiteFileError:
            continue
        spent_s, count = spent_s + time.process_time() - began_s, count + 1
    each, ours = spent_s / count, row.cpu_s / row.schools
    print(f"\none after another with causes and remedies: {1e3 * each:.0f} ms a school,", end=" ")
    print(f"{each / ours:.1f} times ours ({1e3 * ours:.0f} ms)")


def main() -> None:
    """Draw, audit and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--schools", type=int, nargs="+", default=PARTS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--profile", default="full-coverage")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for one size")
    args = parser.parse_args()
    city, rows = city_of(), list[Row]()
    print("schools cameras   wall s  written s    cpu s  " + "  ".join(STAGES), end="")
    print("  ms cpu/school  worker MB  command MB")
    with TemporaryDirectory() as temporary:
        for count in args.schools:
            if rows and rows[-1].wall_s * count / rows[-1].schools > args.limit:
                expected_s = rows[-1].wall_s * count / rows[-1].schools
                print(f"  {count} schools: not run; in proportion {expected_s:.0f} s")
                continue
            folder = Path(temporary) / str(count)
            rows.append(measured(folder, part_of(city, count), args.jobs, args.profile))
            print_row(rows[-1])
        print_sizes(folder / "in")
        print(f"target: {SCHOOLS} schools below {TARGET_S:g} s and {TARGET_MB:g} MB in all")
        if len(rows) > 1:
            wall, cpu = growth(rows, "wall_s"), growth(rows, "cpu_s")
            print(f"wall time grows with schools ** {wall:.2f}, processor time ** {cpu:.2f}")
        print(f"workers and command at their most: {rows[-1].all_mb(args.jobs):.0f} MB in all")
        print_fixed(folder, args.profile, args.jobs)
        print_rival(folder / "in", args.profile, rows[-1])
        print_killed(Path(temporary) / str(args.schools[0]), args.jobs, args.profile)


if __name__ == "__main__":
    main()
