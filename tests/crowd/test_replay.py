"""A review's records come to the same occupancy, faults and episodes whoever made them."""

import numpy as np

from pipeline.crowd.replay import Record
from pipeline.domain.crowding import DENSITIES_P_M2, Occupancy, PictureZone, whole_picture
from pipeline.domain.flow import GateFlow, GateLine
from pipeline.domain.health import HealthFault
from pipeline.domain.label import Label
from pipeline.domain.people_density import RecallCurve, ZoneGround
from tests.crowd.heard import HeardReplay

ZONES = (whole_picture((10, 20, 30, 40), "gate"), whole_picture(None, "yard"))


def replayed(records: list[Record], files: int = 1) -> HeardReplay:
    names = [f"{number}.mp4" for number in range(files)]
    replay = HeardReplay(ZONES, 5.0, "cam-1", names)
    for record in records:
        replay.take(record)
    return replay


def frames(start: int, stop: int, gate: int) -> list[Record]:
    return [{"frame": i, "t_s": i / 5, "counts": [gate, 1]} for i in range(start, stop)]


def end(end_s: float, corrupt: int = 0) -> Record:
    return {"end_s": end_s, "decoded": 100, "corrupt": corrupt}


def test_a_frame_gives_an_occupancy_and_a_tier_for_each_zone() -> None:
    replay = replayed(frames(0, 1, gate=3))
    assert replay.occupancy == [Occupancy(0.0, "gate", 3), Occupancy(0.0, "yard", 1)]
    assert replay.tiers == ["none", "not_evaluated"]


def test_the_second_file_follows_the_first_in_time() -> None:
    replay = replayed([*frames(0, 1, 0), end(20.0), *frames(2, 3, 0), end(4.0)], files=2)
    assert [entry.t_s for entry in replay.occupancy[::2]] == [0.0, 20.4]
    assert (replay.files, replay.end_s, replay.frames_decoded) == (2, 24.0, 200)
    assert replay.frames_analyzed == 2


def test_an_episode_goes_on_from_file_to_file() -> None:
    # 16 s are full 16.0 s after the first count: 10 s in the first file, 6 s in the second.
    replay = replayed([*frames(0, 50, 12), end(10.0), *frames(0, 50, 12), end(10.0)], files=2)
    (event,) = replay.events
    assert (event.start_s, event.changes[0].t_s) == (0.0, 16.0)
    assert (event.status, event.end_s) == ("interrupted", 20.0)


GIVEN_UP = Label("1.mp4：分析它的进程一再异常终止，已放弃", "1.mp4: given up")


def lost(end_s: float) -> Record:
    return {"end_s": end_s, "decoded": 0, "corrupt": 0, "lost": "given up"}


def test_nobody_knows_what_is_in_a_lost_file_and_the_next_one_follows_it_in_time() -> None:
    replay = replayed([*frames(0, 5, 12), end(1.0), lost(2.5), *frames(0, 1, 0), end(0.2)], files=3)
    gate = [entry for entry in replay.occupancy if entry.zone_id == "gate"]
    assert gate[5:8] == [Occupancy(t_s, "gate", None, "fault") for t_s in (1.0, 2.0, 3.0)]
    assert gate[8] == Occupancy(3.5, "gate", 0)
    assert replay.tiers[10:16:2] == ["unknown"] * 3
    assert replay.faults == (HealthFault("cam-1", "given_up", 1.0, 3.5, GIVEN_UP),)
    assert replay.frames_analyzed == 6


def test_a_file_lost_in_its_middle_is_unknown_from_there_on() -> None:
    replay = replayed([*frames(0, 8, 0), lost(3.0)])
    times_s = [entry.t_s for entry in replay.occupancy[::2]]
    assert times_s == [*(i / 5 for i in range(8)), 2.0]


def test_a_lost_file_of_unknown_length_is_unknown_all_the_same() -> None:
    replay = replayed([lost(0.0)])
    assert [entry.count for entry in replay.occupancy] == [None, None]


def test_where_to_go_on_is_known_at_any_moment() -> None:
    replay = replayed(frames(0, 8, 0), files=2)
    assert (replay.files, replay.last_index) == (0, 7)
    replay.take(end(2.0))
    assert (replay.files, replay.last_index) == (1, -1)


