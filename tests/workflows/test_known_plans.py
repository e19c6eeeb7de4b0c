"""A plan that is told by its changes is the plan that is sent as a whole, to the last digit."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.plan_change import with_cameras
from pipeline.config.profile_file import load_profile
from pipeline.config.site_again import ReadPlan
from pipeline.config.site_file import load_site
from pipeline.errors import SiteFileError, UnknownNameError
from pipeline.geometry.overlay import forget_faces
from pipeline.report.audit_json import audit_document
from pipeline.workflows.known_plans import MOST_EACH, MOST_WHOLE, KnownPlans
from pipeline.workflows.plan_numbers import PlanNumbers
from pipeline.workflows.site_desk import SiteDesk
from tests.web.serving import HALL, hall_in

Plain = dict[str, Any]
PROFILE = load_profile("full-coverage")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a hall of two storeys."""
    path = hall_in(tmp_path_factory.mktemp("hall"))
    storey = HALL[HALL.index("  - id: ground") : HALL.index("    # nothing")]
    for old in ("ground", "north", "pillar", "hall-zone", "cam-1", "cam-2"):
        storey = storey.replace(f"id: {old}", f"id: upper-{old}")
    path.write_text(HALL + storey, "utf-8")
    return path


numbers_of = st.floats(-1.0, 1.0, allow_nan=False, width=32)
steps = st.tuples(
    st.integers(0, 1),
    st.sampled_from(["move", "turn", "tilt", "widen", "add", "remove", "swap"]),
    st.integers(0, 2),
    numbers_of,
)


def done(value: Plain, step: tuple[int, str, int, float]) -> Plain:
    """Return a plan after a step, as its page would then send it as a whole."""
    at, kind, number, much = step
    value = json.loads(json.dumps(value))
    cameras = value["floors"][at]["cameras"]
    camera = cameras[number % len(cameras)] if cameras else None
    if kind == "add" or camera is None:
        x, y = 6.0 + 5.9 * much, 5.5 + 2.0 * much
        new = {"height_m": 3, "pan_deg": 360 * much, "tilt_deg": 30, "hfov_deg": 90}
        taken = [each["id"] for floor in value["floors"] for each in floor["cameras"]]
        name = next(f"new-{n}" for n in range(99) if f"new-{n}" not in taken)
        cameras.append({"id": name, "position": [x, y], "picture": [1920, 1080], **new})
    elif kind == "move":
        camera["position"] = [camera["position"][0] + much, camera["position"][1] + much / 2]
    elif kind == "remove":
        cameras.remove(camera)
    elif kind == "swap":
        cameras.reverse()
    else:
        field = {"turn": "pan_deg", "tilt": "tilt_deg", "widen": "hfov_deg"}[kind]
        camera[field] += 20 * much
    return value


def changes(before: Plain, now: Plain) -> dict[str, list[str | Plain]]:
    """Return what a page tells of two plans."""
    return {
        floor["id"]: [c["id"] if c in other["cameras"] else c for c in floor["cameras"]]
        for floor, other in zip(now["floors"], before["floors"], strict=True)
        if floor["cameras"] != other["cameras"]
    }


@settings(max_examples=6)
@given(st.lists(steps, min_size=1, max_size=4))
def test_however_cameras_change_the_numbers_are_those_of_the_whole(
    path: Path, asked: list[tuple[int, str, int, float]]
) -> None:
    desk, numbers = SiteDesk(path), PlanNumbers()
    plan = desk.read_plan(json.loads(json.dumps(desk.read().site)))
    numbers.of(plan.site, PROFILE)
    for step in asked:
        wanted = done(plan.value, step)
        value = with_cameras(plan.value, changes(plan.value, wanted))
        assert value == wanted
        try:
            plan = desk.read_after(plan, value)
        except SiteFileError as error:
            with pytest.raises(SiteFileError) as same:
                SiteDesk(path).plan(wanted)
            assert str(same.value) == str(error)
            continue
        found = audit_document(numbers.of(plan.site, PROFILE))
        forget_faces()
        whole = PlanNumbers().of(SiteDesk(path).plan(wanted), PROFILE)
        assert json.dumps(found) == json.dumps(audit_document(whole))


