"""Views into prohibited zones as findings, on the room with a toilet beside it."""

from dataclasses import replace

import pytest
from shapely import MultiPolygon

from pipeline.audit.audit import ORDER_799_8, audited
from pipeline.domain.camera import Camera
from pipeline.domain.coverage import Leak
from pipeline.domain.finding import Finding
from tests.report.samples import CAMERA, COVERAGE, FLOOR, LEAK, PROFILE
from tests.shapes import site

FAINT = replace(LEAK, dense=MultiPolygon())


def found(*leaks: Leak, camera: Camera = CAMERA) -> list[Finding]:
    plan = replace(FLOOR, cameras=(camera,))
    result = audited(site(plan), PROFILE, (replace(COVERAGE, leaks=leaks),))
    return [finding for finding in result.findings if finding.clause_id == ORDER_799_8]


def test_a_dense_view_is_a_violation_with_area_depth_and_line() -> None:
    (finding,) = found(LEAK)
    assert (finding.severity, finding.where) == ("violation", "ground/toilet-1")
    assert (
        'camera "south-west" may look into the prohibited zone "Toilet" (toilet): 2.0 m²,'
        " 2.0 m deep, along the line from (0.0, 0.0) to (12.0, 1.0)"
    ) in finding.message.en
    assert "against State Council Order 799, article 8" in finding.message.en
    assert "2.0 m²，深2.0 m，视线自（0.0，0.0）至（12.0，1.0）" in finding.message.zh
    assert "违反国务院令第799号第八条" in finding.message.zh


def test_a_faint_view_is_only_noted_and_accuses_nobody() -> None:
    (finding,) = found(FAINT)
    assert finding.severity == "notice"
    assert "against" not in finding.message.en
    assert "违反" not in finding.message.zh


def test_a_view_keeps_its_id_while_its_size_and_weight_change() -> None:
    (dense,), (faint,) = found(LEAK), found(FAINT)
    assert dense.id == faint.id == "order-799-8.ground.toilet-1.cam-1.view"
    assert dense.message != faint.message


@pytest.mark.parametrize(("x_m", "ids"), [(11.0, [""]), (9.0, [".view"])])
def test_a_camera_inside_is_told_once_as_standing_there(x_m: float, ids: list[str]) -> None:
    inside = replace(CAMERA, x_m=x_m, y_m=1.0)
    told = [finding.id for finding in found(LEAK, camera=inside)]
    assert told == [f"order-799-8.ground.toilet-1.cam-1{end}" for end in ids]


def test_a_violation_says_what_ends_it_and_a_notice_asks_for_nothing() -> None:
    (dense,), (faint,) = found(LEAK), found(FAINT)
    (step,) = dense.steps
    assert step.told.en == 'turn cam-1 away, move it, or mask "Toilet" in its picture'
    assert (step.edits, faint.steps) == ((), ())
