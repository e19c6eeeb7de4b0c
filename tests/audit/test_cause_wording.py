"""Causes in words: what fails, whose failure it is, and what is in the way."""

from dataclasses import replace
from typing import get_args

import pytest

from pipeline.audit.cause_wording import CAUSES, cause_told, runners_up_told
from pipeline.domain.coverage import Cause, CauseKind
from tests.report.samples import SPOT


def test_every_kind_of_cause_has_words() -> None:
    assert set(CAUSES) == set(get_args(CauseKind))


@pytest.mark.parametrize("kind", [kind for kind in CAUSES if kind not in {"too_few", "unasked"}])
def test_every_cause_names_its_camera(kind: CauseKind) -> None:
    told = cause_told(Cause(kind, "cam-7", 1.0))
    assert "cam-7" in told.zh
    assert "cam-7" in told.en
    assert "{" not in told.zh + told.en


def test_what_no_camera_is_near_to_is_in_no_picture() -> None:
    """It is true of a floor without cameras, too."""
    told = cause_told(Cause("picture", None, 1.0))
    assert told.en == "in no camera's picture"
    assert told.zh == "不在任何探头的画面之内"


def test_where_too_few_look_no_camera_is_to_blame() -> None:
    told = cause_told(Cause("too_few", None, 1.0))
    assert told.en == "seen by fewer cameras than the clause asks for"
    assert told.zh == "看到此处的探头少于条款要求的台数"


def test_what_hides_is_named_where_it_is_known() -> None:
    hidden = Cause("sight_line", "cam-7", 1.0, "pillar-1")
    assert cause_told(hidden).zh == "cam-7的视线被pillar-1遮挡"
    assert cause_told(replace(hidden, occluder_id=None)).en == "hidden from cam-7 by something"


def test_runners_up_are_told_once_each_the_larger_first_and_never_the_leading_one() -> None:
    small, large = Cause("density", "cam-1", 0.5), Cause("picture", "cam-2", 0.6)
    spot = replace(SPOT, runners_up=(small, large, replace(small, area_m2=0.4), SPOT.cause))
    assert [words.en for words in runners_up_told(spot)] == [
        "in view of cam-1, but with too few pixels per metre (0.9 m²)",
        "outside the picture of cam-2 (0.6 m²)",
    ]


def test_a_runner_up_of_no_area_to_speak_of_is_not_told() -> None:
    dust = replace(SPOT, runners_up=(Cause("density", "cam-1", 0.01),))
    assert runners_up_told(dust) == ()
