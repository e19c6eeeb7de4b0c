"""What is told of a fault stands in the language of its page, whoever has found the fault."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

from pipeline.domain.health import FAULT_LABELS, HealthFault
from pipeline.domain.review import Review
from pipeline.health.picture_watch import PictureWatch
from pipeline.health.view import view_of
from pipeline.report.review_page import review_page
from tests.crowd.test_pause import with_second_at
from tests.crowd.test_replay import end, frames, jumped, lost, replayed
from tests.health.pictures import glances, live, recorded
from tests.health.test_picture_watch import BEFORE_S, changed, quiet, told
from tests.report.markup import Markup
from tests.report.samples import reviewed_gate

LATIN = re.compile(r"[A-Za-z]{2,}(?:[ ,;]+[A-Za-z]{2,})+")
"""Two words of letters after each other: one alone may be an id or a unit."""


def picture_faults() -> Iterator[HealthFault]:
    """Yield a fault of each kind that pictures show, with a reference and without."""
    view = view_of(glances())
    for kind in ("black", "overexposed", "covered", "moved", "blurred"):
        yield told(PictureWatch("cam-1"), chain(live(BEFORE_S), changed(kind)), view)[0]
    yield told(PictureWatch("cam-1"), chain(live(BEFORE_S), changed("covered")))[0]
    yield told(PictureWatch("cam-1"), recorded(quiet(10, 50), 23))[0]


def record_faults() -> Iterator[HealthFault]:
    """Yield a fault of each kind that is known from a review's records."""
    yield from jumped(3600.1).faults
    yield from with_second_at(20.0).faults
    yield from with_second_at(4.0).faults
    yield from replayed([*frames(0, 5, 0), end(2.0, corrupt=7)]).faults
    yield from replayed([lost(2.5)]).faults
    for reason in ("net: the model gives numbers that are not finite", "net: nobody knows why"):
        yield from replayed([{"frame": 0, "t_s": 0.0, "fault": reason}, end(2.0)]).faults


@cache
def faulty() -> Review:
    """Return a review in which all went wrong that can."""
    faults = tuple(replace(one, end_s=119.0) for one in (*picture_faults(), *record_faults()))
    return replace(reviewed_gate(), faults=faults)


def test_every_kind_that_a_review_can_tell_is_here() -> None:
    told_by_streams = {"offline", "auth", "stalled", "low_fps"}
    assert {fault.kind for fault in faulty().faults} == set(FAULT_LABELS) - told_by_streams


def test_no_latin_sentence_remains_on_the_chinese_page() -> None:
    told_there = Markup(review_page(faulty(), "zh")).text
    for fault in faulty().faults:
        assert fault.detail.zh in told_there
    assert LATIN.findall(told_there) == []


def test_the_english_page_tells_the_same_in_english() -> None:
    told_there = Markup(review_page(faulty(), "en")).text
    for fault in faulty().faults:
        assert fault.detail.en in told_there
    assert LATIN.findall(told_there) != []


def test_both_languages_name_the_same_numbers() -> None:
    by_numbers = [one for one in faulty().faults if one.kind not in ("model_fault", "given_up")]
    assert len(by_numbers) == 11
    for fault in by_numbers:
        zh, en = (re.findall(r"\d+", words) for words in (fault.detail.zh, fault.detail.en))
        assert sorted(zh) == sorted(en), fault.detail
