"""How a camera's process asks the model that another process holds."""

import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError, current_process
from multiprocessing.connection import Client, Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.jobs.shared_model.server import Question, Refused
from pipeline.jobs.shared_model.slot import Slot

TURNS = 4
"""So many times a run may last until an answer comes: others have their turn, and one of them may
be the one that hangs."""

LOOK_S = 0.1

LONGEST_PAUSE_S = 600.0
"""Of a camera whose pictures end the model's process; a run of ten seconds then costs the others
one in sixty."""


@dataclass(frozen=True)
class Way:
    """Where the model is asked, where the camera's pictures lie, and how long a run may take."""

    address: str
    slot: str
    deadline_s: float


class ModelClient:
    """Asks one question after another; a ModelError says that there is no answer to it."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._slot = Slot(way.slot)
        self._connection: Connection[Any, Any] | None = None
        self._deaths = 0
        self._not_before = 0.0

    def wait_until_open(self, within_s: float) -> None:
        """Wait until the model is there to be asked; raises ModelError when it does not come."""
        until = time.monotonic() + within_s
        while True:
            try:
                self._connected()
            except ModelError:
                if time.monotonic() > until:
                    raise
                time.sleep(LOOK_S)
            else:
                return

    def ask(self, asked: Any, picture: NDArray[np.uint8] | None = None) -> Any:
        """Return what the model's process answers to a question, which may be about a picture.

        A camera whose pictures end it, time and again, asks ever more seldom: others ask it too.
        """
        if time.monotonic() < self._not_before:
            raise ModelError("the detector's process ended over a picture of this camera; it waits")
        connection = self._connected()
        try:
            connection.send(Question(asked, None if picture is None else self._laid(picture)))
            if not connection.poll(TURNS * self._way.deadline_s):
                raise TimeoutError
            answer = connection.recv()
        except (EOFError, OSError) as error:
            self._forget()
            raise ModelError("the detector's process ended or hung; another is begun") from error
        self._deaths = 0
        if isinstance(answer, Refused):
            raise ModelError(answer.reason)
        return answer

    def _laid(self, picture: NDArray[np.uint8]) -> tuple[int, ...]:
        """Lay a picture where the model's process finds it, and return its shape."""
        if not self._slot.holds(picture.shape):
            raise ModelError(f"a picture of {picture.shape} is too large for the model's input")
        np.copyto(self._slot.picture(picture.shape), picture)
        return picture.shape

    def _connected(self) -> "Connection[Any, Any]":
        if self._connection is None:
            try:
                connection = Client(self._way.address, authkey=current_process().authkey)
                connection.send(self._way.slot)
            except (EOFError, OSError, AuthenticationError) as error:
                raise ModelError("the detector's process is not there yet") from error
            self._connection = connection
        return self._connection

    def _forget(self) -> None:
        """Let go of a connection: what still comes by it would answer another question."""
        if self._slot.is_looked_at:
            self._slot.is_looked_at = False
            self._deaths += 1
            # Once may be chance, or somebody who killed it.
            if self._deaths > 1:
                pause_s = self._way.deadline_s * 2.0 ** min(self._deaths - 1, 30)
                self._not_before = time.monotonic() + min(LONGEST_PAUSE_S, pause_s)
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()
