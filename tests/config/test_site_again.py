"""A plan like the one before is read as if it were read as a whole."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.embedded import embedded
from pipeline.config.site_again import ReadPlan, read_plan
from pipeline.config.site_file import site_of_value
from pipeline.config.yaml_gate import load_yaml
from pipeline.errors import SiteFileError

Plain = dict[str, Any]


def demo() -> tuple[Plain, Path]:
    path = embedded("floorplans/demo-school/site.yaml")
    value = load_yaml(path).data
    # As a page sends it.
    return json.loads(json.dumps(value)), path


def again(value: Plain, path: Path, before: ReadPlan) -> ReadPlan:
    return read_plan(value, path, copy.deepcopy, [before])


def test_a_plan_with_one_camera_moved_is_the_same_either_way() -> None:
    value, path = demo()
    before = read_plan(value, path, copy.deepcopy, [])
    chance = random.Random(7)
    for _ in range(6):
        moved = copy.deepcopy(value)
        camera = chance.choice(moved["floors"][0]["cameras"])
        camera["pan_deg"] = chance.uniform(-180, 180)
        found = again(moved, path, before)
        assert found.site == site_of_value(moved, path)
        assert found.site.floors[0].occluders is before.site.floors[0].occluders


def test_a_plan_with_another_wall_is_read_as_a_whole() -> None:
    value, path = demo()
    before = read_plan(value, path, copy.deepcopy, [])
    changed = copy.deepcopy(value)
    changed["floors"][0]["occluders"].pop()
    found = again(changed, path, before)
    assert found.site == site_of_value(changed, path)
    assert len(found.site.floors[0].occluders) < len(before.site.floors[0].occluders)


@pytest.mark.parametrize(
    "fault",
    [
        {"position": [1e9, 0.0]},
        {"position": [10**400, 0.0]},
        {"position": [0.0, -(10**400)]},
        {"position": "here"},
        {"position": [float("nan"), 0.0]},
        {"tilt_deg": "down"},
        {"pan_degrees": 5.0},
        {"height_m": None},
    ],
)
def test_what_is_wrong_is_told_as_of_the_whole(fault: Plain) -> None:
    value, path = demo()
    before = read_plan(value, path, copy.deepcopy, [])
    wrong = copy.deepcopy(value)
    wrong["floors"][0]["cameras"][2] |= fault
    with pytest.raises(SiteFileError) as whole:
        site_of_value(wrong, path)
    with pytest.raises(SiteFileError) as quick:
        again(wrong, path, before)
    assert str(quick.value) == str(whole.value)


def test_a_camera_is_not_put_into_a_wall_unseen() -> None:
    """The wall it is put into stands far from where it was."""
    value, path = demo()
    before = read_plan(value, path, copy.deepcopy, [])
    solid = {
        "id": "block",
        "kind": "building",
        "ring": [[30.0, 20.0], [36.0, 20.0], [36.0, 26.0], [30.0, 26.0]],
    }
    built = copy.deepcopy(value)
    built["floors"][0]["occluders"].append(solid)
    before = read_plan(built, path, copy.deepcopy, [])
    inside = copy.deepcopy(built)
    inside["floors"][0]["cameras"][0]["position"] = [33.0, 23.0]
    with pytest.raises(SiteFileError, match="block"):
        again(inside, path, before)


@pytest.mark.parametrize("way", ["floors.0.cameras.0.height_m", "floors.0.outline.0.0", "format"])
def test_true_is_no_one(way: str) -> None:
    """Python holds them for equal; a site file does not."""
    value, path = demo()
    *to, last = [int(part) if part.isdigit() else part for part in way.split(".")]
    holder: Any = value
    for part in to:
        holder = holder[part]
    holder[last] = 1
    before = read_plan(value, path, copy.deepcopy, [])
    wrong = copy.deepcopy(value)
    holder = wrong
    for part in to:
        holder = holder[part]
    holder[last] = True
    with pytest.raises(SiteFileError, match=str(last)):
        again(wrong, path, before)
    same = copy.deepcopy(value)
    assert again(same, path, before).site == before.site