def test_frames_that_the_detector_failed_on_are_one_fault_and_unknown() -> None:
    failed: list[Record] = [
        {"frame": i, "t_s": i / 5, "fault": f"not finite {i}"} for i in range(5, 8)
    ]
    # The first of them says why.
    not_finite = Label("检测模型给出的数不是有限值", "not finite 5")
    replay = replayed([*frames(0, 5, 0), *failed, *frames(8, 10, 0), end(2.0)])
    assert replay.faults == (HealthFault("cam-1", "model_fault", 1.0, 1.6, not_finite),)
    assert replay.occupancy[10] == Occupancy(1.0, "gate", None, "fault")
    assert replay.tiers[8:12:2] == ["none", "unknown"]


def test_a_frame_whose_detector_could_give_no_more_is_saturated() -> None:
    frame = {"frame": 0, "t_s": 0.0, "counts": [7, 2], "saturated": True}
    replay = replayed([frame, {"frame": 5, "t_s": 0.2, "counts": [7, 2]}, end(2.0)])
    gate = [entry for entry in replay.occupancy if entry.zone_id == "gate"]
    assert [(one.count, one.told_quality) for one in gate] == [(7, "saturated"), (7, "ok")]


def test_a_fault_that_lasts_to_the_end_ends_with_the_footage() -> None:
    replay = replayed([{"frame": 0, "t_s": 0.0, "fault": "broken"}, end(2.0)])
    assert replay.faults[0].end_s == 2.0


def test_packets_that_could_not_be_decoded_are_a_fault_of_their_file() -> None:
    replay = replayed([end(2.0), end(3.0, corrupt=7)], files=2)
    (fault,) = replay.faults
    assert (fault.kind, fault.start_s, fault.end_s) == ("corrupt", 2.0, 5.0)
    assert fault.detail.en.startswith("1.mp4: 7 packets")


def walking(frames: int, fps: float = 5.0) -> list[Record]:
    """Return somebody who walks down a picture of 640 x 360, 12 pixels a frame."""
    return [
        {
            "frame": step,
            "t_s": step / fps,
            "counts": [1, 1],
            "size": [640, 360],
            "boxes": [[300.0, 12.0 * step, 340.0, 100.0 + 12.0 * step, 0.9]],
        }
        for step in range(frames)
    ]


def walked(records: list[Record]) -> GateFlow:
    line = GateLine("line-1", Label("线", "line"), (0.0, 0.5), (1.0, 0.5), 2.0)
    replay = HeardReplay(ZONES, 5.0, "cam-1", ["0.mp4", "1.mp4"], lines=[line])
    for record in records:
        replay.take(record)
    (flow,) = replay.flows
    return flow


def test_who_walks_over_a_line_is_counted_and_the_time_that_people_were_followed() -> None:
    # The feet are at 180 pixels after 6.7 frames, and clear of it after 9.
    flow = walked(walking(16))
    assert (flow.people, round(flow.watched_s, 3)) == ((1, 0), 3.0)
    assert flow.peak_per_min_m == (0.5, 0.0)


def test_a_walk_from_file_to_file_is_one() -> None:
    records = walking(16)
    rest: list[Record] = [{**each, "t_s": each["t_s"] - 1.4} for each in records[7:]]
    assert walked([*records[:7], end(1.4), *rest]).people == (1, 0)


def test_pictures_too_far_apart_are_no_time_in_which_anybody_was_followed() -> None:
    assert walked(walking(16, fps=0.5)).watched_s == 0.0


def test_pictures_of_another_size_begin_anew() -> None:
    records = walking(16)
    other: list[Record] = [{**each, "size": [1280, 720]} for each in records[7:]]
    assert walked([*records[:7], *other]).people == (0, 0)


def test_what_the_work_cost_is_added_up_over_all_runs() -> None:
    replay = replayed([{"spent": [1.5, 2.0]}, {"spent": [0.5, 0.25]}])
    assert (replay.wall_s, replay.cpu_s) == (2.0, 2.25)


def test_two_zones_do_not_share_an_episode() -> None:
    zones = (whole_picture((10, 20, 30, 40), "a"), whole_picture((10, 20, 30, 40), "b"))
    replay = HeardReplay(zones, 5.0, "cam-1", ["0.mp4"])
    for record in [*frames(0, 100, 12), end(20.0)]:
        replay.take(record)
    assert [event.zone_id for event in replay.events] == ["a"]


def jumped(step_s: float) -> HeardReplay:
    """Return 10 s of a crowd, a jump of the clock, and 10 s of a crowd."""
    behind = [dict(record) for record in frames(50, 100, 45)]
    behind[0]["jump"] = [10.0, step_s]
    return replayed([*frames(0, 50, 45), *behind, end(20.0)])


