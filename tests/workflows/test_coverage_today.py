"""Coverage today: what fails takes its view out of the plan, and what nobody watches does too."""

from collections.abc import Mapping

import pytest
from shapely import box

from pipeline.domain.site import Site
from pipeline.domain.today import CameraState, CoverageToday
from pipeline.report.today_json import today_document
from pipeline.report.today_wording import today_lines
from pipeline.workflows.coverage_today import FRESH_S, SiteToday
from tests.shapes import CORRIDOR, camera, clause, floor, label, profile, wall

SEE = profile(clause(plane_m=1.0))
WIDE = {"height_m": 1.0, "hfov_deg": 170, "picture": (40000, 20000)}
WEST = camera(0.005, 2, id="west", **WIDE)  # type: ignore[arg-type]
EAST = camera(9.995, 2, id="east", pan_deg=180, **WIDE)  # type: ignore[arg-type]
NOW = 10_000.0
WELL = {id_: CameraState(id_, NOW - 1, NOW - 1) for id_ in ("west", "east")}


def hall(*streamed: str, parted: bool = False) -> SiteToday:
    """Two cameras at the ends of a hall; a wall may part it, so that each is alone in its half."""
    occluders = (wall(box(4, 0, 6, 4)),) if parted else ()
    plan = floor(CORRIDOR, WEST, EAST, occluders=occluders)
    site = Site("school", label("school"), (plan,))
    return SiteToday(site, SEE, streamed or ("west", "east"))


def at(site: SiteToday, states: Mapping[str, CameraState], now_s: float = NOW) -> CoverageToday:
    known = [state.known_s for state in states.values() if state.known_s is not None]
    return site.at(states, max(known, default=None), now_s)


def offline(camera_id: str, since_s: float) -> CameraState:
    return CameraState(camera_id, NOW - 1, since_s, ("offline",), since_s)


def test_where_all_are_well_today_is_the_plan() -> None:
    today = at(hall(parted=True), WELL)
    assert (today.word, today.spots) == ("well", ())
    assert (
        today.planned_m2
        == today.covered_m2
        == today.confirmed_m2
        == pytest.approx(32 - 2 * 0.37, abs=0.02)
    )


def test_a_failing_camera_leaves_its_half_open_since_it_fails() -> None:
    today = at(hall(parted=True), WELL | {"east": offline("east", 9_000.0)})
    (spot,) = today.spots
    assert (today.word, spot.camera_ids, spot.since_s) == ("failing", ("east",), 9_000.0)
    assert today.planned_m2 - today.covered_m2 == pytest.approx(spot.area_m2, abs=0.4)
    assert today.covered_m2 == today.confirmed_m2


def test_what_two_see_opens_when_the_second_fails() -> None:
    """One of them alone opens nothing; both do, since the later of both times."""
    one = at(hall(), WELL | {"west": offline("west", 8_000.0)})
    both = at(hall(), {"west": offline("west", 8_000.0), "east": offline("east", 9_500.0)})
    assert (one.word, one.spots) == ("failing", ())
    (spot,) = both.spots
    assert (spot.camera_ids, spot.since_s, both.covered_m2) == (("west", "east"), 9_500.0, 0.0)


def test_a_watch_that_is_not_running_is_never_well() -> None:
    """The last second of it is an hour old: nobody knows anything, least of all that it is well."""
    old = {id_: CameraState(id_, NOW - 3600, NOW - 3600) for id_ in WELL}
    today = at(hall(parted=True), old)
    assert (today.word, today.watched_s) == ("not_watched", NOW - 3600)
    assert (today.covered_m2, today.confirmed_m2) == (0.0, 0.0)
    assert {(spot.since_s) for spot in today.spots} == {NOW - 3600}
    assert "NOT WATCHED since" in next(today_lines(today, "en"))


def test_a_store_of_the_future_is_not_believed() -> None:
    """Whose clock was put back cannot tell how old its last second is."""
    ahead = {id_: CameraState(id_, NOW + 3600, NOW + 3600) for id_ in WELL}
    assert at(hall(), ahead).word == "not_watched"


@pytest.mark.parametrize(("age_s", "word"), [(FRESH_S, "well"), (FRESH_S + 1, "not_watched")])
def test_what_is_fresh_is_known(age_s: float, word: str) -> None:
    aged = {id_: CameraState(id_, NOW - age_s, NOW - age_s) for id_ in WELL}
    assert at(hall(), aged).word == word


def test_one_camera_that_is_not_watched_covers_nothing() -> None:
    today = at(hall(parted=True), WELL | {"east": CameraState("east")})
    (spot,) = today.spots
    assert (today.word, spot.camera_ids, spot.since_s) == ("failing", ("east",), None)
    assert [camera.word for camera in today.cameras] == ["well", "not_watched"]


def test_who_is_not_watched_is_taken_as_planned_where_only_failures_count() -> None:
    """East fails, and nobody watches west, who may see the hall: nothing is open by failure."""
    site = hall()
    today = at(site, {"east": offline("east", 9_000.0)})
    assert len(today.spots) == 1
    assert site.failing_alone(today).spots == ()


def test_a_camera_without_a_stream_is_taken_as_planned_and_not_confirmed() -> None:
    today = at(hall("west", parted=True), {"west": WELL["west"]})
    assert (today.word, today.spots) == ("well", ())
    assert today.covered_m2 == today.planned_m2
    assert today.confirmed_m2 == pytest.approx(today.planned_m2 / 2, abs=0.1)


@pytest.mark.parametrize("kind", ["low_fps", "model_fault"])
def test_faults_that_do_not_blind_leave_the_view(kind: str) -> None:
    slow = CameraState("east", NOW - 1, NOW - 1, (kind,), 9_000.0)  # type: ignore[arg-type]
    today = at(hall(parted=True), WELL | {"east": slow})
    assert (today.word, today.spots, today.covered_m2) == ("failing", (), today.planned_m2)


def test_a_plan_that_asks_for_nothing_is_not_told_as_covered() -> None:
    nothing = profile(clause(kinds=("playground",), plane_m=1.0))
    site = Site("school", label("school"), (floor(CORRIDOR, WEST, EAST),))
    today = at(SiteToday(site, nothing, ("west", "east")), WELL)
    told = "\n".join(today_lines(today, "en"))
    assert "asks for no place" in told
    assert "% covered" not in told


def test_machines_and_people_are_told_the_same() -> None:
    today = at(hall(parted=True), WELL | {"east": offline("east", NOW - 7200.0)})
    document = today_document(today)
    (spot,) = document["blind_spots"]
    assert (document["status"], document["failing"]) == ("failing", ["east"])
    assert spot["cameras"] == [{"id": "east", "status": "failing"}]
    assert spot["since_s"] == NOW - 7200.0
    assert 6.0 <= spot["x_m"] <= 10.0
    zh, en = ("\n".join(today_lines(today, language)) for language in ("zh", "en"))  # type: ignore[arg-type]
    for words in ("有故障", "今日覆盖率", "离线", "2 小时", "盲区"):
        assert words in zh
    for words in ("failing", "covered today", "offline", "2 h", "m² blind"):
        assert words in en
