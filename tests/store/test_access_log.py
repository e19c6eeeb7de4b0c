"""What was done is there, the last first, and what was changed in the log is seen."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.domain.access import Who
from pipeline.errors import StorageError
from pipeline.store.access_log import AccessLog

LI, WANG = Who("Li", "admin"), Who("Wang", "auditor")


def log_in(folder: Path) -> AccessLog:
    times = iter([1.5, 1.5, 1.5, 2.0])
    log = AccessLog(folder / "log.db", lambda: next(times))
    log.note(LI, "site:save", "e80d", "gate moved")
    log.note(LI, "site:save", "e80d", "gate moved")
    log.note(WANG, "underlay:put", "ground")
    return log


def test_acts_say_who_when_what_and_why(tmp_path: Path) -> None:
    acts = log_in(tmp_path).acts()
    assert [(a.number, a.who, a.role, a.what, a.of, a.why) for a in acts] == [
        (3, "Wang", "auditor", "underlay:put", "ground", ""),
        (2, "Li", "admin", "site:save", "e80d", "gate moved"),
        (1, "Li", "admin", "site:save", "e80d", "gate moved"),
    ]
    # Two of the same at one moment are two acts all the same, a millisecond apart.
    assert [a.at_s for a in acts] == [1.5, 1.501, 1.5]


def test_earlier_ones_are_turned_to_page_by_page(tmp_path: Path) -> None:
    log = log_in(tmp_path)
    assert [a.number for a in log.acts(most=2)] == [3, 2]
    assert [a.number for a in log.acts(before=2)] == [1]


def test_the_log_is_for_its_owner_alone(tmp_path: Path) -> None:
    assert log_in(tmp_path).path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chain SET body = replace(body, 'gate', 'fence') WHERE number = 2",
        "UPDATE chain SET thing = 'site:read' WHERE number = 2",
        "DELETE FROM chain WHERE number = 2",
    ],
)
def test_a_change_of_an_earlier_act_is_seen(tmp_path: Path, change: str) -> None:
    log = log_in(tmp_path)
    assert log.verify() == 3
    with closing(sqlite3.connect(log.path)) as connection:
        connection.execute(change)
        connection.commit()
    with pytest.raises(StorageError, match="act 2 was changed"):
        log.verify()