def test_two_short_crowds_an_hour_apart_are_not_one_long_crowd() -> None:
    # Red takes 12 s, and neither side of the jump has more than 10 s. Control: without it, red.
    replay = jumped(3600.1)
    assert (replay.events, set(replay.tiers[::2])) == ((), {"unknown"})
    (fault,) = replay.faults
    assert (fault.kind, fault.start_s, fault.end_s) == ("clock_jump", 10.0, 10.0)
    assert "0.mp4: the clock of the recording jumps by 3600.1 s" in fault.detail.en
    (event,) = replayed([*frames(0, 100, 45), end(20.0)]).events
    assert event.peak_tier == "red"


def test_an_episode_is_interrupted_where_the_clock_jumps() -> None:
    record: Record = {"frame": 100, "t_s": 20.0, "counts": [0, 0], "jump": [20.0, -500.0]}
    (event,) = replayed([*frames(0, 100, 45), record]).events
    assert (event.status, event.end_s) == ("interrupted", 20.0)


def test_a_shorter_jump_is_told_but_ends_nothing_and_disorder_is_not_told() -> None:
    assert [fault.kind for fault in jumped(19.0).faults] == ["clock_jump"]
    assert jumped(-0.2).faults == ()
    assert len(jumped(19.0).events) == len(jumped(-0.2).events) == 1


def test_a_jump_behind_the_last_sampled_frame_is_told_too() -> None:
    replay = replayed([*frames(0, 1, 0), {**end(9.0), "jump": [8.0, 60.0]}])
    assert [fault.start_s for fault in replay.faults] == [8.0]


RHO = np.linspace(0.0, 6.0, 601)
FALLING = np.exp(-RHO / 2.0)
GROUND = ZoneGround("gate", 100.0, RecallCurve(RHO, FALLING, FALLING, FALLING))
"""At most 0.736 people per m² are found, where there are 2."""


def on_ground(seconds: int, found: int, overlapping: float, start: int = 0) -> list[Record]:
    """Return records of a gate whose ground is known, and of a yard whose ground is not."""
    shown = [[found, overlapping, 0.5, None], None]
    return [
        {"frame": n, "t_s": float(n), "counts": [found, 1], "ground": shown}
        for n in range(start, start + seconds)
    ]


def replayed_on_ground(records: list[Record]) -> HeardReplay:
    gate = PictureZone("gate", ZONES[0].label, ZONES[0].ring, None, DENSITIES_P_M2)
    replay = HeardReplay((gate, ZONES[1]), 1.0, "cam-1", ["0.mp4"], grounds=[GROUND])
    for record in records:
        replay.take(record)
    return replay


def test_people_on_known_ground_have_a_density() -> None:
    # 61 are found of 100 on 100 m², as 61 = 100·exp(-½).
    replay = replayed_on_ground(on_ground(40, 61, 0.0))
    gate, yard = replay.occupancy[-2:]
    assert gate.density_p_m2 is not None and abs(gate.density_p_m2 - 1.0) < 0.02
    assert (yard.density_p_m2, yard.count) == (None, 1)
    assert replay.tiers[-2] == "blue"


def test_a_gate_that_is_saturated_stays_so_from_record_to_record() -> None:
    # 70 of at most 74 that cover each other: at first a density, beyond measure from 6 s on.
    records = [*on_ground(10, 70, 0.9), *on_ground(100, 40, 0.9, start=10)]
    replay = replayed_on_ground(records)
    gate = replay.occupancy[::2]
    assert gate[0].density_p_m2 is not None and not gate[0].saturated
    assert all(entry.saturated and entry.density_p_m2 is None for entry in gate[10:])
    assert set(replay.tiers[::2][10:]) == {"yellow"}
    assert replay.events[0].saturated


def test_a_fault_on_known_ground_is_no_density() -> None:
    replay = replayed_on_ground([{"frame": 0, "t_s": 0.0, "fault": "not finite"}])
    assert replay.occupancy[0] == Occupancy(0.0, "gate", None, "fault")


def test_a_full_list_saturates_known_ground_after_a_while_and_any_other_zone_at_once() -> None:
    records = [{**record, "saturated": True} for record in on_ground(20, 30, 0.0)]
    replay = replayed_on_ground(records)
    gate, yard = replay.occupancy[::2], replay.occupancy[1::2]
    assert [entry.saturated for entry in gate[:5]] == [False, False, False, True, True]
    assert all(entry.saturated for entry in yard)
    assert replay.tiers[-2:] == ["yellow", "not_evaluated"]
