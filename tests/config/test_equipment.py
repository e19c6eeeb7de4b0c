"""Recorders, devices, gates' widths and the list of cameras in a site file."""

from pathlib import Path

import pytest
from shapely import LineString, Point

from pipeline.config.site_file import load_site
from pipeline.errors import SiteFileError
from tests.config.malformed import GOOD

EQUIPPED = (
    GOOD.replace(
        "floors:",
        "pupils: 850\nrecorders: [{id: nvr-1, disk_tb: 16, intake_mbps: 160, backup_min: 60}]\n"
        "camera_list: cameras.csv\nfloors:",
    )
    .replace(
        "        picture: [2560, 1440]\n",
        "        picture: [2560, 1440]\n        fps: 25\n        bitrate_mbps: 4\n"
        "        recorder: nvr-1\n        networked: false\n        backup_min: 30\n",
    )
    .replace("name: 东门, ring", "name: 东门, clear_width_m: 6, ring")
    + """\
    devices:
      - {id: sos-1, kind: emergency_button, position: [6, 1]}
      - {id: beam-1, kind: intrusion_detector, line: [[0, 0], [60, 0]], range_m: 1}
      - id: pir-1
        kind: intrusion_detector
        position: [0, 40]
        range_m: 12
        pan_deg: 315
        spread_deg: 110
"""
)
LIST = "编号,名称\ncam-gate,东门\n,\ncam-yard,操场\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "cameras.csv").write_text(LIST, "utf-8")
    return tmp_path / "site.yaml"


def refused(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(SiteFileError) as error:
        load_site(file)
    return str(error.value).replace(f"{file.parent}/", "")


def test_all_of_it_is_read(file: Path) -> None:
    file.write_text(EQUIPPED, "utf-8")
    site = load_site(file)
    (recorder,) = site.recorders
    assert (site.pupils, recorder.id, recorder.disk_tb) == (850, "nvr-1", 16)
    assert (recorder.intake_mbps, recorder.backup_min) == (160, 60)
    gate, yard = site.cameras()
    assert (yard.fps, yard.bitrate_mbps, yard.recorder_id) == (25, 4, "nvr-1")
    assert (yard.is_networked, yard.backup_min) == (False, 30)
    assert (gate.fps, gate.is_networked, gate.recorder_id) == (None, None, None)
    assert site.floors[0].zones[0].clear_width_m == 6
    button, beam, cone = site.floors[0].devices
    assert (button.place, button.range_m) == (Point(6, 1), None)
    assert (beam.place, beam.range_m) == (LineString([(0, 0), (60, 0)]), 1)
    assert (cone.pan_deg, cone.spread_deg) == (315, 110)
    assert [(row.id, row.line) for row in site.camera_list or ()] == [
        ("cam-gate", 2),
        ("cam-yard", 4),
    ]


def test_a_list_that_a_spreadsheet_saved_in_chinese_is_read(file: Path) -> None:
    (file.parent / "cameras.csv").write_bytes(LIST.encode("gb18030"))
    file.write_text(EQUIPPED, "utf-8")
    assert len(load_site(file).camera_list or ()) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "recorder: nvr-1",
            "recorder: nvr-2",
            "recorder: the site has no recorder 'nvr-2'; did you",
        ),
        ("id: sos-1", "id: cam-gate", "the id 'cam-gate' is taken by line"),
        ("position: [6, 1]", "position: [6, -1]", "devices.0.position: is 1 m outside"),
        ("[[0, 0], [60, 0]]", "[[0, 0], [63, 0]]", "devices.1.line: is 3 m outside"),
        ("position: [6, 1]", "position: [6, 1], range_m: 3", "range_m: only an intrusion_detector"),
        (
            "[60, 0]], range_m: 1",
            "[60, 0]]",
            "devices.1.range_m: missing; take its range in metres",
        ),
        ("position: [6, 1]", "name: SOS", "devices.0: give either position or line"),
        ("kind: emergency_button", "kind: button", "devices.0.kind: must be one of"),
        ("disk_tb: 16", "disk_tb: 0", "recorders.0.disk_tb: must lie strictly between 0"),
        ("networked: false", "networked: 0", "networked: must be true or false, got 0"),
        ("pupils: 850", "pupils: 8.5", "pupils: must be a whole number"),
        ("clear_width_m: 6", "clear_width_m: 0", "zones.0.clear_width_m: must lie strictly"),
        (
            "list: cameras.csv",
            "list: ../cameras.csv",
            "camera_list: must be a relative path inside",
        ),
        ("list: cameras.csv", "list: none.csv", "none.csv: no such file; check the path"),
    ],
)
def test_a_slip_names_field_and_remedy(file: Path, old: str, new: str, said: str) -> None:
    assert old in EQUIPPED
    assert said in refused(file, EQUIPPED.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\na\n", "cameras.csv:1: the first line must name a column of ids (id, 编号"),
        ("", "cameras.csv:1: the first line must name a column of ids"),
        ("id\ncam-gate\nCAM\ncam-gate\n", "cameras.csv:4: the camera 'cam-gate' is on line 2"),
    ],
)
def test_a_bad_list_names_its_line(file: Path, text: str, said: str) -> None:
    (file.parent / "cameras.csv").write_text(text, "utf-8")
    assert said in refused(file, EQUIPPED)
