"""The ledger keeps every change, in one chain for each hazard, and merges with others."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.hazard import Change, Recorded
from pipeline.errors import LedgerError, StorageError
from pipeline.store.database import open_store, rows, transaction
from pipeline.store.ledger import (
    LEDGER,
    broken_links,
    hazard_of,
    hazards_of,
    history_of,
    merge,
    open_ledger,
    put,
    record,
)
from tests.audit.recorded import ROOM, recorded

AT = "2026-11-29T04:00:00.000+00:00"
ID = "demo/H-1"
DATA = {"site_id": "demo", "defect_id": "H-1", "hazard_class": "fire", "content": "门被堵"}
REGISTER = Change(ID, AT, "安全员", "register", data=DATA)
FIVE = {"standard": "畅通", "measure": "清理", "due": "2026-12-31", "person": "总务处"}
ASSIGN = Change(ID, AT, "安全员", "assign", data=FIVE)
RECTIFY = Change(ID, AT, "总务处", "rectify")


@pytest.fixture
def ledger(tmp_path: Path) -> sqlite3.Connection:
    return open_ledger(tmp_path / "ledger.db")


def test_a_hazard_is_what_its_changes_make_of_it(ledger: sqlite3.Connection) -> None:
    assert record(ledger, [REGISTER, ASSIGN, RECTIFY]) == 3
    hazard = hazard_of(ledger, ID)
    assert hazard and (hazard.state, hazard.person, hazard.revision) == ("review", "总务处", 3)
    history = history_of(ledger, ID)
    assert [each.change for each in history] == [REGISTER, ASSIGN, RECTIFY]
    assert [each.number for each in history] == [1, 2, 3]
    assert broken_links(ledger) == ()


def test_the_same_change_given_twice_is_there_once(ledger: sqlite3.Connection) -> None:
    assert record(ledger, [REGISTER, ASSIGN]) == 2
    assert record(ledger, [REGISTER, ASSIGN]) == 0
    assert len(history_of(ledger, ID)) == 2


def test_a_refused_change_leaves_nothing_of_those_beside_it(ledger: sqlite3.Connection) -> None:
    with pytest.raises(LedgerError, match="nobody can report as rectified it"):
        record(ledger, [REGISTER, RECTIFY])
    assert hazards_of(ledger) == ()


def test_a_hazard_with_a_region_comes_back_as_it_was(ledger: sqlite3.Connection) -> None:
    from pipeline.audit.registration import audit_changes

    record(ledger, audit_changes(recorded(ROOM), [], "安全员"))
    spot = hazards_of(ledger, "demo")[0]
    assert spot.source and spot.source.region.equals(recorded(ROOM).spots[0].region)
    assert spot.source.terms and spot.source.terms.density_px_per_m == 25.0
    assert hazards_of(ledger, "another") == ()
    assert broken_links(ledger) == ()


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM changes", "DELETE FROM hazards", "UPDATE changes SET who = 'nobody'"],
)
def test_sqlite_itself_refuses_to_delete_or_alter(
    ledger: sqlite3.Connection, statement: str
) -> None:
    record(ledger, [REGISTER])
    with pytest.raises(StorageError, match=r"never altered|is deleted"):  # noqa: SIM117
        with transaction(ledger):
            ledger.execute(statement)
    assert len(history_of(ledger, ID)) == 1


def test_who_works_round_the_rules_is_found_out(ledger: sqlite3.Connection) -> None:
    """The control: the triggers are taken away, as anybody can who has the file."""
    record(ledger, [REGISTER, ASSIGN])
    ledger.execute("DROP TRIGGER changes_stay")
    ledger.execute("UPDATE changes SET who = '他人' WHERE number = 1")
    assert broken_links(ledger) == (f"{ID} #1",)


def test_a_state_that_no_change_made_is_found_out(ledger: sqlite3.Connection) -> None:
    record(ledger, [REGISTER])
    ledger.execute("UPDATE hazards SET document = replace(document, 'registered', 'closed')")
    assert broken_links(ledger) == (ID,)


def test_a_ledger_is_no_store_of_a_watch_and_the_other_way_round(tmp_path: Path) -> None:
    open_ledger(tmp_path / "ledger.db").close()
    open_store(tmp_path / "gates.db").close()
    with pytest.raises(StorageError, match="or no store"):
        open_store(tmp_path / "ledger.db")
    with pytest.raises(StorageError, match="or no ledger"):
        open_ledger(tmp_path / "gates.db")


def test_a_ledger_that_should_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no ledger"):
        open_ledger(tmp_path / "ledger.db", new=False)
    assert list(tmp_path.iterdir()) == []


def merged(ledger: sqlite3.Connection, history: tuple[Recorded, ...]) -> int:
    with transaction(ledger):
        return merge(ledger, history)


def test_a_city_takes_over_what_a_school_did_once(
    ledger: sqlite3.Connection, tmp_path: Path
) -> None:
    with closing(open_ledger(tmp_path / "city.db")) as city:
        record(ledger, [REGISTER, ASSIGN])
        assert merged(city, history_of(ledger, ID)) == 2
        record(ledger, [RECTIFY])
        assert merged(city, history_of(ledger, ID)) == 1
        assert merged(city, history_of(ledger, ID)) == 0
        assert history_of(city, ID) == history_of(ledger, ID)
        assert hazards_of(city) == hazards_of(ledger)


def test_an_older_history_takes_nothing_back(ledger: sqlite3.Connection) -> None:
    record(ledger, [REGISTER, ASSIGN])
    older = history_of(ledger, ID)[:1]
    assert merged(ledger, older) == 0
    assert len(history_of(ledger, ID)) == 2


def test_ledgers_that_went_different_ways_are_not_mixed(
    ledger: sqlite3.Connection, tmp_path: Path
) -> None:
    with closing(open_ledger(tmp_path / "city.db")) as city:
        record(city, [REGISTER, replace(ASSIGN, who="教育局")])
        record(ledger, [REGISTER, ASSIGN])
        with pytest.raises(LedgerError, match="differ from change 2 on"):
            merged(city, history_of(ledger, ID))


def test_a_history_that_was_altered_on_its_way_is_refused(
    ledger: sqlite3.Connection, tmp_path: Path
) -> None:
    record(ledger, [REGISTER, ASSIGN])
    first, second = history_of(ledger, ID)
    forged = replace(second, change=replace(second.change, who="教育局"))
    with closing(open_ledger(tmp_path / "city.db")) as city:
        with pytest.raises(LedgerError, match="change 2 was altered"):
            merged(city, (first, forged))
        assert hazards_of(city) == ()


def test_a_change_outside_a_transaction_is_not_left_half_done(ledger: sqlite3.Connection) -> None:
    with pytest.raises(LedgerError), transaction(ledger):
        put(ledger, REGISTER)
        put(ledger, RECTIFY)
    assert rows(ledger, "SELECT count(*) FROM changes") == [(0,)]


def test_a_ledger_of_one_language_is_taken_over_as_it_is(tmp_path: Path) -> None:
    """Its changes and their digests stay; an older program refuses what this one has opened."""
    first = replace(LEDGER, migrations=LEDGER.migrations[:1])
    with closing(open_store(tmp_path / "ledger.db", first)) as old:
        record(old, [REGISTER, ASSIGN])
        before = history_of(old, ID)
    with closing(open_ledger(tmp_path / "ledger.db")) as now:
        hazard = hazard_of(now, ID)
        assert hazard and hazard.texts("standard") == ("畅通", "畅通")
        assert history_of(now, ID) == before and broken_links(now) == ()
        assert record(now, [Change(ID, AT, "总务处", "rectify")]) == 1
    with pytest.raises(StorageError, match="written by a newer Sightline"):
        open_store(tmp_path / "ledger.db", first)


def test_words_in_both_languages_are_kept(ledger: sqlite3.Connection) -> None:
    record(ledger, [replace(REGISTER, data={**DATA, "content": {"zh": "门被堵", "en": "blocked"}})])
    hazard = hazard_of(ledger, ID)
    assert hazard and hazard.texts("content") == ("门被堵", "blocked")
    assert broken_links(ledger) == ()


@pytest.mark.parametrize("words", [{"zh": "门"}, {"zh": "门", "en": 1}, {"zh": "", "en": ""}, []])
def test_words_of_one_language_and_none_are_refused(
    ledger: sqlite3.Connection, words: object
) -> None:
    with pytest.raises(LedgerError):
        record(ledger, [replace(REGISTER, data={**DATA, "content": words})])
