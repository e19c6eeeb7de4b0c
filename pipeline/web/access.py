"""Tells by a token or a cookie who somebody is.

A cookie is a name, a time and a number nobody guesses, signed with the key of the server, so that
it outlives a restart; it holds for twelve hours, and no longer than its owner is known. So its end
outlives one too: the numbers of those that were ended are kept.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from pipeline.domain.access import AccessKeys, Who
from pipeline.store.ended_sessions import EndedSessions

SESSION_S = 12 * 3600
MOST_TRIES = 5
TRIES_S = 60.0
MOST_ADDRESSES = 4096
"""Of which it is remembered who tried; the one heard of longest ago is forgotten first."""
MOST_COOKIE = 512


class Access:
    """Those who are known; `clock` gives Unix seconds."""

    def __init__(
        self,
        keys: AccessKeys,
        clock: Callable[[], float] = time.time,
        ended: EndedSessions | None = None,
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._ended = EndedSessions() if ended is None else ended
        tag = hashlib.sha256(b"cookie" + keys.key).hexdigest()[:8]
        self.cookie = f"sightline-{tag}"
        """What the cookie is called; servers on other ports of a machine have other names."""

    def holder_of(self, token: str) -> Who | None:
        """Return whose token it is; takes as long for any."""
        given = hashlib.sha256(token.encode("utf-8")).digest()
        found = None
        for holder in self._keys.holders:
            own = hashlib.sha256(holder.token.encode("utf-8")).digest()
            if hmac.compare_digest(given, own):
                found = holder.who
        return found

    def session(self, who: Who) -> str:
        """Return a new cookie for somebody."""
        told = f"{who.name.encode('utf-8').hex()}.{int(self._clock())}.{secrets.token_hex(16)}"
        return f"{told}.{self._signature(told)}"

    def holder_of_session(self, cookie: str) -> Who | None:
        """Return whose cookie it is, while it holds."""
        told, _, signature = cookie[:MOST_COOKIE].rpartition(".")
        if not hmac.compare_digest(self._signature(told).encode(), signature.encode()):
            return None
        name, issued, number = told.split(".")
        if self._clock() - int(issued) > SESSION_S or number in self._ended:
            return None
        given = bytes.fromhex(name).decode("utf-8")
        return next((h.who for h in self._keys.holders if h.who.name == given), None)

    def end(self, cookie: str) -> None:
        """Let a cookie hold no longer; raises StorageError where a restart would undo that."""
        if self.holder_of_session(cookie) is not None:
            now = self._clock()
            self._ended.add(cookie.split(".")[2], now + SESSION_S, now)

    def _signature(self, told: str) -> str:
        return hmac.new(self._keys.key, told.encode("utf-8"), hashlib.sha256).hexdigest()


class Tries:
    """Counts who tried tokens in vain; `clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Return how long an address has to wait before it may try again; 0 if it may now."""
        with self._lock:
            failed = self._failed.get(address, deque())
            while failed and self._clock() - failed[0] > TRIES_S:
                failed.popleft()
            if len(failed) < MOST_TRIES:
                return 0.0
            return TRIES_S - (self._clock() - failed[0])

    def failed(self, address: str) -> None:
        """Remember a try in vain."""
        with self._lock:
            self._failed.setdefault(address, deque(maxlen=MOST_TRIES)).append(self._clock())
            self._failed.move_to_end(address)
            if len(self._failed) > MOST_ADDRESSES:
                self._failed.popitem(last=False)
