"""What is told as it happens: no event is left out, and nobody waits for anybody."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import httpx
import pytest

from pipeline.domain.crowding import CrowdingEvent
from pipeline.store.event_store import record_batch
from pipeline.web.live_stream import MOST_EACH, LiveFeed
from pipeline.web.refusals import NOT_NOW
from pipeline.workflows.console_site import console_site
from pipeline.workflows.live_view import LiveView
from tests.store.chained import event as crowd_at
from tests.web.console.conftest import Watched
from tests.web.serving import Served, serving


@dataclass
class Message:
    """One message of a stream."""

    name: str
    mark: str
    value: dict[str, Any]


@contextmanager
def heard(served: Served, after: str = "", role: Any = "viewer") -> Iterator[Iterator[Message]]:
    """Give what a listener hears who was told all up to a mark."""
    headers = {"Last-Event-ID": after} if after else {}
    with served.client(role) as client, client.stream("GET", "/api/live", headers=headers) as it:
        if it.status_code != 200:
            it.read()
            it.raise_for_status()
        yield messages(it.iter_lines())


def messages(lines: Iterator[str]) -> Iterator[Message]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            yield Message(fields["event"], fields.get("id", ""), json.loads(fields["data"]))
            fields = {}


@pytest.fixture
def unheard(watched: Watched) -> Iterator[Served]:
    """Give a server of the watched school to which nobody has listened yet."""
    with serving(site=watched.site, store=watched.store) as it:
        yield it


def first(told: Iterator[Message], name: str, within: int = 60) -> Message:
    return next(each for each in islice(told, within) if each.name == name)


def happens(watched: Watched, start_s: float) -> CrowdingEvent:
    """Record that a crowd begins."""
    crowd = replace(crowd_at(start_s), id=f"gate-{start_s:011.3f}")
    with watched.opened() as store:
        record_batch(store, changes=[crowd])
    return crowd


def test_state_comes_at_once_and_each_message_says_where_one_is(
    unheard: Served, watched: Watched
) -> None:
    watched.goes_on(watched.begun)
    with heard(unheard) as told:
        found = {each.name: each for each in islice(told, 4)}
    assert set(found) == {"gates", "health", "today", "heartbeat"}
    assert len({each.mark for each in found.values()}) == 1
    assert found["heartbeat"].value["fresh"] is True
    assert found["heartbeat"].value["listeners"] == 1


def test_who_comes_after_all_have_left_hears_nothing_of_the_past(watched: Watched) -> None:
    """The watch stops between two listeners: an hour later it is not fresh, from the first word."""
    later_s = 0.0

    def clock() -> float:
        return time.time() + later_s

    async def heartbeat(feed: LiveFeed) -> dict[str, Any]:
        feed.enter("viewer")
        told = feed.messages(None)
        try:
            async for message in told:
                if message.startswith(b"event: heartbeat"):
                    value: dict[str, Any] = json.loads(message.partition(b"data: ")[2])
                    return value
        finally:
            await told.aclose()
            feed.leave("viewer")
        raise AssertionError("no heartbeat")

    async def two() -> list[bool]:
        nonlocal later_s
        site = console_site(watched.site, "full-coverage")
        feed = LiveFeed(LiveView(site, watched.store, clock))
        before = await heartbeat(feed)
        later_s = 3600.0
        return [before["fresh"], (await heartbeat(feed))["fresh"]]

    watched.goes_on(watched.begun)
    with ThreadPoolExecutor(1) as thread:  # In ours the browser of other tests may run a loop.
        assert thread.submit(asyncio.run, two()).result(30.0) == [True, False]


def test_an_event_is_told_while_one_listens(console: Served, watched: Watched) -> None:
    with heard(console) as told:
        first(told, "gates")
        crowd = happens(watched, 5000.0)
        message = first(told, "event")
    assert (message.value["id"], message.value["change"]) == (crowd.id, "opened")
    assert message.value["chain"][0]["number"] == int(message.mark.split("-")[0])


def test_who_was_away_is_told_what_he_has_missed(console: Served, watched: Watched) -> None:
    with heard(console) as told:
        mark = first(told, "heartbeat").mark
    crowds = [happens(watched, 6000.0 + n).id for n in range(3)]
    with heard(console, mark) as told:
        found = [first(told, "event") for _ in crowds]
    assert [each.value["id"] for each in found] == crowds
    # Whoever has heard the second of them is told of the third alone.
    with heard(console, found[1].mark) as told:
        assert first(told, "event").value["id"] == crowds[2]


def test_more_than_can_be_read_at_once_comes_all_the_same(
    console: Served, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at a time, of five."""
    monkeypatch.setattr("pipeline.workflows.live_view.MOST_RECORDS", 2)
    with heard(console) as told:
        mark = first(told, "heartbeat").mark
    crowds = [happens(watched, 7000.0 + n).id for n in range(5)]
    with heard(console, mark) as told:
        assert [first(told, "event").value["id"] for _ in crowds] == crowds


