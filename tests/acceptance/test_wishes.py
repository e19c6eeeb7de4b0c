"""Each wish of acceptance is shown by a command: all of them are run, and looked at.

`wishes.yaml` is the table; here it is walked through, in order, in one folder.
"""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.cli.main import main
from pipeline.config.yaml_gate import load_yaml
from pipeline.domain.step import COST
from pipeline.imaging.gate_scene import GateScene
from pipeline.sources.clip import encoded_clip
from tests.report.paper.read_back import pdf_text, squeezed, word_text
from tests.workflows.site_edits import edited_site, thing

HERE = Path(__file__).parent
WISHES: list[dict[str, Any]] = list(load_yaml(HERE / "wishes.yaml").data["wishes"])
DEMO = Path("floorplans/demo-school/site.yaml")
ROOM = """\
format: 1
id: one-room
name: {zh: 一间教室, en: One room}
floors:
  - id: ground
    name: {zh: 一层, en: Ground floor}
    outline: [[0, 0], [12, 0], [12, 8], [0, 8]]
    lit: [[[0, 0], [6, 0], [6, 8], [0, 8]]]
    zones:
      - id: hall
        kind: corridor
        name: {zh: 走廊, en: Hall}
        ring: [[0, 0], [12, 0], [12, 8], [0, 8]]
    cameras:
      - id: cam-1
        position: [0.1, 0.1]
        height_m: 3
        pan_deg: 35
        tilt_deg: 25
        hfov_deg: 84
        picture: [1920, 1080]
"""


HALL, NOOK = "ring: [[0, 0], [12, 0], [12, 8], [0, 8]]", "ring: [[1, 4], [3, 4], [3, 6], [1, 6]]"
TOILET = """\
    occluders:
      - {id: south, kind: wall, line: [[8, 0], [8, 3]]}
      - {id: north, kind: wall, line: [[8, 4.2], [8, 8]]}
    prohibited:
      - {id: wc, kind: toilet, name: 卫生间, ring: [[8, 0], [12, 0], [12, 8], [8, 8]]}
"""
"""Behind a wall with an open door, through which the camera looks; only a nook must be seen."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all that it printed."""

    code: int
    said: str


def typed(line: str) -> Outcome:
    """Run a command line as `sightline` would."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            code = main(line.split()[1:])
        except SystemExit as stopped:
            code = int(str(stopped.code))
    return Outcome(code, said.getvalue())


@pytest.fixture(scope="module")
def folder(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder in which all is typed, with what the table says that it holds."""
    place = tmp_path_factory.mktemp("acceptance")
    (place / "floorplans").symlink_to(root / "floorplans")
    (place / "room.yaml").write_text(ROOM, "utf-8")
    (place / "toilet.yaml").write_text(ROOM.replace(HALL, NOOK) + TOILET, "utf-8")
    scene = GateScene()
    pictures = (scene.render(60 + step / 5) for step in range(5))
    (place / "gate.mp4").write_bytes(encoded_clip(pictures, 5))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        patch.setenv("LANG", "zh_CN.UTF-8")
        patch.setenv("LC_ALL", "zh_CN.UTF-8")
        yield place


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> dict[str, Outcome]:
    """Return what each command of the table came to, by the id of its wish."""
    told = {}
    for number, wish in enumerate(WISHES):
        if "run" in wish:
            told[wish["id"]] = typed(wish["run"])
        if number == 0:
            steps = json.loads((folder / "audit/audit.json").read_text("utf-8"))["mending"]["steps"]
            (folder / "mended").mkdir()
            edited_site(DEMO, steps, folder / "mended")
    return told


def missing(wish: dict[str, Any], outcomes: dict[str, Outcome], folder: Path) -> list[str]:
    """Return what of a wish is not to be seen."""
    lacks = []
    if "run" in wish:
        outcome = outcomes[wish["id"]]
        if outcome.code != wish.get("code", 0):
            lacks.append(f"exit code {outcome.code}: {outcome.said[-300:]}")
        said = squeezed(outcome.said)
        lacks += [
            f"printed: {words}" for words in wish.get("see", ()) if squeezed(words) not in said
        ]
    for name, wanted in wish.get("files", {}).items():
        told = squeezed(text_of(folder / name))
        lacks += [f"{name}: {words}" for words in wanted if squeezed(words) not in told]
    return lacks


def text_of(path: Path) -> str:
    """Return what a file says, whatever it was made for."""
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return pdf_text(content)
    if path.suffix == ".docx":
        return word_text(content)
    if path.suffix == ".xlsx":
        sheets = load_workbook(io.BytesIO(content)).worksheets
        rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
        titles = "".join(sheet.title for sheet in sheets)
        return titles + "".join(str(value) for row in rows for value in row if value is not None)
    return unescape(content.decode("utf-8"))


