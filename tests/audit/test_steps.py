"""Steps: what a fitter is told, what becomes of the site file, and the site once it is done."""

from dataclasses import replace

from pipeline.audit.applied import applied
from pipeline.audit.step_wording import edits_of, entry_of, step_of
from pipeline.audit.untried import untried_steps
from pipeline.domain.change import Change
from pipeline.domain.label import Label
from pipeline.domain.lens import Lens
from pipeline.domain.step import COST, Edit, Step
from tests.audit.rules.asked import NVR, hung, school
from tests.report.samples import COVERAGE, FINDING, audited_room
from tests.shapes import camera

OLD = camera(0, 0, id="cam-3", pan_deg=10.0, tilt_deg=15.0, hfov_deg=108.0)


def change(kind: str, **after: object) -> Change:
    return Change(kind, "ground", ("yard",), OLD, replace(OLD, **after))


def test_a_turn_is_told_with_its_zone_and_is_two_fields_at_most() -> None:
    step = step_of(change("turn", pan_deg=34.0), {"yard": Label("操场", "Yard")})
    assert step.told.en == "turn cam-3 by 24° to the left (counter-clockwise) (Yard)"
    assert step.told.zh == "将cam-3向左（逆时针）转24°（操场）"
    assert step.edits == (Edit("cam-3", "pan_deg", 34.0),)


def test_a_lens_keeps_its_projection_in_the_site_file() -> None:
    assert edits_of(change("lens", lens=Lens(70.0))) == [Edit("cam-3", "hfov_deg", 70.0)]
    fisheye = replace(OLD, lens=Lens(150.0, "equidistant"))
    assert entry_of(fisheye)["lens"] == {"hfov_deg": 150.0, "projection": "equidistant"}


def test_an_added_camera_is_a_whole_entry() -> None:
    added = Change("add", "ground", ("yard",), after=OLD)
    (edit,) = edits_of(added)
    assert (edit.of, edit.field, edit.adds) == ("ground", "cameras", True)
    assert "add a camera cam-3 at (0, 0), 3 m high, pan 10°" in step_of(added, {}).told.en


def test_what_is_cleared_or_lit_is_an_edit_too() -> None:
    cleared = Change("clear", "ground", ("yard",), occluder_id="hedge-1")
    assert edits_of(cleared) == [Edit("hedge-1", "removed", True)]
    lit = Change("light", "ground", ("yard",), lit=COVERAGE.blind_spots[0].region)
    (edit,) = edits_of(lit)
    assert (edit.of, edit.field, edit.adds) == ("ground", "lit", True)


def test_remedies_of_spots_and_findings_are_listed_once_the_cheapest_first() -> None:
    room = audited_room()
    disk = Step("disk", Label("盘", "disk"), (Edit("nvr", "disk_tb", 9.0),))
    twice = [replace(FINDING, steps=(disk,)), replace(FINDING, id="other", steps=(disk,))]
    steps = untried_steps(room.site, room.floors, twice)
    assert [step.kind for step in steps] == ["turn", "disk"]
    assert steps[0].told.en.startswith("Yard: turn cam-1 by 24° to the left")


def test_words_cost_less_than_disks_and_those_less_than_walls() -> None:
    assert COST["list"] < COST["turn"] < COST["lens"] < COST["disk"] < COST["add"] < COST["build"]


def test_edits_are_made_on_the_nouns() -> None:
    held = school(hung("a", fps=15.0), recorders=(NVR,), listed=("a", "old"))
    button = {"id": "sos", "kind": "emergency_button", "position": [1.0, 2.0]}
    edits = [
        Edit("a", "fps", 25.0),
        Edit("a", "networked", True),
        Edit("a", "picture", [1920, 1080]),
        Edit("nvr", "disk_tb", 12.5),
        Edit("zone", "clear_width_m", 7.0),
        Edit("ground", "devices", button, adds=True),
        Edit("school", "camera_list", {"id": "b"}, adds=True),
        Edit("school", "camera_list", {"id": "old", "struck": True}, adds=True),
    ]
    done = applied(held, edits)
    (cam,) = done.cameras()
    assert (cam.fps, cam.is_networked, cam.width_px, cam.height_px) == (25.0, True, 1920, 1080)
    assert done.recorders[0].disk_tb == 12.5
    assert done.floors[0].zones[0].clear_width_m == 7.0
    assert [device.id for device in done.floors[0].devices] == ["sos"]
    assert [row.id for row in done.camera_list or ()] == ["a", "b"]