@pytest.mark.parametrize("mark", ["1-abcdefabcdef", "99999-abcdefabcdef"])
def test_a_mark_of_another_store_begins_anew(console: Served, mark: str) -> None:
    with heard(console, mark) as told:
        names = [each.name for each in islice(told, 5)]
    assert names[0] == "reset" and "event" not in names


@pytest.mark.parametrize("mark", ["nonsense", "-1-x", "1;DROP", "9" * 60])
def test_what_is_no_mark_is_none(console: Served, mark: str) -> None:
    with heard(console, mark) as told:
        assert first(told, "heartbeat").value["trouble"] is None


def test_one_name_takes_no_place_of_others(unheard: Served) -> None:
    """The last one too many is refused; once somebody leaves there is a place again."""
    with ExitStack() as stack:
        # Held on to, or they would be hung up on.
        all_of_them = [stack.enter_context(heard(unheard)) for _ in range(MOST_EACH)]
        for told in all_of_them:
            first(told, "heartbeat")
        with pytest.raises(httpx.HTTPStatusError, match="503"), heard(unheard):
            pass
        with heard(unheard, role="auditor") as told:
            assert first(told, "heartbeat").value["listeners"] == MOST_EACH + 1
    until = time.monotonic() + 10.0
    while unheard.app.state.live_feed.listeners and time.monotonic() < until:
        time.sleep(0.02)
    assert unheard.app.state.live_feed.listeners == 0


def test_who_takes_nothing_keeps_nobody_waiting(console: Served, watched: Watched) -> None:
    """He has asked for the stream and reads not a byte; others hear of an event meanwhile."""
    with socket.create_connection(("127.0.0.1", console.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        token = console.tokens["admin"]
        lines = ("GET /api/live HTTP/1.1", f"Host: 127.0.0.1:{console.port}")
        ask = "\r\n".join((*lines, f"Authorization: Bearer {token}", "", ""))
        deaf.sendall(ask.encode())
        with heard(console) as told:
            first(told, "gates")
            crowd = happens(watched, 8000.0)
            assert first(told, "event").value["id"] == crowd.id


def test_a_store_that_is_not_there_is_trouble_and_no_end(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    """The watch may begin after the server: then all is told."""
    later = watched.store.with_name("later.db")
    with serving(site=watched.site, store=later) as it, heard(it) as told:
        assert first(told, "heartbeat").value["trouble"] == f"{NOT_NOW.zh} / {NOT_NOW.en}"
    # Whoever keeps the server is told which, and once.
    assert capsys.readouterr().err.count(f"StorageError: {later}: there is no store") == 1


def test_a_stranger_hears_nothing(console: Served) -> None:
    with pytest.raises(httpx.HTTPStatusError, match="401"), heard(console, role=None):
        pass
