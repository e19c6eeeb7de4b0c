"""A store is tended beside its watch, and by no clock that jumps."""

import json
import threading
from contextlib import closing
from pathlib import Path

from pipeline.domain.label import Label
from pipeline.domain.retention import Jurisdiction, Retention
from pipeline.store.database import open_store
from pipeline.store.event_store import record_batch, stored_events
from pipeline.store.retention import DAY_S
from pipeline.store.room import Ladder
from pipeline.store.seal_key import is_signed, read_head
from pipeline.workflows.deliver import Delivery
from pipeline.workflows.tend_store import Tending, tend_store, tidy
from tests.jobs.watching import until
from tests.store.chained import cleared, counted, small_store
from tests.store.test_retention import keep

WORDS = Label("规则", "rule")
RULES = Jurisdiction("own", WORDS, "user", WORDS, Retention(events_days=1.0))


def tending(folder: Path, **fields: Ladder) -> Tending:
    return Tending(Delivery(folder / "gates.db", "school", WORDS, ()), RULES, **fields)


def test_a_wall_clock_that_jumps_ahead_deletes_nothing(tmp_path: Path) -> None:
    with closing(small_store(tmp_path / "gates.db")) as store:
        record_batch(store, [counted(200.0, "gate", 3)], [cleared(5 * DAY_S)])
        tidy(store, tending(tmp_path), 1000 * DAY_S)
        assert len(stored_events(store)) == 2
        record_batch(store, [counted(5 * DAY_S, "gate", 3)])
        tidy(store, tending(tmp_path), 1000 * DAY_S)
        assert [event.start_s for event in stored_events(store)] == [5 * DAY_S]


def test_where_there_is_no_room_the_oldest_evidence_goes_until_none_is_left(tmp_path: Path) -> None:
    everything = Ladder(warn_bytes=2**60, evict_bytes=2**60, stop_bytes=0)
    with closing(small_store(tmp_path / "gates.db")) as store:
        folder = tmp_path / "gates.db.evidence"
        files = [keep(store, folder, f"{at}.jpg", float(at)) for at in range(12)]
        tidy(store, tending(tmp_path, ladder=everything), 1000.0)
    assert [path.exists() for path in files] == [False] * 12


def test_a_signed_head_is_written_beside_the_store(tmp_path: Path) -> None:
    small_store(tmp_path / "gates.db").close()
    stop = threading.Event()
    thread = threading.Thread(target=tend_store, args=(tending(tmp_path), stop))
    thread.start()
    head = tmp_path / "gates.db.head.json"
    until(head.exists, "the head")
    stop.set()
    thread.join()
    assert is_signed(read_head(head))
    assert json.loads(head.read_text())["number"] >= 4
    open_store(tmp_path / "gates.db").close()
