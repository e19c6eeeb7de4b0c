"""How a watch writes into its store: who is owed what, how much room there is, who tends it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline.domain.label import Label
from pipeline.domain.notice import Notice, noticed
from pipeline.errors import StorageError
from pipeline.jobs.attendant import Attendant, attended
from pipeline.jobs.patience import Patience
from pipeline.store.database import Store
from pipeline.store.episode_evidence import owed_evidence
from pipeline.store.event_store import Change, record_batch
from pipeline.store.evidence_upkeep import reconcile
from pipeline.store.outbox import Posting
from pipeline.store.room import Room
from pipeline.store.seal_key import SealKey
from pipeline.workflows.deliver import missing_secrets
from pipeline.workflows.tend_store import Tending, tend_store, write_signed_head


@dataclass
class Keeping:
    """Writes what a watch hands over; a disk that fills is told of, and what can wait is left out.

    `left_out` are counts that were not written for want of room.
    """

    connection: Store
    tending: Tending
    room: Room
    notice: Callable[[Notice], None]
    left_out: int = 0
    attendant: Attendant | None = None

    def tend(self, tending: Tending) -> None:
        """Have the store tended in another way from now on."""
        _tell_who_waits(tending, self.notice)
        self.tending = tending
        if self.attendant is not None:
            self.attendant.change(partial(tend_store, tending))

    def address(self, change: Change) -> tuple[Posting, ...]:
        """Return who is to be told of a change."""
        return self.tending.delivery.address(change)

    def write(self, moments: Sequence[Any], changes: Sequence[Change]) -> None:
        """Commit a batch: when this returns it is safe. Raises StorageError."""
        told = self.room.look()
        if told is not None:
            self.notice(noticed(told, f"disk.{self.room.rung}"))
        if self.room.rung == "stop":
            self.left_out += len(moments)
            moments = ()
        owes = self.tending.owes_evidence
        record_batch(self.connection, moments, changes, self.address, owes_evidence=owes)


@contextmanager
def keeping(
    connection: Store, tending: Tending, notice: Callable[[Notice], None]
) -> Iterator[Keeping]:
    """Give what writes into a store, which is tended by a process of its own while the block runs.

    A receiver whose secret is missing is told of, and its messages wait; the cameras do not.
    """
    delivery = tending.delivery
    SealKey(delivery.store)  # Made here, before anybody else looks for it.
    _tell_who_waits(tending, notice)
    if owed_evidence(connection):
        # The workers of a watch that was killed write what they hold until they have left.
        time.sleep(Patience().leave_s)
    for label in reconcile(connection, time.time()).told():
        notice(label)
    room = Room(delivery.store, tending.ladder)
    with attended(partial(tend_store, tending)) as attendant:
        yield Keeping(connection, tending, room, notice, attendant=attendant)
    # The last word of a watch is signed too; on a full disk the chain itself has to do.
    with suppress(StorageError):
        write_signed_head(delivery)


def _tell_who_waits(tending: Tending, notice: Callable[[Notice], None]) -> None:
    for receiver, reason in missing_secrets(tending.delivery.receivers):
        notice(_waits(receiver.id, reason))


def _waits(receiver: str, reason: str) -> Notice:
    label = Label(
        f"接收方 {receiver} 暂不可用（{reason}），消息将等待",
        f"receiver {receiver} cannot be told yet ({reason}); its messages wait",
    )
    return noticed(label, "receiver.waiting", receiver=receiver)
