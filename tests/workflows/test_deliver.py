"""The outbox empties in order, in words that people read, and only of what is still wanted."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from pipeline.domain.crowding import CrowdingEvent, TierChange
from pipeline.domain.delivery import Quiet, Receiver, Secret, Target
from pipeline.domain.label import Label
from pipeline.store.chain import chain_records
from pipeline.store.database import open_store, rows
from pipeline.store.event_store import record_batch
from pipeline.store.outbox import backlogs
from pipeline.store.seal_key import SealKey, is_signed, signed_head
from pipeline.store.verification import verify_store
from pipeline.workflows.deliver import Courier, Delivery, missing_secrets, until_stopped
from tests.hook_server import hook_server
from tests.jobs.watching import until
from tests.store.chained import FAULT, cleared, event, small_store

SCHOOL = Label("示范学校", "Demo School")


def log(folder: Path, **fields: Any) -> Receiver:
    return Receiver("log", "jsonl", Target(str(folder / "told.jsonl")), language="en", **fields)


def delivery(folder: Path, *receivers: Receiver) -> Delivery:
    store = folder / "gates.db"
    return Delivery(
        store, "school", SCHOOL, receivers, UTC, first_retry_s=0.01, longest_retry_s=0.1
    )


@contextmanager
def delivering(given: Delivery, now_s: list[float]) -> Iterator[None]:
    """Deliver in threads until the block ends, by a clock that the test sets."""
    stop = threading.Event()
    couriers = [Courier(given, each, stop, lambda: now_s[0]) for each in given.receivers]
    threads = [threading.Thread(target=courier.run) for courier in couriers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def told(folder: Path) -> list[dict[str, Any]]:
    path = folder / "told.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def put(given: Delivery, *states: Any) -> None:
    with closing(open_store(given.store)) as store:
        for state in states:
            record_batch(store, changes=[state], address=given.address)


def settled(given: Delivery, now_s: float) -> bool:
    query = "SELECT 1 FROM outbox WHERE state = 'waiting' AND due_s <= ?"
    with closing(open_store(given.store)) as store:
        return not rows(store, query, (now_s,))


def ready(folder: Path, *receivers: Receiver) -> Delivery:
    small_store(folder / "gates.db").close()
    SealKey(folder / "gates.db")
    return delivery(folder, *receivers)


def test_an_event_is_told_in_order_with_words_for_people_and_a_head_that_holds(
    tmp_path: Path,
) -> None:
    given = ready(tmp_path, log(tmp_path))
    put(given, event(500.0), replace(FAULT, start_s=510.0), cleared(500.0))
    with delivering(given, [1000.0]):
        until(lambda: settled(given, 1000.0), "all to be told")
    crowd = [document for document in told(tmp_path) if document["type"] == "crowding"]
    assert [document["change"] for document in crowd] == ["opened", "cleared"]
    assert crowd[0]["key"] == "school/log/gate-0000500.000#1/0"
    assert crowd[0]["title"] == "Demo School, gate: crowding began: yellow, 9 people"
    assert crowd[0]["text"].splitlines()[1:] == [
        "Where: gate",
        "When: 1970-01-01 00:08:40",
        "Id: gate-0000500.000#1",
    ]
    assert crowd[0]["state"]["start_ms"] == 500_000
    (fault,) = [document for document in told(tmp_path) if document["type"] == "fault"]
    assert fault["title"] == "Demo School, one: fault: offline (no route)"
    head = signed_head(crowd[1])
    assert is_signed(head)
    with closing(open_store(given.store)) as store:
        assert verify_store(store, head).holds
        assert head.number == len(list(chain_records(store)))


def test_own_words_fill_in_what_they_name_and_nothing_else(tmp_path: Path) -> None:
    words = Label("{place}：{tier}", "{school}/{place}: {tier}, {count}, {x.__class__}")
    given = ready(tmp_path, log(tmp_path, text=words))
    put(given, event(500.0))
    with delivering(given, [1000.0]):
        until(lambda: bool(told(tmp_path)), "a message")
    assert told(tmp_path)[0]["text"] == "Demo School/gate: yellow, 9, {x.__class__}"


def test_an_escalation_is_told_when_the_crowd_still_stands_and_its_end_too(tmp_path: Path) -> None:
    given = ready(tmp_path, log(tmp_path, after_s={"yellow": 600.0}))
    put(given, event(500.0))
    now_s = [1119.0]
    with delivering(given, now_s):
        put(given, event(9000.0))
        assert told(tmp_path) == []
        now_s[0] = 1120.0
        until(lambda: len(told(tmp_path)) == 1, "the escalation")
        put(given, cleared(500.0))
        until(lambda: len(told(tmp_path)) == 2, "its end")
    assert [one["change"] for one in told(tmp_path)] == ["opened", "cleared"]


def test_an_escalation_of_what_is_over_lapses_and_so_does_its_end(tmp_path: Path) -> None:
    given = ready(tmp_path, log(tmp_path, after_s={"yellow": 600.0}))
    put(given, event(500.0), cleared(500.0))
    with delivering(given, [2000.0]):
        until(lambda: settled(given, 2000.0), "the outbox to be empty")
    with closing(open_store(given.store)) as store:
        (found,) = backlogs(store)
    assert (told(tmp_path), found.void, found.delivered) == ([], 2, 0)


def test_reminders_come_at_their_pace_until_the_crowd_has_gone(tmp_path: Path) -> None:
    given = ready(tmp_path, log(tmp_path, repeat_s={"yellow": 300.0}))
    put(given, event(500.0))
    now_s = [1000.0]
    with delivering(given, now_s):
        for number in (1, 2, 3):
            until(lambda number=number: len(told(tmp_path)) == number, "a reminder")
            until(lambda: settled(given, now_s[0]), "it to be settled")
            now_s[0] += 300.0 if number < 3 else 0.0
        put(given, cleared(500.0))
        until(lambda: settled(given, now_s[0]), "the end")
    assert [(one["change"], one["round"]) for one in told(tmp_path)] == [
        ("opened", 0),
        ("opened", 1),
        ("opened", 2),
        ("cleared", 0),
    ]
    assert told(tmp_path)[1]["title"].endswith("people (reminder 1)")
    assert len({one["key"] for one in told(tmp_path)}) == len(told(tmp_path))


def test_in_quiet_hours_messages_wait_for_the_morning(tmp_path: Path) -> None:
    night = datetime(2026, 11, 29, 23, tzinfo=UTC).timestamp()
    given = ready(tmp_path, log(tmp_path, quiet=Quiet(time(22), time(6), "red")))
    worst = replace(event(night), id="worst", peak_tier="red", changes=(TierChange(night, "red"),))
    assert isinstance(worst, CrowdingEvent)
    put(given, event(night - 60.0), worst)
    now_s = [night]
    with delivering(given, now_s):
        until(lambda: settled(given, night), "the night's messages")
        assert [one["record"]["id"] for one in told(tmp_path)] == ["worst#1"]
        now_s[0] = night + 7 * 3600.0
        until(lambda: len(told(tmp_path)) == 2, "the morning's")


def test_a_receiver_that_is_down_keeps_no_other_waiting(tmp_path: Path) -> None:
    with hook_server(lambda number: "hang" if number == 0 else "500") as hook:
        target = Target(hook.url, allowed=("127.0.0.0/8",), timeout_s=0.3)
        given = ready(tmp_path, log(tmp_path), Receiver("down", "webhook", target))
        put(given, *(cleared(1000.0 * number) for number in range(1, 40)))
        with delivering(given, [1e9]):
            until(lambda: len(told(tmp_path)) == 39, "the log's messages")
            until(lambda: hook.moods["500"] >= 2, "the other to be tried again")
        assert hook.taken == {}
    with closing(open_store(given.store)) as store:
        down, taken = backlogs(store)
    assert (down.waiting, taken.delivered) == (39, 39)
    assert down.trouble in {"127.0.0.1: answered 500", "127.0.0.1: no answer within 0.3 s"}


def test_a_secret_that_is_missing_is_told_of_and_kept_out(tmp_path: Path) -> None:
    given = Receiver("robot", "wecom", Target(secret_address=Secret(env="NOT_SET")))
    ((receiver, reason),) = missing_secrets([given])
    assert (receiver.id, reason) == ("robot", "the environment variable NOT_SET is not set")


def test_a_courier_that_fails_in_a_way_nobody_foresaw_ends_its_process() -> None:
    """Another process follows; a thread that died alone would leave its receiver without a word."""
    stop = threading.Event()

    def broken() -> None:
        raise KeyError("nobody foresaw this")

    with pytest.raises(KeyError):
        until_stopped(broken, stop)
    assert stop.is_set()
