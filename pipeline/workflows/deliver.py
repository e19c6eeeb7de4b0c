"""The outbox of a store → its receivers: at least once, in order, and apart from the cameras."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from pipeline.domain.chain import State, state_of
from pipeline.domain.crowding import CrowdingEvent
from pipeline.domain.delivery import Receiver
from pipeline.domain.label import Label
from pipeline.errors import DeliveryError, StorageError
from pipeline.report.message import Dispatch, message
from pipeline.sinks.secret import read_secret, secrets_of
from pipeline.sinks.table import SINKS, Sink
from pipeline.store.chain import chain_head, record_id
from pipeline.store.database import Store, open_store
from pipeline.store.event_store import Change, place_labels
from pipeline.store.outbox import Owed, Posting, Settled, due, forget_others, settle
from pipeline.store.seal_key import SealKey

LANES = 16
"""So many messages are on their way to one receiver at once, no two of one event among them."""
IDLE_S = 0.25
"""How often the outbox is looked into when nothing was due."""
FIRST_RETRY_S, LONGEST_RETRY_S = 1.0, 300.0
STORE_RETRY_S = 1.0


@dataclass(frozen=True)
class Delivery:
    """To whom what lies in a store is told, for which school, by which zone's clock.

    It travels to the process that delivers, and so holds where secrets are, never what they are.
    """

    store: Path
    site_id: str
    school: Label
    receivers: tuple[Receiver, ...]
    zone: tzinfo | None = None
    first_retry_s: float = FIRST_RETRY_S
    longest_retry_s: float = LONGEST_RETRY_S

    def address(self, state: Change) -> tuple[Posting, ...]:
        """Return who is owed a state, as `record_batch` asks."""
        found = ((receiver.id, receiver.due(state)) for receiver in self.receivers)
        return tuple(Posting(name, *when) for name, when in found if when is not None)

    @property
    def head_path(self) -> Path:
        """Where the signed head is written out."""
        return self.store.with_name(f"{self.store.name}.head.json")


def deliver(delivery: Delivery, stop: threading.Event) -> None:
    """Deliver until told to stop; each receiver has a thread of its own, and waits for no other.

    What is owed to a receiver that there is no more is void.
    """
    with suppress(StorageError), closing(open_store(delivery.store)) as store:
        forget_others(store, [receiver.id for receiver in delivery.receivers], time.time())
    couriers = [Courier(delivery, receiver, stop) for receiver in delivery.receivers]
    threads = [
        threading.Thread(target=until_stopped, args=(courier.run, stop), daemon=True)
        for courier in couriers
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()


def until_stopped(work: Callable[[], None], stop: threading.Event) -> None:
    """Work, and let a fault of ours end the whole process, which another one follows."""
    try:
        work()
    finally:
        stop.set()


def missing_secrets(receivers: Sequence[Receiver]) -> tuple[tuple[Receiver, str], ...]:
    """Return the receivers that cannot be told anything, with the reason: a secret is not there."""
    found = []
    for receiver in receivers:
        for secret in secrets_of(receiver.target):
            try:
                read_secret(secret)
            except DeliveryError as error:
                found.append((receiver, str(error)))
    return tuple(found)


@dataclass
class Courier:
    """Tells one receiver what it is owed; one that fails is asked again, ever more rarely."""

    delivery: Delivery
    receiver: Receiver
    stop: threading.Event
    now_s: Callable[[], float] = time.time
    _chance: random.Random = field(default_factory=random.Random)
    _failures: int = 0

    def __post_init__(self) -> None:
        """Make the one sink that all lanes share."""
        self._sink: Sink = SINKS[self.receiver.sink](self.receiver.target)

    def run(self) -> None:
        """Deliver until told to stop, whatever becomes of the store and the receiver."""
        while not self.stop.is_set():
            try:
                with closing(open_store(self.delivery.store)) as store:
                    self._serve(store)
            except StorageError:
                # It is busy, or the disk is full: what was taken may be told once more.
                self.stop.wait(STORE_RETRY_S)
        self._sink.close()

    def _serve(self, store: Store) -> None:
        """Keep the lanes full, and settle together what came back together."""
        key = SealKey(self.delivery.store)
        sent: dict[Future[Settled], int] = {}
        with ThreadPoolExecutor(LANES) as lanes:
            while True:
                owed = self._owed(store, set(sent.values()))
                if not (owed or sent):
                    # A watch that ends has last words, which are told if that goes well.
                    if self.stop.is_set():
                        return
                    self.stop.wait(IDLE_S)
                    continue
                if owed:
                    head = key.signed(self.delivery.site_id, chain_head(store)).document()
                    about = place_labels(store), head
                    sent |= {lanes.submit(self._told, one, *about): one.number for one in owed}
                done, _ = wait(sent, IDLE_S, FIRST_COMPLETED)
                if done:
                    settled = [each.result() for each in done]
                    settle(store, settled)
                    for each in done:
                        del sent[each]
                    self._pause(settled)

    def _owed(self, store: Store, on_their_way: set[int]) -> list[Owed]:
        """Return what may be sent now; one that fails is tried with one message at a time."""
        room = (1 if self._failures else LANES) - len(on_their_way)
        if room <= 0 or (self.stop.is_set() and self._failures):
            return []
        found = due(store, self.receiver.id, self.now_s(), LANES + len(on_their_way))
        return [one for one in found if one.number not in on_their_way][:room]

    def _pause(self, settled: Sequence[Settled]) -> None:
        """Wait when nothing got through: the receiver is down, not the message wrong."""
        tried = [one for one in settled if one.was_tried]
        if any(one.outcome == "delivered" for one in tried):
            self._failures = 0
        elif tried:
            self._failures += 1
            self.stop.wait(self._retry_s(self._failures))

    def _told(self, owed: Owed, places: dict[str, Label], head: dict[str, object]) -> Settled:
        """Send one message, if it is still wanted and the hour allows it; say what became of it."""
        now_s = self.now_s()
        state = None if owed.body is None else state_of(owed.body)
        if owed.body is None or state is None or self._has_lapsed(owed, state):
            return Settled(owed.number, "void", now_s)
        now = datetime.fromtimestamp(now_s, self.delivery.zone)
        if (until_s := self.receiver.quiet_until_s(state, now)) is not None:
            return Settled(owed.number, "waiting", now_s, until_s)
        dispatch = Dispatch(
            site_id=self.delivery.site_id,
            receiver_id=self.receiver.id,
            school=self.delivery.school,
            record_id=record_id(owed.thing, owed.revision),
            number=owed.record,
            digest=owed.digest,
            body=owed.body,
            state=state,
            round=owed.round,
            places=places,
            head=head,
            zone=self.delivery.zone,
        )
        trouble = self._sent(dispatch)
        now_s = self.now_s()
        if trouble is not None:
            wait_s = self._retry_s(owed.attempts + 1)
            return Settled(owed.number, "waiting", now_s, now_s + wait_s, trouble)
        return Settled(owed.number, "delivered", now_s, again=self._again(owed, state, now_s))

    def _sent(self, dispatch: Dispatch) -> str | None:
        """Send, and return None, or in a few words why it was not taken."""
        try:
            self._sink.send(message(dispatch, self.receiver))
        except DeliveryError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - a receiver may fail in ways nobody foresaw
            # Only its kind is told: the text of a foreign error may hold a secret.
            return f"unforeseen {type(error).__name__}"
        return None

    def _has_lapsed(self, owed: Owed, state: State) -> bool:
        """Tell whether nobody needs to hear this any more, or nobody heard how it began."""
        if owed.may_lapse:
            return not owed.is_latest
        is_end = state.end_s is not None and bool(self.receiver.after_s)
        return is_end and isinstance(state, CrowdingEvent) and not owed.was_told

    def _again(self, owed: Owed, state: State, now_s: float) -> Posting | None:
        wait_s = self.receiver.again_s(state)
        if wait_s is None or not owed.is_latest:
            return None
        return Posting(self.receiver.id, now_s + wait_s, may_lapse=True, round=owed.round + 1)

    def _retry_s(self, failures: int) -> float:
        doubled_s = self.delivery.first_retry_s * 2.0 ** min(failures - 1, 30)
        longest_s = min(self.delivery.longest_retry_s, doubled_s)
        return longest_s * self._chance.uniform(0.5, 1.0)
