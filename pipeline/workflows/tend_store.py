"""What is done for a store beside the watch that fills it: delivery, upkeep, and signed heads."""

import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial

from pipeline.domain.retention import Jurisdiction
from pipeline.errors import StorageError
from pipeline.store.chain import chain_head
from pipeline.store.database import Store, open_store
from pipeline.store.evidence_upkeep import note_lost, sweep_erased
from pipeline.store.retention import erase_evidence, expire, keep_promises
from pipeline.store.room import Ladder, free_bytes
from pipeline.store.seal_key import SealKey, write_head
from pipeline.store.upkeep import newest_second, sum_up
from pipeline.workflows.deliver import Delivery, deliver, until_stopped

UPKEEP_S = 30.0
HEAD_S = 3600.0
"""A signed head is written out so often, at the beginning and at the end."""
AHEAD_S = 3600.0
WHO = "sightline"
"""By whom a tombstone says that the service itself deleted something."""


@dataclass(frozen=True)
class Tending:
    """Which store is tended, by whose rules, and down to how much room.

    With `owes_evidence` episodes that are recorded are to have evidence.
    """

    delivery: Delivery
    rules: Jurisdiction | None = None
    ladder: Ladder = field(default_factory=Ladder)
    owes_evidence: bool = False


def tend_store(tending: Tending, stop: threading.Event) -> None:
    """Deliver and keep house until told to stop; neither waits for the other."""
    work = partial(keep_house, tending, stop)
    house = threading.Thread(target=until_stopped, args=(work, stop), daemon=True)
    house.start()
    deliver(tending.delivery, stop)
    house.join()


def keep_house(tending: Tending, stop: threading.Event) -> None:
    """Sum counts up, delete what is over, make room and write heads, until told to stop."""
    while not stop.is_set():
        # The disk may be full or the store busy; the next turn tries again.
        with suppress(StorageError), closing(open_store(tending.delivery.store)) as store:
            head_at = time.monotonic()
            while not stop.is_set():
                tidy(store, tending, time.time())
                if time.monotonic() >= head_at:
                    note_lost(store, time.time())
                    sweep_erased(store)
                    write_signed_head(tending.delivery)
                    head_at = time.monotonic() + HEAD_S
                stop.wait(UPKEEP_S)
        stop.wait(UPKEEP_S)


def tidy(store: Store, tending: Tending, now_s: float) -> None:
    """Do one turn of upkeep; raises StorageError.

    What is over is reckoned no later than `AHEAD_S` after what the watch has seen last, whose clock
    never jumps: a wall clock that does must not delete years.
    """
    sum_up(store, now_s)
    newest = newest_second(store)
    if newest is not None:
        over_s = min(now_s, newest + AHEAD_S)
        keep_promises(store, WHO, over_s)
        if tending.rules is not None:
            expire(store, tending.rules, WHO, over_s)
    while free_bytes(tending.delivery.store) < tending.ladder.evict_bytes:
        if not erase_evidence(store, now_s, "disk full", WHO, now_s, most=10):
            break


def write_signed_head(delivery: Delivery) -> None:
    """Write the signed head of a store beside it; raises StorageError."""
    with closing(open_store(delivery.store)) as store:
        head = SealKey(delivery.store).signed(delivery.site_id, chain_head(store))
    write_head(delivery.head_path, head)
