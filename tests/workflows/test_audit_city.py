"""A city is its schools rolled up: each counted once, none stopped by another, none done twice."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.domain.city import City, Hazards, SchoolRecord, Tally
from pipeline.domain.site import Floor
from pipeline.errors import InputError, InterruptedRunError, UnavailableError
from pipeline.jobs.crew import Crew
from pipeline.workflows import audit_city as module
from pipeline.workflows.audit_city import CityOptions, audit_city
from pipeline.workflows.audit_school import (
    SchoolDone,
    SchoolTask,
    audit_school,
    networked_cameras,
)
from tests.workflows.small_city import seen, unseen, write_small_city


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    with ThreadPoolExecutor(1) as threads:
        yield Crew(threads, (), 1, here=True)


def audited(folder: Path, out: Path, crew: Crew, hazards: dict[str, Hazards] | None = None) -> City:
    options = CityOptions(out, hazards=hazards or {})
    return audit_city(folder, options, crew, lambda done, of: None)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, crew: Crew) -> City:
    folder = tmp_path_factory.mktemp("city")
    write_small_city(folder)
    hazards = {"a": Hazards(10, 9, 1, 0), "c": Hazards(30, 11, 5, 2)}
    return audited(folder, folder / "out", crew, hazards)


def groups(city: City, name: str) -> dict[str, Tally]:
    return {tally.label.en: tally for tally in city.groups[name]}


def record(city: City, path: str) -> SchoolRecord:
    return next(record for record in city.records if record.path == path)


def test_every_site_file_is_audited_and_nothing_else(city: City) -> None:
    assert [r.path for r in city.records] == [
        *("east/a.yaml", "east/b.yaml", "east/c.yaml", "north/h.yml"),
        *("west/d.yaml", "west/e.yaml", "west/f.yaml", "west/g.yaml"),
    ]
    assert [r.verdict for r in city.records] == [
        *("pass", "pass", "fail", "pass"),
        *("pass", "fail", "broken", "broken"),
    ]


def test_a_city_is_the_sum_of_its_schools(city: City) -> None:
    # Four of eight pass; six were audited, four of which are seen, of 70 m² each.
    whole = city.whole
    assert (whole.schools, whole.passed, whole.broken) == (8, 4, 2)
    assert whole.passed_pct == 50.0
    assert whole.required_m2 == pytest.approx(6 * 70.0)
    assert whole.covered_m2 == pytest.approx(4 * 70.0)
    assert (whole.cameras, whole.cameras_per_school) == (4, pytest.approx(4 / 6))
    # One failed clause in each of c and e, and two files that could not be audited.
    assert (whole.violations, whole.blind_spots) == (4, 2)
    # Without its one camera, each school that passes would have a blind spot.
    assert whole.critical_cameras == 4


def test_schools_are_rolled_up_by_what_they_are(city: City) -> None:
    counties = groups(city, "county")
    assert {name: (t.passed, t.schools) for name, t in counties.items()} == {
        "North": (1, 1),
        "East": (2, 3),
        "West": (1, 3),
        # Of a broken file nobody knows where it belongs.
        "not said": (0, 1),
    }
    assert counties["West"].covered_pct == pytest.approx(50.0)
    owners = {name: (t.passed, t.schools) for name, t in groups(city, "ownership").items()}
    assert owners == {"public": (3, 5), "private": (1, 2), "not said": (0, 1)}
    assert [t.label.en for t in city.groups["county"]] == ["North", "East", "West", "not said"]


def test_a_broken_file_is_a_finding_with_its_line(city: City) -> None:
    broken = record(city, "west/f.yaml")
    assert [finding.id for finding in broken.findings] == ["broken-file"]
    assert broken.violations == 1
    assert broken.problems[0].en.startswith(
        "line 14: floors.0.cameras.0.hieght_m: unknown field; did you mean 'height_m'?"
    )


def test_an_id_that_is_taken_is_a_finding_of_the_later_file(city: City) -> None:
    doubled = record(city, "west/g.yaml")
    assert [finding.id for finding in doubled.findings] == ["duplicate-id"]
    assert doubled.problems[0].en == ("the id A is taken by east/a.yaml; give every school its own")
    assert record(city, "east/a.yaml").verdict == "pass"


def test_what_a_ledger_says_is_added_up_and_known_only_where_there_is_one(city: City) -> None:
    # 10 + 30 found, 9 + 11 rectified.
    assert city.whole.hazards == Hazards(40, 20, 6, 2)
    assert city.whole.rectified_pct == 50.0
    assert groups(city, "county")["West"].hazards is None
    assert groups(city, "county")["West"].rectified_pct is None
    assert city.whole.networked_pct is None


def test_the_next_run_tells_what_has_changed_and_the_same_again_changes_nothing(
    tmp_path: Path, crew: Crew
) -> None:
    write_small_city(tmp_path)
    first = audited(tmp_path, tmp_path / "out", crew)
    assert (first.run, first.trend) == (1, None)
    (tmp_path / "east/c.yaml").write_text(seen("c", "East"), encoding="utf-8")
    (tmp_path / "north/h.yml").write_text(unseen("h", "North"), encoding="utf-8")
    (tmp_path / "north/i.yaml").write_text(seen("i", "North"), encoding="utf-8")
    (tmp_path / "west/d.yaml").unlink()
    second = audited(tmp_path, tmp_path / "out", crew)
    trend = second.trend
    assert trend is not None
    assert (second.run, trend.run, trend.passed_pct) == (2, 1, (50.0, 50.0))
    assert (trend.newly_passed, trend.no_longer_passed) == (("c",), ("h",))
    assert (trend.added, trend.gone) == (("i",), ("d",))
    assert audited(tmp_path, tmp_path / "out", crew) == second
    assert [figures.run for figures in second.runs] == [1, 2]


def test_only_what_has_changed_is_audited_anew(
    tmp_path: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_city(tmp_path)
    audited(tmp_path, tmp_path / "out", crew)
    (tmp_path / "east/c.yaml").write_text(seen("c", "East"), encoding="utf-8")
    # The same content under another name is the same school, whose id is then taken.
    (tmp_path / "east/z.yaml").write_text(seen("d", "West"), encoding="utf-8")
    asked: list[str] = []

    def noted(task: SchoolTask) -> SchoolDone:
        asked.append(task.path.name)
        return audit_school(task)

    monkeypatch.setattr(module, "audit_school", noted)
    city = audited(tmp_path, tmp_path / "out", crew)
    assert asked == ["c.yaml"]
    assert record(city, "west/d.yaml").verdict == "broken"


def test_whoever_shares_no_disk_hands_records_over_to_the_same_end(
    tmp_path: Path, crew: Crew
) -> None:
    write_small_city(tmp_path)
    with ThreadPoolExecutor(1) as threads:
        far = audited(tmp_path, tmp_path / "out-far", Crew(threads, (), 1, here=False))
    near = audited(tmp_path, tmp_path / "out", crew)
    assert far == near
    kept = [{p.name: p.read_bytes() for p in (tmp_path / out / "schools").iterdir()}
            for out in ("out", "out-far")]  # fmt: skip
    assert kept[0] == kept[1]
    assert len(kept[0]) == 8


def test_a_fault_of_ours_is_one_schools_alone_and_not_kept(
    tmp_path: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_city(tmp_path)
    real = module.audit_school.__globals__["judge_floors"]

    def faulty(floors: Sequence[Floor], *args: object) -> object:
        if not all(floor.cameras for floor in floors):
            raise ZeroDivisionError("of the test")
        return real(floors, *args)

    monkeypatch.setitem(module.audit_school.__globals__, "judge_floors", faulty)
    city = audited(tmp_path, tmp_path / "out", crew)
    assert record(city, "east/c.yaml").problems[0].en == (
        "a fault of ours, report it: ZeroDivisionError: of the test"
    )
    assert city.whole.passed == 4
    monkeypatch.undo()
    assert record(audited(tmp_path, tmp_path / "out", crew), "east/c.yaml").verdict == "fail"


def test_a_file_that_kills_its_workers_is_named_as_given_up(tmp_path: Path) -> None:
    class Deadly(ThreadPoolExecutor):
        def submit(self, fn, task):  # type: ignore[no-untyped-def, override]
            return super().submit(self.die if task.path.name == "c.yaml" else fn, task)

        def die(self, task: SchoolTask) -> None:
            raise ChildProcessError

    write_small_city(tmp_path)
    with Deadly(1) as threads:
        city = audited(tmp_path, tmp_path / "out", Crew(threads, (ChildProcessError,), 2, True))
    assert record(city, "east/c.yaml").problems[0].en.startswith("given up")
    assert city.whole.passed == 4


def test_a_worker_of_another_version_ends_it(
    tmp_path: Path, crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_small_city(tmp_path)
    monkeypatch.setitem(audit_school.__globals__, "VERSION", "0.0.9")
    with pytest.raises(UnavailableError, match=r"a worker has Sightline 0\.0\.9, not "):
        audited(tmp_path, tmp_path / "out", crew)


def test_who_stops_it_is_told_how_far_it_came(tmp_path: Path, crew: Crew) -> None:
    write_small_city(tmp_path)

    def stopped(done: float, of: float | None) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedRunError, match="after 3 of 8 schools, which are kept"):
        audit_city(tmp_path, CityOptions(tmp_path / "out"), crew, stopped)


def test_a_folder_without_a_site_file_is_refused(tmp_path: Path, crew: Crew) -> None:
    with pytest.raises(InputError, match="holds no site file"):
        audited(tmp_path, tmp_path / "out", crew)


def test_no_more_than_a_record_comes_back_from_a_worker_and_it_keeps_nothing(
    tmp_path: Path,
) -> None:
    """In a process of its own, whose memory is its own: twenty more schools leave no trace."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from benchmarks.city_plans import city_of, site_text\n"
        "from dataclasses import replace\n"
        "from pipeline.config.profile_file import load_profile\n"
        "from pipeline.workflows.audit_school import school_record\n"
        "path, profile = Path(sys.argv[1]), load_profile('full-coverage')\n"
        "small = replace(city_of(1)[0], storeys=1, rooms=6, cameras=1)\n"
        "for number in range(25):\n"
        "    path.write_text(site_text(replace(small, number=number)), 'utf-8')\n"
        "    school_record(path, profile)\n"
        "    if number in (4, 24):\n"
        "        told = Path('/proc/self/status').read_text()\n"
        "        print(int(told.split('VmHWM:')[1].split()[0]) / 1024)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "site.yaml")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after_five_mb, after_all_mb = map(float, shown.split())
    assert after_all_mb < after_five_mb + 15.0
    assert after_all_mb < 400.0


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_in_another_encoding_is_spelt_out(tmp_path: Path, crew: Crew) -> None:
    """As of files that were unpacked from an archive of another system: 第 in GBK."""
    file = tmp_path / os.fsdecode(b"\xb5\xda1.yaml")
    file.write_text(seen("a", "East"), encoding="utf-8")
    (found,) = audited(tmp_path, tmp_path / "out", crew).records
    assert (found.path, found.verdict) == ("\\xb5\\xda1.yaml", "pass")


@pytest.mark.parametrize(
    ("said", "networked"),
    [([True, False, True], 2), ([True, None], None), ([], None), ([False], 0)],
)
def test_how_many_cameras_are_networked_is_known_where_each_says_so(
    said: list[bool | None], networked: int | None
) -> None:
    cameras = [SimpleNamespace(is_networked=each) for each in said]
    site = SimpleNamespace(cameras=lambda: cameras)
    assert networked_cameras(site) == networked  # type: ignore[arg-type]
