"""A site file that is to say something else: the least of its text changes, and it says that."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.site_merge import Merged, text_diff
from pipeline.config.site_merge import merged as merged_into
from pipeline.config.site_value import SiteValue
from pipeline.config.text_merge import is_same
from pipeline.config.yaml_gate import load_yaml, value_of

FLOORPLANS = Path(__file__).parents[2] / "floorplans"
DEMO = FLOORPLANS / "demo-school" / "site.yaml"
SITE = """\
# A hall, as we found it
format: 1
id: hall
name: Hall
calendar:   # of the town
  weekdays: [mon, tue]
  peaks:
    - {name: In, hours: 07:10-08:10}   # early
    - {name: Out, hours: 16:00-17:00}
floors:
  - id: ground            # the only one
    name: Ground
    outline: [[0, 0], [12, 0], [12, 8], [0, 8]]
    cameras:              # all that hang
      - id: cam-1         # by the door
        position: [0.2, 0.2]
        height_m: 3
        pan_deg: 35       # to be checked
        tilt_deg: 25
        hfov_deg: 84
        picture: [1920, 1080]
      # the spare one
      - {id: cam-2, position: [11, 7], height_m: 3, pan_deg: 200, tilt_deg: 25,
         hfov_deg: 84, picture: [1920, 1080]}   # spare
    # nothing below
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text(SITE, "utf-8")
    return path


def value(path: Path) -> Any:
    return copy.deepcopy(load_yaml(path).data)


def merged(path: Path, new: Any) -> Merged:
    """Return a file as it is now, made to say something else."""
    now = SiteValue("", path.read_bytes().decode("utf-8-sig"), load_yaml(path).data)  # type: ignore[arg-type]
    return merged_into(path, now, new)


def changed(before: str, after: str) -> list[str]:
    """Return the lines that were taken away and that came, without the head of the diff."""
    return [line for line in text_diff(before, after, "f").splitlines()[2:] if line[0] in "+-"]


def test_a_number_changes_and_the_comment_behind_it_stays(site: Path) -> None:
    new = value(site)
    new["floors"][0]["cameras"][0]["pan_deg"] = 90.5
    done = merged(site, new)
    assert done.has_comments
    assert changed(SITE, done.text) == [
        "-        pan_deg: 35       # to be checked",
        "+        pan_deg: 90.5       # to be checked",
    ]
    assert [(c.where, c.kind, c.value) for c in done.changes] == [
        (("floors", 0, "cameras", 0, "pan_deg"), "set", 90.5)
    ]


def test_a_corner_of_an_outline_changes_alone(site: Path) -> None:
    new = value(site)
    new["floors"][0]["outline"][2] = [12.5, 8]
    done = merged(site, new)
    assert "outline: [[0, 0], [12, 0], [12.5, 8], [0, 8]]" in done.text and done.has_comments


def test_a_camera_that_is_taken_away_takes_its_lines_and_no_others(site: Path) -> None:
    new = value(site)
    del new["floors"][0]["cameras"][0]
    done = merged(site, new)
    assert "by the door" not in done.text
    for kept in ("# all that hang", "# the spare one", "# spare", "# nothing below"):
        assert kept in done.text


def test_a_new_camera_stands_behind_the_one_it_follows(site: Path) -> None:
    new = value(site)
    added = {**new["floors"][0]["cameras"][1], "id": "cam-3"}
    new["floors"][0]["cameras"].insert(1, added)
    done = merged(site, new)
    assert [c["id"] for c in value_of(done.text)["floors"][0]["cameras"]] == [  # type: ignore[index]
        "cam-1",
        "cam-3",
        "cam-2",
    ]
    assert len(changed(SITE, done.text)) == 1


def test_the_last_cameras_leave_an_empty_list(site: Path) -> None:
    new = value(site)
    new["floors"][0]["cameras"] = []
    done = merged(site, new)
    assert "    cameras: []              # all that hang\n" in done.text
    assert "# nothing below" in done.text


def test_fields_come_and_go(site: Path) -> None:
    new = value(site)
    cameras = new["floors"][0]["cameras"]
    del cameras[0]["tilt_deg"]
    cameras[0]["roll_deg"] = 1
    del cameras[1]["id"]
    cameras[1] = {"id": "cam-2", **cameras[1], "fps": 25}
    del cameras[1]["height_m"]
    del new["calendar"]
    new["floors"][0]["zones"] = [
        {"id": "z-1", "kind": "gate", "name": "Yes: no", "ring": [[0, 0], [1, 0], [1, 1]]}
    ]
    done = merged(site, new)
    assert done.has_comments and value_of(done.text) == new
    assert "# of the town" not in done.text and "# to be checked" in done.text


def test_what_is_empty_is_not_written(site: Path) -> None:
    new = value(site)
    new["floors"][0]["zones"] = []
    new["floors"][0]["cameras"][0]["stream"] = None
    assert merged(site, new).text == SITE


def test_entries_that_changed_places_are_in_their_new_order(site: Path) -> None:
    new = value(site)
    new["floors"][0]["cameras"].reverse()
    done = merged(site, new)
    assert value_of(done.text) == new and "# nothing below" in done.text


def test_a_change_without_a_place_writes_the_file_anew(site: Path) -> None:
    site.write_text(SITE.replace("name: Hall", "? name\n: Hall"), "utf-8")
    new = value(site)
    del new["name"]
    new["floors"][0]["name"] = {"zh": "一层", "en": "Ground"}
    done = merged(site, new)
    assert is_same(value_of(done.text), new)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, Any]:
    """Return a site of ours and a value that it is to have, changed at random."""
    name = draw(st.sampled_from(["village-school", "kindergarten"]))
    path = FLOORPLANS / name / "site.yaml"
    new = value(path)
    for _ in range(draw(st.integers(1, 6))):
        _change(draw, new)
    return name, new


def _change(draw: st.DrawFn, part: Any) -> None:
    """Change something somewhere inside of a value."""
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if not isinstance(part[key], dict | list) or draw(st.integers(0, 4)) == 0:
            break
        part = part[key]
    what = draw(st.sampled_from(["set", "remove", "copy"]))
    if what == "remove" and len(part) > 1:
        del part[key]
    elif what == "copy" and isinstance(part, list):
        part.insert(draw(st.integers(0, len(part))), copy.deepcopy(part[key]))
    elif isinstance(part[key], int | float) and not isinstance(part[key], bool):
        part[key] = draw(st.floats(-1e4, 1e4).map(lambda x: round(x, 3)))
    elif isinstance(part[key], str) and key != "id":
        part[key] = draw(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
    elif isinstance(part, dict):
        part[f"new_{key}"] = copy.deepcopy(part[key])


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: pruned(each) for key, each in value.items() if each not in ([], None)}
    return [pruned(each) for each in value] if isinstance(value, list) else value


@settings(max_examples=20)
@given(edits())
def test_whatever_changes_the_file_says_it(asked: tuple[str, Any]) -> None:
    name, new = asked
    done = merged(FLOORPLANS / name / "site.yaml", new)
    assert is_same(pruned(value_of(done.text)), pruned(new))


def test_comments_of_the_demo_school_outlive_a_move_of_every_camera() -> None:
    new = value(DEMO)
    for floor in new["floors"]:
        for camera in floor["cameras"]:
            camera["position"] = [camera["position"][0] + 0.1, camera["position"][1]]
    done = merged(DEMO, new)
    before = DEMO.read_text("utf-8")
    assert done.has_comments and done.text.count("#") == before.count("#")
