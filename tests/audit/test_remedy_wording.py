"""Remedies as instructions: what to do, in which direction, by how much, and what comes of it."""

from dataclasses import replace

import pytest

from pipeline.audit.remedy_wording import INSTRUCTIONS, remedy_told, turn_told
from pipeline.domain.camera import Tolerance
from pipeline.domain.coverage import Remedy
from pipeline.report.typeface import missing_characters
from tests.shapes import camera

CAM = camera(0, 0, id="cam-3", hfov_deg=90.0)


def en(remedy: Remedy) -> str:
    return remedy_told(remedy, CAM).en


def zh(remedy: Remedy) -> str:
    return remedy_told(remedy, CAM).zh


@pytest.mark.parametrize(
    ("pan_deg", "tilt_deg", "told", "told_zh"),
    [
        (24, 5, "24° to the left (counter-clockwise) and 5° down", "向左（逆时针）转24°、向下转5°"),
        (-9, 0, "9° to the right (clockwise)", "向右（顺时针）转9°"),
        (0, -3.25, "3.2° up", "向上转3.2°"),
    ],
)
def test_turns_say_left_and_right_up_and_down(
    pan_deg: float, tilt_deg: float, told: str, told_zh: str
) -> None:
    turn = turn_told(pan_deg, tilt_deg)
    assert (turn.en, turn.zh) == (told, told_zh)


def test_a_remedy_says_whether_it_closes_what_it_leaves_and_what_it_loses() -> None:
    turn = Remedy("turn", "cam-3", pan_deg=24.0)
    assert en(turn).endswith("(counter-clockwise); this closes it")
    assert en(replace(turn, left_m2=1.2)).endswith("; this leaves slivers of 1.2 m²")
    lossy = replace(turn, lost_m2=3.4)
    assert en(lossy).endswith("; this closes it, but loses 3.4 m² that only it sees")
    assert zh(lossy).endswith("，可消除此处盲区，但会失去只有它看到的3.4 m²")


def test_what_would_read_zero_is_not_told() -> None:
    assert en(Remedy("turn", "cam-3", 9.0, left_m2=0.04, lost_m2=0.04)).endswith("closes it")


def test_a_lens_is_told_beside_the_one_that_is_there() -> None:
    lens = Remedy("lens", "cam-3", hfov_deg=45.0)
    assert en(lens) == "fit a lens of 45° to cam-3 (now 90°); this closes it"
    assert zh(lens) == "将cam-3换成视场角45°的镜头（现为90°），可消除此处盲区"
    assert "(now 90°) and turn it by 7° to the right" in en(replace(lens, pan_deg=-7.0))


def test_hanging_truer_says_than_what() -> None:
    sloppy = replace(CAM, tolerance=Tolerance(3.0, 2.0, 1.0, 0.2))
    told = remedy_told(Remedy("hang_truer", "cam-3"), sloppy)
    assert "hang cam-3 truer than the ±3° and ±0.2 m allowed for now" in told.en
    assert "±3°、±0.2 m更准" in told.zh


def test_hanging_truer_closes_a_spot_only_if_nothing_is_off() -> None:
    truer = Remedy("hang_truer", "cam-3")
    assert en(truer).endswith("; this closes it only if cam-3 hangs exactly as drawn")
    assert zh(truer).endswith("，仅当cam-3安装与图纸完全一致时可消除此处盲区")
    rest = replace(truer, left_m2=1.2)
    assert "leaves slivers of 1.2 m² only if cam-3 hangs exactly as drawn" in en(rest)


def test_what_hides_is_named_and_so_is_whose_mask_it_is() -> None:
    hedge = en(Remedy("clear", "cam-3", occluder_id="hedge-2"))
    assert hedge == "lower, trim or move hedge-2; this closes it"
    assert "privacy mask of cam-3" in en(Remedy("unmask", "cam-3"))


def test_adding_a_camera_promises_nothing() -> None:
    """Where it should hang was not computed, so nobody can say what it would leave."""
    assert "closes it" in en(Remedy("turn", "cam-3", 9.0))
    assert "this closes it" not in remedy_told(Remedy("add"), None).en


def test_adding_a_camera_is_told_truly_where_none_hangs() -> None:
    told = remedy_told(Remedy("add"), None)
    assert "near by" not in told.en
    assert "附近" not in told.zh


@pytest.mark.parametrize("kind", INSTRUCTIONS)
def test_every_remedy_can_be_told_with_and_without_its_camera(kind: str) -> None:
    remedy = Remedy(kind, "cam-3", 9.0, 1.0, 45.0, "hedge-2")  # type: ignore[arg-type]
    for known in (CAM, None):
        told = remedy_told(remedy, known)
        assert "None" not in told.zh + told.en
        assert told.zh.isascii() is False
        assert missing_characters([told.zh, told.en]) == ()