def test_what_has_not_changed_is_not_read_again(path: Path) -> None:
    """Added, taken away or put in another order, cameras leave the walls as they were read."""
    desk = SiteDesk(path)
    first = desk.read_plan(json.loads(json.dumps(desk.read().site)))
    plan = first
    for kind in ("add", "swap", "remove", "move"):
        wanted = done(plan.value, (0, kind, 0, 0.1))
        plan = desk.read_after(plan, with_cameras(plan.value, changes(plan.value, wanted)))
        assert plan.site.floors[0].occluders is first.site.floors[0].occluders
        assert plan.whole is first


def test_a_plan_that_was_sent_as_a_whole_keeps_no_walls_of_its_own(path: Path) -> None:
    """So many of them are known of each person; one with another wall keeps what it came with."""
    desk = SiteDesk(path)
    first = desk.read_plan(json.loads(json.dumps(desk.read().site)))
    wanted = done(first.value, (0, "turn", 0, 0.5))
    again = desk.read_plan(json.loads(json.dumps(wanted)))
    assert again.value == wanted != first.value
    walls = first.value["floors"][0]["occluders"]
    assert again.value["floors"][0]["occluders"] is walls
    assert again.value["floors"][1]["zones"] is first.value["floors"][1]["zones"]
    wanted["floors"][0]["occluders"][0]["thickness_m"] = 0.3
    other = desk.read_plan(wanted)
    assert other.value is wanted and other.whole is other


def test_a_new_camera_may_not_be_called_as_a_wall_that_stands_far_away(path: Path) -> None:
    desk = SiteDesk(path)
    before = desk.read_plan(json.loads(json.dumps(desk.read().site)))
    wanted = done(before.value, (0, "add", 0, -0.9))
    wanted["floors"][0]["cameras"][-1]["id"] = "UPPER-north"
    with pytest.raises(SiteFileError) as whole:
        SiteDesk(path).plan(wanted)
    with pytest.raises(SiteFileError) as told:
        desk.read_after(before, with_cameras(before.value, changes(before.value, wanted)))
    assert str(told.value) == str(whole.value) and "upper-north" in str(whole.value).lower()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"roof": []}, "floor 'roof'"), ({"ground": ["cam-1", "upper-cam-1"]}, "'upper-cam-1'")],
)
def test_what_the_plan_does_not_have_is_named(path: Path, change: Plain, words: str) -> None:
    before = SiteDesk(path).read().site
    kept = copy.deepcopy(before)
    with pytest.raises(UnknownNameError, match=words):
        with_cameras(before, change)
    assert before == kept


def read(path: Path) -> ReadPlan:
    return ReadPlan(SiteDesk(path).read().site, load_site(path))


def test_a_plan_is_known_to_whom_its_name_was_told_and_to_nobody_else(path: Path) -> None:
    known, plan = KnownPlans(), read(path)
    name = known.keep("Li", plan)
    assert known.of("Li", name) is plan
    for whose, other in (("Wang", name), ("Li", name[:-1]), ("Li", "")):
        with pytest.raises(UnknownNameError, match="as a whole"):
            known.of(whose, other)
    assert known.keep("Li", plan) != name


def test_a_few_plans_are_known_and_the_last_of_them(path: Path) -> None:
    known, plan = KnownPlans(), read(path)
    names = [known.keep("Li", plan) for _ in range(MOST_EACH + 1)]
    with pytest.raises(UnknownNameError):
        known.of("Li", names[0])
    assert all(known.of("Li", name) is plan for name in names[1:])
    # Others read whole plans, of which fewer are kept: each holds all of its walls.
    theirs = [known.keep(f"w{n}", read(path)) for n in range(MOST_WHOLE - 1)]
    assert known.of("Li", names[-1]) is plan
    known.keep("one more", read(path))
    with pytest.raises(UnknownNameError):
        known.of("w0", theirs[0])
    assert known.of("Li", names[-1]) is plan
