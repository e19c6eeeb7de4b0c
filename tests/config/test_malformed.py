"""Every malformed site file is refused with its line and remedy, in both languages."""

import re
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.config.site_file import load_site
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD, MALFORMED, Malformed
from tests.config.malformed_calendar import MALFORMED_CALENDARS
from tests.config.malformed_delivery import MALFORMED_DELIVERIES
from tests.config.malformed_space import MALFORMED_IN_SPACE

CHINESE = re.compile("[\u4e00-\u9fff]")
NOT_OURS = re.compile(r"pydantic|input should|extra inputs|field required|<class|Traceback", re.I)

ALL = (*MALFORMED, *MALFORMED_IN_SPACE, *MALFORMED_CALENDARS, *MALFORMED_DELIVERIES)
every_malformed_file = pytest.mark.parametrize("case", ALL, ids=str)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site.yaml"


def names(line: str, site: Path, case: Malformed) -> bool:
    """Tell whether a line of output blames the right line and says what is wanted."""
    place = f"{site}:{case.line}: " if case.line else f"{site}: "
    return line.startswith(place) and all(part in line for part in case.said)


def test_there_are_many_and_the_file_they_spoil_is_good(site: Path) -> None:
    site.write_text(GOOD, encoding="utf-8")
    assert len(load_site(site).cameras()) == 2
    assert len(ALL) >= 60
    assert len({case.name for case in ALL}) == len(ALL)


@every_malformed_file
@pytest.mark.fault("G1")
def test_loading_it_names_the_line_and_the_remedy(site: Path, case: Malformed) -> None:
    site.write_bytes(case.data)
    with pytest.raises(SiteFileError) as refused:
        load_site(site)
    lines = str(refused.value).split("\n")
    assert any(names(line, site, case) for line in lines), lines
    assert refused.value.exit_code == 3


@every_malformed_file
@pytest.mark.fault("P6")
def test_check_exits_3_and_prints_it(
    site: Path, case: Malformed, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write_bytes(case.data)
    assert main(["check", str(site), "--lang", "en"]) == 3
    out, err = capsys.readouterr()
    assert any(names(line, site, case) for line in out.splitlines())
    assert err == ""
    assert not NOT_OURS.search(out)
    assert "hunter2" not in out


@every_malformed_file
def test_check_says_the_same_in_chinese(
    site: Path, case: Malformed, capsys: pytest.CaptureFixture[str]
) -> None:
    site.write_bytes(case.data)
    assert main(["check", str(site), "--lang", "zh"]) == 3
    lines = capsys.readouterr().out.splitlines()
    assert all(CHINESE.search(line) for line in lines)
    assert any(
        line.startswith(f"{site}:{case.line}: " if case.line else f"{site}: ") for line in lines
    )


def test_several_problems_are_all_listed_in_the_order_of_lines(site: Path) -> None:
    spoiled = (
        GOOD.replace("[15, 8], [5, 8]", "[5, 8], [15, 8]")  # line 12: a bow-tie
        .replace("tilt_deg: 15", "tilt: 15")  # line 22: no such field
        .replace("position: [35, 19]", "position: [35, 50]")  # line 27: outside
        .replace("camera: cam-gate", "camera: cam-gat")  # line 35: no such camera
    )
    site.write_text(spoiled, encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_site(site)
    assert [problem.line for problem in refused.value.problems] == [12, 22, 27, 35]


def test_a_spoiled_camera_is_still_known_to_its_gate(site: Path) -> None:
    site.write_text(GOOD.replace("hfov_deg: 84", "hfov_deg: 410"), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_site(site)
    assert [problem.field for problem in refused.value.problems] == ["floors.0.cameras.0.hfov_deg"]


def test_a_thousand_problems_are_listed_and_no_more(site: Path) -> None:
    many = "".join(f"y{n}: 1\n" for n in range(1500))
    site.write_text(f"format: 1\n{many}", encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_site(site)
    assert len(refused.value.problems) == 1001
    assert str(refused.value).endswith("more problems are not listed; mend these first")
