"""For how long what is kept stands in a file, which says where it was read."""

from pathlib import Path

import pytest

from pipeline.config.jurisdiction_file import jurisdiction_names, load_jurisdiction
from pipeline.domain.evidence import ClipRules
from pipeline.domain.label import Label
from pipeline.domain.retention import Retention
from pipeline.errors import SiteFileError, UnknownNameError

OWN = """\
format: 1
id: own
name: {zh: 本区, en: Our district}
source: user
basis: {zh: 区文件, en: a paper of ours}
retention: {events_days: 30, seconds_days: 3, minutes_days: 30}
"""


def test_those_that_ship_say_how_far_they_were_checked() -> None:
    assert jurisdiction_names() == ("cn", "eu")
    china, europe = (load_jurisdiction(name) for name in jurisdiction_names())
    # Order 799, article 17: thirty days or more; the EDPB: more than 72 hours wants a reason.
    told = [(one.source, one.retention.evidence_days) for one in (china, europe)]
    assert told == [("recalled", 90), ("recalled", 3)]


def test_an_own_file_keeps_for_ever_what_it_does_not_name(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    rules = load_jurisdiction(str(path))
    assert rules.retention == Retention(30.0, None, 3.0, 30.0, None)
    assert rules.rule("events") == "own: events_days 30"


CLIPS = OWN + "clips: {because: {zh: 调查, en: to look into it}, days: 7, most_s: 60}\n"


def test_clips_may_be_kept_only_where_a_file_says_why_and_for_how_long(tmp_path: Path) -> None:
    assert [load_jurisdiction(name).clips for name in jurisdiction_names()] == [None, None]
    path = tmp_path / "own.yaml"
    path.write_text(CLIPS, encoding="utf-8")
    rules = load_jurisdiction(str(path))
    assert rules.clips == ClipRules(Label("调查", "to look into it"), 7.0, most_s=60.0)
    assert rules.clip_rule == "own: clips.days 7"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "because: {zh: 调查, en: to look into it}, ",
            "",
            "clips.because: missing; give the reason",
        ),
        (", days: 7", "", "clips.days: missing"),
        ("most_s: 60", "most_s: 601", "601"),
        ("most_s: 60", "before_s: -1", "-1"),
        ("{zh: 调查, en: to look into it}", "''", "because"),
    ],
)
def test_clips_without_a_reason_or_an_end_are_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(CLIPS.replace(old, new), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_jurisdiction(str(path))
    assert str(refused.value).startswith(f"{path}:7: ") and said in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("events_days: 30", "events_days: 0", 6, "between 1 and 3660 days, got 0"),
        ("minutes_days: 30", "minutes_days: 2", 6, "must last as long as seconds_days"),
        ("events_days: 30", "event_days: 30", 6, "did you mean 'events_days'?"),
        ("source: user", "source: law", 4, "source"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        load_jurisdiction(str(path))
    assert str(refused.value).startswith(f"{path}:{line}: ") and said in str(refused.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="known: cn, eu"):
        load_jurisdiction("us")
