"""A city that is killed in the middle and begun again comes to the same bytes.

Real processes and real SIGKILLs, at moments drawn from the number of schools that are done.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.city_plans import city_of, write_city
from pipeline.jobs.cluster import cluster
from pipeline.workflows.audit_city import CityOptions, audit_city
from tests.faults.test_review_killed import restore_interrupt
from tests.jobs.dask_cluster import dask_cluster

SCHOOLS, WORKERS = 4, 2
PATIENCE_S = 120.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return four generated schools, a broken file and one with the id of another."""
    folder = tmp_path_factory.mktemp("city")
    city = [replace(school, cameras=2) for school in city_of(40)]
    smallest = sorted(city, key=lambda school: school.storeys * school.rooms)[:SCHOOLS]
    write_city(folder / "in", smallest)
    first = next(iter(sorted((folder / "in").rglob("*.yaml"))))
    text = first.read_text("utf-8")
    (folder / "in" / "broken.yaml").write_text(text.replace("height_m", "heigt_m"), "utf-8")
    (folder / "in" / "doubled.yaml").write_text(f"# Copied.\n{text}", "utf-8")
    return folder


def finished(out: Path) -> int:
    return len(list((out / "schools").glob("*.segment")))


def command(folder: Path, out: Path, kill_after: int | None = None) -> tuple[int, str]:
    """Run the command; kill it once so many schools are done."""
    words = [sys.executable, "-m", "pipeline", "city", str(folder / "in"), "--out", str(out)]
    process = subprocess.Popen(
        [*words, "--jobs", str(WORKERS), "--lang", "en"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=restore_interrupt,
    )
    while kill_after is not None and process.poll() is None and finished(out) < kill_after:
        time.sleep(0.002)
    if kill_after is not None:
        os.kill(process.pid, signal.SIGKILL)
    _, told = process.communicate(timeout=PATIENCE_S)
    return process.returncode, told


def results(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> dict[str, bytes]:
    code, told = command(folder, folder / "undisturbed")
    # No school of so few cameras passes.
    assert code == 1, told
    return results(folder / "undisturbed")


def test_a_city_that_is_killed_goes_on_to_the_same_bytes(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    assert command(folder, tmp_path, kill_after=2)[0] == -signal.SIGKILL
    assert 2 <= finished(tmp_path) < SCHOOLS + 2
    assert not (tmp_path / "city.html").exists()
    assert command(folder, tmp_path)[0] == 1
    again = results(tmp_path)
    assert set(again) >= {"city.html", "city.xlsx", "city.json", "city.sqlite", "runs/0001.json"}
    assert again == undisturbed


def test_a_cluster_comes_to_the_same_records(
    folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    with dask_cluster(1) as local, cluster(local.scheduler_address) as crew:
        audit_city(folder / "in", CityOptions(tmp_path), crew, lambda done, of: None)
    kept = {name: data for name, data in undisturbed.items() if name.startswith(("sch", "run"))}
    assert results(tmp_path) == kept
    assert len(kept) == SCHOOLS + 2 + 1