def test_every_wish_is_shown_by_its_command(outcomes: dict[str, Outcome], folder: Path) -> None:
    found = {wish["id"]: missing(wish, outcomes, folder) for wish in WISHES}
    assert {name: lacks for name, lacks in found.items() if lacks} == {}


def test_what_is_not_there_is_missed(outcomes: dict[str, Outcome], folder: Path) -> None:
    """The control: a wish that nothing shows is found out, in its code, its words and its files."""
    wish = {**WISHES[0], "code": 0, "see": ["全部达标"], "files": {"audit/report.html": ["免检"]}}
    lacks = missing(wish, outcomes, folder)
    assert [told.partition(":")[0] for told in lacks] == [
        *("exit code 1", "printed", "audit/report.html"),
    ]


def test_the_table_is_whole() -> None:
    """Each wish once, with words in both languages, where it comes from, and something to see."""
    ids = [wish["id"] for wish in WISHES]
    assert len(set(ids)) == len(ids) > 30
    for wish in WISHES:
        assert all(wish[key].strip() for key in ("zh", "en", "from"))
        assert wish.get("see") or wish.get("files")
        assert set(wish) <= {"id", "zh", "en", "from", "run", "code", "see", "files"}


FIVE = "--standard 达到条款要求 --measure 按整改步骤 --person 安全员 --due 2099-12-31"


def test_the_demo_school_fails_is_mended_and_every_hazard_closes_by_proof(
    outcomes: dict[str, Outcome], folder: Path
) -> None:
    """Audit → registered → refused without proof → mended → audited → closed, all of them."""
    first = json.loads((folder / "audit/audit.json").read_text("utf-8"))
    later = json.loads((folder / "later/audit.json").read_text("utf-8"))
    assert (first["verdict"], first["mending"]["passes"], later["verdict"]) == (
        "fail",
        True,
        "pass",
    )
    assert later["summary"]["blind_spots"] == 0
    copy = f"--ledger {folder / 'story.db'}"
    assert typed(f"sightline ledger import audit/audit.json {copy}").code == 0
    found = json.loads(typed(f"sightline ledger list --json {copy}").said)["hazards"]
    # Ten blind spots, and seven violations beyond coverage.
    assert len(found) == 17
    assert sum(hazard["area_m2"] is not None for hazard in found) >= 10
    for hazard in found:
        assert hazard["missing"] == ["due", "person"]
        one = f"{hazard['id']} {copy}"
        assert typed(f"sightline ledger assign {one} {FIVE}").code == 0
        assert typed(f"sightline ledger rectified {one}").code == 0
        bare = typed(f"sightline ledger close {one}")
        assert bare.code == 3 and "没有证明不能销账" in bare.said
        early = typed(f"sightline ledger close {one} --proof audit/audit.json")
        assert early.code == 3 and "不晚于发现该隐患的审核" in early.said
        assert typed(f"sightline ledger close {one} --proof later/audit.json").code == 0
    ended = json.loads(typed(f"sightline ledger list --json {copy}").said)["hazards"]
    assert {hazard["state"] for hazard in ended} == {"closed"}
    assert {hazard["proof"]["sha256"] for hazard in ended} == {later["sha256"]}
    assert typed(f"sightline ledger verify {copy}").code == 0


@pytest.fixture(scope="module")
def steps(outcomes: dict[str, Outcome], folder: Path) -> list[dict[str, Any]]:
    """Return what the audit of the demo school says that it takes to pass."""
    audit = json.loads((folder / "audit/audit.json").read_text("utf-8"))
    return list(audit["mending"]["steps"])


@pytest.mark.parametrize("kind", ["turn", "connect", "disk"])
def test_one_step_left_out_and_it_does_not_pass(
    steps: list[dict[str, Any]], folder: Path, tmp_path: Path, kind: str
) -> None:
    """The control: steps of every kind are needed."""
    lacking = [step for step in steps if step["kind"] != kind]
    assert len(lacking) < len(steps)
    mended = edited_site(folder / DEMO, lacking, tmp_path)
    assert typed(f"sightline audit {mended} --profile gbt29315-2022").code == 1


def test_steps_come_in_the_order_of_cost_each_once(steps: list[dict[str, Any]]) -> None:
    costs = [COST[step["kind"]] for step in steps]
    assert costs == sorted(costs)
    edits = [repr(step["edits"]) for step in steps]
    assert len(set(edits)) == len(edits)


def test_added_cameras_are_recorded_and_connected_as_the_others(
    steps: list[dict[str, Any]], folder: Path
) -> None:
    assert any(step["kind"] == "add" for step in steps)
    mended = json.loads((folder / "mended/site.yaml").read_text("utf-8"))
    added = thing(mended, "cam-new-1")
    assert (added["recorder"], added["networked"], added["backup_min"]) == ("nvr-1", True, 60)
    assert "cam-new-1," in (folder / "mended/cameras.csv").read_text("utf-8").splitlines()
