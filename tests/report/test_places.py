"""Names for ids: a zone is found by its id, with its floor, and under a clause."""

from pipeline.domain.label import Label
from pipeline.report.places import first_numbers, name_of, names_of, numbered_spots
from tests.report.samples import SPOT, audited_room


def test_things_are_found_by_every_id_that_an_audit_uses() -> None:
    names = names_of(audited_room())
    assert names["yard-1"] == names["ground/yard-1"] == Label("活动区", "Yard")
    assert names["cam-1"].en == "south-west"
    assert names["toilet-1"].zh == "卫生间"
    assert names["yard-1.F-01"].zh == "活动区（F-01）"


def test_unknown_id_is_its_own_name() -> None:
    assert name_of("nowhere", names_of(audited_room())) == Label("nowhere", "nowhere")


def test_spots_are_numbered_from_one() -> None:
    assert numbered_spots(audited_room()) == {1: SPOT}
    assert first_numbers(audited_room()) == (1,)
