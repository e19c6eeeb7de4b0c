"""What was recorded cannot be changed, cut, moved or lost without being named."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.domain.chain import GENESIS, body_of, link, state_of, whole
from pipeline.errors import InputError, StorageError
from pipeline.store.chain import Head, chain_head, chain_records
from pipeline.store.database import rows
from pipeline.store.event_store import record_batch, stored_events
from pipeline.store.seal_key import SealKey, SignedHead, is_signed, read_head, write_head
from pipeline.store.verification import Broken, verify_store
from tests.store.chained import FAULT, cleared, event, small_store, spoil


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(small_store(tmp_path / "gates.db")) as connection:
        yield connection


@pytest.fixture
def head(tmp_path: Path, store: sqlite3.Connection) -> SignedHead:
    return SealKey(tmp_path / "gates.db").signed("school", chain_head(store))


def test_a_link_is_the_sum_that_the_format_says() -> None:
    parts = b"".join(len(part).to_bytes(8, "big") + part for part in (b"gate#1", b"{}"))
    assert link(GENESIS, "gate#1", "{}") == hashlib.sha256(bytes(32) + parts).hexdigest()


def test_a_chained_body_has_no_decimals_and_tells_the_state_again(
    store: sqlite3.Connection,
) -> None:
    for record in chain_records(store):
        assert record.body is not None and "." not in record.body.replace(record.thing, "")
    assert state_of(body_of(cleared())) == cleared()
    with pytest.raises(InputError, match="share: a chained record holds whole numbers only"):
        whole({"share": 0.5})


def test_a_state_given_twice_is_chained_once_and_an_older_one_does_not_come_back(
    store: sqlite3.Connection,
) -> None:
    before = chain_head(store)
    record_batch(store, changes=[event(), FAULT, cleared()])
    assert chain_head(store) == before
    assert stored_events(store) == (cleared(),)


def test_the_same_events_make_the_same_head_whatever_the_batches(tmp_path: Path) -> None:
    with (
        closing(small_store(tmp_path / "a.db")) as one,
        closing(small_store(tmp_path / "b.db")) as two,
    ):
        states = [event(500.0), cleared(500.0), event(900.0)]
        record_batch(one, changes=states)
        for state in states:
            record_batch(two, changes=[state])
        assert chain_head(one) == chain_head(two)
        assert chain_head(one).number == 7


def test_a_whole_store_agrees_with_its_head(store: sqlite3.Connection, head: SignedHead) -> None:
    found = verify_store(store, head)
    assert (found.holds, found.head.number, found.erased) == (True, 4, 0)
    record_batch(store, changes=[event(500.0)])
    assert verify_store(store, head).holds


SPOILED = {
    "changed": (("UPDATE chain SET body = replace(body, '9', '2') WHERE number = 3",), 3),
    "missing": (("DELETE FROM chain WHERE number = 2",), 2),
    "reordered": (
        (
            "UPDATE chain SET number = 99 WHERE number = 2",
            "UPDATE chain SET number = 2 WHERE number = 3",
            "UPDATE chain SET number = 3 WHERE number = 99",
        ),
        2,
    ),
    "erased": (("UPDATE chain SET body = NULL WHERE number = 2",), 2),
    "truncated": (
        (
            "DELETE FROM chain WHERE number > 2",
            "UPDATE crowding_events SET document = (SELECT document FROM crowding_events)",
        ),
        3,
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_the_first_bad_record_is_named(
    store: sqlite3.Connection, head: SignedHead, fault: str
) -> None:
    statements, number = SPOILED[fault]
    spoil(store, *statements)
    broken = verify_store(store, head).broken
    assert broken is not None
    assert (broken.fault, broken.number) == (fault, number)


def test_a_chain_that_was_reckoned_anew_is_told_by_a_head_alone(
    store: sqlite3.Connection, head: SignedHead
) -> None:
    """The control: without a head nobody can know, which is why heads are sent away."""
    spoil(store)
    before = GENESIS
    for record in list(chain_records(store)):
        body = (record.body or "").replace('"peak_count":9', '"peak_count":3')
        before = link(before, record.id, body)
        values = (body, before, record.number)
        store.execute("UPDATE chain SET body = ?, digest = ? WHERE number = ?", values)
    document = json.loads(rows(store, "SELECT document FROM crowding_events")[0][0])
    told = json.dumps(document | {"peak_count": 3}, sort_keys=True)
    store.execute("UPDATE crowding_events SET document = ?", (told,))
    assert verify_store(store, None).holds
    assert verify_store(store, head).broken == Broken("rewritten", 4, "")


def test_a_table_that_says_other_than_the_chain_is_told(store: sqlite3.Connection) -> None:
    store.execute("UPDATE crowding_events SET document = replace(document, '9', '2')")
    broken = verify_store(store, None).broken
    assert broken is not None and broken.fault == "table"
    store.execute("DELETE FROM crowding_events")
    assert verify_store(store, None).broken == Broken("table", 1, "gate-0000100.000")


def test_the_chain_refuses_to_be_changed_even_by_us(store: sqlite3.Connection) -> None:
    for statement, told in (
        ("DELETE FROM chain WHERE number = 1", "nothing is deleted"),
        ("UPDATE chain SET body = '{}' WHERE number = 1", "erased or left as it is"),
    ):
        with pytest.raises(sqlite3.IntegrityError, match=told):
            store.execute(statement)


def test_a_head_that_was_changed_or_is_anothers_is_refused(
    tmp_path: Path, store: sqlite3.Connection, head: SignedHead
) -> None:
    assert is_signed(head)
    assert not is_signed(replace(head, number=3))
    found = verify_store(store, replace(head, digest=GENESIS)).broken
    assert found is not None and found.fault == "unsigned"
    other = SealKey(tmp_path / "gates.db").signed("other", chain_head(store))
    found = verify_store(store, other).broken
    assert found is not None and found.fault == "foreign"


def test_the_key_is_for_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    first = SealKey(tmp_path / "gates.db")
    assert first.path.stat().st_mode & 0o777 == 0o600
    assert SealKey(tmp_path / "gates.db").public == first.public
    first.path.write_text("no key")
    with pytest.raises(StorageError, match="is no key of a store"):
        SealKey(tmp_path / "gates.db")


def test_a_head_is_read_from_its_file_or_from_a_message(tmp_path: Path, head: SignedHead) -> None:
    write_head(tmp_path / "head.json", head)
    assert read_head(tmp_path / "head.json") == head
    (tmp_path / "message.json").write_text(json.dumps({"key": "k", "head": head.document()}))
    assert read_head(tmp_path / "message.json") == head
    for wrong in ("", "[]", "{}", '{"head": 3}', json.dumps(head.document() | {"number": "4"})):
        (tmp_path / "wrong.json").write_text(wrong)
        with pytest.raises(InputError, match="no signed head of a chain"):
            read_head(tmp_path / "wrong.json")


def test_an_empty_chain_has_a_head_too(tmp_path: Path, store: sqlite3.Connection) -> None:
    empty = SealKey(tmp_path / "gates.db").signed("school", Head(0, GENESIS))
    assert verify_store(store, empty).holds
